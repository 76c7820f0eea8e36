"""The versions of one article: when each came about, and what it changed."""

from dataclasses import dataclass
from typing import Any

from crawler.attest import Read
from crawler.index import AskedAhead
from jobs.reading.alias_list import AliasEntry, aliases_of
from jobs.reading.opened import OpenedArchive
from jobs.reading.pending import Pending, pending_of
from jobs.reading.resolve_article import Found
from jobs.reading.version_rows import read_row

MAX_ALIASES = 1_000
"""Decisions that are told of with one article: crawls add no more than 20 addresses to it."""

HISTORY_ASKS = AskedAhead(aliases=MAX_ALIASES, unsettled=True)
"""What ``article_history`` asks of an article besides what finds it."""


@dataclass(frozen=True, slots=True)
class ArticleHistory:
    """An article with all its versions, in order, the damaged ones among them.

    Those of articles that were joined to it stand among its own, by the times of their captures.
    """

    found: Found
    versions: tuple[Read, ...]
    aliases: tuple[AliasEntry, ...] = ()
    """The decisions on its addresses."""
    pending: Pending | None = None
    """What its address shows now, while no version says so."""

    def document(self) -> dict[str, Any]:
        """Return the history as JSON has it.

        Versions say which article has them where articles are joined.
        """
        joined, aliases = bool(self.found.joined), [one.document() for one in self.aliases]
        return {
            "article": self.found.article,
            "url": self.found.url,
            **({"aliases": aliases} if aliases else {}),
            "versions": [
                ({"article": one.article} if joined else {}) | read_row(one)
                for one in self.versions
            ],
            "pending": self.pending.document() if self.pending else None,
        }


def article_history(opened: OpenedArchive, found: Found) -> ArticleHistory:
    """Return the versions of an article that ``find`` has found."""
    pending = pending_of(opened, [found.article]).get(found.article)
    aliases = tuple(aliases_of(opened, found.article, limit=MAX_ALIASES))
    return ArticleHistory(found, tuple(found.course()), aliases, pending)
