"""Which articles the archive keeps."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from crawler.errors import UsageError
from crawler.index import ArticleSummary
from crawler.model import State
from jobs.reading.opened import OpenedArchive
from jobs.reading.version_rows import stamped


@dataclass(frozen=True, slots=True)
class ArticleList:
    """Kept articles that fit, in the order of their ids."""

    total: int
    """How many fit in all."""
    articles: tuple[ArticleSummary, ...]

    def document(self) -> dict[str, Any]:
        """Return the list as JSON has it."""
        return {"total": self.total, "articles": [article_row(one) for one in self.articles]}


def article_list(
    opened: OpenedArchive,
    *,
    host: str | None = None,
    source: str | None = None,
    state: State | None = None,
    since: datetime | None = None,
    limit: int | None = None,
) -> ArticleList:
    """Return the kept articles that fit. ``since``: only those first seen then or later."""
    index = opened.index
    found = index.articles(
        host=host, source=source, state=state, seen_since=since, kept=True, limit=limit
    )
    total = len(found)
    if total == limit:
        total = index.count_articles(
            host=host, source=source, state=state, seen_since=since, kept=True
        )
    return ArticleList(total, tuple(_withheld(opened, found)))


def state_named(text: str | None, option: str = "--state") -> State | None:
    """Return the state that a text names. Raises ``UsageError``."""
    if text is None:
        return None
    try:
        return State(text)
    except ValueError:
        raise UsageError(f"{option} takes {' or '.join(State)}, not {text!r}") from None


def _withheld(opened: OpenedArchive, summaries: Sequence[ArticleSummary]) -> list[ArticleSummary]:
    """Return the summaries, without titles that check lines contradict.

    The index read the newest record of those articles otherwise than a run wrote it.
    """
    suspect = opened.index.contradicted([summary.article for summary in summaries])
    opened.reader.each(
        [
            (summary.article, summary.version)
            for summary in summaries
            if summary.article in suspect and summary.version
        ]
    )
    return [
        replace(summary, title=None) if summary.article in suspect else summary
        for summary in summaries
    ]


def article_row(summary: ArticleSummary) -> dict[str, Any]:
    """Return what the document says of one article."""
    return {
        "article": summary.article,
        "url": summary.url,
        "title": summary.title,
        "state": summary.state,
        "version": summary.version,
        "first_seen": stamped(summary.first_seen),
        "last_checked": stamped(summary.last_checked),
        "last_outcome": summary.last_outcome,
        "last_seen": stamped(summary.last_seen),
        "sources": list(summary.sources),
    }
