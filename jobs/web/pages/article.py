"""``/articles/{host}/{id}``: one article, its course to scale, and what each version changed."""

import re
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from crawler.attest import Read, Withheld
from crawler.index import AskedAhead
from crawler.model import State, Version
from crawler.model.silence_words import explained
from jobs.reading.alias_list import aliases_of
from jobs.reading.article_course import MAX_LOOKS, ArticleCourse, article_course
from jobs.reading.opened import OpenedArchive
from jobs.reading.pending import pending_of, waits
from jobs.reading.resolve_article import Found
from jobs.reading.revisit_view import next_look
from jobs.reading.telling_words import TellingWords, words_of_change
from jobs.revisit.explanation import span
from jobs.web.article_pages import (
    MAX_HEADING,
    ArticleLinks,
    article_at,
    article_values,
    cut,
    seen_before,
)
from jobs.web.joined_rows import joined_rows
from jobs.web.kept_pages import while_unchanged
from jobs.web.page_request import PageAnswer, PageRequest
from jobs.web.rendered import page
from jobs.web.time_line import OneCourse, TimeLine, time_line

PAGE_SIZE = 20
"""Versions at once."""

MAX_COPIES = 5

MAX_ALIASES = 50
"""Decisions on the article's addresses that its page shows."""

_ASKED = AskedAhead(
    looks=MAX_LOOKS + 1, aliases=MAX_ALIASES, unsettled=True, copies=True, history=True
)

_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,4}")


def article(opened: OpenedArchive, request: PageRequest) -> PageAnswer:
    """Return the page: the newest versions, or those before number ``before``."""
    found = article_at(opened, request, _ASKED)
    state = opened.index.state()
    below = request.number("before", default=0, most=10**8)
    end = found.numbers.index(below) if below in found.numbers else 0
    numbers = list(found.numbers[: end or None])
    shown = numbers[-PAGE_SIZE:]
    needed = [one for one in (found.before(shown[0]), *shown, found.newest) if one is not None]
    reads = {one.number: one for one in found.reader.read(found.article, dict.fromkeys(needed))}
    return while_unchanged(
        opened,
        request,
        (state, *(one.sha256 for one in reads.values())),
        lambda: _made(opened, request, found, reads, _Shown(numbers, shown)),
    )


@dataclass(frozen=True, slots=True)
class _Shown:
    """The numbers of the versions up to a page's newest, and of those that it shows."""

    known: list[int]
    shown: list[int]


def _made(
    opened: OpenedArchive, request: PageRequest, found: Found, reads: dict[int, Read], part: _Shown
) -> PageAnswer:
    course = article_course(opened, found)
    pending = pending_of(opened, [found.article]).get(found.article)
    newest = reads[found.newest]
    return page(
        request,
        "article.html.j2",
        **article_values(found),
        **_head(found, newest, reads),
        **_copies(opened, found),
        **_pager(request, found, part),
        summary=found.summary,
        standing=_standing(newest),
        waiting=waits(pending) if pending else "",
        line=_line(course, reads),
        is_whole=all(one.is_whole for one in course.with_joined),
        began=_began(course, reads),
        rows=_rows(found, part.shown, reads),
        joined=joined_rows(course, part.shown),
        aliases=list(aliases_of(opened, found.article, limit=MAX_ALIASES)),
        soon=next_look(opened, found.article),
        step_span=span,
        damage=found.reader.damage,
    )


def language_of(text: str | None) -> str | None:
    """Return a language as HTML may name it; None for what is no name of one."""
    return text if text and _LANGUAGE.fullmatch(text) else None


def _head(found: Found, newest: Read, reads: dict[int, Read]) -> dict[str, Any]:
    """Return headline and language: of the newest version that was read and has them."""
    texts = [one.record.extraction for one in reads.values() if one.record is not None]
    titled = [one for one in texts if one is not None and one.title]
    known = found.summary.title if found.summary and newest.record is not None else None
    title = (titled[-1].title if titled else known) or found.url
    language = titled[-1].language if titled else None
    return {"headline": cut(title, MAX_HEADING), "language": language_of(language)}


def _standing(newest: Read) -> str:
    if newest.record is None:
        return newest.withheld.label.lower() if newest.withheld else "damaged"
    return "gone" if newest.record.state is State.GONE else "present"


def _line(course: ArticleCourse, reads: dict[int, Read]) -> TimeLine | None:
    seen_before = {
        number: read.record.last_seen_before
        for number, read in reads.items()
        if read.record is not None
    }
    lines = [
        OneCourse(
            looks=one.looks,
            versions=one.marks,
            seen_before={} if one.found.article != course.found.article else seen_before,
            called=partial(course.found.called, one.found.article),
            address=ArticleLinks(one.found.article).version,
        )
        for one in course.with_joined
    ]
    if not any(one.looks or one.versions for one in lines):
        return None
    return time_line(lines[0], lines[1:])


def _began(course: ArticleCourse, reads: dict[int, Read]) -> datetime | None:
    marks = [one.marks[0].at for one in course.with_joined if one.marks]
    if marks:
        return min(marks)
    first = next((one.record for one in reads.values() if one.record is not None), None)
    return first.captured_at if first else None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnRow:
    """What the page says of one version. No mapping: a template reads it in half the time."""

    number: int
    damage: Withheld | None
    record: Version | None
    before: int | None
    """The number of the version before it."""
    is_compared: bool
    """Whether there is a page that compares both."""
    kept: Version | None
    """Of a redacted one, what was not taken out."""
    since: datetime | None
    told: TellingWords | None
    language: str | None
    reason: str


def _rows(found: Found, shown: list[int], reads: dict[int, Read]) -> list[OwnRow]:
    rows = []
    for number in reversed(shown):
        read = reads[number]
        record, older = read.record, found.before(number)
        text = record.extraction if record is not None else None
        rows.append(
            OwnRow(
                number=number,
                damage=read.withheld,
                record=record,
                before=older,
                is_compared=older is not None and reads[older].record is not None,
                kept=read.suspect if read.redaction is not None else None,
                since=record.last_seen_before or seen_before(record, reads[older].record)
                if record is not None and older is not None
                else None,
                told=words_of_change(reads[older], read) if older is not None else None,
                language=language_of(text.language) if text else None,
                reason=explained(record.change) if record is not None else "",
            )
        )
    return rows


def _copies(opened: OpenedArchive, found: Found) -> dict[str, Any]:
    copies, total = opened.index.sharing_counted(found.article, MAX_COPIES)
    return {"copies": copies, "copies_total": total}


def _pager(request: PageRequest, found: Found, part: _Shown) -> dict[str, Any]:
    shown = part.shown
    later = found.numbers[found.numbers.index(shown[-1]) + 1 :]
    newer = None
    if len(later) > PAGE_SIZE:
        newer = request.link(before=later[PAGE_SIZE])
    elif later:
        newer = request.link(before=None)
    return {
        "is_part": len(shown) < len(found.numbers),
        "older": request.link(before=shown[0]) if len(part.known) > len(shown) else None,
        "newer": newer,
    }
