"""No answer's head can be without an end: 256 kB are enough, and what comes beyond is not read."""

import pytest

from crawler.capture import FetchStatus
from crawler.middlewares.redirects import MAX_HOP_BYTES
from crawler.middlewares.wire.heads import MAX_HEAD
from tests.fetch.harness import Job, Outcome, crawl, plan_of
from tests.servers.endless import ANSWERS, endless

READ = 20_000_000
"""Bytes that may leave a server before it learns that nobody reads: what the buffers of two sockets
on loopback hold, and the head.
"""


@pytest.fixture(scope="module")
def crawled() -> tuple[Outcome, str, dict[str, int]]:
    """Provide one crawl of all of them, with two retries for whatever would be tried again."""
    with endless() as (base, sent):
        outcome = crawl(
            Job(plan_of(*(f"{base}/{name}" for name in ANSWERS), timeout=30, retries=2))
        )
    return outcome, base, sent


@pytest.mark.parametrize("name", ANSWERS)
def test_endless_head_is_cut(crawled: tuple[Outcome, str, dict[str, int]], name: str) -> None:
    """A head without an end, its interim answers, chunk lines and trailers too, fails with the
    limit as reason, and is read no further.
    """
    outcome, base, sent = crawled
    page = outcome.page(f"{base}/{name}")
    assert (page.fetch_status, (page.reason or "")[:5]) == (FetchStatus.FAILED, "head:"), (
        page.reason
    )
    assert page.cost.requests == 1
    assert sent[name] < READ


def test_memory_stays_flat(crawled: tuple[Outcome, str, dict[str, int]]) -> None:
    """What the process held at its peak is less than any one of these answers, which were all asked
    for at once.
    """
    assert 0 < crawled[0].peak < crawled[0].begun + 40_000_000


def test_head_within_the_limit_is_read() -> None:
    """A long head is no trouble as long as it ends, in one line or in many.

    A byte more than the limit is.
    """
    start, end = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n", b"\r\n\r\nhi"
    room = MAX_HEAD - len(start) - len(end) + 2
    answers = {
        "line": (start + b"X: " + b"x" * (room - 3) + end, b""),
        "lines": (start + b"X: yes\r\n" * (room // 8 - 1) + b"X: yes" + end, b""),
        "beyond": (start + b"X: " + b"x" * (room - 2) + end, b""),
    }
    with endless(answers) as (base, _):
        outcome = crawl(Job(plan_of(*(f"{base}/{name}" for name in answers))))
    endings = {name: outcome.page(f"{base}/{name}").fetch_status for name in answers}
    assert endings == {
        "line": FetchStatus.ANSWERED,
        "lines": FetchStatus.ANSWERED,
        "beyond": FetchStatus.FAILED,
    }


def test_head_of_robots_and_of_a_hop_is_limited() -> None:
    """The head of a robots.txt is bound by the limit, and so is one that a redirect leads to.

    The page fails with that reason.
    """
    with endless({"robots.txt": ANSWERS["many-headers"], "page": (b"", b"")}) as (base, _):
        robots = crawl(Job(plan_of(f"{base}/page", obey_robots=True))).page(f"{base}/page")
    hop = b"HTTP/1.1 302 Found\r\nLocation: /one-header\r\nContent-Length: 0\r\n\r\n"
    with endless({"page": (hop, b""), "one-header": ANSWERS["one-header"]}) as (base, _):
        led = crawl(Job(plan_of(f"{base}/page"))).page(f"{base}/page")
    assert (robots.fetch_status, led.fetch_status) == (FetchStatus.FAILED, FetchStatus.FAILED)
    assert robots.reason == f"robots.txt could not be had: head: more than {MAX_HEAD} bytes"
    assert (led.reason, len(led.hops)) == (f"head: more than {MAX_HEAD} bytes", 1)


def test_proxy_without_an_end_is_cut() -> None:
    """A proxy that answers the wish for a tunnel without end is read no further than any other."""
    with endless({"localhost:1": ANSWERS["many-headers"]}) as (base, sent):
        outcome = crawl(
            Job(plan_of("https://localhost:1/page", retries=2), environ={"https_proxy": base})
        )
    (page,) = outcome.pages
    assert (page.fetch_status, page.reason) == (
        FetchStatus.FAILED,
        f"head: more than {MAX_HEAD} bytes from the proxy",
    )
    assert sent["localhost:1"] < READ
    assert outcome.peak < outcome.begun + 40_000_000


def test_what_is_no_http_is_called_so() -> None:
    """Bytes without a status line, as HTTP/0.9 has it, bytes after an interim answer, and a
    transfer coding that nobody knows fail as what they are, without a word of a library's.
    """
    answers = {
        "bare": (b"<title>The bridge</title><p>It stood half open.", b""),
        "interim": (b"HTTP/1.1 103 Early Hints\r\n\r\n<p>It stood half open.", b""),
        "coding": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", b""),
        "silent": (b"", b""),
    }
    with endless(answers) as (base, _):
        outcome = crawl(Job(plan_of(*(f"{base}/{name}" for name in answers), retries=0)))
    assert {name: outcome.page(f"{base}/{name}").reason for name in answers} == {
        "bare": "the answer is no HTTP",
        "interim": "the answer is no HTTP",
        "coding": "the answer is no HTTP: its Transfer-Encoding is 'gzip, chunked'",
        "silent": "the connection was closed without an answer",
    }


def test_bodies_of_redirects_are_bounded() -> None:
    """Redirects that come with more than a few lines are not followed for ever: all their bodies
    together have a limit, and what is beyond it is refused.
    """
    size = MAX_HOP_BYTES // 2
    hop = b"HTTP/1.1 302 Found\r\nLocation: /%s\r\nContent-Length: %d\r\n\r\n" + b"x" * size
    answers = {
        "one": (hop % (b"page", size), b""),
        "two": (hop % (b"one", size), b""),
        "three": (hop % (b"two", size), b""),
        "page": (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", b""),
    }
    with endless(answers) as (base, _):
        outcome = crawl(Job(plan_of(*(f"{base}/{name}" for name in ("one", "two", "three")))))
    assert outcome.page(f"{base}/two").fetch_status is FetchStatus.ANSWERED
    beyond = outcome.page(f"{base}/three")
    assert (beyond.fetch_status, beyond.reason) == (
        FetchStatus.REFUSED,
        "size: more than 1000000 bytes came with redirects",
    )
