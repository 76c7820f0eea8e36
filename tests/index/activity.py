"""What is counted over spans of time, and how sources do, asked of any database."""

from datetime import timedelta
from typing import Any

from crawler.index import GoodChecks, Index, Yielded
from crawler.model import CONFIRMED, Outcome, Silence
from crawler.model.records import Change
from tests.index.making import NOON, REPORT, after, check, part, run_id, version

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LIST = "https://harbour.example/feed.xml"


def _fill(index: Index) -> None:
    listed: dict[str, Any] = {"kind": "source", "url": LIST, "article": None, "source": "a"}
    silent = Change(kinds=("fact",), silence=Silence.SILENT)
    index.add_versions(
        [
            version(1, at=NOON),
            version(2, at=after(hours=1), change=silent),
            version(3, at=after(hours=2)),
            version(4, at=after(days=3), change=silent),
        ]
    )
    first = [
        check(Outcome.NEW, fetched_at=NOON, source="a", published="2026-11-21T10:00:00Z"),
        check(Outcome.UNCHANGED, fetched_at=NOON, source="b"),
        check(Outcome.SKIPPED, fetched_at=NOON, source="a"),
        check(fetched_at=NOON, found=5, dropped=(("same_site", 2),), **listed),
    ]
    second = [
        check(Outcome.CHANGED, fetched_at=after(hours=1), source="a", version=2),
        check(Outcome.FAILED, fetched_at=after(hours=1), source="b", reason="no answer"),
        check(fetched_at=after(hours=1), found=0, dropped=(("same_site", 1),), **listed),
        check(
            fetched_at=after(hours=1, seconds=1),
            found=0,
            dropped=(("max_age", 3), ("same_site", 4)),
            **listed | {"url": f"{LIST}?2"},
        ),
    ]
    index.add_parts([part(*first, run=run_id(1), report=REPORT)])
    index.add_parts([part(*second, run=run_id(2), report=REPORT)])


def check_activity(index: Index) -> None:
    """Assert that spans and sources are counted as they should be."""
    _fill(index)
    _check_spans(index)
    _check_health(index)
    assert index.run_outcomes(run_id(2)) == {
        ("article", Outcome.CHANGED): 1,
        ("article", Outcome.FAILED): 1,
        ("source", Outcome.UNCHANGED): 2,
    }
    failed = index.run_checks(run_id(2), kind="article", outcomes=[Outcome.FAILED], limit=5)
    assert [one.reason for one in failed] == ["no answer"]
    assert [one.found for one in index.source_checks("a", "source", since=NOON, limit=1)] == [0]
    runs = [one.summary.run for one in index.newest_runs(5, before=run_id(2))]
    assert runs == [run_id(1)]


def _check_spans(index: Index) -> None:
    end = after(days=1)
    counts = index.outcome_counts(NOON, end, HOUR)
    assert [(one.begin, one.outcome, one.checks) for one in counts] == [
        (NOON, Outcome.NEW, 1),
        (NOON, Outcome.UNCHANGED, 1),
        (after(hours=1), Outcome.CHANGED, 1),
        (after(hours=1), Outcome.FAILED, 1),
    ]
    own = index.outcome_counts(NOON, after(hours=1), DAY, source="b")
    assert [(one.outcome, one.checks) for one in own] == [(Outcome.UNCHANGED, 1)]
    silences = index.silence_counts(NOON, end, DAY)
    assert [(one.silence, one.changes) for one in silences if one.silence] == [("silent", 1)]
    assert sum(one.changes for one in silences) == 2  # the first version is no change
    assert index.silence_counts(NOON, end, DAY, source="c") == []
    by_source = index.silence_by_source(NOON, end)
    assert by_source["a"]["silent"] == by_source["b"]["silent"] == 1
    ages = index.edit_ages(NOON, end, limit=9)
    assert [one.changed for one in ages] == [after(hours=2), after(hours=1)]
    assert {one.published for one in ages} == {"2026-11-21T10:00:00Z"}
    assert len(index.edit_ages(NOON, after(days=9), source="a", limit=2)) == 2
    assert index.article_counts(["a", "c"]) == {"a": 1}


def _check_health(index: Index) -> None:
    pages = index.looks(["a", "b", "c"], "article", CONFIRMED)
    assert pages["b"] == GoodChecks(
        last=after(hours=1),
        last_outcome=Outcome.FAILED,
        last_reason="no answer",
        last_good=NOON,
        bad_since=after(hours=1),
        bad_urls=1,
    )
    assert (pages["a"].last_good, pages["a"].bad_since) == (after(hours=1), None)
    assert pages["c"].last is None
    given = index.yielded(["a", "b"], CONFIRMED)
    assert given["a"] == Yielded(
        found=0,
        last=NOON,
        empty_since=after(hours=1),
        dropped=(("max_age", 3), ("same_site", 5)),
    )
    assert given["b"].last is None
