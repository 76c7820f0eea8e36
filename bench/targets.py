"""Measure what docs/performance.md tells, side by side in one run, and draw it.

    python bench/targets.py CORPUS.jsonl.gz [...] [--pages 100] [--pairs 5] [--write]

A corpus line is a JSON object with ``html``. The pages are served from this machine. Each figure is
processor time of the whole process tree, workers included, without what the same call costs for one
page: so a start counts where it is asked for, and nowhere else. All are taken in turn, over and
over; the middle one of ``--pairs`` counts. ``--write`` puts table and plot into the documentation.
``--checks`` also looks at the memory of a crawl that makes so many checks, which takes long.
"""

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from multiprocessing import Process, Queue
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from crawl import pages, serve
from processor_time import spent
from targets_report import Row, write_report

from tests.servers.seaweed import seaweed_server

ROOT = Path(__file__).resolve().parents[1]
FETCHES = 500
"""Of Scrapy alone, besides the pages."""
WITH = ("trafilatura", "htmldate", "lxml", "Scrapy", "SQLAlchemy", "boto3", "pydantic")
"""Libraries whose versions are printed."""

_EXTRACTORS = """
import json, sys, time
bodies = json.load(open(sys.argv[2]))
if sys.argv[1] == "trafilatura":
    from trafilatura import bare_extraction
    read = lambda body: bare_extraction(body, include_comments=False, with_metadata=True)
else:
    from crawler.extract import extract
    read = lambda body: extract(body, "https://news.example/a")
for body in bodies[:5]:
    read(body)
begun = time.process_time()
for body in bodies:
    read(body)
print(time.process_time() - begun)
"""

_SCRAPY = """
import sys
from scrapy import Request, Spider
from scrapy.crawler import CrawlerProcess
base, number, tagged = sys.argv[1], int(sys.argv[2]), sys.argv[3] == "304"
class Bare(Spider):
    name = "bare"
    handle_httpstatus_list = [304]
    async def start(self):
        for one in range(number):
            headers = {"If-None-Match": f'"{one}"'} if tagged else {}
            yield Request(f"{base}/p/{one}", headers=headers, callback=self.parse)
    def parse(self, response):
        assert response.status == (304 if tagged else 200)
settings = {"LOG_ENABLED": False, "TELNETCONSOLE_ENABLED": False, "CONCURRENT_REQUESTS": 32,
            "CONCURRENT_REQUESTS_PER_DOMAIN": 32, "ROBOTSTXT_OBEY": False}
process = CrawlerProcess(settings)
process.crawl(Bare)
process.start()
"""

_PUTS = """
import boto3, os, sys, time
from botocore.config import Config
endpoint, bucket, number = sys.argv[1], sys.argv[2], int(sys.argv[3])
client = boto3.client("s3", endpoint_url=endpoint, config=Config(s3={"addressing_style": "path"}))
body = os.urandom(20_000)
client.put_object(Bucket=bucket, Key="begin", Body=body)
begun = time.process_time()
for one in range(number):
    client.put_object(Bucket=bucket, Key=f"bench/{os.getpid()}-{one}", Body=body)
print(time.process_time() - begun)
"""


def told(script: str, *arguments: str, environ: dict[str, str]) -> float:
    """Return what a script says that it took."""
    call = [sys.executable, "-c", script, *arguments]
    done = subprocess.run(call, env=environ, stdout=subprocess.PIPE, text=True, check=True)
    return float(done.stdout)


