"""``palimpsest run``."""

import asyncio
import sys

from crawler.config import load
from jobs.commands.context import Context, now
from jobs.observe import logs
from jobs.schedule.service import Service


def run(context: Context) -> int:
    """Serve until told to stop. Returns the exit status. Raises ``ConfigError`` and ``UsageError`` before anything begins."""
    plain = sys.stderr.isatty() and not context.json
    logs.set_up(plain=plain)

    async def serve() -> int:
        return await Service(lambda: load(context.config_path, context.environ), context.environ, clock=now, plain_logs=plain).run()

    return asyncio.run(serve())
