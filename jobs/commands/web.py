"""``web``: the archive as web pages, on this machine."""

import asyncio
import signal
import sys
from typing import Any

from jobs.context import Context
from jobs.observe import logs
from jobs.web import application, health_routes, not_guarded, open_pages, serve


def run(context: Context, *, host: str | None, port: int | None) -> int:
    """Serve pages until Ctrl-C. Returns the exit status."""
    config = context.config
    host = host if host is not None else config.web.host
    port = port if port is not None else config.web.port
    logs.set_up(plain=sys.stderr.isatty())
    pages = open_pages(config, host, context.environ, context.capture_readers)
    if pages.access is None:
        raise not_guarded(host)

    async def served() -> None:
        stopping, loop = asyncio.Event(), asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stopping.set)
        answers = application(health_routes(_Health()), pages)
        async with serve(host, port, answers, section="web") as taken:
            _tell(context, host, taken)
            await stopping.wait()

    try:
        asyncio.run(served())
    finally:
        pages.close()
    return 0


def _tell(context: Context, host: str, port: int) -> None:
    address = f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"
    if context.json:
        context.print_json({"address": address})
    else:
        context.out.print(f"{address}  (Ctrl-C ends it)", soft_wrap=True)


class _Health:
    """Answers for machines, of pages without a service."""

    def alive(self) -> tuple[bool, dict[str, Any]]:
        return True, {"alive": True}

    def details(self) -> dict[str, Any]:
        return {}

    def ready(self) -> tuple[bool, dict[str, Any]]:
        return True, {"ready": True}

    def figures(self) -> bytes:
        return b""
