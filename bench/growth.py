"""How the index in PostgreSQL grows: what one check, revisits and questions cost at each size.

    python bench/growth.py --server URL NAME=ARTICLES...

Each NAME is a database on the server that holds an index: ``bench/archive.py`` writes an archive
and ``palimpsest reindex`` fills one. Figures are milliseconds of processor time, here and of the
server together, since others use the machine, and the median of wall time beside them.
"""
# a bench's numbers stand where they are used

import argparse
import secrets
import statistics
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import psutil

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from sqlalchemy import text

from crawler.checks import Part, PartHeader, encode_part
from crawler.codec import sha256
from crawler.config import Config
from crawler.identity import new_run_id
from crawler.index import Index, open_index
from crawler.model import ChangeFilter, Check, Outcome
from crawler.search import parse
from jobs.revisit.revisit_queue import RevisitQueue

ROUNDS = 30


class Bench:
    """One index, and articles of it."""

    def __init__(self, url: str) -> None:
        self.index: Index = open_index(url)
        with self.index.reading() as connection:
            rows = connection.execute(
                text("SELECT article, url FROM palimpsest_articles ORDER BY md5(article) LIMIT 900")
            ).all()
            self.newest = self.index.newest_check()
        self.articles = [(row.article, row.url) for row in rows]
        self.turn = 0

    def one(self) -> tuple[str, str]:
        """Return the next article."""
        self.turn += 1
        return self.articles[self.turn % len(self.articles)]

    def a_check(self) -> None:
        """Look an article up as a crawl does before it fetches, and write what came of it."""
        article, url = self.one()
        self.index.article_for(url)
        self.index.summary(article)
        self.index.head(article)
        self.write([(article, url)])

    def write(self, looked: list[tuple[str, str]]) -> None:
        """Write a run of one part."""
        at = self.newest + timedelta(seconds=self.turn)
        run = new_run_id(at, secrets.token_bytes(4))
        lines = tuple(
            Check(
                kind="article",
                run=run,
                url=url,
                article=article,
                version=1,
                fetched_at=at,
                outcome=Outcome.UNCHANGED,
                source="s1",
            )
            for article, url in looked
        )
        header = PartHeader(
            run=run, part=1, previous=None, plan={"watch": False}, trigger="revisit", started=at
        )
        part = Part(header=header, checks=lines, report=None)
        self.index.add_part(part.key, sha256(encode_part(part)), part)


def measured(url: str, work: Callable[[], object], rounds: int = ROUNDS) -> tuple[float, float]:
    """Return milliseconds of processor time, the server's included, and of wall time: medians."""
    server = postmaster(url)
    spent, passed = [], []
    work()
    for _ in range(rounds):
        before, begun = cpu(server), time.perf_counter()
        work()
        passed.append(time.perf_counter() - begun)
        spent.append(cpu(server) - before)
    return 1000 * statistics.mean(spent), 1000 * statistics.median(passed)


def postmaster(url: str) -> psutil.Process:
    """Return the server's first process."""
    port = int(url.rpartition(":")[2].partition("/")[0])
    for one in psutil.process_iter(["name", "cmdline"]):
        if one.info["name"] == "postgres" and f"-p {port}" in " ".join(one.info["cmdline"] or []):
            return one
    for one in psutil.process_iter(["name", "cmdline"]):
        line = " ".join(one.info["cmdline"] or [])
        if "postgres" in (one.info["name"] or "") and "-D" in line and str(port) in line:
            return one
    raise SystemExit("no such server here")


def cpu(server: psutil.Process) -> float:
    """Return seconds of processor time of this process and of the server's."""
    total = sum(time.process_time() for _ in range(1))
    for one in [server, *server.children(recursive=True)]:
        try:
            times = one.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += times.user + times.system
    return total


def questions(bench: Bench, queue: RevisitQueue) -> dict[str, Callable[[], object]]:
    """Return what is measured."""
    now = bench.newest

    def due() -> None:
        """Take in the lines of a run that looked at 20 articles, and ask what is due by now."""
        bench.turn += 1
        bench.write([bench.one() for _ in range(20)])
        queue.due(now + timedelta(seconds=bench.turn))

    rare, common = parse("zelteder"), parse("the")
    return {
        "one check": bench.a_check,
        "due revisits, 20 articles looked at": due,
        "changes, newest 50": lambda: bench.index.changes(ChangeFilter(limit=50)),
        "changes of a host": lambda: bench.index.changes(
            ChangeFilter(host=bench.one()[0].partition("/")[0], limit=50)
        ),
        "history": lambda: (
            bench.index.versions(bench.turn and bench.one()[0]),
            bench.index.checks(bench.one()[0], limit=100),
        ),
        "search, common word": lambda: bench.index.search(common),
        "search, a name": lambda: bench.index.search(rare),
    }


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--server", required=True)
    parser.add_argument("databases", nargs="+")
    asked = parser.parse_args()
    for name in asked.databases:
        database, _, articles = name.partition("=")
        url = f"{asked.server.rpartition('/')[0]}/{database}"
        bench = Bench(url)
        with bench.index.reading() as connection:
            known = connection.execute(
                text("SELECT DISTINCT source FROM palimpsest_memberships ORDER BY source")
            ).scalars()
            sources = [{"name": one, "urls": ["https://a.example/"]} for one in known]
        config = Config.model_validate({"sources": sources})
        queue = RevisitQueue(bench.index, config)
        begun = time.perf_counter()
        queue.refresh(bench.newest)
        print(
            f"## {articles or database} articles: first reading of revisits "
            f"{time.perf_counter() - begun:.1f} s, {len(queue)} watched"
        )
        for what, work in questions(bench, queue).items():
            spent, passed = measured(url, work)
            print(f"{what}: {spent:.1f} ms processor, {passed:.1f} ms wall", flush=True)
        bench.index.close()


if __name__ == "__main__":
    main()
