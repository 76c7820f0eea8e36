"""Which articles have these words in a version, and whether the words still stand."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from crawler.attest import Read
from crawler.codec import as_json, format_utc
from crawler.index import Hit
from crawler.model import Extraction, State
from crawler.search import Excerpt, Query, excerpt, parse
from jobs.reading.opened import OpenedArchive
from jobs.reading.version_rows import stamped
from jobs.wording import interval

_NOTHING = Extraction(extractor="")


@dataclass(frozen=True, slots=True)
class SearchResult:
    """One article that has the words, as its newest version with them was read."""

    hit: Hit
    read: Read
    excerpt: Excerpt
    """The stretch of the text that shows the words; nothing is to be shown of a damaged version."""

    @property
    def title(self) -> str | None:
        """Return the version's title, None for a damaged one."""
        return (_extraction(self.read)).title

    @property
    def standing(self) -> str:
        """Return in which versions the words stood, and since when they don't.

        ``v1-v3; the words are gone since v4 (...)``.
        """
        runs = [
            [number for _, number in group]
            for _, group in groupby(enumerate(self.hit.versions), lambda pair: pair[1] - pair[0])
        ]
        ranges = ", ".join(
            f"v{run[0]}" if len(run) == 1 else f"v{run[0]}-v{run[-1]}" for run in runs
        )
        if self.hit.left is None:
            return f"{ranges}; stands now" if self.hit.current else ranges
        why = (
            "the article was removed" if self.hit.left.state is State.GONE else "the words are gone"
        )
        return f"{ranges}; {why} since v{self.hit.left.version} ({interval(self.hit.left)})"

    def row(self) -> dict[str, Any]:
        """Return what the document says of it."""
        left = self.hit.left
        return {
            "article": self.hit.article,
            "url": self.hit.url,
            "title": self.title,
            "versions": list(self.hit.versions),
            "current": self.hit.current,
            "left": {
                "version": left.version,
                "state": left.state.value,
                "captured_at": format_utc(left.captured_at),
                "last_seen_before": stamped(left.last_seen_before),
            }
            if left
            else None,
            "snippet": [list(part) for part in self.excerpt.parts] if self.read.record else [],
            **({"damaged": [as_json(self.read.damage)]} if self.read.damage else {}),
        }


@dataclass(frozen=True, slots=True)
class SearchResults:
    """The best answers to a query, those first that still have the words."""

    query: Query
    total: int
    """How many articles have them: in all, or of the newest versions."""
    results: tuple[SearchResult, ...]
    is_whole: bool = True
    """Whether all versions with the words were looked at. The newest are where they are many; then
    the answers stand in the order of time, not of merit.
    """

    def document(self) -> dict[str, Any]:
        """Return the answers as JSON has them."""
        rows = [one.row() for one in self.results]
        return {
            "query": self.query.text,
            "total": self.total,
            "whole": self.is_whole,
            "results": rows,
        }


def search_results(opened: OpenedArchive, words: str, *, limit: int) -> SearchResults:
    """Return the articles of which a version has the words. Raises ``UsageError`` as ``parse``."""
    query = parse(words)
    found = opened.index.search(query, limit=limit)
    reads = opened.reader.each([(hit.article, hit.version) for hit in found.hits])
    opened.reader.each(
        [(hit.left.article, hit.left.version) for hit in found.hits if hit.left is not None]
    )
    results = (
        SearchResult(hit, read, _excerpt(query, _extraction(read)))
        for hit, read in zip(found.hits, reads, strict=True)
    )
    return SearchResults(query, found.total, tuple(results), found.is_whole)


def _extraction(read: Read) -> Extraction:
    return (read.record.extraction if read.record else None) or _NOTHING


def _excerpt(query: Query, extraction: Extraction) -> Excerpt:
    """Return the stretch of the text that shows the words.

    Of the byline or title, where only they do.
    """
    body = excerpt(query, extraction.text)
    if body.matches:
        return body
    others = (excerpt(query, part) for part in (extraction.byline, extraction.title or ""))
    return next((one for one in others if one.matches), body)
