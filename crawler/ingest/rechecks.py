"""Rechecks: what need not be read again, because an article was read in full from the same page.

What is spared is the extraction alone: identity, decision and line go the way of every page. The
first look of a day goes it in full, and one in ``FULL_EVERY`` of the others, which shows whether
what is spared would have told anything.
"""

import logging
import threading
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from zlib import crc32

from crawler.capture import Fetched
from crawler.extract.no_article import NoArticle
from crawler.index import Index, KnownPage
from crawler.ingest.article_context import ArticleContext
from crawler.ingest.known_extraction import (
    body_hash,
    differing,
    is_present,
    known_extraction,
    terms_hash,
)
from crawler.ingest.store_version import StoredPage
from crawler.model import Capture, Extraction, Head, Outcome
from crawler.page_look import PageLook

log = logging.getLogger("palimpsest")

FULL_EVERY = 20
"""One look in so many that could be spared is made in full."""
_MAX_WAITING = 200
"""Pages that wait to be put into the index."""


class RecheckWay(StrEnum):
    """How a page was read that may be an article's known one. The strings are a contract."""

    SAME_BYTES = "same_bytes"
    """Not at all: its bytes are those of the known page."""
    SAME_SKETCH = "same_sketch"
    """By its sketch alone, which is that of the known page."""
    IN_FULL = "in_full"
    DISAGREED = "disagreed"
    """In full, and it told otherwise than the known page, though the sketches were the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownTerms:
    """A page before it is read: what it is read on, and the known page that it may be."""

    terms: bytes
    body: bytes
    known: KnownPage | None
    """None where nothing of it can be taken over."""
    extraction: Extraction | None = field(default=None, repr=False)
    """What was read of the known page."""
    spares: bool = False
    """Whether the page need not be read if it is the known one."""

    @property
    def same_bytes(self) -> bool:
        """Whether the page is the known one byte by byte."""
        return self.known is not None and self.known.body == self.body

    @property
    def sketch(self) -> bytes | None:
        """The known page's sketch."""
        return self.known.sketch if self.known is not None else None


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRead:
    """What was read of a page, and how."""

    extraction: Extraction | None = field(default=None, repr=False)
    before: KnownTerms | None = None
    """None where no page came."""
    look: PageLook | None = None
    """None where nobody looked at the page, as its bytes are known."""

    @property
    def fingerprint(self) -> str | None:
        """The fingerprint of what was taken over; None where the page was read."""
        spared = self.look is None or self.look.extraction is None
        known = self.before.known if self.before is not None and spared else None
        return known.fingerprint if known is not None else None

    @property
    def was_known(self) -> bool:
        """Whether the page is the known one, by bytes or sketch."""
        known = self.before is not None and self.before.same_bytes
        return known or (self.look is not None and self.look.is_known)

    @property
    def way(self) -> RecheckWay:
        """How the page was read."""
        if self.look is None:
            return RecheckWay.SAME_BYTES
        return RecheckWay.SAME_SKETCH if self.look.extraction is None else RecheckWay.IN_FULL


