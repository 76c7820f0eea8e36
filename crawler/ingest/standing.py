"""Where an article stands just before its fetch: the URL's article, its head, and what may be asked for conditionally."""

import logging
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise

from crawler import identity
from crawler.archive import Alias, Archive
from crawler.change import ArticleState
from crawler.errors import HeadMissing
from crawler.index import ArticleSummary, Index
from crawler.model import Extraction, Head, Outcome, State, Version

log = logging.getLogger("palimpsest")

UNCONDITIONAL_EVERY = timedelta(days=1)
"""At least one check a day asks for the whole page: servers lie about what has not changed."""

FULL_AND_SURE = (Outcome.NEW, Outcome.CHANGED, Outcome.UNCHANGED)
LOOKED_BACK = 50
"""Checks searched for the last one that read the page: at least one a day is unconditional."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What was known of a URL's article before the fetch began."""

    url: str
    """Normalised."""
    article: str
    settled: bool
    """True when the URL belongs to this article for good: an alias or a version says so."""
    head: Head | None = None
    """The newest Version, which the store was seen to hold."""
    summary: ArticleSummary | None = None
    next: int = 1
    """The number of the Version that would follow: above all that the store holds and that its check lines name."""
    gaps: tuple[tuple[int, int], ...] = ()
    """First and last of each range of numbers below ``next`` that the store does not hold. Empty in a sound chain."""

    @property
    def broken(self) -> bool:
        """Return whether Versions are missing and the head does not say so: the next readable page is stored anew."""
        said = self.head.record.gaps if self.head else ()
        return any(not any(first <= gap[0] and gap[1] <= last for first, last in said) for gap in self.gaps)


class Standings:
    """Looks up standings: the index for speed, the store for truth."""

    def __init__(self, archive: Archive, index: Index) -> None:
        self._archive, self._index = archive, index

    def of(self, url: str) -> Standing:
        """Return where the URL's article stands now. Asks the store for versions that the index has not seen."""
        url = identity.normalise(url)
        known = self._index.article_for(url) or self._archive.alias(url)
        standing = self.with_head(Standing(url=url, article=known or identity.article_of(url), settled=known is not None))
        return replace(standing, settled=standing.settled or standing.head is not None)

    def with_head(self, standing: Standing) -> Standing:
        """Return the same standing with the head of this moment: another writer may have been faster.

        The listing begins at the head that the index knows, so that it proves that the store holds it. Where it does not, the index
        was fed from another archive, or the store lost records: it forgets the article's, and learns what the store has.
        """
        article = standing.article
        attested = self._index.attested(article)  # before the listing: a version is stored before a line names it
        head = self._index.head(article)
        try:
            fresh = self._archive.since(article, head.record.version) if head else self._archive.newer(article)
        except HeadMissing as error:
            log.warning("%s: %s, which the index knows; going on with what the store has", article, error.message)
            self._index.forget(article)
            head, fresh = None, self._archive.newer(article)
        for newer in fresh:
            self._index.add_version(identity.version_key(article, newer.record.version), newer.record, newer.sha256)
            head = newer
        highest = max(attested, head.record.version if head else 0)
        gaps = _gaps(self._index.numbers(article), highest)
        return replace(standing, head=head, summary=self._index.summary(article), next=highest + 1, gaps=gaps)

    def settle(self, standing: Standing, final_url: str, extraction: Extraction, *, at: datetime, run: str) -> Standing:
        """Return the standing of the article that a readable page belongs to, and make the mapping stick.

        A URL that is settled stays where it is. Else the page that answered decides, or its canonical link where that is
        credible. The first accepted mapping wins, whoever made it.
        """
        if standing.settled:
            return standing
        final = identity.normalise(final_url)
        article = self._home_of(standing.url, final, extraction.canonical)
        if article != identity.article_of(standing.url):
            alias = Alias(url=standing.url, article=article, accepted_at=at, run=run)
            article = self._archive.accept(alias)
            self._index.add_alias(identity.alias_key(standing.url), identity.host_of(standing.url), standing.url, article)
        if article == standing.article:
            return replace(standing, settled=True)
        return self.with_head(replace(standing, article=article, settled=True))

    def _home_of(self, asked: str, final: str, canonical: str | None) -> str:
        """Return the article that the answering URL belongs to: by an earlier acceptance, by its canonical link, or its own.

        ``asked`` was looked up before the fetch, and belonged to none.
        """
        target = identity.canonical_target(final, canonical)
        candidates = [final] if target is None else [final, target]
        for url in (url for url in candidates if url != asked):
            known = self._index.article_for(url) or self._archive.alias(url)
            if known is not None:
                return known
        return identity.article_of(candidates[-1])

    def state(self, standing: Standing) -> ArticleState:
        """Return what ``decide`` may know of the article from versions and check lines."""
        head, summary, article = standing.head, standing.summary, standing.article
        if head is None:
            return ArticleState(pending=tuple(self._index.pending(article)))
        present = head.record.state is State.PRESENT
        return ArticleState(
            head=head,
            fingerprints=tuple(self._index.fingerprints(article)),
            pending=tuple(self._index.pending(article)),
            last_seen=summary.last_seen if summary else None,
            last_present=None if present else self._last_present(article),
            modified_seen=self._modified_seen(article),
        )

    def _last_present(self, article: str) -> Version | None:
        return next((version for version in reversed(self._index.versions(article)) if version.state is State.PRESENT), None)

    def _modified_seen(self, article: str) -> str | None:
        """Return the modification date that the last full and sure look read: it may be later than the head's."""
        checks = self._index.checks(article, limit=LOOKED_BACK)
        return next((check.modified for check in checks if check.outcome in FULL_AND_SURE), None)


def _gaps(numbers: Collection[int], highest: int) -> tuple[tuple[int, int], ...]:
    """Return first and last of each range from 1 to ``highest`` that is not among the numbers."""
    edges = [0, *sorted(number for number in numbers if number <= highest), highest + 1]
    return tuple((before + 1, after - 1) for before, after in pairwise(edges) if after - before > 1)


def validators(standing: Standing, now: datetime) -> tuple[str | None, str | None]:
    """Return the ETag and Last-Modified to send, or Nones where the whole page must be asked for."""
    summary, head = standing.summary, standing.head
    if (
        standing.broken
        or summary is None
        or head is None
        or head.record.state is not State.PRESENT
        or summary.version != head.record.version
    ):
        return None, None
    if summary.last_unconditional is None or now - summary.last_unconditional >= UNCONDITIONAL_EVERY:
        return None, None
    return summary.etag, summary.last_modified
