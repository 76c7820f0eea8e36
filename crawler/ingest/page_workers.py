"""The one caller of the worker processes: has them extract a page, and decide what it proves.

Whatever a page costs, it ends in an outcome.
"""

import asyncio
import logging
from dataclasses import replace
from functools import partial

from crawler.change import Decision
from crawler.comparing import Case, decided, roughly_decided
from crawler.extract import SiteOptions, extractor_identity
from crawler.identity import host_of
from crawler.model import Capture, Extraction
from crawler.page_look import PageLook, look_at
from crawler.processes import Stopped, TooMuch
from crawler.profile import Profile
from crawler.turns import Crowded
from crawler.workers import Workers, problem_of

log = logging.getLogger(__name__)

_CROWDED = "extraction was not begun: too much of this host waits behind a page that takes long"


class PageWorkers:
    """What a check has worker processes do, and what becomes of it where they cannot."""

    def __init__(self, workers: Workers) -> None:
        self._workers = workers

    @property
    def max_bytes(self) -> int:
        """Return how many bytes a decoded body may have."""
        return self._workers.max_bytes

    def options(self, host: str) -> SiteOptions | None:
        """Return the settings that a host's pages are extracted with."""
        return self._workers.options(host)

    async def extraction(self, capture: Capture, profile: Profile | None, size: int) -> Extraction:
        """Return what a worker makes of a page of ``size`` bytes. Raises ``Stopped``."""
        try:
            return await asyncio.wrap_future(
                self._workers.submit(capture, profile, size=size, shed=True)
            )
        except Crowded:
            extractor = extractor_identity(profile, self.options(host_of(capture.url)))
            return Extraction(extractor=extractor, problem=_CROWDED)

    async def look(
        self,
        capture: Capture,
        profile: Profile | None,
        size: int,
        known: bytes | None,
        *,
        spare: bool,
    ) -> PageLook:
        """Return what a worker sees of a page of ``size`` bytes, as ``look_at`` does.

        Where it cannot, the extraction's ``problem`` says why. Raises ``Stopped``.
        """
        host = host_of(capture.url)
        options = self.options(host)
        work = partial(look_at, spare=spare)
        given = (capture, self._workers.max_bytes, profile, options, known)
        try:
            return await asyncio.wrap_future(
                self._workers.do(work, *given, host=host, size=size, shed=True)
            )
        except Crowded:
            problem = _CROWDED
        except Stopped:
            raise
        except Exception as error:  # noqa: BLE001  # see there
            problem = problem_of(error)
        extractor = extractor_identity(profile, options)
        return PageLook(extraction=Extraction(extractor=extractor, problem=problem))

    async def decision(self, case: Case, url: str, size: int) -> Decision:
        """Have a worker decide a case of a page of ``size`` bytes.

        Where that goes beyond its limits, texts are compared by what takes less: no version is
        lost. Raises ``Stopped``.
        """
        host = host_of(url)
        try:
            return await asyncio.wrap_future(
                self._workers.do(decided, case, host=host, size=size, shed=True)
            )
        except TooMuch as error:
            why = error.reason
        except Crowded:
            why = "would have had to wait too long"
        log.warning("%s: compared by whole paragraphs: sentence by sentence %s", url, why)
        return await self._rough_decision(case, why, host, size)

    async def _rough_decision(self, case: Case, why: str, host: str, size: int) -> Decision:
        state = case.state
        if case.again and case.shown is not None:
            again: Extraction = await asyncio.wrap_future(
                self._workers.submit(case.shown, case.profile)
            )
            state = replace(state, head_again=again)
        rough = Case(state=state, observation=case.observation)
        try:
            return await asyncio.wrap_future(
                self._workers.do(roughly_decided, rough, why, host=host, size=size)
            )
        except TooMuch:
            return await asyncio.to_thread(roughly_decided, rough, why)
