"""How the index in PostgreSQL grows: what one check, revisits and questions cost at each size.

    python bench/growth.py --server URL [--store FOLDER] NAME...

Each NAME is a database on the server that holds an index, the smallest first: ``bench/archive.py``
writes an archive, ``palimpsest reindex`` fills an index, and ``bench/growth_multiply.py`` makes
larger ones of it. Figures are milliseconds of processor time, here and of the server together,
since others use the machine, and the median of wall time beside them. With the archive's store
those questions are asked, too, that read records: of the articles that the first index has.
"""
# ruff: noqa: PLR2004  # a bench's numbers stand where they are used

import argparse
import secrets
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property, partial
from pathlib import Path

import psutil
from archive_words import NAMES

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from sqlalchemy import text

from crawler.archive import Archive, open_for_reading
from crawler.attest import CheckedReader
from crawler.capture_reader import ArchiveReader
from crawler.checks import Part, PartHeader, encode_part
from crawler.codec import sha256
from crawler.collection import leave_uncollected
from crawler.config import Config
from crawler.identity import new_run_id
from crawler.index import Index, open_index
from crawler.index.text_tables import TEXTS
from crawler.model import ChangeFilter, Check, Outcome, VersionRange
from crawler.search import parse
from crawler.store.files import FileStore
from jobs.reading.article_history import article_history
from jobs.reading.blame_view import blame_view
from jobs.reading.comparison import comparison
from jobs.reading.cost_report import cost_report
from jobs.reading.resolve_article import find
from jobs.reading.story_view import story_view
from jobs.revisit.revisit_queue import RevisitQueue

ROUNDS, WARM = 30, 3
LONG, FEW = 0.5, 5
"""Seconds of what is asked fewer times, and how often."""
DUE = 20
"""Revisits that the budget allows in ten minutes."""


@dataclass
class Opened:
    """An archive as one question has it open."""

    config: Config
    archive: Archive
    index: Index

    @property
    def at(self) -> datetime:
        """Return when it is asked."""
        return datetime(2026, 11, 28, tzinfo=UTC)

    @cached_property
    def reader(self) -> CheckedReader:
        """Return what reads versions."""
        return CheckedReader(self.archive.store, self.index)

    def open_captures(self) -> ArchiveReader:
        """Return what reads captures."""
        return ArchiveReader(self.config, self.archive)


class Bench:
    """One index, and articles of it."""

    def __init__(self, url: str, *, revisits: bool) -> None:
        self.index: Index = open_index(url)
        with self.index.reading() as connection:
            rows = connection.execute(
                text("SELECT article, url FROM palimpsest_articles ORDER BY md5(article) LIMIT 900")
            ).all()
            self.now = self.index.newest_check() + timedelta(hours=1)
            sources = [
                {"name": one, "urls": ["https://a.example/"]}
                for one in connection.execute(
                    text("SELECT DISTINCT source FROM palimpsest_memberships ORDER BY source")
                ).scalars()
            ]
        self.articles = [(row.article, row.url) for row in rows]
        self.count = self.index.counts().articles
        self.turn = 0
        self._name = url.rpartition("/")[2]
        revisit = {"requests_per_hour": 6 * DUE, "requests_per_host_per_hour": 3 * DUE}
        self.config = Config.model_validate({"sources": sources, "revisit": revisit})
        self.queue = RevisitQueue(self.index, self.config)
        self.told = f"{self.count:,} articles"
        if not revisits:
            return
        memory = psutil.Process().memory_info().rss
        read = 1000 * cost(self, lambda: self.queue.refresh(self.now))[0] / self.count
        memory = (psutil.Process().memory_info().rss - memory) // self.count
        self.told += f": read in {read:.3f} ms each, {memory} bytes of each"
        self.due()
        leave_uncollected()  # as the service does, once all was read and what is due waits

    def server_time(self) -> float:
        """Return what the server's processes have taken that work for us on this database.

        In seconds, as the kernel counts them: its ticks of a hundredth are longer than most
        answers.
        """
        ours = {
            f" {self._name} 127.0.0.1({one.laddr.port})"
            for one in psutil.Process().net_connections()
        }
        taken = 0
        for one in psutil.process_iter(["cmdline"]):
            command = " ".join(one.info["cmdline"] or [])
            if command.startswith("postgres:") and any(name in command for name in ours):
                taken += int(Path(f"/proc/{one.pid}/schedstat").read_text().split()[0])
        return taken / 1e9

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
        self.write([(article, url)], "schedule")

    def write(self, looked: Sequence[tuple[str, str]], trigger: str) -> None:
        """Write a run of one part, a second later."""
        self.now += timedelta(seconds=1)
        at = self.now
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
                source="source-01",
            )
            for article, url in looked
        )
        header = PartHeader(
            run=run, part=1, previous=None, plan={"watch": False}, trigger=trigger, started=at
        )
        part = Part(header=header, checks=lines, report=None)
        self.index.add_part(part.key, sha256(encode_part(part)), part)

    def due(self) -> None:
        """Ask what is due, ten minutes later, and write the run that looked at it."""
        self.now += timedelta(minutes=10)
        found = self.queue.due(self.now)
        if len(found) != DUE:
            raise SystemExit(f"{len(found)} are due of {self.queue.waiting} that wait")
        self.write([(one.article, one.url) for one in found], "revisit")


