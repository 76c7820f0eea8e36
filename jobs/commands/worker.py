"""``worker``: take jobs from the engine's queue and carry them out."""

import asyncio
import sys

from jobs.context import Context, now
from jobs.fleet.fleet_worker import FleetWorker
from jobs.job_queue.open_queue import require_named_engine
from jobs.observe import logs


def run(context: Context, *, jobs: int | None) -> int:
    """Work until told to stop. Returns the exit status. Raises ``UsageError`` without an engine."""
    config = context.config
    require_named_engine(config.engine, "there is no queue to take jobs from")
    plain = sys.stderr.isatty() and not context.json
    logs.set_up(plain=plain)

    async def work() -> int:
        places = jobs or config.service.crawls
        return await FleetWorker(config, places=places, clock=now, plain_logs=plain).run()

    return asyncio.run(work())
