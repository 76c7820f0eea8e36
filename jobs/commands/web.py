"""``web``: the archive as web pages, on this machine."""

import asyncio
import signal
import sys
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from crawler.config import Config
from jobs.context import Context, now
from jobs.observe import logs
from jobs.reading.opened import CaptureReaders
from jobs.schedule.archive_orders import ArchiveOrders, OwnWorkshop
from jobs.web import (
    SideProcesses,
    access,
    application,
    health_routes,
    not_guarded,
    open_pages,
    parent_gone,
    serve,
    shareable_port,
)


def run(
    context: Context,
    *,
    host: str | None,
    port: int | None,
    tell: Callable[[str], None] | None = None,
) -> int:
    """Serve pages until Ctrl-C, and ``tell`` their address. Returns the exit status."""
    config = context.config
    host = host if host is not None else config.web.host
    port = port if port is not None else config.web.port
    logs.set_up(plain=sys.stderr.isatty())
    beside = config.web.processes - 1
    if beside:
        port = shareable_port(host, port, section="web")
    environ = dict(context.environ)
    if access(config.web, host, environ) is None:
        raise not_guarded(host)
    serving = partial(_serve, config, environ, context.capture_readers, host, port)
    told = tell or partial(_tell, context)
    with SideProcesses(beside, partial(serving, shared=True)):
        serving(shared=beside > 0, tell=lambda found: told(_address(host, found)))
    return 0


def _serve(
    config: Config,
    environ: Mapping[str, str],
    captures: CaptureReaders,
    host: str,
    port: int,
    *,
    shared: bool,
    tell: Callable[[int], None] | None = None,
) -> None:
    """Serve pages until a signal, or until the process that started this one is gone."""
    workshop = OwnWorkshop(config, clock=now, plain_logs=sys.stderr.isatty())
    # the turns of crawls at one site are kept by one process: several take no orders
    orders = None if shared else ArchiveOrders(workshop, clock=now)
    pages = open_pages(config, host, environ, captures, orders)

    async def served() -> None:
        stopping, loop = asyncio.Event(), asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stopping.set)
        answers = application(health_routes(_Health()), pages)
        async with serve(host, port, answers, section="web", shared=shared) as found:
            if tell is not None:
                tell(found)
            ends = [asyncio.create_task(one) for one in (stopping.wait(), parent_gone())]
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
            for one in ends:
                one.cancel()
            await workshop.close()

    try:
        asyncio.run(served())
    finally:
        pages.close()


def _address(host: str, port: int) -> str:
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def _tell(context: Context, address: str) -> None:
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
