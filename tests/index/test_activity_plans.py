"""What SQLite does to count an archive's activity: ranges of an index, never a look at each row."""

from datetime import timedelta
from pathlib import Path

from sqlalchemy import event

from crawler.index import Index, open_index
from tests.index.making import NOON, after

WEEK = timedelta(days=7)


def plans(index: Index) -> list[str]:
    """Return how SQLite goes about counting checks by outcome, changes by silence, and runs."""
    asked: list[tuple[str, tuple[object, ...]]] = []

    def note(
        _: object, __: object, statement: str, values: tuple[object, ...], *___: object
    ) -> None:
        asked.append((statement, values))

    event.listen(index.engine, "before_cursor_execute", note)
    index.outcome_counts(NOON, after(days=7), timedelta(days=1))
    index.silence_counts(NOON, after(days=7), WEEK)
    index.run_names(begin="20261121", limit=2)
    event.remove(index.engine, "before_cursor_execute", note)
    with index.reading() as connection:
        return [
            " ".join(
                row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {one}", all_)
            )
            for one, all_ in asked
            if one != "BEGIN"
        ]


def test_activity_is_counted_by_ranges_of_an_index(tmp_path: Path) -> None:
    """However many checks and versions lie outside of the span, none of them is read."""
    index = open_index(f"sqlite:///{tmp_path}/index.db")
    outcomes, silences, names = plans(index)
    assert "COVERING INDEX palimpsest_checks_by_time (fetched_at>? AND fetched_at<?)" in outcomes
    found = "palimpsest_versions_by_silence (silence=? AND confirmed_at>? AND confirmed_at<?)"
    assert silences.count(found) == 2
    assert "ix_palimpsest_parts_run (run>? AND run<?)" in names
