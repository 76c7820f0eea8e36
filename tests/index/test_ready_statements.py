"""Statements that are asked of the driver, without SQLAlchemy's ado."""

import pytest
from sqlalchemy import event, text

from crawler.errors import IndexUnusable
from crawler.index import Index, KnownPage
from crawler.index.removal_writes import FORGET_PAGE
from crawler.index.time_limit import limited
from crawler.model import Outcome
from tests.index.both_ways import answers
from tests.index.making import ARTICLE, after, check, part, version


class Over:
    """A limit that is over."""

    over = True

    def left(self) -> float:
        """Return nothing."""
        return 0.0


def feed(index: Index) -> None:
    """Put in an article of three versions, and checks of it."""
    index.add_versions([version(1), version(2), version(3)])
    looks = [check(Outcome.NEW, fetched_at=after(hours=1)), check(fetched_at=after(hours=2))]
    index.add_parts([part(*looks)])


def test_rows_are_those_of_sqlalchemy(index: Index) -> None:
    """Values, times, packed columns and lists of any length come and go alike."""
    feed(index)
    told = answers(index)
    assert len(told) > 30
    assert not [text for text, ours, theirs in told if ours != theirs]
    assert sum(bool(ours) for _, ours, _ in told) > 15


def test_lists_of_any_length(index: Index) -> None:
    """A list is made longer for the statement, and no row comes twice for it; an empty one is
    one.
    """
    index.add_versions([version(1, f"https://harbour.example/{one}") for one in range(9)])
    names = sorted(one.article for one in index.articles())
    for count in range(10):
        assert sorted(index.titles(names[:count])) == names[:count]


def test_errors_are_those_of_the_index(index: Index) -> None:
    """A table that went is told as ever."""
    feed(index)
    assert index.version_marks(ARTICLE)
    with index.engine.begin() as connection:
        connection.execute(text("DROP TABLE palimpsest_versions"))
    with pytest.raises(IndexUnusable, match=r"no such table|does not exist"):
        index.version_marks(ARTICLE)
    assert index.titles([ARTICLE])  # the connection is as good as before


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_a_time_that_is_over_is_told(index: Index) -> None:
    """PostgreSQL may answer before it looks at its clock; its limit has tests of its own."""
    feed(index)
    with limited(Over()), pytest.raises(IndexUnusable):
        index.titles([f"x{number}" for number in range(200_000)])
    assert index.titles([ARTICLE])


def test_a_statement_that_changes_rows_says_how_many(index: Index) -> None:
    """It is carried out within the transaction that writes."""
    index.keep_known_pages(
        [KnownPage(article=ARTICLE, version=1, read_at=after(), terms=b"t", body=b"b")]
    )
    told = [
        index.write(lambda connection: connection.execute(FORGET_PAGE, {"article": ARTICLE}))
        for _ in range(2)
    ]
    assert [(one.rowcount, list(one)) for one in told] == [(1, []), (0, [])]
    assert index.known_page(ARTICLE) is None


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_aliases_of_one_article_are_looked_up(index: Index) -> None:
    """Not searched for among all: an archive has a hundred thousand."""
    asked: list[tuple[str, tuple[object, ...]]] = []
    event.listen(index.engine, "before_cursor_execute", lambda *told: asked.append(told[2:4]))
    index.alias_keys(ARTICLE, 50)
    statement, values = asked[-1]
    with index.engine.connect() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
    scans = {row[3] for row in plan if row[3].startswith("SCAN")}
    assert scans <= {"SCAN CONSTANT ROW"}  # the Article itself, as a row
