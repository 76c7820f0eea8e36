"""``palimpsest run``."""

import asyncio
import sys

from crawler.config import DEFAULT_FILE, load
from jobs.context import Context, now
from jobs.observe import logs
from jobs.schedule.service import Service


def run(context: Context) -> int:
    """Serve until told to stop.

    Returns the exit status. Raises ``ConfigError`` and ``UsageError`` before anything begins.
    """
    plain = sys.stderr.isatty() and not context.json
    logs.set_up(plain=plain)

    # One that was there at the start must not turn into the defaults when it is gone.
    file = context.config_path or (DEFAULT_FILE if DEFAULT_FILE.is_file() else None)

    async def serve() -> int:
        return await Service(
            lambda: load(file, context.environ),
            context.environ,
            clock=now,
            plain_logs=plain,
            captures=context.capture_readers,
            file=file,
        ).run()

    return asyncio.run(serve())
