"""Feeding in bulk, from several processes at once, and while others hold the file."""

import multiprocessing
import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event

from crawler.errors import IndexUnusable
from crawler.identity import alias_key
from crawler.index import Index, database, open_index
from crawler.model import Check, Outcome
from tests.index.dump import dump
from tests.index.making import IN_A_FILE, REPORT, after, check, part, run_id, version

PROCESSES, RUNS, LINES = 4, 8, 20


@contextmanager
def counting(index: Index, what: str) -> Iterator[list[str]]:
    """Provide the statements (``before_cursor_execute``) or transactions (``begin``) of the index
    while the block runs.
    """
    seen: list[str] = []

    def note(*arguments: object) -> None:
        seen.append(str(arguments[2]) if len(arguments) > 2 else "begin")

    event.listen(index.engine, what, note)
    yield seen
    event.remove(index.engine, what, note)


def lines(count: int) -> list[Check]:
    """Checks of as many articles."""
    urls = (f"https://harbour.example/story/{number}" for number in range(count))
    return [check(Outcome.NEW, url=url, source="harbour") for url in urls]


def test_ten_thousand_checks_in_few_statements(index: Index) -> None:
    """A part of 10,000 checks is one transaction and some dozens of statements, however many
    articles it names.
    """
    stored = part(*lines(10_000))
    with (
        counting(index, "begin") as transactions,
        counting(index, "before_cursor_execute") as statements,
    ):
        index.add_part(*stored)
    assert len(transactions) == 1
    assert len([text for text in statements if not text.startswith("BEGIN")]) <= 60
    assert index.counts().checks == 10_000


@IN_A_FILE
def test_the_row_of_an_article_is_found_by_indexes(index: Index) -> None:
    """No statement that a crawl needs reads a whole table, however long the archive's
    history is.
    """
    index.add_part(*part(*lines(3)))
    with counting(index, "before_cursor_execute") as statements:
        index.add_part(*part(*lines(3), number=2))
        index.add_version(*version())
        for ask in (index.summary, index.head, index.fingerprints, index.pending, index.checks):
            ask(check().article or "")
        index.article_for(check().url)
        index.source_validators("harbour", "https://harbour.example/feed")
        index.days(8)
    with index.reading() as connection:
        for text in {text for text in statements if text.startswith(("SELECT", "UPDATE"))}:
            plan = connection.exec_driver_sql(
                "EXPLAIN QUERY PLAN " + text, ("x",) * text.count("?")
            ).all()
            scans = [str(step[3]) for step in plan if str(step[3]).startswith("SCAN palimpsest")]
            assert scans == [], text


def _feed(url: str, first: int) -> None:
    """Feed the same runs as the other processes do, each from another one on."""
    index = open_index(url)
    for turn in range(RUNS):
        run = run_id((first + turn) % RUNS)
        index.add_part(*part(*lines(LINES), run=run))
        index.add_version(*version(1 + (first + turn) % RUNS))
        index.add_part(*part(check(fetched_at=after(minutes=5)), run=run, number=2, report=REPORT))
    index.close()


def test_processes_that_feed_at_once(url: str, tmp_path: Path) -> None:
    """Processes that make one index and feed it at once leave what one process leaves that feeds it
    alone.
    """
    start = multiprocessing.get_context("forkserver")
    workers = [start.Process(target=_feed, args=(url, number * 2)) for number in range(PROCESSES)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(120)
    assert [worker.exitcode for worker in workers] == [0] * PROCESSES
    alone = f"sqlite:///{tmp_path}/alone.db"
    _feed(alone, 0)
    assert dump(open_index(url)) == dump(open_index(alone))


def test_threads_share_an_index(index: Index) -> None:
    """An index serves the many threads of a crawl, readers and writers at once."""
    with ThreadPoolExecutor(16) as pool:
        list(
            pool.map(lambda number: index.add_part(*part(*lines(5), run=run_id(number))), range(32))
        )
        counts = list(pool.map(lambda _: index.counts().checks, range(32)))
    assert counts == [160] * 32


@contextmanager
def held(url: str) -> Iterator[sqlite3.Connection]:
    """Provide a connection of somebody else, who is writing."""
    other = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield other
    other.close()


@IN_A_FILE
def test_a_writer_waits_for_its_turn(index: Index, url: str) -> None:
    """A writer that meets another one's lock waits until it is given up."""
    waiting = threading.Event()

    def note(*arguments: object) -> None:
        if arguments[2] == "BEGIN IMMEDIATE":
            waiting.set()

    event.listen(index.engine, "before_cursor_execute", note)
    with ThreadPoolExecutor(1) as pool, held(url) as other:
        fed = pool.submit(index.add_version, *version())
        assert waiting.wait(30)
        values = alias_key("https://u.example/"), "h", "https://u.example/", "a"
        other.execute("INSERT INTO palimpsest_aliases VALUES (?, ?, ?, ?)", values)
        other.execute("COMMIT")
        fed.result(60)
    assert index.counts().versions == 1
    assert index.article_for("https://u.example/") == "a"


@IN_A_FILE
def test_a_lock_that_is_never_given_up(
    index: Index, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A writer that never gets its turn ends, after the time it may wait, with an error that says
    why.
    """
    monkeypatch.setattr(database, "BUSY_SECONDS", 0)
    event.listen(
        index.engine, "connect", lambda connection, _: connection.execute("PRAGMA busy_timeout=1")
    )
    index.engine.dispose()
    with held(url), pytest.raises(IndexUnusable, match="locked") as caught:
        index.add_version(*version())
    assert "Another process" in str(caught.value.hint)
