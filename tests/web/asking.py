"""Pages asked as the server asks them, by their addresses, without a server."""

import html
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from sqlalchemy import event
from starlette.routing import Match, Route

from crawler.archive import Archive, open_for_reading
from crawler.attest import CheckedReader
from crawler.capture_reader import ArchiveReader
from crawler.config import Config
from crawler.errors import PalimpsestError
from crawler.index import Index
from crawler.reindex import open_current
from crawler.store.files import FileStore
from jobs.web.page_request import PageAnswer, PageRequest
from jobs.web.problem_answers import answer, problem_of
from jobs.web.routes import PAGES

BASE = "http://reader.example"


@dataclass(frozen=True)
class AskedArchive:
    """An archive as one request has it open."""

    config: Config
    archive: Archive
    index: Index
    reader: CheckedReader
    at: datetime = datetime(2026, 11, 27, tzinfo=UTC)

    def open_captures(self) -> ArchiveReader:
        """Return what reads captures again."""
        return ArchiveReader(self.config, self.archive)


@dataclass(frozen=True)
class Asked:
    """What came of a question."""

    answer: PageAnswer
    statements: list[str]
    """What the index was asked for it."""

    @property
    def status(self) -> int:
        """Return the status of HTTP."""
        return self.answer.status

    @property
    def source(self) -> str:
        """Return the HTML as it was sent."""
        assert isinstance(self.answer.body, bytes)
        return self.answer.body.decode()

    @property
    def words(self) -> str:
        """Return the text of the page, white space made plain."""
        return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", self.source)).split())

    def marked(self, name: str) -> list[str]:
        """Return the texts of all elements of this name, such as ``ins``, in order."""
        found = re.findall(rf"<{name}\b[^>]*>(.*?)</{name}>", self.source, re.DOTALL)
        return [html.unescape(re.sub(r"<[^>]+>", "", text)) for text in found]


@dataclass
class AskedPages:
    """The pages over a folder."""

    folder: Path
    index: Index
    config: Config = field(default_factory=Config)

    @property
    def store(self) -> FileStore:
        """Return the archive's store."""
        return FileStore(self.folder)

    def opened(self) -> AskedArchive:
        """Return the archive, opened for one request."""
        store = self.store
        return AskedArchive(
            self.config, open_for_reading(store), self.index, CheckedReader(store, self.index)
        )

    def ask(self, address: str) -> Asked:
        """Return what the page at an address answers; of a problem, its page."""
        parts = urlsplit(address)
        place, values = _route(parts.path)
        module, _, name = place.partition(":")
        request = PageRequest(
            path=parts.path,
            base_url=BASE,
            site_name="Test archive",
            path_values=values,
            query=tuple(parse_qsl(parts.query)),
        )
        asked: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
            asked.append(statement)

        event.listen(self.index.engine, "before_cursor_execute", note)
        try:
            told = getattr(import_module(module), name)(self.opened(), request)
        except PalimpsestError as error:
            told = answer(request, problem_of(error))
        finally:
            event.remove(self.index.engine, "before_cursor_execute", note)
        return Asked(told, asked)


@contextmanager
def pages_over(folder: Path) -> Iterator[AskedPages]:
    """Provide the pages of the archive in a folder."""
    index = open_current(f"sqlite:///{folder.parent}/{folder.name}.db", FileStore(folder))
    try:
        yield AskedPages(folder, index)
    finally:
        index.close()


def _route(path: str) -> tuple[str, dict[str, str]]:
    for pattern, place in PAGES:
        match, found = Route(pattern, _nothing).matches(
            {"type": "http", "method": "GET", "path": path, "root_path": ""}
        )
        if match is Match.FULL:
            return place, found["path_params"]
    raise AssertionError(f"no page at {path}")


async def _nothing(_: object) -> None:
    """Stand where a route wants something to call."""
