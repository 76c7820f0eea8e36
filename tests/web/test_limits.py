"""What bounds a request: its length, its time, how many there are, and how it is taken."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from sqlalchemy import text

from crawler.errors import IndexUnusable
from crawler.index import limited, open_index
from jobs.reading.opened import OpenedArchive
from jobs.web import WebPages, connections, page_calls
from jobs.web.page_request import PageAnswer, PageRequest
from jobs.web.work_pool import Deadline, PageTimeout, WorkPool
from tests.run.palimpsest import until
from tests.web.site import PATIENCE, Answered, Site, config_at, serving

MANY = 12_000_000
"""Bytes: more than the system holds for a connection."""


def _text(_: OpenedArchive, __: PageRequest) -> PageAnswer:
    return PageAnswer(body=b"made", media_type="text/plain")


def _pool(threads: int, waiting: int) -> Callable[[WebPages], WebPages]:
    """Return what gives pages a pool of this size."""

    def change(pages: WebPages) -> WebPages:
        pages.pool.close()
        pool = WorkPool(threads=threads, waiting=waiting)
        pages.calls._pool = pool
        return replace(pages, pool=pool)

    return change


class Held:
    """A page that waits until it is let go."""

    def __init__(self) -> None:
        self.begun, self.go, self.ended = threading.Event(), threading.Event(), threading.Event()
        self.raised: list[Exception] = []

    def __call__(self, opened: OpenedArchive, _: PageRequest) -> PageAnswer:
        """Wait, and read something."""
        self.begun.set()
        try:
            assert self.go.wait(PATIENCE)
            opened.archive.store.size("palimpsest.json")
        except PageTimeout as error:
            self.raised.append(error)
            raise
        finally:
            self.ended.set()
        return PageAnswer(body=b"let go", media_type="text/plain")


@contextmanager
def opened(folder: Path, **more: Any) -> Iterator[Site]:
    """Serve as ``serving`` does, once the archive is open.

    Before, a page is not made but answered with 503: on a busy machine opening takes a while.
    """
    with serving(config_at(folder), **more) as site:
        until(lambda: site.get("/find").status == 200, "an open archive")
        yield site


@contextmanager
def asking(site: Site, path: str) -> Iterator[list[Answered]]:
    """Ask in a thread meanwhile; the list holds the answer afterwards."""
    told: list[Answered] = []
    thread = threading.Thread(target=lambda: told.append(site.get(path)))
    thread.start()
    try:
        yield told
    finally:
        thread.join(PATIENCE)


def test_a_question_has_a_length(site: Site) -> None:
    """A query of more than 4,096 bytes is refused, and so are values that no page takes."""
    assert site.get(f"/?unused={'a' * 4_089}").status == 200
    assert site.get(f"/?unused={'a' * 4_090}").status == 414
    assert site.get(f"/?host={'a' * 1_001}").status == 400
    assert site.get("/?host=a&host=b").status == 400
    for limit in ("0", "101", "-1", "x", "1e9", "9" * 500, "%D9%A3"):
        assert site.get(f"/?limit={limit}").status == 400


@pytest.mark.parametrize(
    "path",
    [
        *("/?host=%00", "/articles?after=a/b%00", "/find?url=a%00", "/feeds/changes.atom?q=%00"),
        *(f"/articles/a%00/{'0' * 32}", f"/api/v1/articles/a%00/{'0' * 32}"),
        *("/api/v1/runs?cursor=%00", "/runs/%00", "/no%00"),
    ],
)
def test_no_database_is_asked_for_nul(site: Site, path: str) -> None:
    """A NUL is the asker's mistake everywhere: PostgreSQL takes none."""
    assert site.get(path).status == 400


@pytest.mark.slow
def test_pages_at_once(archive_folder: Path) -> None:
    """With all places taken the next is sent away for a while; a place that is free is given."""
    held = Held()
    more: dict[str, page_calls.Page] = {"/held": held, "/text": _text}
    with opened(archive_folder, more=more, change=_pool(1, 0)) as site:
        with asking(site, "/held") as told:
            assert held.begun.wait(PATIENCE)
            full = site.get("/text")
            assert (full.status, full.headers["retry-after"]) == (503, "2")
            assert site.get("/healthz").status == 200
            held.go.set()
        assert told[0].body == b"let go"
        until(lambda: site.get("/text").status == 200, "a place")


def test_a_page_has_a_time(archive_folder: Path) -> None:
    """A page that takes too long is 503; its work ends at its next step, and others go on."""
    held = Held()
    with opened(archive_folder, more={"/held": held, "/text": _text}) as site:
        site.pages.calls._seconds = 0.3
        told = site.get("/held")
        while not held.begun.is_set():  # on a busy machine the time may be over before that
            told = site.get("/held")
        site.pages.calls._seconds = PATIENCE
        assert (told.status, told.headers["retry-after"]) == (503, "2")
        assert site.get("/text").status == 200
        held.go.set()
        assert held.ended.wait(PATIENCE)
        assert len(held.raised) == 1