@dataclass
class Bench:
    """One run over all figures."""

    base: str
    bodies: Path
    number: int
    environ: dict[str, str]
    endpoint: str
    bucket: str
    stack: ExitStack
    figures: dict[str, list[float]] = field(default_factory=dict)

    def note(self, name: str, value: float) -> None:
        """Take one figure."""
        self.figures.setdefault(name, []).append(value)
        print(f"  {name}: {value:.4g}", flush=True)

    def archive(self, store: str) -> Path:
        """Return the folder of a new archive with its configuration."""
        folder = Path(self.stack.enter_context(tempfile.TemporaryDirectory(prefix="targets-")))
        document = {
            "store": {"url": f"file:{folder}/store"}
            if store == "files"
            else {
                "url": f"s3://{self.bucket}/{folder.name}",
                "endpoint_url": self.endpoint,
                "addressing": "path",
            },
            "index": {"url": f"sqlite:///{folder}/index.db"},
            "crawl": {
                "allow_private_networks": True,
                "per_host_delay": 0,
                "obey_robots": False,
                "workers": 1,
            },
        }
        (folder / "config.yaml").write_text(json.dumps(document))
        return folder

    def ours(self, folder: Path, *arguments: str) -> float:
        """Return what a command on this archive costs."""
        call = [sys.executable, "-m", "jobs.cli", *arguments]
        # 1: some page of the corpus is no article
        return spent(call, folder=folder, environ=self.environ, allowed=(0, 1))

    def crawl(self, folder: Path, begin: int, end: int, kind: str = "p") -> float:
        """Return what a crawl of these pages costs."""
        urls = [f"{self.base}/{kind}/{one}" for one in range(begin, end)]
        return self.ours(folder, "crawl", *urls)

    def alone(self) -> None:
        """Note what each part costs alone."""
        for name in ("trafilatura", "extract"):
            seconds = told(_EXTRACTORS, name, str(self.bodies), environ=self.environ)
            self.note(name, 1000 * seconds / self.number)
        seconds = told(_PUTS, self.endpoint, self.bucket, "200", environ=self.environ)
        self.note("two_puts", 2 * 1000 * seconds / 200)
        many = FETCHES + self.number  # one of them costs little beside a start
        for name in ("200", "304"):
            one, all_of_them = (
                spent(
                    [sys.executable, "-c", _SCRAPY, self.base, str(n), name],
                    folder=ROOT,
                    environ=self.environ,
                )
                for n in (1, many)
            )
            self.note(f"scrapy_{name}", 1000 * (all_of_them - one) / (many - 1))

    def crawls(self, store: str) -> None:
        """Note a first crawl and two rechecks, and what one page costs with all that starts."""
        small, large = self.archive(store), self.archive(store)
        one = self.crawl(small, 0, 1)
        self.note(f"one_page_{store}", one)
        self.note(f"first_{store}", self._each(one, self.crawl(large, 0, self.number)))
        stored = [objects(folder) for folder in (small, large)]
        again = self.crawl(small, 0, 1)
        self.note(f"same_{store}", self._each(again, self.crawl(large, 0, self.number)))
        if store == "files":
            grown = [
                objects(folder) - old for folder, old in zip((small, large), stored, strict=True)
            ]
            self.note("puts_first", self._each(*stored) / 1000)
            self.note("puts_again", self._each(*grown) / 1000)
            self._of_archive(large)
            noisy = self.archive(store)
            self.note("noisy_first", self._each(one, self.crawl(noisy, 0, self.number, "n")))
            self.note("noisy_again", self._each(again, self.crawl(noisy, 0, self.number, "n")))

    def _each(self, one: float, all_of_them: float) -> float:
        return 1000 * (all_of_them - one) / (self.number - 1)

    def _of_archive(self, folder: Path) -> None:
        """Note reading, reindexing, and the index of what was crawled."""
        small = self.archive("files")
        self.crawl(small, 0, 1)
        url = f"{self.base}/p/0"
        self.note("history", self.ours(folder, "history", url))
        costs = [self.ours(one, "reindex") for one in (small, folder)]
        self.note("reindex", self._each(*costs))
        sizes = [sum(f.stat().st_size for f in one.glob("index.db*")) for one in (small, folder)]
        self.note("index", (sizes[1] - sizes[0]) / (self.number - 1) / 1000)


def objects(folder: Path) -> int:
    """Return how many objects an archive in files holds."""
    return sum(1 for one in (folder / "store").rglob("*") if one.is_file())


