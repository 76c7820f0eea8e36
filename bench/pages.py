"""How fast the pages are: twenty requests at once at each kind of page, beside datasette.

    python bench/pages.py FOLDER [FOLDER...] [--postgres] [--datasette COMMAND] [--seconds 10]

Each folder holds an archive that ``bench/archive.py`` wrote; ``palimpsest reindex`` has filled its
index. The last one is measured in full: for each kind of page the median and the 99th percentile,
answers a second, and the server's processor time for each, over varied addresses, of SQLite and,
with ``--postgres``, of a PostgreSQL server of the bench's own with the same index. Then the change
list's first byte in all folders in turn. With ``--datasette`` (the command, from an environment of
its own) the same SQLite file is served by it, and its nearest pages are asked for in the same run.
Needs wrk, which is light enough to leave the processors to the servers.
"""

import argparse
import os
import random
import shutil
import socket
import sqlite3
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import quote

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import psutil
from pages_load import Load, first_byte, load
from pages_postgres import postgres_with

VARIED = 2_000
"""Articles whose pages are asked for, chosen at random."""
FIRST_BYTES = 200
Addresses = Mapping[str, Sequence[str]]
PREFIX = "palimpsest_"


def pages_of(index: Path, rng: random.Random) -> Addresses:
    """Return addresses for each kind of page."""
    with sqlite3.connect(f"file:{index}?mode=ro", uri=True) as connection:
        articles = connection.execute(
            f"SELECT article, head, title FROM {PREFIX}articles WHERE head IS NOT NULL"
        ).fetchall()
        runs = [row[0] for row in connection.execute(f"SELECT DISTINCT run FROM {PREFIX}parts")]
        days = sorted({run[:8] for run in runs})
    chosen = rng.choices(articles, k=VARIED)
    edited = rng.choices([one for one in articles if one[1] > 1], k=VARIED)
    hosts = sorted({one[0].partition("/")[0] for one in articles})
    names = [word for one in chosen for word in (one[2] or "").split() if word.istitle()]
    pairs = [(one[0], rng.randrange(1, one[1])) for one in edited]
    days = [f"{day[:4]}-{day[4:6]}-{day[6:]}" for day in days]
    kinds = ("headline", "fact", "correction", "removal", "gone")
    return {
        "changes": ["/"],
        "changes of a host": [f"/?host={rng.choice(hosts)}" for _ in range(200)],
        "changes of a source": [f"/?source=source-{number:02}" for number in range(20)],
        "changes of a kind": [f"/?kind={kind}" for kind in kinds],
        "silent changes": ["/?silence=silent"],
        "changes since a day": [f"/?since={rng.choice(days)}" for _ in range(200)],
        "articles": ["/articles"],
        "articles of a host": [f"/articles?host={rng.choice(hosts)}" for _ in range(200)],
        "article": [f"/articles/{one[0]}" for one in chosen],
        "version": [f"/articles/{one[0]}/versions/{rng.randint(1, one[1])}" for one in chosen],
        "compare": [f"/articles/{one}/compare/{n}/{n + 1}" for one, n in pairs],
        "compare side by side": [
            f"/articles/{one}/compare/{n}/{n + 1}?view=side" for one, n in pairs
        ],
        "picture": [f"/articles/{one}/compare/{n}/{n + 1}/picture.svg" for one, n in pairs],
        "blame": [f"/articles/{one[0]}/blame" for one in chosen],
        "story": [f"/articles/{one[0]}/story" for one in chosen],
        "search": [f"/search?q={quote(rng.choice(names))}" for _ in range(VARIED)],
        "sources": ["/sources"],
        "runs": ["/runs"],
        "run": [f"/runs/{rng.choice(runs)}" for _ in range(VARIED)],
        "calendar": ["/calendar"],
        "feed: Atom": ["/feeds/changes.atom"],
        "feed: JSON": ["/feeds/changes.json"],
        "API: changes": ["/api/v1/changes"],
        "API: article": [f"/api/v1/articles/{one[0]}" for one in chosen],
    }


def peer_pages(index: Path, rng: random.Random) -> Addresses:
    """Return datasette's nearest pages: the same rows, thirty a page, and no more columns."""
    with sqlite3.connect(f"file:{index}?mode=ro", uri=True) as connection:
        articles = [
            row[0]
            for row in connection.execute(
                f"SELECT article FROM {PREFIX}articles WHERE head IS NOT NULL"
            )
        ]
    shown = "&".join(
        f"_col={name}" for name in ("confirmed_at", "title", "silence", "url", "state")
    )
    table = f"/{index.stem}/{PREFIX}versions"
    rest = f"_size=30&_nofacet=1&_nosuggest=1&{shown}"
    return {
        "newest versions": [f"{table}?_sort_desc=confirmed_at&{rest}"],
        "newest versions, uncounted": [f"{table}?_sort_desc=confirmed_at&_nocount=1&{rest}"],
        "an article's versions": [
            f"{table}?article={quote(rng.choice(articles), safe='')}&{rest}" for _ in range(VARIED)
        ],
    }


