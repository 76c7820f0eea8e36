"""The proxy that a browser goes through: what it passes on, and what it does not."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.middlewares.wire.heads import MAX_HEAD
from crawler.rendering.browser_heads import HeadGauge
from crawler.rendering.relay import Asked, Relay, parse

REFUSAL = "address: 10.0.0.7 is private"
_ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"


@given(
    st.binary()
    | st.from_regex(
        rb"[A-Z]{1,8} \S{0,30} HTTP/1\.[01]\r\n([A-Za-z-]{1,9}: \w*\r\n){0,3}\r\n", fullmatch=True
    )
)
def test_head_is_a_place_or_an_error(head: bytes) -> None:
    """Whatever comes, it names a place to go to, or it is a ``ValueError``."""
    with suppress(ValueError):
        asked = parse(head)
        assert asked.host
        assert asked.tunnel or asked.head[0].split(" ")[1].lower().startswith("http://")


@pytest.mark.parametrize(
    "line",
    [
        "GET / HTTP/1.1",
        "GET https://a.example/ HTTP/1.1",
        "GET ftp://a.example/ HTTP/1.1",
        "CONNECT :443 HTTP/1.1",
    ],
)
def test_what_is_no_proxy_request_is_an_error(line: str) -> None:
    """A path without a host, and schemes that go through a tunnel or not at all, are refused."""
    with pytest.raises(ValueError, match="no place"):
        parse(f"{line}\r\n\r\n".encode())


def test_plain_request_is_passed_on_without_its_hop() -> None:
    """The server gets the path, the headers that are meant for it, and the wish to close."""
    asked = parse(
        b"GET http://a.example:81/x?y=http://z/ HTTP/1.1\r\nHost: "
        b"a.example:81\r\nProxy-Connection: keep-alive\r\nX: 1\r\n\r\n"
    )
    assert asked.place == "a.example:81"
    assert (
        asked.direct()
        == b"GET /x?y=http://z/ HTTP/1.1\r\nHost: a.example:81\r\nX: 1\r\nConnection: close\r\n\r\n"
    )
    assert parse(b"CONNECT [2001:db8::1]:443 HTTP/1.1\r\n\r\n") == Asked(
        tunnel=True, host="2001:db8::1", port=443, head=("CONNECT [2001:db8::1]:443 HTTP/1.1",)
    )


async def _permitted(host: str) -> tuple[tuple[str, ...], str | None]:
    return {"inside.test": ((), REFUSAL), "nowhere.test": ((), None)}.get(
        host, (("127.0.0.1",), None)
    )


def _through(
    ask: Callable[[int], bytes], *, limit: int = 10_000
) -> tuple[bytes, Relay, list[bytes], list[None]]:
    """Return what comes back for a request through a relay, the relay, what the server beyond got,
    and how often it was too much.
    """
    return asyncio.run(_asked(ask, limit))


async def _asked(
    ask: Callable[[int], bytes], limit: int
) -> tuple[bytes, Relay, list[bytes], list[None]]:
    got: list[bytes] = []
    exceeded: list[None] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        got.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(_ANSWER)
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    port: int = server.sockets[0].getsockname()[1]
    async with Relay(_permitted, limit, lambda: exceeded.append(None)) as relay:
        reader, writer = await asyncio.open_connection(
            "127.0.0.1", int(relay.url.rpartition(":")[2])
        )
        writer.write(ask(port))
        answered = await reader.read()
        writer.close()
    server.close()
    return answered, relay, got, exceeded


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for scheme in ("http", "https", "all"):
        monkeypatch.delenv(f"{scheme}_proxy", raising=False)
        monkeypatch.delenv(f"{scheme}_proxy".upper(), raising=False)


def _get(host: str) -> Callable[[int], bytes]:
    return lambda port: f"GET http://{host}:{port}/x HTTP/1.1\r\n\r\n".encode()


def _connect(host: str) -> Callable[[int], bytes]:
    return lambda port: f"CONNECT {host}:{port} HTTP/1.1\r\n\r\nGET /y HTTP/1.1\r\n\r\n".encode()


def test_permitted_places_are_reached() -> None:
    """A plain request gets the server's own answer, a tunnel all that is sent through it.

    Both are counted.
    """
    answered, relay, got, _ = _through(_get("a.test"))
    assert (answered, got) == (_ANSWER, [b"GET /x HTTP/1.1\r\nConnection: close\r\n\r\n"])
    assert relay.received == len(_ANSWER)
    answered, _, got, _ = _through(_connect("a.test"))
    assert (answered, got) == (
        b"HTTP/1.1 200 Connection established\r\n\r\n" + _ANSWER,
        [b"GET /y HTTP/1.1\r\n\r\n"],
    )


@pytest.mark.parametrize("ask", [_get("inside.test"), _connect("inside.test")])
def test_refused_places_are_not(ask: Callable[[int], bytes]) -> None:
    """A place that the guard refuses gets no connection.

    The browser is told, and the relay remembers where and why.
    """
    answered, relay, got, _ = _through(ask)
    assert (answered[:12], got, list(relay.refused.values())) == (b"HTTP/1.1 403", [], [REFUSAL])
    assert next(iter(relay.refused)).startswith("inside.test:")


@pytest.mark.parametrize(
    ("ask", "start"),
    [
        (_get("nowhere.test"), b"HTTP/1.1 502"),
        (lambda _: b"GET / HTTP/1.1\r\n\r\n", b""),
        (lambda _: b"x" * 100_000, b""),
    ],
)
def test_what_leads_nowhere_ends(ask: Callable[[int], bytes], start: bytes) -> None:
    """A name without an address is a bad gateway.

    What is no proxy request, or has no end, ends the connection.
    """
    answered, relay, got, _ = _through(ask)
    assert (answered[:12], got, relay.refused) == (start, [], {})


def test_more_than_the_limit_is_cut() -> None:
    """From the byte that is too much nothing more is passed on, and the page is told of it once for
    each connection.
    """
    answered, _, _, exceeded = _through(_get("a.test"), limit=10)
    assert (answered, exceeded) == (b"", [None])


@given(
    blocks=st.lists(st.integers(min_value=1, max_value=40), max_size=30),
    interim=st.integers(min_value=0, max_value=3),
    length=st.sampled_from((0, 1000, MAX_HEAD - 200, MAX_HEAD + 1)),
)
def test_head_is_gauged_however_it_is_cut(blocks: list[int], interim: int, length: int) -> None:
    """Interim answers and the real one's head count together, in whatever blocks they come.

    The body does not.
    """
    heads = (
        b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" * interim
        + b"HTTP/1.1 200 OK\r\nX: "
        + b"x" * length
        + b"\r\n\r\n"
    )
    text, gauge = heads + b"\r\n\r\n" * 100_000, HeadGauge()
    fitting = []
    for size in blocks:
        fitting.append(gauge.fits(text[:size]))
        text = text[size:]
    fitting += [gauge.fits(text[:100_000]), gauge.fits(text[100_000:])]
    assert all(fitting) == (len(heads) <= MAX_HEAD)


def test_endless_interim_answers_are_too_long() -> None:
    """Interim answers without an end are over the limit as soon as they pass it."""
    gauge = HeadGauge()
    block = b"HTTP/1.1 100 Continue\r\n\r\n" * 1000
    fitting = [gauge.fits(block) for _ in range(20)]
    assert fitting.index(False) == MAX_HEAD // len(block)
    assert HeadGauge().fits(b"HTTP/1.1 101 Switching Protocols\r\n\r\n" + b"x" * 1_000_000)
