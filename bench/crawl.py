"""How fast a whole crawl is, beside trafilatura alone on the same pages with as many processes, in
one run.

    python bench/crawl.py CORPUS.jsonl.gz [...] [--limit N] [--config FILE]

A corpus line is a JSON object with ``html``. The pages are served from this machine, found through
a feed, crawled into an empty archive, and crawled again. Printed: pages a second, peak memory of
all of the crawl's processes, objects and bytes in the store for each article, and every page that
failed with the reason. ``--config`` names a configuration with another store, such as a bucket; its
index must be new, and it must allow private networks.
"""

import argparse
import asyncio
import gzip
import json
import multiprocessing
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import trafilatura

from crawler.config import load
from crawler.store.open_store import open_store

CONFIG = """\
store: {{url: "file:{folder}/store"}}
index: {{url: "sqlite:///{folder}/index.db"}}
crawl: {{allow_private_networks: true, per_host_delay: 0}}
"""


def pages(paths: list[str], limit: int) -> list[bytes]:
    """Return the pages of the corpora."""
    found = []
    for path in paths:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            found += [json.loads(line)["html"].encode("utf-8", "replace") for line in lines]
    return found[: limit or None]


def answer(status: str, body: bytes, *headers: str) -> bytes:
    """Return an HTTP answer on the wire."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


HTML = "Content-Type: text/html; charset=utf-8"


def feed_of(base: str, number: int) -> bytes:
    """Return a feed of so many pages."""
    items = "".join(f"<item><link>{base}/{one}</link></item>" for one in range(number))
    return f'<rss version="2.0"><channel><title>t</title>{items}</channel></rss>'.encode()


@dataclass
class Newsroom:
    """What the server answers: the pages at /p/<number> with ETags, and a feed of them all.

    At /n/<number> they have no ETag, and a noise that is another one each time.
    """

    bodies: list[bytes]
    port: int = 0
    asked: Iterator[int] = field(default_factory=count)

    def respond(self, path: str, tag: bytes) -> bytes:
        """Return the answer to a request with this ``If-None-Match``."""
        if path == "/feed":
            return answer("200 OK", feed_of(f"http://127.0.0.1:{self.port}/p", len(self.bodies)))
        if not path.startswith(("/p/", "/n/")):
            return answer("404 Not Found", b"")
        body = self.bodies[int(path[3:]) % len(self.bodies)]
        if path.startswith("/n/"):
            # a name that sketches leave out: any other may be one of the page's declarations
            noise = f"<head><meta name=request-id content={next(self.asked)}>".encode()
            return answer("200 OK", body.replace(b"<head>", noise, 1), HTML)
        etag = f'"{path[3:]}"'
        if tag.decode() == etag:
            return answer("304 Not Modified", b"", f"ETag: {etag}")
        return answer("200 OK", body, f"ETag: {etag}", HTML)


def serve(bodies: list[bytes], port: "multiprocessing.Queue[int]") -> None:
    """Serve the pages until ended."""
    serve_from(Newsroom(bodies), port)


def serve_from(room: Newsroom, port: "multiprocessing.Queue[int]") -> None:
    """Serve what the room answers until ended."""

    async def one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            path, tag = line.split(b" ")[1].decode(), b""
            while (header := await reader.readline()) not in {b"\r\n", b""}:
                if header.lower().startswith(b"if-none-match:"):
                    tag = header.split(b":", 1)[1].strip()
            writer.write(room.respond(path, tag))
            await writer.drain()
        writer.close()

    async def run() -> None:
        server = await asyncio.start_server(one, "127.0.0.1", 0)
        room.port = server.sockets[0].getsockname()[1]
        port.put(room.port)
        await server.serve_forever()

    asyncio.run(run())


def alone(body: bytes) -> int:
    """Trafilatura by itself, text and metadata, as the crawl's baseline."""
    found = trafilatura.bare_extraction(body, include_comments=False, with_metadata=True)
    return len(found.text or "") if found and not isinstance(found, dict) else 0


def family(root: int) -> Iterator[int]:
    """Yield a process and all its descendants."""
    yield root
    try:
        children = Path(f"/proc/{root}/task/{root}/children").read_text().split()
    except OSError:
        return
    for child in children:
        yield from family(int(child))


def memory(root: int) -> int:
    """Resident bytes of a process and its descendants; shared pages count in each."""
    total = 0
    for number in family(root):
        try:
            total += int(Path(f"/proc/{number}/statm").read_text().split()[1]) * os.sysconf(
                "SC_PAGE_SIZE"
            )
        except OSError:
            continue
    return total


def crawl(config: Path) -> tuple[dict, int]:
    """Return one crawl: its report and its peak memory."""
    call = [sys.executable, "-m", "jobs.cli", "crawl", "--all", "--json", "--config", str(config)]
    process = subprocess.Popen(call, stdout=subprocess.PIPE)
    peak = 0

    def watch() -> None:
        nonlocal peak
        while process.poll() is None:
            peak = max(peak, memory(process.pid))
            time.sleep(0.2)

    watcher = threading.Thread(target=watch)
    watcher.start()
    output, _ = process.communicate()
    watcher.join()
    return json.loads(output), peak


def told(name: str, report: dict, seconds: float, peak: int) -> None:
    """Print one crawl's line."""
    number = len(report["checks"])
    print(
        f"{name}: {number} pages in {seconds:.1f} s, {number / seconds:.1f}/s, peak "
        f"memory {peak / 2**20:.0f} MiB; {report['counts']}"
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpora", nargs="+")
    parser.add_argument("--limit", type=int, default=0)
    parser.add_argument("--config", type=Path)
    arguments = parser.parse_args()
    bodies = pages(arguments.corpora, arguments.limit)
    port: multiprocessing.Queue[int] = multiprocessing.Queue()
    server = multiprocessing.Process(target=serve, args=(bodies, port), daemon=True)
    server.start()
    with tempfile.TemporaryDirectory() as folder, multiprocessing.Pool() as pool:
        pool.map(alone, bodies[:20])
        start = time.perf_counter()
        pool.map(alone, bodies, chunksize=8)
        seconds = time.perf_counter() - start
        print(
            f"trafilatura alone, {os.cpu_count()} processes: {len(bodies)} pages in "
            f"{seconds:.1f} s, {len(bodies) / seconds:.1f}/s"
        )
        pool.terminate()
        config = Path(folder, "config.yaml")
        given = arguments.config.read_text() if arguments.config else CONFIG.format(folder=folder)
        config.write_text(
            f'{given}sources:\n  - name: bench\n    feeds: ["http://127.0.0.1:{port.get()}/feed"]\n'
        )
        for name in ("first crawl", "second crawl"):
            start = time.perf_counter()
            report, peak = crawl(config)
            told(name, report, time.perf_counter() - start, peak)
        store = open_store(load(config, {}).store)
        keys = Counter(
            key.split("/")[0]
            if "captures" not in key and "versions" not in key
            else key.split("/")[3]
            for key in store.list()
        )
        size = sum(store.size(key) for key in store.list())
        articles = max(1, keys["versions"])
        print(
            f"store: {dict(keys)}; {sum(keys.values()) / articles:.2f} objects and "
            f"{size / articles:,.0f} bytes an article"
        )
        for check in report["checks"]:
            if check["outcome"] not in {"unchanged", "not_modified"}:
                print(f"  {check['outcome']} {check['url']}: {check['reason']}")
    server.terminate()


if __name__ == "__main__":
    main()