class Rechecks:
    """The known pages of one run's articles. Safe to use from several threads."""

    def __init__(self, index: Index, *, run: str, full_every: int = FULL_EVERY) -> None:
        """Spare what can be; one look in ``full_every`` is made in full, all of them with 1."""
        self._index, self._run, self._every = index, run, full_every
        self._fresh: dict[str, KnownPage] = {}
        self._lock = threading.Lock()
        self._counts: Counter[RecheckWay] = Counter()

    @property
    def counts(self) -> dict[str, int]:
        """How many known articles' pages were read which way, by name of the count."""
        with self._lock:
            return {f"rechecked/{way}": self._counts[way] for way in sorted(self._counts)}

    def before(
        self,
        context: ArticleContext,
        fetched: Fetched,
        capture: Capture,
        extractor: str,
        limit: int,
    ) -> KnownTerms:
        """Return what is known of a page before it is read."""
        terms, body = terms_hash(capture, fetched.status, extractor, limit), body_hash(capture)
        head = context.head
        if not is_present(head) or context.broken:
            return KnownTerms(terms=terms, body=body, known=None)
        known = self._known(context.article)
        if known is None or not _holds(known, head, terms, fetched):
            return KnownTerms(terms=terms, body=body, known=None)
        return KnownTerms(
            terms=terms,
            body=body,
            known=known,
            extraction=known_extraction(known.differing, head),
            spares=crc32(f"{self._run} {fetched.url}".encode()) % self._every != 0,
        )

    def _known(self, article: str) -> KnownPage | None:
        with self._lock:
            fresh = self._fresh.get(article)
        return fresh or self._index.known_page(article)

    def noted(self, stored: StoredPage, read: PageRead) -> StoredPage:
        """Take note of a page that was decided on, and return it.

        It may be the known one from now on.
        """
        self._note(stored, read)
        return stored

    def _note(self, stored: StoredPage, read: PageRead) -> None:
        before, head, context = read.before, stored.head, stored.page.context
        if before is None or context.head is None:
            self._keep(stored, read)
            return
        disagreed = read.way is RecheckWay.IN_FULL and read.was_known and _disagrees(stored, read)
        with self._lock:
            self._counts[RecheckWay.DISAGREED if disagreed else read.way] += 1
        if disagreed and before.known is not None and head is not None:
            log.error(
                "%s: a look that could have been spared told what the look before had not (%s): "
                "this article's pages are read in full until it has another version",
                stored.page.fetched.url,
                stored.decision.reason or stored.decision.outcome.value,
            )
            self._add(_distrusted(before.known, head.record.version))
        else:
            self._keep(stored, read)

    def _keep(self, stored: StoredPage, read: PageRead) -> None:
        """Keep a page that was read in full and shows the article's newest version."""
        before, look, head = read.before, read.look, stored.head
        extraction = stored.page.extraction
        if (
            before is None
            or look is None
            or look.extraction is None
            or look.is_timed
            or extraction is None
            or extraction.problem is not None
            or not is_present(head)
            or not stored.decision.outcome.shows_text
        ):
            return
        article, version = stored.page.context.article, head.record.version
        known = self._known(article) if version > 1 or stored.page.context.head else None
        if known is not None and not known.trusted and known.version == version:
            return
        self._add(
            KnownPage(
                article=article,
                version=version,
                read_at=stored.page.fetched.fetched_at,
                terms=before.terms,
                body=before.body,
                fingerprint=stored.page.fingerprint,
                sketch=look.sketch,
                differing=differing(extraction, head),
            )
        )

    def _add(self, page: KnownPage) -> None:
        with self._lock:
            self._fresh[page.article] = page
            full = len(self._fresh) >= _MAX_WAITING
        if full:
            self.flush()

    def flush(self) -> None:
        """Put what waits into the index."""
        with self._lock:
            waiting, self._fresh = self._fresh, {}
        self._index.keep_known_pages(tuple(waiting.values()))


def _holds(known: KnownPage, head: Head, terms: bytes, fetched: Fetched) -> bool:
    """Return whether what was read of the known page may be taken over."""
    return (
        known.trusted
        and known.version == head.record.version
        and known.terms == terms
        and known.read_at <= fetched.fetched_at
        and known.read_at.date() == fetched.fetched_at.date()
    )


def _distrusted(known: KnownPage, version: int) -> KnownPage:
    return KnownPage(
        article=known.article,
        version=version,
        read_at=known.read_at,
        trusted=False,
        terms=b"",
        body=b"",
    )


def _disagrees(stored: StoredPage, read: PageRead) -> bool:
    """Return whether a page told, read in full, what the known one had not."""
    found, known = read.extraction, read.before.extraction if read.before else None
    if found is None or known is None:
        return False
    if found.problem is not None and not isinstance(found.problem, NoArticle):
        return False  # it could not be read this time
    return stored.decision.outcome is not Outcome.UNCHANGED or _marks(found) != _marks(known)


def _marks(page: Extraction) -> tuple[object, ...]:
    """Return what a check line says of a page besides its text."""
    return page.published, page.modified, page.shown_modified, page.developing