@pytest.mark.slow
def test_who_goes_away_gives_the_place_back(archive_folder: Path) -> None:
    """The work for a connection that was closed ends at its next step."""
    held = Held()
    with opened(archive_folder, more={"/held": held}, change=_pool(1, 0)) as site:
        with socket.create_connection(("127.0.0.1", site.port), PATIENCE) as connection:
            connection.sendall(b"GET /held HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert held.begun.wait(PATIENCE)
        until(lambda: not site.pages.pool._running, "the end of waiting")
        held.go.set()
        assert held.ended.wait(PATIENCE)
        assert len(held.raised) == 1
        until(lambda: site.get("/").status == 200, "a place")


def test_the_database_stops(tmp_path: Path) -> None:
    """A query that would never end is ended by the limit, and the next is answered."""
    index = open_index(f"sqlite:///{tmp_path}/index.db")
    endless = (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    )
    with (
        pytest.raises(IndexUnusable, match="interrupted"),
        limited(Deadline(0.05)),
        index.reading() as connection,
    ):
        connection.execute(text(endless))
    assert index.count_changes() == 0
    index.close()


class Line:
    """A connection's transport and its event loop, by hand."""

    def __init__(self) -> None:
        self.unsent, self.now, self.aborted = 0, 0.0, False
        self.waits: list[float] = []

    def get_write_buffer_size(self) -> int:
        """Return what is not taken yet."""
        return self.unsent

    def abort(self) -> None:
        """Cut it."""
        self.aborted = True

    def time(self) -> float:
        """Return the loop's time."""
        return self.now

    def call_later(self, seconds: float, _: Callable[[], None]) -> Any:
        """Note for how long is waited."""
        self.waits.append(seconds)
        return SimpleNamespace(cancel=lambda: None)


def _protocol(line: Line, *, started: bool = False) -> connections.BoundedProtocol:
    """Return a connection whose request is being answered if ``started``."""
    protocol: Any = connections.BoundedProtocol.__new__(connections.BoundedProtocol)
    protocol.transport = protocol.loop = line
    protocol.connections, protocol.flow = set(), SimpleNamespace(resume_writing=lambda: None)
    protocol.cycle = SimpleNamespace(response_complete=not started, response_started=started)
    return cast("connections.BoundedProtocol", protocol)


def test_a_reader_at_a_pace_is_waited_for() -> None:
    """Whoever takes 16 kB more of a long answer in time gets more, up to a quarter of an hour."""
    line = Line()
    line.unsent = 10_000_000
    protocol = _protocol(line)
    protocol._wait(connections.HEAD_SECONDS)
    while not line.aborted and line.unsent > 0:
        line.now += line.waits[-1]
        line.unsent -= connections.MIN_TAKEN
        protocol._time_is_over()
    assert 850 < line.now < 950


def test_a_reader_of_pieces_is_waited_for() -> None:
    """So is whoever takes a piece, and whoever waits for the next one to be made."""
    line = Line()
    protocol = _protocol(line, started=True)
    protocol._wait(connections.ANSWER_SECONDS)
    protocol._time_is_over()
    assert not line.aborted
    line.unsent = 60_000
    protocol.resume_writing()
    protocol._time_is_over()
    assert not line.aborted


@pytest.mark.parametrize("taken", [0, 1, 16_383])
@pytest.mark.parametrize("started", [True, False])
def test_who_takes_next_to_nothing_is_cut(taken: int, *, started: bool) -> None:
    """Whoever takes less of what lies there loses the connection."""
    line = Line()
    line.unsent = 1_000_000
    protocol = _protocol(line, started=started)
    protocol._wait(connections.ANSWER_SECONDS)
    line.unsent -= taken
    protocol._time_is_over()
    assert line.aborted


def test_who_says_nothing_is_cut() -> None:
    """A connection with nothing to take and no answer begun ends when its time does."""
    line = Line()
    protocol = _protocol(line)
    protocol._wait(connections.HEAD_SECONDS)
    protocol._time_is_over()
    assert line.aborted


def _many(_: OpenedArchive, __: PageRequest) -> PageAnswer:
    return PageAnswer(body=b"m" * MANY, media_type="application/zip")


def _in_pieces(_: OpenedArchive, __: PageRequest) -> PageAnswer:
    return PageAnswer(body=iter([b"m" * 65_536] * (MANY // 65_536)), media_type="application/zip")


@pytest.mark.slow
@pytest.mark.parametrize("made", [_many, _in_pieces])
def test_a_reader_that_stops(
    archive_folder: Path, made: page_calls.Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Others are answered while an answer lies there, and in the end it is given up."""
    gone = threading.Event()
    abort = connections.BoundedProtocol.abort

    def aborted(self: connections.BoundedProtocol) -> None:
        abort(self)
        gone.set()

    monkeypatch.setattr(connections.BoundedProtocol, "abort", aborted)
    with (
        opened(archive_folder, more={"/many": made, "/text": _text}) as site,
        socket.socket() as reader,
    ):
        reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)
        reader.settimeout(PATIENCE)
        monkeypatch.setattr(connections, "ANSWER_SECONDS", 0.5)
        monkeypatch.setattr(connections, "HEAD_SECONDS", 0.5)
        reader.connect(("127.0.0.1", site.port))
        reader.sendall(b"GET /many HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert reader.recv(1)
        assert gone.wait(PATIENCE)
