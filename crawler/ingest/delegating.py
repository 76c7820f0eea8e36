"""What a check has worker processes do, and what becomes of it where they cannot.

Whatever a page costs, it ends in an outcome.
"""

import asyncio
import logging
from dataclasses import replace

from crawler.capture import Fetched
from crawler.change import Decision
from crawler.comparing import Case, decided, roughly_decided
from crawler.extract import extractor_identity
from crawler.identity import host_of
from crawler.model import Capture, Extraction
from crawler.processes import TooMuch
from crawler.profile import Profile
from crawler.turns import Crowded
from crawler.workers import Workers

log = logging.getLogger(__name__)


async def extraction_by(
    workers: Workers, capture: Capture, profile: Profile | None, size: int
) -> Extraction:
    """Return what a worker makes of a page of ``size`` bytes. Raises ``Stopped``."""
    try:
        return await asyncio.wrap_future(workers.submit(capture, profile, size=size, shed=True))
    except Crowded:
        problem = (
            "extraction was not begun: too much of this host waits behind a page that takes long"
        )
        return Extraction(
            extractor=extractor_identity(profile, workers.options(host_of(capture.url))),
            problem=problem,
        )


async def decision_by(workers: Workers, case: Case, fetched: Fetched) -> Decision:
    """Have a worker decide a case.

    Where that goes beyond its limits, texts are compared by what takes less: no version is lost.

    Raises ``Stopped``.
    """
    host = host_of(fetched.url)
    try:
        return await asyncio.wrap_future(
            workers.do(decided, case, host=host, size=fetched.size, shed=True)
        )
    except TooMuch as error:
        why = error.reason
    except Crowded:
        why = "would have had to wait too long"
    log.warning("%s: compared by whole paragraphs: sentence by sentence %s", fetched.url, why)
    state = case.state
    if case.again and case.shown is not None:
        again: Extraction = await asyncio.wrap_future(workers.submit(case.shown, case.profile))
        state = replace(state, head_again=again)
    rough = Case(state=state, observation=case.observation)
    try:
        return await asyncio.wrap_future(
            workers.do(roughly_decided, rough, why, host=host, size=fetched.size)
        )
    except TooMuch:
        return await asyncio.to_thread(roughly_decided, rough, why)