def conditions(corpora: Sequence[str], pairs: int, number: int) -> list[str]:
    """Return what the figures were taken on: other pages give other figures."""
    libraries = ", ".join(f"{name} {version(name)}" for name in WITH)
    load = os.getloadavg()
    return [
        (
            f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {number} pages of "
            f"{', '.join(Path(one).name for one in corpora)}, {pairs} rounds, "
            f"{os.cpu_count()} processors ({platform.machine()}), "
            f"load {load[0]:.1f} at the end ({load[2]:.1f} over 15 minutes)"
        ),
        f"Python {platform.python_version()}, {libraries}",
    ]


def rows(middle: Callable[[str], float]) -> Iterator[Row]:
    """Yield the table's lines."""
    alone = middle("trafilatura")
    yield Row("extraction alone ÷ trafilatura with metadata", middle("extract") / alone, 0.75)
    yield Row("first crawl into S3 ÷ trafilatura", middle("first_s3") / alone, 1.1)
    yield Row("first crawl into files ÷ trafilatura", middle("first_files") / alone)
    for store, most in (("s3", 10), ("files", 6)):
        rest = middle(f"first_{store}") - middle("extract")
        name = "S3" if store == "s3" else "files"
        yield Row(f"all but extraction, a page, into {name}", rest, most, "ms")
    yield Row("beside it: two PUTs by boto3", middle("two_puts"), None, "ms")
    yield Row("beside it: a fetch by Scrapy alone", middle("scrapy_200"), None, "ms")
    gain = middle("noisy_first") / middle("noisy_again")
    yield Row("recheck where only noise changed: times cheaper", gain, 10, more=True)
    ratio = middle("scrapy_304") / middle("same_files")
    yield Row("recheck by 304: Scrapy alone ÷ ours", ratio, 0.8, more=True)
    yield Row("`history`", middle("history"), 0.3, "s")
    yield Row("`crawl` of one page, files", middle("one_page_files"), 0.7, "s")
    yield Row("reindex, a version", middle("reindex"), 1, "ms")
    yield Row("index, an article", middle("index"), 8, "kB")
    yield Row("objects written for a new version", middle("puts_first"), 2)
    yield Row("objects written for a look at an unchanged page", middle("puts_again"))


def memory_of(bench: Bench, checks: int) -> str:
    """Return how much memory a crawl of so many pages took, as its parent process tells it."""
    folder = bench.archive("files")
    urls = "\n".join(f"{bench.base}/p/{one}" for one in range(checks))
    call = [sys.executable, "-m", "jobs.cli", "crawl", "-", "--json"]
    process = subprocess.Popen(
        call, cwd=folder, env=bench.environ, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL
    )
    process.communicate(urls.encode())
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return f"A crawl of {checks:,} pages: {peak / 1000:.0f} MB at most in its own process."


def main() -> None:
    """Measure, print, and write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpora", nargs="+")
    parser.add_argument("--pages", type=int, default=100)
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--checks", type=int, default=0)
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()
    bodies = pages(asked.corpora, asked.pages)
    port: Queue[int] = Queue()
    server = Process(target=serve, args=(bodies, port), daemon=True)
    server.start()
    with ExitStack() as stack:
        weed = stack.enter_context(seaweed_server())
        weed.client.create_bucket(Bucket="targets")
        file = Path(stack.enter_context(tempfile.TemporaryDirectory()), "bodies.json")
        file.write_text(json.dumps([one.decode("utf-8", "replace") for one in bodies]))
        environ = {**os.environ, **weed.environ, "PYTHONPATH": str(ROOT)}
        environ.pop("PYTHONDONTWRITEBYTECODE", None)
        bench = Bench(
            base=f"http://127.0.0.1:{port.get()}",
            bodies=file,
            number=len(bodies),
            environ=environ,
            endpoint=weed.endpoint_url,
            bucket="targets",
            stack=stack,
        )
        for turn in range(asked.pairs):
            print(f"round {turn + 1}", flush=True)
            bench.alone()
            bench.crawls("files")
            bench.crawls("s3")
        notes = conditions(asked.corpora, asked.pairs, len(bodies))
        if asked.checks:
            notes.append(memory_of(bench, asked.checks))
    server.terminate()
    table = list(rows(lambda name: statistics.median(bench.figures[name])))
    write_report(table, notes, ROOT / "docs" if asked.write else None)


if __name__ == "__main__":
    main()
