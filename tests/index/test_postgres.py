"""The index in PostgreSQL, by its URL alone.

The same content, the same answers, writers in turns.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import event

from crawler.errors import IndexUnusable
from crawler.identity import alias_key, capture_key
from crawler.index import THROWAWAY, AskedAhead, Index, discard, limited, open_index
from crawler.model import ChangeFilter, Outcome
from crawler.removal import (
    Removal,
    RemovalKind,
    RemovedObject,
    RemovedRecord,
    without_text,
)
from crawler.search import parse
from tests.index.activity import check_activity
from tests.index.both_ways import answers
from tests.index.dump import dump
from tests.index.late import check_lateness
from tests.index.making import ARTICLE, REPORT, URL, after, check, part, run_id, version
from tests.index.paging import check_lists_in_pages, check_pages
from tests.index.unsettled import check_unsettled

OTHER = "https://hill.example/ä"


@pytest.fixture
def index(postgres: str) -> Iterator[Index]:
    """Provide an empty index in PostgreSQL."""
    discard(postgres)
    index = open_index(postgres)
    yield index
    index.close()


def feed(index: Index) -> None:
    """Feed a small story with names that sort differently in languages and in bytes."""
    index.add_versions(
        [version(1), version(2), version(1, OTHER), version(1, "https://Hill-b.example/Z")]
    )
    index.add_alias(alias_key("https://m.example/x"), "m.example", "https://m.example/x", ARTICLE)
    lines = [
        check(Outcome.NEW, url=url, source=source)
        for url in (URL, OTHER)
        for source in ("harbour", "Ähre", "a b")
    ]
    index.add_part(*part(*lines, plan={"watch": True}))
    index.add_part(
        *part(
            check(version=2, etag='"x"', hops=(OTHER, URL), fetched_at=after(hours=3)),
            number=2,
            report=REPORT,
        )
    )


def test_the_same_bytes_in_every_database(index: Index) -> None:
    """The dump of an index in PostgreSQL is that of the same index in SQLite."""
    other = open_index(THROWAWAY)
    feed(index)
    feed(index)
    feed(other)
    assert dump(index) == dump(other)
    other.close()


def test_the_same_answers_in_every_database(index: Index) -> None:
    """Every query gives in PostgreSQL what it gives in SQLite."""
    other = open_index(THROWAWAY)
    for each in (index, other):
        feed(each)
    for name, arguments in ASKED:
        assert getattr(index, name)(*arguments) == getattr(other, name)(*arguments), name
    assert index.articles(source="harbour", limit=1, offset=1, checked_before=after(days=1)) != []
    assert [
        item.version
        for item in index.changes(
            ChangeFilter(kind="headline", source="harbour", since=after(hours=1))
        )
    ] == [2]
    assert (
        index.count_changes(ChangeFilter(kind="headline", host="harbour.example"))
        == index.count_changes(ChangeFilter(silence=None))
        == 1
    )
    assert list(index.change_days(ChangeFilter()).values()) == [1]
    for words in ("ferries", '"stay in port"', "day stri*", "port port", "tunnel"):
        assert index.search(parse(words)) == other.search(parse(words)), words
    assert index.search(parse("ferries")).total == 3
    other.close()


def test_what_is_asked_ahead(index: Index) -> None:
    """It is one message, of which each question has the answer that it would be sent itself."""
    feed(index)
    also = AskedAhead(looks=9, aliases=9, unsettled=True, copies=True, history=True)
    questions: tuple[Callable[[], Any], ...] = (
        index.state,
        partial(index.said_of, [ARTICLE]),
        partial(index.fed_of, [ARTICLE]),
        partial(index.summary, ARTICLE),
        partial(index.joined_to, ARTICLE),
        partial(index.article_looks, ARTICLE, limit=9),
        partial(index.version_marks, ARTICLE),
        partial(index.alias_keys, ARTICLE, 9),
        partial(index.unsettled, [ARTICLE]),
        partial(index.check_history, ARTICLE),
        partial(index.titles, [ARTICLE]),
    )
    alone = [one() for one in questions]
    assert all(alone[:4])
    assert len(alone[5]) > 1 < len(alone[6])
    sent: list[str] = []
    event.listen(index.engine, "before_cursor_execute", lambda *told: sent.append(told[2]))
    index.clock = lambda: after(days=9) + timedelta(seconds=len(sent))
    with index.one_state():
        index.ask_of_article(ARTICLE, also)
        assert [one() for one in questions] == alone
    assert len(sent) == 2  # what was not asked ahead is asked by itself
    index.add_versions([version(3)])
    assert index.state() != alone[0]  # answers are no longer kept than their connection is held


def test_changes_in_pages(index: Index) -> None:
    """A page of changes begins after the place that SQLite begins after, too."""
    check_pages(index)


def test_articles_and_runs_in_pages(index: Index) -> None:
    """Names sort by their bytes here, too, whatever the server's language."""
    check_lists_in_pages(index)


