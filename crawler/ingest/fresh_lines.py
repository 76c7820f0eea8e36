"""An article's check lines as the index knows them, and those of a run that no part holds yet."""

import threading
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from crawler.index import Index
from crawler.model import Check

MAX_CHECKS_BACK = 50
"""Checks searched for the last one that read the page: at least one a day is unconditional."""


class FreshLines:
    """Lines of one run beside the index's. Safe to use from several threads."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._lines: dict[str, list[Check]] = defaultdict(list)
        self._lock = threading.Lock()

    def add(self, check: Check) -> None:
        """Take a line that waits to be written."""
        if check.article is not None:
            with self._lock:
                self._lines[check.article].append(check)

    def waiting(self) -> list[Check]:
        """Return the lines that were added and not forgotten."""
        with self._lock:
            return [line for lines in self._lines.values() for line in lines]

    def forget(self, written: Sequence[Check]) -> None:
        """Forget lines that the index has by now."""
        with self._lock:
            for line in written:
                found = self._lines.get(line.article or "", [])
                if line in found:
                    found.remove(line)
                if not found:
                    self._lines.pop(line.article or "", None)

    def _of(self, article: str, upto: datetime | None) -> list[Check]:
        with self._lock:
            lines = tuple(self._lines.get(article, ()))
        return [line for line in lines if upto is None or line.fetched_at <= upto]

    def checks(
        self,
        article: str,
        *,
        since: datetime | None = None,
        upto: datetime | None = None,
        limit: int | None = None,
    ) -> list[Check]:
        """Return the article's checks, newest first, as ``Index.checks`` does."""
        known = self._index.checks(article, since=since, upto=upto, limit=limit)
        fresh = self._of(article, upto)
        if not fresh:
            return known
        fresh = [line for line in fresh if since is None or line.fetched_at >= since]
        both = dict.fromkeys((*fresh[::-1], *known))
        return sorted(both, key=lambda line: line.fetched_at, reverse=True)[:limit]

    def pending(self, article: str, *, upto: datetime | None = None) -> list[Check]:
        """Return the checks that nothing has settled, oldest first, as ``Index.pending`` does."""
        known = self._index.pending(article, upto=upto)
        fresh = self._of(article, upto)
        if not fresh:
            return known
        sure = [line.fetched_at for line in fresh if line.outcome.confirms_head]
        sure += [
            line.fetched_at
            for line in self._index.checks(article, upto=upto, limit=MAX_CHECKS_BACK)
            if line.outcome.confirms_head
        ]
        last = max(sure, default=None)
        both = dict.fromkeys((*known, *(line for line in fresh if line.outcome.is_doubtful)))
        found = (line for line in both if last is None or line.fetched_at > last)
        return sorted(found, key=lambda line: line.fetched_at)
