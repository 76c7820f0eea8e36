"""What calls take: the parameters of addresses, each with what it may be.

The description says exactly what is taken, so that a call that keeps to it is never called wrong.
"""

import re
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Path, Query
from pydantic import AfterValidator, StringConstraints, WithJsonSchema

from crawler.errors import UsageError
from crawler.model import ChangeKind, Silence, Standing
from jobs.reading.arguments import beginning

_TEXT = r"^[^\x00-\x1f\x7f]*$"
"""No control characters: no database takes them all, and no address of a site has any."""

_MOMENT = {
    "anyOf": [
        {"type": "string", "format": "date-time", "description": "ISO 8601"},
        {"type": "string", "format": "date", "description": "a day in UTC, its beginning"},
        {
            "type": "string",
            "pattern": "^[1-9][0-9]{0,3}[mhd]$",
            "description": "an age: so long ago",
        },
        {"type": "string", "maxLength": 0, "description": "as if it were left away"},
    ],
    "examples": ["7d", "2026-11-21", "2026-11-21T10:00:00Z"],
}


_FORMS = re.compile(
    r"|[1-9][0-9]{0,3}[mhd]|[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[Tt][0-9:.]{5,20}(?:[Zz]|[+-][0-9:]{5}))?"
)


def _moment(text: str) -> str:
    """Check a time in one of the forms that the description names."""
    if not _FORMS.fullmatch(text):
        raise ValueError("this is no age, no date, and no time")
    try:
        if text:
            beginning(text, "time", at=datetime.now(UTC))
    except (UsageError, OverflowError) as error:
        raise ValueError(str(error)) from error
    return text


Moment = Annotated[str, AfterValidator(_moment), WithJsonSchema(_MOMENT)]
Name = Annotated[str, StringConstraints(max_length=200, pattern=_TEXT)]
Words = Annotated[str, StringConstraints(max_length=1_000, pattern=_TEXT)]
Url = Annotated[
    str,
    StringConstraints(
        min_length=1, max_length=1_000, pattern=r"^[^\x00-\x1f\x7f]*[^\s\x00-\x1f\x7f]+$"
    ),
]

Host = Annotated[
    str, Path(pattern=r"^[^/\s\x00-\x1f\x7f]{1,300}$", description="the host in an article's id")
]
ArticleKey = Annotated[
    str, Path(pattern=r"^[0-9a-f]{32}$", description="the digits in an article's id")
]
Number = Annotated[int, Path(ge=1, le=99_999_999, description="a version's number")]

Since = Annotated[Moment | None, Query(description="only from then on")]
Until = Annotated[Moment | None, Query(description="only before then")]
Source = Annotated[Name | None, Query(description="only articles that this source led to")]
OnHost = Annotated[Name | None, Query(description="only articles of this host")]
Limit = Annotated[int, Query(ge=1, le=100, description="at most so many on a page")]
Kind = Annotated[ChangeKind | None, Query(description="only this kind of change")]
Silent = Annotated[Silence | None, Query(description="only changes of which this holds")]
OfArticle = Annotated[
    Url | None, Query(description="only of this article: its id, or its address on its site")
]
WordsOfTitle = Annotated[
    Words | None,
    Query(description="only if the version's title or URL holds all these words, 8 at most"),
]
Cursor = Annotated[
    str | None,
    Query(
        max_length=400,
        pattern=r"^[^\x00-\x1f\x7f]*$",
        description="a place in the list, as `next` gave it; not to be made by hand",
    ),
]
State = Annotated[Standing | None, Query(description="only articles in this state")]
OfVersion = Annotated[
    int | None,
    Query(ge=1, le=99_999_999, description="the version; by default the newest"),
]
Sought = Annotated[
    str,
    Query(
        min_length=1,
        max_length=1_000,
        pattern=_TEXT,
        description='words that must all be there; `"in quotes"` side by side, `bridg*` beginnings',
    ),
]
OfUrl = Annotated[Url, Query(description="an article's address on its own site, or a part of it")]
Month = Annotated[
    str | None,
    Query(
        pattern=r"^(199[0-9]|2[0-9]{3})-(0[1-9]|1[0-2])$",
        description="the last month; by default this one",
    ),
]
Months = Annotated[int, Query(ge=1, le=12, description="so many months")]
RunName = Annotated[
    str,
    Path(pattern=r"^[0-9A-Za-z-]{1,100}$", description="a run's name, its beginning, or `last`"),
]
SourceName = Annotated[
    str,
    Path(
        min_length=1,
        max_length=200,
        pattern=r"^[^/\x00-\x1f\x7f]+$",
        description="a source's name; of one with `/` in it, `/sources` tells the most",
    ),
]


async def which_changes(
    *,
    source: Source = None,
    host: OnHost = None,
    article: OfArticle = None,
    kind: Kind = None,
    silence: Silent = None,
    q: WordsOfTitle = None,
) -> None:
    """Declare and check what chooses changes: ``jobs.web.change_query`` reads it."""


async def which_times(*, since: Since = None, until: Until = None) -> None:
    """Declare and check between which times: read as the rest."""
