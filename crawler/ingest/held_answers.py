"""Answers that the archive has: the bodies that a revisit of a later file may repeat."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from crawler import identity
from crawler.archive import Archive
from crawler.errors import BadRecord, BadUrl, ObjectMissing
from crawler.index import Index
from crawler.ingest.article_lookup import ArticleLookup
from crawler.ingest.fresh_lines import FreshLines
from crawler.model import Capture, Check

_MAX_LINES = 200
"""Check lines of an article that are looked through, newest first."""
_MAX_READ = 20
"""Captures that are read for one revisit."""
_SHA256 = "sha256:"


class HeldAnswers:
    """Finds captures of a URL by its article's check lines. Safe to use from several threads."""

    def __init__(
        self, archive: Archive, index: Index, lookup: ArticleLookup, lines: FreshLines
    ) -> None:
        self._archive, self._index, self._lookup, self._lines = archive, index, lookup, lines

    def of(self, url: str, at: datetime | None, digest: str) -> Iterator[tuple[str, Capture]]:
        """Yield captures of the URL, each with its key: first that of this second, if one is given.

        Where the digest is a SHA-256, those whose check line has another are not read. Who calls
        compares all others.
        """
        try:
            url = identity.normalise(url)
        except BadUrl:
            return
        article = self._index.article_for(url)
        if article is None or self._index.redaction_in_force(article) is not None:
            return
        for key in self._keys(article, at, digest)[:_MAX_READ]:
            capture = self._read(key)
            if capture is not None and identity.normalise(capture.url) == url:
                yield key, capture

    def _keys(self, article: str, at: datetime | None, digest: str) -> list[str]:
        """Return the keys of captures, one for each body: an equal one need not be read again."""
        lines = self._lines.checks(article, limit=_MAX_LINES)
        if at is not None:
            begin = at.replace(microsecond=0)
            within = begin + timedelta(microseconds=999_999)
            lines = [*self._lines.checks(article, since=begin, upto=within), *lines]
        kept = {line.body_sha256: line.capture for line in lines if line.capture is not None}
        keys = (kept.get(line.body_sha256) for line in lines if _may_be(line, digest))
        return list(dict.fromkeys(key for key in keys if key is not None))

    def _read(self, key: str) -> Capture | None:
        try:
            return self._archive.capture(key)
        except (ObjectMissing, BadRecord) as error:
            if self._index.removal_of(key) is None:  # else its time was over, or an order took it
                self._lookup.note(key, error.message.removeprefix(f"{key} "))
            return None


def answers_of(archive: Archive, index: Index, *, clock: Callable[[], datetime]) -> HeldAnswers:
    """Return the answers of an archive in which nothing is recorded meanwhile."""
    lookup = ArticleLookup(archive, index, run="", clock=clock)
    return HeldAnswers(archive, index, lookup, FreshLines(index))


def _may_be(line: Check, digest: str) -> bool:
    is_told = digest.startswith(_SHA256) and line.body_sha256 is not None
    return not is_told or f"{_SHA256}{line.body_sha256}" == digest
