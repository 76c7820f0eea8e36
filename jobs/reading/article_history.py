"""The versions of one article: when each came about, and what it changed."""

from dataclasses import dataclass
from typing import Any

from crawler.attest import Read
from jobs.reading.opened import OpenedArchive
from jobs.reading.pending import Pending, pending_of
from jobs.reading.resolve_article import Found
from jobs.reading.version_rows import read_row


@dataclass(frozen=True, slots=True)
class ArticleHistory:
    """An article with all its versions, in order, the damaged ones among them."""

    found: Found
    versions: tuple[Read, ...]
    pending: Pending | None = None
    """What its address shows now, while no version says so."""

    def document(self) -> dict[str, Any]:
        """Return the history as JSON has it."""
        return {
            "article": self.found.article,
            "url": self.found.url,
            "versions": [read_row(one) for one in self.versions],
            "pending": self.pending.document() if self.pending else None,
        }


def article_history(opened: OpenedArchive, found: Found) -> ArticleHistory:
    """Return the versions of an article that ``find`` has found."""
    pending = pending_of(opened, [found.article]).get(found.article)
    return ArticleHistory(found, tuple(found.all()), pending)
