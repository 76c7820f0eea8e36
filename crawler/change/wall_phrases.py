"""What pages say that stand in an article's place.

Login walls, consent pages, bot challenges, and "not found" with status 200.
"""

import re
from collections.abc import Iterator

from crawler.languages import EVERY, Kind, language_of, pattern
from crawler.model import Extraction, Finding

_KINDS = {
    Finding.SOFT_404: Kind.SOFT_404,
    Finding.BOT_CHALLENGE: Kind.BOT_CHALLENGE,
    Finding.LOGIN_WALL: Kind.LOGIN_WALL,
    Finding.CONSENT_PAGE: Kind.CONSENT_PAGE,
}
_COMMON = "en"
"""The language of many sites' error pages, whatever their own."""


def wall_phrases(page: Extraction | None = None) -> Iterator[tuple[Finding, re.Pattern[str]]]:
    """Yield each finding with the wordings that lead to it.

    Those of the page's languages, where its text tells one; what a page declares is often what its
    template was made for.
    """
    told = language_of((page.title or "", *page.paragraphs)) if page is not None else None
    spoken = {told, page.language, _COMMON, EVERY} - {None} if page is not None and told else set()
    for finding, kind in _KINDS.items():
        yield finding, pattern(kind, frozenset(map(str, spoken)))
