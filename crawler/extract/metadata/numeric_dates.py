"""Days in figures that are two days until the page's language says which: 05/06/2026, 14.03.26."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from crawler.extract.metadata.date_places import MAX_DATE_LENGTH, MODIFIED_MARK
from crawler.extract.metadata.lead import LeadLine
from crawler.extract.metadata.metadata_page import MetadataPage
from crawler.extract.metadata.told_days import is_told
from crawler.languages import LANGUAGES

_FIGURES = re.compile(r"(?<![\d./-])(\d\d?)([./-])(\d\d?)\2(\d{4}|\d\d)(?![\d./-])")
_CODE = re.compile(r"\s*([a-z]{2,3})(?:[-_](?:[a-z]{4}[-_])?([a-z]{2}))?\b", re.IGNORECASE)
_YEAR_FIRST = frozenset(["ko", "ja", "zh", "hu", "fa"])
"""Languages that write the year before the day."""
_DAY_FIRST_ENGLISH = frozenset(["gb", "ie", "au", "nz", "za", "in"])
"""Regions whose English writes the day first. Elsewhere it may be either, and "en-US" is what much
software says of any page.
"""
_NO_LINES = frozenset(["h1", "h2", "h3", "h4", "h5", "h6", "figcaption", "caption", "blockquote"])


def numeric(page: MetadataPage, lead: Sequence[LeadLine]) -> Iterator[str]:
    """Yield the days in the short lines below the headline, in a language that puts days first."""
    if not _is_day_first(page.tree.getroottree().getroot().get("lang") or ""):
        return
    for line in lead:
        found = _FIGURES.search(line.text)
        if (
            found is None
            or len(line.text) > MAX_DATE_LENGTH
            or line.element.tag in _NO_LINES
            or next(line.element.iterancestors("blockquote"), None) is not None
            or MODIFIED_MARK.search(line.text)
        ):
            continue
        day = _day(found)
        if day and not is_told(f"{line.text[: found.start()]}{day}{line.text[found.end() :]}"):
            yield day


def _is_day_first(declared: str) -> bool:
    found = _CODE.match(declared)
    language, region = (part or "" for part in found.groups()) if found else ("", "")
    language = language.lower()
    if language == "en":
        return region.lower() in _DAY_FIRST_ENGLISH
    return language in LANGUAGES and language not in _YEAR_FIRST


def _day(found: re.Match[str]) -> str | None:
    day, month, year = int(found[1]), int(found[3]), int(found[4])
    try:
        return date(year if len(found[4]) > 2 else 2000 + year, month, day).isoformat()  # noqa: PLR2004
    except ValueError:
        return None
