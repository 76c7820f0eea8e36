"""What answers that cost much do to a crawl.

The outcome, the peak of memory, and how long anybody else had to wait.

    python bench/hostile.py [--only NAME ...] [--workers N]

For each kind of answer a server on loopback sends it, at 127.0.0.1, while another host, at
127.0.0.2, has small pages that answer at once. Printed for each: the outcome, the seconds that the
crawl took, the peak memory of its processes (proportional set size, pages that are shared counted
once, read every 50 ms), the longest time that its event loop was held, the longest time in which
the other host was asked for nothing though it had pages left, and the seconds from SIGTERM in the
midst of it to the end of the process. The first line is the same crawl without any such answer.
Ends with status 1 where a limit is exceeded: 500 MB, one second for another host, and
``stop_grace``. All input is of our own making, bounded in size, and sent to our own process alone.
"""

import argparse
import asyncio
import gzip
import json
import os
import platform
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

from jobs.process import memory_of

MEMORY_MB, STALL_S, STOP_GRACE_S = 500, 1.0, 8.0
SIZE = 9_500_000
"""Bytes of a large page: below ``crawl.max_page_bytes``."""
SMALL = 120
"""Pages of the other host."""
MAX_LENGTH = 240
"""Seconds after which a crawl is given up."""

STORY = (
    "<p>"
    + (
        "The swing bridge stood half open on {0} morning, and the council met again "
        "about the harbour. "
    )
    * 3
    + "</p>"
)


def page(body: str, title: str = "The bridge") -> bytes:
    """Return an article."""
    return (
        "<!DOCTYPE html><html "
        f'lang="en"><head><title>{title}</title></head><body><article><h1>{title}'
        f"</h1>{body}</article>"
    ).encode()


def small(number: int) -> bytes:
    """Return a page of the other host."""
    paragraphs = "".join(
        STORY.format(f"{day} {number}") for day in ("Monday", "Tuesday", "Wednesday", "Thursday")
    )
    return page(paragraphs, f"Bridge number {number}")


def words(look: int, *, breaks: str) -> bytes:
    """Return a large text in which every tenth word is another at each look."""
    made, size, number = [], 0, 0
    while size < SIZE:
        number += 1
        word = f"word{number if number % 10 else number + look * 7919}"
        made.append(word + (breaks if number % 17 == 0 else " "))
        size += len(made[-1])
    return page("<p>" + "".join(made)[: SIZE - 1000] + "</p>")


def feed(count: int, *, end: str = "</channel></rss>", entry: str = "") -> bytes:
    """Return a feed."""
    item = entry or "<item><title>Page {0}</title><link>http://127.0.0.1:{1}/none/{0}</link></item>"
    return (
        '<rss version="2.0"><channel><title>t</title>'
        + "".join(item.format(n, PORT) for n in range(count))
        + end
    ).encode()


def sitemap(count: int, first: int = 0) -> bytes:
    """Return a sitemap."""
    entry = "<url><loc>http://127.0.0.1:{1}/none/{0}</loc><lastmod>2026-03-03</lastmod></url>"
    return (
        "<urlset>"
        + "".join(entry.format(n, PORT) for n in range(first, first + count))
        + "</urlset>"
    ).encode()


def sitemaps(_: int) -> bytes:
    """Return an index of ten."""
    return (
        "<sitemapindex>"
        + "".join(
            f"<sitemap><loc>http://127.0.0.1:{PORT}/map/{n}</loc></sitemap>" for n in range(10)
        )
        + "</sitemapindex>"
    ).encode()


def links(count: int) -> bytes:
    """Return a section page."""
    return page("".join(f'<a href="/none/{n}">page {n}</a>' for n in range(count)))


PORT = 0


@dataclass(frozen=True)
class Kind:
    """One kind of answer: what is sent, and what the crawl is told of it."""

    name: str
    body: Callable[[int], bytes] = lambda _: b""
    """Given how often it was asked for before."""
    source: str = ""
    """``feeds``, ``sitemaps`` or ``sections``, where it is a list."""
    content_type: str = "text/html"
    headers: tuple[str, ...] = ()
    looks: int = 1
    drip: bool = False
    crawl: dict[str, object] = field(default_factory=dict)


