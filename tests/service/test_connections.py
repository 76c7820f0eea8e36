"""The service's port under people who connect and say nothing.

It goes on answering, crawls go on starting, the log stays small.
"""

import resource
import signal
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import partial

import psutil
import pytest

from tests.newspaper.fixture import Press
from tests.run.palimpsest import Place, until
from tests.service.running import Serving, serving
from tests.service.test_service import configured, source

DESCRIPTORS = 256
"""What the service may open."""


@contextmanager
def half_open(
    port: int, count: int, said: bytes = b"GET /healthz HTTP/1.1\r\nHost: half.test\r\n"
) -> Iterator[list[socket.socket]]:
    """So many connections that have begun to ask, and go on holding."""
    with ExitStack() as stack:
        held = [
            stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=30))
            for _ in range(count)
        ]
        for connection in held:
            connection.sendall(said)
        yield held


def closed(connection: socket.socket) -> bool:
    """Return whether the other side has hung up."""
    try:
        return connection.recv(1, socket.MSG_DONTWAIT) == b""
    except BlockingIOError:
        return False
    except ConnectionError:
        return True


def _all_closed(held: list[socket.socket]) -> bool:
    return all(map(closed, held))


def _size_of_log(service: Serving) -> int:
    return service.running._err.stat().st_size


@pytest.mark.slow
def test_half_open_connections_take_nothing_away(place: Place, newspaper: Press) -> None:
    """With more connections held than it may open files, the service answers, starts crawls that
    inherit none of them, and logs little.
    """
    with serving(configured(place)) as service:
        resource.prlimit(service.pid, resource.RLIMIT_NOFILE, (DESCRIPTORS, DESCRIPTORS))
        service.wait_for("timetable")
        with half_open(service.port, 300) as held:
            assert service.get("/healthz")[0] == 200
            configured(place, source(newspaper, "news", "/story/harbour"))
            service.signal(signal.SIGHUP)
            crawl = until(service.crawls, "a crawl's process")[0]
            assert all(
                one.laddr.port != service.port for one in crawl.net_connections() if one.laddr
            )
            with half_open(service.port, 100):
                assert service.get("/readyz")[0] == 200
                assert psutil.Process(service.pid).num_fds() < DESCRIPTORS - 64
            (ended,) = service.wait_for("ended")
            assert ended["result"] == "ok"
            assert sum(map(closed, held)) > 200
        assert _size_of_log(service) < 100_000
        assert "out of system resource" not in str(service.log)


@pytest.mark.slow
def test_twelve_hundred_half_open_connections(place: Place, newspaper: Press) -> None:
    """Health goes on answering while 1,200 connections are held again and again, and all that were
    not evicted are timed out.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 4096), hard))
    try:
        configured(place, source(newspaper, "news", "/story/harbour", schedule={"every": "2s"}))
        with serving(place) as service:
            resource.prlimit(service.pid, resource.RLIMIT_NOFILE, (1024, 1024))
            for said in (b"", b"GET /healthz HTTP/1.1\r\nX-Slow: "):
                with half_open(service.port, 1200, said) as held:
                    before = len(service.lines("ended"))
                    for _ in range(20):
                        assert service.get("/healthz")[0] == 200
                    service.wait_for("ended", before + 1)
                    until(partial(_all_closed, held), "the end of all that said nothing")
            assert _size_of_log(service) < 100_000
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.mark.slow
def test_head_that_drips_is_not_waited_for(place: Place) -> None:
    """Whoever sends a request's head byte by byte is cut after ten seconds, however lively, and one
    of 20 kB is refused at once.
    """
    with serving(configured(place)) as service:
        with half_open(service.port, 1, b"GET /healthz HTTP/1.1\r\nX: " + b"x" * 20_000) as (long,):
            assert long.recv(100).startswith(b"HTTP/1.1 400")
        with half_open(service.port, 2, b"GET /healthz HTTP/1.1\r\n") as slow:
            left = dict(zip(slow, (b"X", b"X-More: to come\r\n"), strict=True))

            def ended() -> bool:
                for connection, dripping in tuple(left.items()):
                    with suppress(ConnectionError):
                        connection.sendall(dripping)
                    if closed(connection):
                        del left[connection]
                return not left

            until(ended, "the end of heads that drip")
        assert service.get("/healthz")[0] == 200
