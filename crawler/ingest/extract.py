"""Extract: what a worker process reads of a fetched page."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from crawler.capture import Fetched, FetchStatus
from crawler.extract import extractor_identity
from crawler.identity import host_of
from crawler.ingest.article_context import ArticleContext
from crawler.ingest.cost_meter import CostMeter
from crawler.ingest.page_workers import PageWorkers
from crawler.ingest.profiles import ProfileCache
from crawler.ingest.rechecks import KnownTerms, PageRead, Rechecks
from crawler.ingest.threads import RecorderThreads
from crawler.model import Capture, Extraction
from crawler.profile import Profile


@dataclass(frozen=True, slots=True)
class _Begun:
    """A page before it is read."""

    profile: Profile | None
    terms: KnownTerms


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractedBefore:
    """What somebody else made of a page."""

    extraction: Extraction
    seconds: float
    """What that took."""


class PageExtractor:
    """Has the pages of one run extracted, each with its site's profile."""

    def __init__(
        self,
        profiles: ProfileCache,
        workers: PageWorkers,
        threads: RecorderThreads,
        rechecks: Rechecks,
    ) -> None:
        self._profiles, self._workers, self._threads = profiles, workers, threads
        self._rechecks = rechecks
        self._grown: set[str] = set()

    async def extraction(
        self, fetched: Fetched, meter: CostMeter, before: ExtractedBefore | None = None
    ) -> Extraction | None:
        """Return the extraction; None where no page came. Raises ``Stopped``.

        That of ``before``, where the same extractor made it, with the same profile and settings.
        """
        if fetched.capture is None or not is_page(fetched):
            return None
        host = host_of(fetched.capture.url)
        profile = await self._threads.do(lambda: self._profiles.of(host))
        if before is not None:
            wanted = extractor_identity(profile, self._workers.options(host))
            if before.extraction.extractor == wanted:
                meter.extracted(before.seconds)
                return before.extraction
        with meter.extracting():
            return await self._workers.extraction(fetched.capture, profile, fetched.size)

    async def read(self, fetched: Fetched, context: ArticleContext, meter: CostMeter) -> PageRead:
        """Return what the page shows, which is not read again where it is the known one.

        Raises ``Stopped``.
        """
        capture = fetched.capture
        if capture is None or not is_page(fetched):
            return PageRead()
        with meter.extracting():
            begun = await self._threads.do(lambda: self._begun(fetched, context, capture))
            terms = begun.terms
            if terms.spares and terms.same_bytes:
                return PageRead(extraction=terms.extraction, before=terms)
            look = await self._workers.look(
                capture, begun.profile, fetched.size, terms.sketch, spare=terms.spares
            )
            return PageRead(
                extraction=terms.extraction if look.extraction is None else look.extraction,
                before=terms,
                look=look,
            )

    def _begun(self, fetched: Fetched, context: ArticleContext, capture: Capture) -> _Begun:
        host = host_of(capture.url)
        profile = self._profiles.of(host)
        extractor = extractor_identity(profile, self._workers.options(host))
        limit = self._workers.max_bytes
        terms = self._rechecks.before(context, fetched, capture, extractor, limit)
        return _Begun(profile, terms)

    def note_version(self, host: str) -> None:
        """Note that a page of a site was stored as a new version."""
        self._grown.add(host)

    def learn(self, clock: Callable[[], datetime]) -> None:
        """Learn of the sites that have new versions: the others teach what they did before."""
        self._profiles.learn(self._grown, clock)


def is_page(fetched: Fetched) -> bool:
    """Return whether there is a page to extract.

    An answer with a body that the server calls a success.
    """
    return (
        fetched.fetch_status is FetchStatus.ANSWERED
        and fetched.capture is not None
        and fetched.status is not None
        and is_success(fetched.status)
    )


def is_success(status: int) -> bool:
    """Return whether a status is of the class of success, RFC 9110."""
    return 200 <= status < 300  # noqa: PLR2004
