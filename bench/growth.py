"""How the index in PostgreSQL grows: what one check, revisits and questions cost at each size.

    python bench/growth.py --server URL NAME...

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
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path

import psutil
from processor_time import taken_by

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

ROUNDS, WARM = 30, 3


class Bench:
    """One index, and articles of it."""

    def __init__(self, url: str) -> None:
        self.index: Index = open_index(url)
        with self.index.reading() as connection:
            rows = connection.execute(
                text("SELECT article, url FROM palimpsest_articles ORDER BY md5(article) LIMIT 900")
            ).all()
            self.newest = self.index.newest_check()
            sources = [
                {"name": one, "urls": ["https://a.example/"]}
                for one in connection.execute(
                    text("SELECT DISTINCT source FROM palimpsest_memberships ORDER BY source")
                ).scalars()
            ]
        self.articles = [(row.article, row.url) for row in rows]
        self.count = self.index.counts().articles
        self.turn = 0
        self.queue = RevisitQueue(self.index, Config.model_validate({"sources": sources}))
        begun = time.perf_counter()
        self.queue.refresh(self.newest)
        self.read = time.perf_counter() - begun
        self._name = url.rpartition("/")[2]

    def served_by(self) -> list[psutil.Process]:
        """Return the server's processes for this database, but for those that tidy up."""
        return [
            one
            for one in psutil.process_iter(["cmdline"])
            if f" {self._name} 127.0.0.1" in " ".join(one.info["cmdline"] or [])
        ]

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


def measured(benches: Sequence[Bench], works: Sequence[Callable[[], object]]) -> list[str]:
    """Return processor time, the server's for us included, and median wall time: for each index.

    By turns, so that what else the machine does harms all alike.
    """
    spent: list[list[float]] = [[] for _ in benches]
    passed: list[list[float]] = [[] for _ in benches]
    for number in range(ROUNDS + WARM):
        for at, (bench, work) in enumerate(zip(benches, works, strict=True)):
            before, begun = cpu(bench), time.perf_counter()
            work()
            if number >= WARM:
                passed[at].append(time.perf_counter() - begun)
                spent[at].append(cpu(bench) - before)
    return [
        f"{1000 * statistics.mean(own):.1f} ({1000 * statistics.median(wall):.1f})"
        for own, wall in zip(spent, passed, strict=True)
    ]


def cpu(bench: Bench) -> float:
    """Return seconds of processor time of this process, and of the server's for this database."""
    return time.process_time() + taken_by(bench.served_by())


def questions(bench: Bench) -> dict[str, Callable[[], object]]:
    """Return what is measured."""
    now, queue = bench.newest, bench.queue

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
    """Print a table: a line for each question, a column for each index."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--server", required=True)
    parser.add_argument("databases", nargs="+")
    asked = parser.parse_args()
    benches = [Bench(f"{asked.server.rpartition('/')[0]}/{name}") for name in asked.databases]
    asking = [questions(bench) for bench in benches]
    for bench in benches:
        print(f"{bench.count:,} articles: revisits read in {bench.read:.0f} s", flush=True)
    for what in asking[0]:
        row = measured(benches, [one[what] for one in asking])
        print(f"| {what} | {' | '.join(row)} |", flush=True)
    for bench in benches:
        bench.index.close()


if __name__ == "__main__":
    main()
