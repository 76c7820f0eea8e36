"""The recorder's blocking work, in threads of its own and never on the event loop."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from crawler.ingest.cost_meter import CostMeter
from crawler.store.metered import MeteredStore

T = TypeVar("T")

THREADS = 16
"""Store requests under way at once: enough to hide the latency of a distant store behind 32
fetches.
"""


class RecorderThreads:
    """Threads that do work, and count what it has the store keep."""

    def __init__(self, store: MeteredStore) -> None:
        self._store = store
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="recorder")

    async def do(self, work: Callable[[], T], meter: CostMeter | None = None) -> T:
        """Return what the work returns; its store requests are added to the meter."""

        def metered() -> T:
            with self._store.usage() as usage:
                result = work()
            if meter is not None:
                meter.add(usage)
            return result

        return await asyncio.get_running_loop().run_in_executor(self._threads, metered)

    def close(self) -> None:
        """End the threads, when what they do is done."""
        self._threads.shutdown()
