"""The pages on a real port of this machine, asked over real connections."""

import asyncio
import http.client
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from starlette.routing import Route

from crawler.config import Config
from jobs.reading.opened import CaptureReaders
from jobs.web import (
    WebPages,
    application,
    health_routes,
    live_archive,
    open_pages,
    serve,
    shared_pages,
)
from jobs.web.orders import Orders
from jobs.web.page_calls import Page

PATIENCE = 60.0


@dataclass(frozen=True, kw_only=True)
class Answered:
    """An answer: its status, headers in lower case, and body."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()


@dataclass(frozen=True, kw_only=True)
class Site:
    """Pages that are served."""

    port: int
    pages: WebPages

    def get(self, path: str, *, method: str = "GET", **headers: str) -> Answered:
        """Return the answer. Headers are named with underscores: ``if_none_match``."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, headers=named)
            answer = connection.getresponse()
            told = {name.lower(): value for name, value in answer.getheaders()}
            return Answered(status=answer.status, headers=told, body=answer.read())
        finally:
            connection.close()


class Machine:
    """Answers for machines, of a service that is well."""

    def alive(self) -> tuple[bool, dict[str, Any]]:
        """Say so."""
        return True, {"alive": True}

    def details(self) -> dict[str, Any]:
        """Tell what only who may read is to know."""
        return {"sources": {"desk": "up"}}

    def ready(self) -> tuple[bool, dict[str, Any]]:
        """Say so."""
        return True, {"ready": True}

    def figures(self) -> bytes:
        """Return one figure."""
        return b"palimpsest_up 1\n"


def config_at(folder: Path, **web: Any) -> Config:
    """Return a configuration whose archive lies in this folder."""
    return Config.model_validate(
        {
            "store": {"url": f"file:{folder}/store"},
            "index": {"url": f"sqlite:///{folder}/index.db"},
            "web": web,
        }
    )


def no_captures(*_: Any) -> Any:
    """Read no captures."""
    raise AssertionError


@contextmanager
def serving(
    config: Config,
    *,
    host: str = "127.0.0.1",
    environ: Mapping[str, str] | None = None,
    more: Mapping[str, Page] | None = None,
    orders: Orders | None = None,
    captures: CaptureReaders | None = None,
    change: Callable[[WebPages], WebPages] = lambda pages: pages,
    fresh: bool = False,
) -> Iterator[Site]:
    """Serve the pages, with ``more`` ones, as if they listened on ``host``.

    They wait for the archive and for their own making as long as a busy machine takes. With
    ``fresh`` they look at every request for what was stored.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(live_archive, "PATIENCE_SECONDS", PATIENCE)
        if fresh:
            patch.setattr(live_archive, "FRESH_SECONDS", 0.0)
            patch.setattr(live_archive, "STALE_SECONDS", 0.0)
            patch.setattr(live_archive, "STATE_SECONDS", 0.0)
            patch.setattr(shared_pages, "SHARED_SECONDS", 0.0)
            patch.setattr(shared_pages, "KEPT_SECONDS", 0.0)
        pages = change(open_pages(config, host, environ or {}, captures or no_captures, orders))
        pages.calls._seconds = PATIENCE
        with _served(pages, more or {}) as site:
            yield site


@contextmanager
def _served(pages: WebPages, more: Mapping[str, Page]) -> Iterator[Site]:
    added = [Route(path, pages.calls.endpoint(made)) for path, made in more.items()]
    pages = replace(pages, routes=(*added, *pages.routes))
    told: list[int] = []
    ready, stopping = threading.Event(), asyncio.Event()
    loop = asyncio.new_event_loop()

    async def served() -> None:
        answers = application(health_routes(Machine()), pages)
        async with serve("127.0.0.1", 0, answers, section="web") as port:
            told.append(port)
            ready.set()
            await stopping.wait()

    thread = threading.Thread(target=lambda: loop.run_until_complete(served()))
    thread.start()
    try:
        assert ready.wait(PATIENCE)
        yield Site(port=told[0], pages=pages)
    finally:
        loop.call_soon_threadsafe(stopping.set)
        thread.join(PATIENCE)
        pages.close()
        # in a thread: a test's own thread may be one in which a browser's driver has its loop
        ending = threading.Thread(
            target=lambda: loop.run_until_complete(loop.shutdown_default_executor())
        )
        ending.start()
        ending.join(PATIENCE)
        loop.close()
