"""Articles that cannot be read any more: their newest looks brought a page, and none an article.

Counted from check lines, so an index that was rebuilt says the same.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, takewhile

from crawler.index import Index
from crawler.model import Check, Outcome

LOOKS = 3
"""So many looks in a row must fail to read an article before it is said: a page may be odd once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadableArticle:
    """An article with a version, whose newest looks could not read it."""

    article: str
    url: str
    sources: tuple[str, ...]
    since: datetime
    """The first of these looks."""
    last: datetime
    looks: int
    reason: str | None
    """Of the newest."""


def unreadable_articles(index: Index, source: str | None = None) -> tuple[UnreadableArticle, ...]:
    """Return the articles that cannot be read, those first that have been so for longest.

    Of one source, or of all. Raises ``IndexUnusable``.
    """
    looks = {article: lines for article, lines in _looks(index) if len(lines) >= LOOKS}
    sources = index.sources_of(looks) if looks else {}
    found = [
        _told(article, lines, sources.get(article, ()))
        for article, lines in looks.items()
        if source in {None, *sources.get(article, ())}
    ]
    return tuple(sorted(found, key=lambda one: (one.since, one.article)))


def _looks(index: Index) -> Iterator[tuple[str, list[Check]]]:
    """Yield each article whose newest look was unreadable, with all such looks up to it in a row.

    The newest comes first.
    """
    names = index.last_looked(Outcome.UNREADABLE)
    for article, group in groupby(
        index.unsettled(names) if names else (), key=lambda check: check.article
    ):
        newest_first = reversed(list(group))
        alike = takewhile(lambda check: check.outcome is Outcome.UNREADABLE, newest_first)
        if article is not None:
            yield article, list(alike)


def _told(article: str, looks: list[Check], sources: tuple[str, ...]) -> UnreadableArticle:
    return UnreadableArticle(
        article=article,
        url=looks[0].url,
        sources=sources,
        since=looks[-1].fetched_at,
        last=looks[0].fetched_at,
        looks=len(looks),
        reason=looks[0].reason,
    )
