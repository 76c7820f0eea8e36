"""``worker``: take jobs from the engine's queue and carry them out."""

import asyncio
import sys

from crawler.errors import UsageError
from jobs.context import Context, now
from jobs.fleet.fleet_worker import FleetWorker
from jobs.observe import logs


def run(context: Context, *, jobs: int | None) -> int:
    """Work until told to stop. Returns the exit status. Raises ``UsageError`` without an engine."""
    config = context.config
    if config.engine.url is None:
        raise UsageError(
            "the configuration names no engine, so there is no queue to take jobs from",
            hint="set `engine: postgresql+psycopg://user@host/database`; without one, "
            "`palimpsest run` crawls by itself",
        )
    plain = sys.stderr.isatty() and not context.json
    logs.set_up(plain=plain)

    async def work() -> int:
        places = jobs or config.service.crawls
        return await FleetWorker(config, places=places, clock=now, plain_logs=plain).run()

    return asyncio.run(work())