def measured(benches: Sequence[Bench], works: Sequence[Callable[[], object]]) -> str:
    """Return processor time, the server's for us included, and median wall time: for each index.

    By turns, so that what else the machine does harms all alike. At the end the ratio of the
    processor times of the last and the first.
    """
    spent: list[list[float]] = [[] for _ in benches]
    passed: list[list[float]] = [[] for _ in benches]
    rounds = ROUNDS + WARM
    for number in range(rounds):
        if number >= rounds:
            break
        for at, (bench, work) in enumerate(zip(benches, works, strict=True)):
            cpu, wall = cost(bench, work)
            rounds = rounds if cpu < LONG else WARM + FEW
            if number >= WARM:
                passed[at].append(wall)
                spent[at].append(cpu)
    means = [1000 * statistics.mean(own) for own in spent]
    shown = [
        f"{mean:.1f} ({1000 * statistics.median(wall):.1f})"
        for mean, wall in zip(means, passed, strict=True)
    ]
    return " | ".join([*shown, f"{means[-1] / max(means[0], 0.01):.2f}"])


def cost(bench: Bench, work: Callable[[], object]) -> tuple[float, float]:
    """Return seconds of processor time, the server's for this database included, and of wall."""
    server = bench.server_time()
    own, begun = time.process_time(), time.perf_counter()
    work()
    own, begun = time.process_time() - own, time.perf_counter() - begun
    return own + bench.server_time() - server, begun


def searched(bench: Bench) -> dict[str, str]:
    """Return words to search for: how often they stand in the texts of an index says what."""
    counted = f"SELECT word, ndoc FROM ts_stat('SELECT words FROM {TEXTS}')"
    with bench.index.reading() as connection:
        number = {row.word: row.ndoc for row in connection.execute(text(counted))}
    name = min(
        (one.lower() for one in NAMES if one < "L"),
        key=lambda one: abs(number.get(one, 0) - 0.007 * bench.count),
    )
    rare = sorted(word for word, times in number.items() if 3 <= times <= 12 and word.isalpha())
    return {
        "a common word": "the",
        "a name": name,
        "a rare word": rare[0],
        "two words": "bridge council",
        "a name and a word": f"{name} council",
        "a phrase": '"neither the"',
    }


def questions(
    bench: Bench, words: dict[str, str], store: Path | None, edited: Sequence[str]
) -> dict[str, Callable[[], object]]:
    """Return what is measured."""
    index = bench.index
    asked: dict[str, Callable[[], object]] = {
        "one check": bench.a_check,
        f"due revisits, {DUE} chosen and written": bench.due,
        "changes, newest 50": lambda: index.changes(ChangeFilter(limit=50)),
        "changes of a host": lambda: index.changes(
            ChangeFilter(host=bench.one()[0].partition("/")[0], limit=50)
        ),
        "changes of a kind": lambda: index.changes(ChangeFilter(kind="correction", limit=50)),
        "history": lambda: (
            index.versions(bench.one()[0]),
            index.checks(bench.one()[0], limit=100),
        ),
        "articles, a page": lambda: index.articles(after=bench.one()[0], limit=50, kept=True),
        "articles of a host": lambda: index.articles(
            host=bench.one()[0].partition("/")[0], limit=50, kept=True
        ),
    }
    for what, word in words.items():
        asked[f"search, {what}"] = partial(index.search, parse(word))
    if store is not None:
        asked |= _of_records(bench, open_for_reading(FileStore(store)), edited)
    asked["number of all changes"] = index.count_changes
    return asked


def _of_records(
    bench: Bench, archive: Archive, edited: Sequence[str]
) -> dict[str, Callable[[], object]]:
    turn = iter(edited * 100)

    def opened() -> Opened:
        return Opened(bench.config, archive, bench.index)

    def of_one(ask: Callable[[Opened, str], object]) -> Callable[[], object]:
        return lambda: ask(opened(), next(turn))

    newest = VersionRange()
    return {
        "history, with records": of_one(lambda one, name: article_history(one, find(one, name))),
        "diff": of_one(lambda one, name: comparison(one, find(one, name), newest)),
        "blame": of_one(lambda one, name: blame_view(one, find(one, name), newest)),
        "story": of_one(lambda one, name: story_view(one, find(one, name))),
        "report": lambda: cost_report(opened()),
    }


def main() -> None:
    """Print a table: a line for each question, a column for each index."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--server", required=True)
    parser.add_argument("--store", type=Path)
    parser.add_argument("--only", default="", help="ask the questions whose names hold this")
    parser.add_argument("--no-revisits", action="store_true", help="read no article for revisits")
    parser.add_argument("databases", nargs="+")
    asked = parser.parse_args()
    root = asked.server.rpartition("/")[0]
    benches = [Bench(f"{root}/{name}", revisits=not asked.no_revisits) for name in asked.databases]
    words = searched(benches[0])
    print(words)
    with benches[0].index.reading() as connection:
        edited = connection.execute(
            text("SELECT article FROM palimpsest_articles WHERE head > 1 ORDER BY md5(article)")
        )
        names = list(edited.scalars())[:200]
    asking = [questions(bench, words, asked.store, names) for bench in benches]
    for bench in benches:
        print(bench.told, flush=True)
    for what in asking[0]:
        if asked.only not in what or (asked.no_revisits and "revisits" in what):
            continue
        print(f"| {what} | {measured(benches, [one[what] for one in asking])} |", flush=True)
    for bench in benches:
        bench.index.close()


if __name__ == "__main__":
    main()
