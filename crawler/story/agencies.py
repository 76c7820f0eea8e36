"""News agencies, and the marks by which a text says that it comes from one."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache

from crawler.languages import Kind, agencies, alternatives
from crawler.model import Extraction

_BRACKETED = re.compile(r"[(\[【]\s*([^()\[\]【】]{2,30}?)\s*[)\]】]")
_CREDITS = re.compile(
    r"\b(?:reporting|writing|editing) by\b.{3,120}\b(?:editing|reporting|writing) by\b",
    re.IGNORECASE | re.DOTALL,
)
"""The closing line of Reuters: "(Reporting by ...; Editing by ...)"."""

_DATELINE, _LAST_LINE = 120, 200
"""Characters in which a mark at the beginning or at the end may stand."""


@cache
def _by_form() -> Mapping[str, str]:
    return {form: agency.name for agency in agencies() for form in agency.forms}


@cache
def _by_site() -> Mapping[str, str]:
    return {label: agency.name for agency in agencies() for label in agency.sites}


@cache
def _ending() -> re.Pattern[str]:
    return re.compile(
        rf"(?:{alternatives(Kind.BEFORE_AGENCY)})\s*:?\s*(?:\d{{4}}\s+)?([^.,;:|]{{2,40}})",
        re.IGNORECASE,
    )


@cache
def _joins() -> re.Pattern[str]:
    return re.compile(rf"\s*(?:,|/|;|\||\b(?:{alternatives(Kind.AGENCY_JOINS)})\b)\s*")


def _plain(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


def _named(texts: Iterable[str]) -> str | None:
    forms = _by_form()
    return next((forms[form] for form in map(_plain, texts) if form in forms), None)


def agency_mark(text: Extraction) -> str | None:
    """Return the agency that a text says it comes from.

    In its byline, its dateline, or its last line. None where it names none.
    """
    credited = [
        part
        for name in (*text.authors, text.original_publisher or "")
        for part in (name, *_joins().split(name))
    ]
    found = _named(credited)
    if found or not text.paragraphs:
        return found
    first, last = (
        unicodedata.normalize("NFKC", text.paragraphs[at]) for at in (0, -1)
    )  # brackets of full width made plain
    opening, closing = first[:_DATELINE], last[-_LAST_LINE:]
    marked = [match[1] for part in (opening, closing) for match in _BRACKETED.finditer(part)]
    if len(last) <= _LAST_LINE:
        marked += [
            last,
            *_joins().split(last),
            *(match[1] for match in _ending().finditer(closing)),
        ]
    return _named(marked) or ("Reuters" if _CREDITS.search(closing) else None)


def is_agency(name: str, publisher: str | None, label: str) -> bool:
    """Return whether a page is the agency's own: it says so, or its host does.

    ``label`` is the host's registered name, without its ending.
    """
    return (
        _named([publisher or ""]) == name
        or _by_site().get(label, _by_form().get(label if len(label) > 4 else "")) == name  # noqa: PLR2004
    )  # "ap" may be anybody
