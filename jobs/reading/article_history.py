"""The versions of one article: when each came about, and what it changed."""

from dataclasses import dataclass
from typing import Any

from crawler.attest import Read
from jobs.reading.resolve_article import Found
from jobs.reading.version_rows import read_row


@dataclass(frozen=True, slots=True)
class ArticleHistory:
    """An article with all its versions, in order, the damaged ones among them."""

    found: Found
    versions: tuple[Read, ...]

    def document(self) -> dict[str, Any]:
        """Return the history as JSON has it."""
        return {
            "article": self.found.article,
            "url": self.found.url,
            "versions": [read_row(one) for one in self.versions],
        }


def article_history(found: Found) -> ArticleHistory:
    """Return the versions of an article that ``find`` has found."""
    return ArticleHistory(found, tuple(found.all()))
