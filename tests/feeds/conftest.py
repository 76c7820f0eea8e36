"""Pages that answer over HTTP."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from crawler.capture_reader import ArchiveReader
from crawler.config import Config, IndexConfig, StoreConfig
from jobs.web import application, open_pages, serve


@pytest.fixture(scope="session")
def serve_pages() -> Callable[[Path], AbstractContextManager[int]]:
    """Provide what serves the archive of a folder, and yields the port."""

    @contextmanager
    def serving(folder: Path) -> Iterator[int]:
        config = Config(
            store=StoreConfig(url=f"file:{folder}/store"),
            index=IndexConfig(url=f"sqlite:///{folder}/index.db"),
        )
        pages = open_pages(config, "127.0.0.1", {}, ArchiveReader)
        loop = asyncio.new_event_loop()
        stop = asyncio.Event()
        ready: list[int] = []
        up = threading.Event()

        async def run() -> None:
            async with serve("127.0.0.1", 0, application((), pages), section="web") as port:
                ready.append(port)
                up.set()
                await stop.wait()

        thread = threading.Thread(target=loop.run_until_complete, args=(run(),))
        thread.start()
        assert up.wait(20)
        try:
            yield ready[0]
        finally:
            loop.call_soon_threadsafe(stop.set)
            thread.join(20)
            pages.close()

    return serving