def zipped(body: bytes) -> bytes:
    """In gzip."""
    return gzip.compress(body, 6)


KINDS = (
    Kind("nothing of the kind", lambda _: small(9999)),
    Kind("changing page, many paragraphs", lambda look: words(look, breaks=".</p>\n<p>"), looks=2),
    Kind("changing page, one paragraph", lambda look: words(look, breaks=". "), looks=2),
    Kind(
        "changing page of 1 MB", lambda look: words(look, breaks=".</p>\n<p>")[:1_000_000], looks=2
    ),
    Kind(
        "page at the limit of extraction",
        lambda _: page("<div><p>a line of verse</p></div>\n" * (SIZE // 33)),
    ),
    Kind(
        "broken feed",
        lambda _: feed(40_000, end="<item><title>a & b <b <c <![CDATA["),
        "feeds",
        "application/rss+xml",
    ),
    Kind(
        "feed of unclosed elements",
        lambda _: feed(120_000, entry="<item><a><b>"),
        "feeds",
        "application/rss+xml",
    ),
    Kind(
        "feed of entities",
        lambda _: (
            b'<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa">'
            + b"".join(b'<!ENTITY a%d "&a;&a;&a;&a;">' % n for n in range(20_000))
            + b"]>"
            + feed(20_000)
        ),
        "feeds",
        "application/rss+xml",
    ),
    Kind("a million links, section", lambda _: links(1_000_000), "sections"),
    Kind("a million links, sitemap", lambda _: sitemap(600_000), "sitemaps", "application/xml"),
    Kind(
        "a million links, text sitemap",
        lambda _: b"".join(b"http://127.0.0.1:%d/none/%d\n" % (PORT, n) for n in range(1_000_000)),
        "sitemaps",
        "text/plain",
    ),
    Kind("ten sitemaps of 50,000", sitemaps, "sitemaps", "application/xml"),
    Kind("one word of 9.5 MB", lambda _: page("<p>" + "a" * SIZE + "</p>")),
    Kind("deep nesting", lambda _: page("<div>" * (SIZE // 5))),
    Kind("endless body, dripping", drip=True, crawl={"timeout": 10}),
    Kind(
        "headers of 300 kB",
        lambda _: small(1),
        headers=tuple(f"X-{n}: {'a' * 1000}" for n in range(300)),
    ),
    Kind(
        "gzip of one byte a thousand times",
        lambda _: zipped(b"<p>a</p>" * (SIZE // 8)),
        headers=("Content-Encoding: gzip",),
    ),
    Kind(
        "gzip of a thousand members",
        lambda _: b"".join([zipped(b"<p>a</p>")] * 990) + os.urandom(9_000_000),
        headers=("Content-Encoding: gzip",),
    ),
    Kind(
        "gzip beyond the limit",
        lambda _: zipped(b"a" * 400_000_000),
        headers=("Content-Encoding: gzip",),
    ),
    Kind("redirect loop"),
    Kind("tiny tables", lambda _: page("<table><tr><td>1</td></tr></table>" * (SIZE // 34))),
    Kind(
        "a million attributes",
        lambda _: page("<p " + " ".join(f"a{n}=1" for n in range(900_000)) + ">x</p>"),
    ),
    Kind("robots.txt of many agents", lambda _: small(1)),
)


class Server:
    """Both hosts."""

    def __init__(self, kind: Kind, port: int = 0) -> None:
        self.kind, self.port = kind, port
        self.asked: list[float] = []
        """When the other host was asked for a page."""
        self.looks = 0
        self.sent = threading.Event()
        self._ready = threading.Event()
        self._cached: dict[int, bytes] = {}
        self.loop = asyncio.new_event_loop()
        threading.Thread(target=self._run, daemon=True).start()
        self._ready.wait()

    def _run(self) -> None:
        async def main() -> None:
            global PORT  # noqa: PLW0603  # the makers of lists name the server
            server = await asyncio.start_server(self._serve, "127.0.0.1", self.port, limit=1 << 20)
            self.port = PORT = server.sockets[0].getsockname()[1]
            await asyncio.start_server(self._serve, "127.0.0.2", self.port, limit=1 << 20)
            self._ready.set()
            await server.serve_forever()

        self.loop.run_until_complete(main())

    def body(self, look: int) -> bytes:
        """Return the answer, made once."""
        if look not in self._cached:
            self._cached[look] = self.kind.body(look)
        return self._cached[look]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while line := await reader.readline():
                path, host = line.split(b" ")[1].decode(), ""
                while (header := await reader.readline()) not in {b"\r\n", b""}:
                    if header.lower().startswith(b"host:"):
                        host = header.split(b":")[1].strip().decode()
                async for part in self._answer(host, path):
                    writer.write(part)
                    await writer.drain()
        except OSError:
            pass
        finally:
            writer.close()

    async def _answer(self, host: str, path: str) -> AsyncIterator[bytes]:
        if path == "/robots.txt" and host == "127.0.0.1" and self.kind.name.startswith("robots"):
            yield reply(
                b"".join(b"User-agent: a%d\n" % n for n in range(15_000))
                + b"".join(b"Disallow: /x%d*y\n" % n for n in range(15_000))
            )
            self.sent.set()
        elif host == "127.0.0.2" and path.startswith("/p/"):
            self.asked.append(time.monotonic())
            yield reply(small(int(path[3:])))
        elif path.startswith("/map/"):
            yield reply(sitemap(50_000, 50_000 * int(path[5:])), "application/xml")
        elif path == "/hostile":
            async for part in self._hostile():
                yield part
        else:
            yield reply(b"", status="404 Not Found")

    async def _hostile(self) -> AsyncIterator[bytes]:
        if self.kind.name == "redirect loop":
            yield reply(b"", status="302 Found", headers=("Location: /hostile",))
        elif self.kind.drip:
            yield b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
            self.sent.set()
            while True:
                yield b"<p>a"
                await asyncio.sleep(0.05)
        else:
            yield reply(
                await asyncio.to_thread(self.body, self.looks),
                self.kind.content_type,
                headers=self.kind.headers,
            )
        self.sent.set()


def reply(
    body: bytes,
    content_type: str = "text/html",
    *,
    status: str = "200 OK",
    headers: tuple[str, ...] = (),
) -> bytes:
    """Return an answer on the wire."""
    lines = [
        f"HTTP/1.1 {status}",
        f"Content-Length: {len(body)}",
        f"Content-Type: {content_type}",
        *headers,
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


@dataclass
class Result:
    """What one crawl came to."""

    outcome: str
    seconds: float
    memory: float
    lag: float | None
    stall: float


def configure(folder: Path, server: Server, workers: int) -> list[str]:
    """Write the configuration; what to call after ``crawl``."""
    kind = server.kind
    crawl = {
        "allow_private_networks": True,
        "per_host_delay": 0.1,
        "workers": workers,
        "retries": 0,
        **kind.crawl,
    }
    pages = [f"http://127.0.0.2:{server.port}/p/{n}" for n in range(SMALL)]
    sources: list[dict[str, object]] = [{"name": "other", "urls": pages}]
    hostile = f"http://127.0.0.1:{server.port}/hostile"
    sources.append(
        {"name": "hostile", "max_links": 1_000_000, kind.source: [hostile]}
        if kind.source
        else {"name": "hostile", "urls": [hostile]}
    )
    store, index = {"url": f"file:{folder}/store"}, {"url": f"sqlite:///{folder}/index.db"}
    (folder / "config.yaml").write_text(
        json.dumps({"store": store, "index": index, "crawl": crawl, "sources": sources})
    )
    return ["--all", "--json", "--config", str(folder / "config.yaml")]


def start(call: list[str], out: Path) -> "subprocess.Popen[bytes]":
    """Return a crawl."""
    environ = {
        name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")
    }
    with out.open("wb") as stream:
        return subprocess.Popen(
            [sys.executable, "-m", "jobs.cli", "crawl", *call],
            stdout=stream,
            stderr=subprocess.DEVNULL,
            env=environ,
        )


def watched(process: "subprocess.Popen[bytes]", server: Server, *, until_all: bool) -> float:
    """Wait for its end, or until the other host's pages were all asked for and the hostile one is
    through; the peak memory.
    """
    peak, deadline = 0, time.monotonic() + MAX_LENGTH
    while process.poll() is None and time.monotonic() < deadline:
        peak = max(peak, memory_of(process.pid))
        time.sleep(0.05)
        if (
            until_all
            and server.kind.source
            and len(server.asked) >= SMALL
            and peak
            and time.monotonic() - server.asked[-1] > 10  # noqa: PLR2004
        ):
            process.send_signal(
                signal.SIGTERM
            )  # hundreds of thousands of pages that are not there need not be asked for
            until_all = False
    process.kill()
    process.wait()
    return peak / 1e6


def crawled(server: Server, folder: Path, workers: int) -> Result:
    """Return one crawl, or two where the page changes: the second is what is measured."""
    call = configure(folder, server, workers)
    for look in range(server.kind.looks):
        server.looks, server.asked = look, []
        server.body(look)
        begun = time.monotonic()
        process = start(call, folder / "out.json")
        memory = watched(process, server, until_all=True)
        seconds = time.monotonic() - begun
    gaps = [later - earlier for earlier, later in zip(server.asked, server.asked[1:], strict=False)]
    try:
        report = json.loads((folder / "out.json").read_bytes())
    except ValueError:
        return Result(
            f"no report, exit status {process.returncode}",
            seconds,
            memory,
            None,
            max(gaps, default=MAX_LENGTH),
        )
    lines = [one for one in (*report["sources"], *report["checks"]) if "/hostile" in one["url"]]
    outcome = f"{lines[0]['outcome']}: {lines[0]['reason'] or 'read'}" if lines else "unfinished"
    lag = report.get("costs", {}).get("loop_lag_ms")
    return Result(outcome, seconds, memory, lag, max(gaps, default=MAX_LENGTH))


def stopped(server: Server, folder: Path, workers: int) -> float:
    """Return seconds from SIGTERM, a second after the answer went out, to the end of
    the process.
    """
    call = configure(folder, server, workers)
    server.sent.clear()
    process = start(call, folder / "out.json")
    server.sent.wait(MAX_LENGTH)
    time.sleep(1.0)
    begun = time.monotonic()
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(MAX_LENGTH)
    except subprocess.TimeoutExpired:
        process.kill()
    return time.monotonic() - begun


def measure(kinds: list[Kind], workers: int) -> Iterator[bool]:
    """Print a line for each kind; yield whether it kept within the limits."""
    print("| answer | outcome | crawl, s | peak, MB | loop held, ms | other host, s | SIGTERM, s |")
    print("| --- | --- | ---: | ---: | ---: | ---: | ---: |")
    for kind in kinds:
        server = Server(kind)
        with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as other:
            result = crawled(server, Path(folder), workers)
            server.looks = 0
            ending = stopped(server, Path(folder if kind.looks > 1 else other), workers)
        shown = result.outcome.replace("|", "/")[:110]
        lag = "-" if result.lag is None else f"{result.lag:.0f}"
        print(
            (
                f"| {kind.name} | {shown} | {result.seconds:.1f} | {result.memory:.0f} | {lag} "
                f"| {result.stall:.2f} | {ending:.1f} |"
            ),
            flush=True,
        )
        yield result.memory <= MEMORY_MB and result.stall <= STALL_S and ending <= STOP_GRACE_S


def main() -> int:
    """Measure, and say on what."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    kinds = [
        kind for kind in KINDS if not given.only or any(name in kind.name for name in given.only)
    ]
    kept = list(measure(kinds, given.workers))
    libraries = ", ".join(
        f"{name} {version(name)}" for name in ("Scrapy", "lxml", "feedparser", "rapidfuzz")
    )
    print(
        f"\n{os.cpu_count()} processors, {given.workers} workers, Python "
        f"{platform.python_version()}, {libraries}"
    )
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