ASKED: tuple[tuple[str, tuple[Any, ...]], ...] = (
    *(
        (name, ())
        for name in (
            "articles",
            "runs",
            "sources",
            "changes",
            "counts",
            "tips",
            "known_parts",
            "newest_check",
            "count_changes",
        )
    ),
    *(
        (name, (ARTICLE,))
        for name in ("head", "versions", "fingerprints", "pending", "checks", "summary")
    ),
    *((name, ("https://m.example/x",)) for name in ("article_for", "containing", "nearest")),
    ("nearest", (URL + "s",)),
    ("containing", ("hill",)),
    ("known_versions", ([ARTICLE],)),
    ("said_of", ([ARTICLE, "none.example/0"],)),
    ("fed_of", ([ARTICLE],)),
    ("articles_for", ([URL, OTHER, "https://m.example/x", "https://m.example/y"],)),
    ("run", (check().run,)),
    ("run_checks", (check().run,)),
    ("source_validators", ("harbour", URL)),
    ("days", (8,)),
    ("change_days", (ChangeFilter(),)),
    ("change_days", (ChangeFilter(source="harbour", kind="headline", since=after(hours=1)),)),
)


def test_writers_take_turns(index: Index, postgres: str) -> None:
    """Writers of one article at once leave the summary of all their checks."""

    def work(number: int) -> None:
        mine = open_index(postgres)
        mine.add_part(*part(check(fetched_at=after(minutes=number)), run=run_id(number)))
        mine.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(24)))
    summary = index.summary(ARTICLE)
    assert summary is not None
    assert summary.last_checked == after(minutes=23)
    assert index.counts().checks == 24


def test_discard_and_begin_again(index: Index, postgres: str) -> None:
    """An index in PostgreSQL is thrown away and made anew as a file is.

    Meanwhile its users are told.
    """
    feed(index)
    discard(postgres)
    with pytest.raises(IndexUnusable, match="does not exist"):
        index.counts()
    assert open_index(postgres).counts().versions == 0
    assert index.counts().versions == 0


def test_a_database_that_is_not_there(postgres: str) -> None:
    """A wrong database name is an error that says what to do."""
    with pytest.raises(IndexUnusable, match="no_such_database") as caught:
        open_index(postgres.replace("/postgres", "/no_such_database"))
    assert "make it" in str(caught.value.hint)


def test_old_records_with_a_nul_go_in(index: Index) -> None:
    """A version that an earlier release stored with a NUL in its title, and an alias with one, are
    indexed with U+FFFD for it.
    """
    key, record, sha256 = version(1)
    extraction = record.extraction
    assert extraction is not None
    index.add_version(
        key, replace(record, extraction=replace(extraction, title="A\0bridge")), sha256
    )
    index.add_alias(alias_key("https://m.example/x"), "m.example", "https://m.example/\0", ARTICLE)
    (summary,) = index.articles()
    assert summary.title == "A\ufffdbridge"
    head = index.head(ARTICLE)
    assert head is not None
    assert head.record.extraction is not None
    assert head.record.extraction.title == "A\0bridge"


