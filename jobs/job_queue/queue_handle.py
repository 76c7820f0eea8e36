"""The queue as a service has it: opened when the database lets it, and kept."""

import asyncio

from crawler.config import Config
from jobs.job_queue.open_queue import JobQueue, opened_queue, require_libraries


class QueueHandle:
    """The queue of one configuration. Belongs to one event loop."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._opening = asyncio.Lock()
        self._queue: JobQueue | None = None

    @classmethod
    def of(cls, config: Config) -> "QueueHandle | None":
        """Return the handle of a configuration's engine, if it names one.

        Raises ``UsageError`` where its libraries are not installed.
        """
        if config.engine.url is None:
            return None
        require_libraries()
        return cls(config)

    async def get(self) -> JobQueue:
        """Return the queue. Raises ``EngineUnusable``."""
        async with self._opening:
            if self._queue is None:
                self._queue = await opened_queue(self._config.engine)
            return self._queue

    async def close(self) -> None:
        """Close the queue, if it is open."""
        if self._queue is not None:
            queue, self._queue = self._queue, None
            await queue.close()
