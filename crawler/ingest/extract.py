"""Extract: what a worker process reads of a fetched page."""

from collections.abc import Callable
from datetime import datetime

from crawler.capture import Fetched, FetchStatus
from crawler.identity import host_of
from crawler.ingest.cost_meter import CostMeter
from crawler.ingest.page_workers import PageWorkers
from crawler.ingest.profiles import ProfileCache
from crawler.ingest.threads import RecorderThreads
from crawler.model import Extraction


class PageExtractor:
    """Has the pages of one run extracted, each with its site's profile."""

    def __init__(
        self, profiles: ProfileCache, workers: PageWorkers, threads: RecorderThreads
    ) -> None:
        self._profiles, self._workers, self._threads = profiles, workers, threads
        self._hosts: set[str] = set()

    async def extraction(self, fetched: Fetched, meter: CostMeter) -> Extraction | None:
        """Return the extraction; None where no page came. Raises ``Stopped``."""
        if fetched.capture is None or not is_page(fetched):
            return None
        host = host_of(fetched.capture.url)
        with meter.extracting():
            profile = await self._threads.do(lambda: self._profiles.of(host))
            self._hosts.add(host)
            return await self._workers.extraction(fetched.capture, profile, fetched.size)

    def learn(self, clock: Callable[[], datetime]) -> None:
        """Learn of the sites whose pages were read."""
        self._profiles.learn(self._hosts, clock)


def is_page(fetched: Fetched) -> bool:
    """Return whether there is a page to extract.

    An answer with a body that the server calls a success.
    """
    return (
        fetched.fetch_status is FetchStatus.ANSWERED
        and fetched.capture is not None
        and fetched.status is not None
        and 200 <= fetched.status < 300  # noqa: PLR2004  # the class of success, RFC 9110
    )