def test_late_changes_are_noted_in_every_database(index: Index) -> None:
    """What is late in SQLite is in PostgreSQL."""
    check_lateness(index)


def test_counts_over_spans_of_time(index: Index) -> None:
    """Looks, changes and how sources do are counted within the span that is asked for."""
    check_activity(index)


def test_doubts_that_nothing_has_settled(index: Index) -> None:
    """Doubtful looks are given until something settles them."""
    check_unsettled(index)


class Soon:
    """A limit that is over in a moment."""

    over = False
    seconds = 0.05

    def left(self) -> float:
        """Return what the server is told."""
        return self.seconds


class Later(Soon):
    """The limit of a page that was just asked for."""

    seconds = 9.9


@contextmanager
def told(index: Index) -> Iterator[list[str]]:
    """Note what the server is asked meanwhile, beside its life."""
    sent: list[str] = []

    def note(*arguments: Any) -> None:
        sent.append(arguments[2])

    event.listen(index.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(index.engine, "before_cursor_execute", note)


def test_a_page_sends_questions_alone(index: Index) -> None:
    """The limit of time is told to a connection once, and no transaction is begun or ended."""
    with limited(Later()), index.one_state():
        index.count_changes()
    with told(index) as sent, limited(Later()), index.one_state():
        index.state()
    assert [one.split()[0] for one in sent] == ["SELECT"]
    with told(index) as sent:
        index.state()  # a command has no limit
    assert sent[0] == "SET statement_timeout = 0"


def test_a_connection_that_the_server_ended_is_replaced(index: Index, postgres: str) -> None:
    """Who is not a page, and a page after a while, never meets a dead connection."""
    index.state()
    other = open_index(postgres)
    with other.engine.connect() as connection:
        connection.exec_driver_sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
        )
    other.close()
    assert index.count_changes() == 0


def test_a_query_has_a_time(index: Index) -> None:
    """The server ends what would never end, and the next question is answered."""
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
    with (
        pytest.raises(IndexUnusable, match="statement timeout"),
        limited(Soon()),
        index.reading() as connection,
    ):
        connection.exec_driver_sql(endless)
    assert index.count_changes() == 0


def test_a_removal_is_the_same(index: Index) -> None:
    """What was taken out is forgotten and added up as in SQLite."""
    lite = open_index(THROWAWAY)
    _, record, digest = version(1)
    key = capture_key(ARTICLE, record.captured_at, digest)
    removal = Removal(
        article=ARTICLE,
        number=1,
        kind=RemovalKind.REDACTION,
        at=after(hours=9),
        by="me",
        reason="an order",
        order_id="1",
        run=run_id(9),
        versions=(RemovedRecord(sha256=digest, record=without_text(record)),),
        objects=(RemovedObject(key=key, sha256=digest, size=7),),
    )
    for one in (index, lite):
        feed(one)
        one.add_removals([removal])
    assert dump(index) == dump(lite)
    assert index.removal_totals() == lite.removal_totals()
    assert type(index.removal_totals()[0].bytes) is int
    assert index.redaction_in_force(ARTICLE) == "1"
    assert index.removal_of(key) is RemovalKind.REDACTION
    assert list(index.said_of([ARTICLE])[ARTICLE].redacted) == [1]
    assert index.said_of([ARTICLE]) == lite.said_of([ARTICLE])
    assert list(index.kept_captures(after(days=9))) == list(lite.kept_captures(after(days=9)))
    lite.close()


def test_ready_statements_answer_as_sqlalchemy_does(index: Index) -> None:
    """The driver is asked the same, and its rows are read the same."""
    feed(index)
    told = answers(index)
    assert len(told) > 30
    assert not [text for text, ours, theirs in told if ours != theirs]