def free_port() -> int:
    """Return a port that nobody has."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def served(
    command: Sequence[str], port: int, ready: str, settings: Mapping[str, str] | None = None
) -> Iterator[tuple[str, psutil.Process]]:
    """Run a server meanwhile. Gives its address, once ``ready`` is answered, and its process."""
    environ = os.environ | dict(settings or {})
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, stdout=quiet, stderr=quiet, env=environ)
    base = f"http://127.0.0.1:{port}"
    try:
        await_answer(base + ready, process)
        yield base, psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait(20)


def await_answer(url: str, process: "subprocess.Popen[bytes]") -> None:
    """Wait until this address is answered."""
    for _ in range(600):
        try:
            with urllib.request.urlopen(url, timeout=60):
                return
        except (OSError, urllib.error.URLError):
            if process.poll() is not None:
                raise SystemExit(f"the server of {url} ended: {process.args}") from None
            time.sleep(0.5)
    raise SystemExit(f"{url} is not answered")


@contextmanager
def ours(
    folder: Path, processes: int, index: str | None = None
) -> Iterator[tuple[str, psutil.Process]]:
    """Serve the pages of an archive, as ``palimpsest web`` does."""
    port, config = free_port(), folder / "config.yaml"
    if index is not None:
        config = folder / "config-bench.yaml"
        store = f'store: {{url: "file:{folder}/store"}}\n'
        config.write_text(f'{store}index: {{url: "{index}"}}\n')
    settings = {"PALIMPSEST_WEB__PROCESSES": str(processes)}
    called = [sys.executable, "-m", "jobs", "web", "--config", str(config)]
    with served([*called, "--port", str(port)], port, "/", settings) as found:
        yield found


def heading(title: str) -> None:
    """Print the head of a table."""
    print(f"\n{title}\n")
    print("| page | median, ms | 99th percentile, ms | a second | processor, ms | kB |")
    print("| --- | --- | --- | --- | --- | --- |")


def row(name: str, came: Load) -> None:
    """Print what a load came to."""
    kilobytes = came.bytes / max(1, came.requests) / 1000
    figures = f"{came.median:.1f} | {came.p99:.0f} | {came.rate:.0f} | {came.processor:.2f}"
    trouble = f" {came.refused} refused" * bool(came.refused) + f" {came.broken} broken" * bool(
        came.broken
    )
    print(f"| {name}{trouble} | {figures} | {kilobytes:.0f} |", flush=True)


def measure(
    title: str,
    base: str,
    pages: Addresses,
    seconds: float,
    processes: Sequence[psutil.Process],
) -> None:
    """Print the table of one server. A kind of page that it does not have is left out."""
    heading(title)
    for name, addresses in pages.items():
        try:
            with urllib.request.urlopen(base + addresses[0], timeout=60):
                pass
        except urllib.error.HTTPError as error:
            print(f"| {name}: status {error.code} | | | | | |")
            continue
        # from the end, so that what is measured was asked for by nobody yet
        load(base, addresses[::-1], min(2.0, seconds), processes)
        row(name, load(base, addresses, seconds, processes))


def side_by_side(servers: Mapping[str, str]) -> None:
    """Print the change list's first byte for archives of several sizes, asked in turn."""
    times: dict[str, list[float]] = {name: [] for name in servers}
    for _ in range(FIRST_BYTES):
        for name, base in servers.items():
            times[name].append(first_byte(base, "/"))
    print("\nThe change list's first byte, one request at a time\n")
    print("| archive | median, ms | 99th percentile, ms |\n| --- | --- | --- |")
    for name, taken in times.items():
        cut = statistics.quantiles(taken, n=100)
        print(f"| {name} | {cut[49]:.1f} | {cut[98]:.1f} |")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--datasette", help="its command")
    parser.add_argument("--only", help="kinds of pages, with commas between them")
    asked = parser.parse_args()
    folders = [folder.resolve() for folder in asked.folders]
    index, rng = folders[-1] / "index.db", random.Random(1)
    only = asked.only.split(",") if asked.only else None
    pages = {
        name: found for name, found in pages_of(index, rng).items() if not only or name in only
    }
    with ours(folders[-1], asked.processes) as (base, process):
        measure("SQLite", base, pages, asked.seconds, [process])
    if asked.postgres:
        with (
            postgres_with(index) as (url, server),
            ours(folders[-1], asked.processes, url) as (base, process),
        ):
            measure("PostgreSQL", base, pages, asked.seconds, [process, server])
    with ExitStack() as stack:
        side_by_side({folder.name: stack.enter_context(ours(folder, 1))[0] for folder in folders})
    if asked.datasette:
        port = free_port()
        command = [shutil.which(asked.datasette) or asked.datasette, "serve", str(index)]
        with served([*command, "--port", str(port)], port, "/-/versions.json") as (base, process):
            measure("datasette", base, peer_pages(index, rng), asked.seconds, [process])


if __name__ == "__main__":
    main()
