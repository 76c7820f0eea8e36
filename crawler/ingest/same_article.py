"""Whether two pages of one site are one article under two addresses, with the evidence.

Texts decide, not addresses: a redirect leads to other articles too, and templates name wrong
canonical links. An address only adds to texts that agree.
"""

import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from crawler.archive import AliasReason
from crawler.model import Extraction
from crawler.passages import containment, shingles, titles_alike

MIN_SHARED = 20
"""Shingles that two texts must share, unless they are equal: a sentence or two."""
MIN_SHARE, MIN_GROWTH_SHARE = 0.5, 0.8
"""The share of each text that must stand in the other. Or, under a like title, of one of them: a
developing story grows.
"""
MIN_TITLE = 0.5
_LIKE_TITLE = 0.8
_DOUBT = {"redirect": 0.4, "canonical": 0.4, "number": 0.5, "title": 0.75, "published": 0.75}
"""What each piece of evidence leaves of the doubt that the texts leave."""
_PERCENT = 100
_DAY = len("2026-11-28")

_TOKEN = re.compile(r"[0-9a-z]+")
_DATE = re.compile(r"(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:[0-3][0-9])?(?:[0-9]{4}|[0-9]{6})?")
_NUMBER = re.compile(r"[0-9]{5,}|(?=.{6,})(?!(?:19|20)[0-9]{2})[0-9a-z]*[0-9][a-z]+[0-9][0-9a-z]*")


@dataclass(frozen=True, slots=True)
class SameArticle:
    """The evidence that two pages are one article."""

    score: int
    """Of 100."""
    reasons: tuple[AliasReason, ...]


def same_article(
    page: Extraction, kept: Extraction, address: AliasReason | None
) -> SameArticle | None:
    """Return the evidence that both texts are one article's; None where they do not agree.

    ``address`` is what the addresses add. Pages that declare other days of publication agree only
    if their texts are equal: weather, results and the like are printed anew on a template.
    """
    left, right = frozenset(shingles(page.text)), frozenset(shingles(kept.text))
    equal = bool(left) and left == right
    shares = containment(left, right), containment(right, left)
    alike = titles_alike(page.title, kept.title)
    days = [text.published[:_DAY] for text in (page, kept) if text.published]
    same_day = len(days) > 1 and days[0] == days[1]
    grown = max(shares) >= MIN_GROWTH_SHARE and alike >= MIN_TITLE
    if not equal and (
        len(left & right) < MIN_SHARED
        or (len(days) > 1 and not same_day)
        or not (min(shares) >= MIN_SHARE or grown)
    ):
        return None
    said = "the texts are equal" if equal else f"{max(shares):.0%} of one text stand in the other"
    reasons = [AliasReason("text", said), *([address] if address else ())]
    if alike >= _LIKE_TITLE:
        reasons.append(AliasReason("title", f"the titles are {alike:.0%} alike"))
    if same_day:
        reasons.append(AliasReason("published", f"both were published on {days[0]}"))
    doubt = (1 - max(shares)) * (1 - min(shares) / 2)
    for reason in reasons:
        doubt *= _DOUBT.get(reason.kind, 1)
    return SameArticle(round(_PERCENT * (1 - doubt)), tuple(reasons))


def article_numbers(url: str) -> frozenset[str]:
    """Return what in a normalised address may be the site's own number of the article.

    From the last part of the path that has any, and the query. Dates are none.
    """
    parts = urlsplit(url)
    path = [unquote(part) for part in parts.path.lower().split("/") if part]
    found = (_numbers(part) for part in reversed(path))
    values = (part.partition("=")[2] for part in parts.query.lower().split("&"))
    return next(filter(None, found), frozenset()).union(*map(_numbers, values))


def _numbers(text: str) -> frozenset[str]:
    return frozenset(
        token
        for token in _TOKEN.findall(text)
        if _NUMBER.fullmatch(token) and not _DATE.fullmatch(token)
    )
