"""Finding articles, runs, sources and changes."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import event

from crawler.identity import alias_key
from crawler.index import Counts, Index
from crawler.index.writes import StoredPart
from crawler.model import Change, ChangeFilter, ChangePosition, ObjectRef, Outcome, Silence, State
from tests.index.activity import check_activity
from tests.index.making import (
    ARTICLE,
    IN_A_FILE,
    NOON,
    REPORT,
    RUN,
    URL,
    after,
    check,
    part,
    run_id,
    version,
)
from tests.index.paging import check_lists_in_pages, check_pages
from tests.index.unsettled import check_unsettled

OTHER = "https://hill.example/a"
FEED = "https://harbour.example/feed"


def listed(
    run: str, outcome: Outcome = Outcome.CHANGED, hour: int = 0, etag: str | None = '"feed"'
) -> StoredPart:
    """Return a part of a run that looked at the feed and at one article."""
    return part(
        check(
            outcome,
            kind="source",
            source="harbour",
            url=FEED,
            fetched_at=after(hours=hour),
            etag=etag,
            found=1,
        ),
        run=run,
    )


def test_an_article_is_found_by_alias_and_by_version(index: Index) -> None:
    """A URL belongs to an article by an alias or by a version; a check alone settles nothing."""
    index.add_part(*part(check(version=None, outcome=Outcome.FAILED)))
    assert index.article_for(URL) is None
    index.add_version(*version())
    index.add_alias(alias_key(OTHER), "hill.example", OTHER, ARTICLE)
    assert index.article_for(URL) == ARTICLE
    assert index.article_for(OTHER) == ARTICLE


def test_nearest_urls(index: Index) -> None:
    """A mistyped URL brings the likest that is kept on its host or on a host like it, never the
    whole archive.
    """
    for url in (URL, OTHER, "https://harbour.example/2025/chess-final"):
        index.add_version(*version(url=url))
    assert index.nearest(URL.replace("strike", "stirke"))[0] == URL
    assert index.nearest(URL.replace("harbour", "harbor"))[0] == URL
    assert index.nearest("https://elsewhere.example.org/zzzz") == ()
    assert index.containing("ferry") == (URL,)
    assert index.containing("%") == ()
    assert index.containing("FERRY") == (URL,)
    index.add_part(*part(check(Outcome.UNREADABLE, url=URL + "-video", version=None)))
    assert index.containing("ferry") == (URL,)
    assert URL + "-video" not in index.nearest(URL + "-vide")


def test_articles_are_filtered(index: Index) -> None:
    """Articles are listed by host, source, state, age, and whether anything of them is kept."""
    index.add_version(*version())
    index.add_version(*version(1, OTHER, state=State.GONE))
    index.add_part(*part(check(source="harbour"), check(url=OTHER, fetched_at=after(hours=2))))
    both = [item.url for item in index.articles()]
    assert both == [item.url for item in sorted(index.articles(), key=lambda item: item.article)]
    assert [item.url for item in index.articles(host="hill.example")] == [OTHER]
    assert [item.url for item in index.articles(source="harbour")] == [URL]
    assert [item.url for item in index.articles(state=State.GONE)] == [OTHER]
    assert [item.url for item in index.articles(checked_before=after(hours=1))] == [URL]
    assert [item.url for item in index.articles(limit=1, offset=1)] == both[1:]
    assert index.articles(watched=True) == []
    assert index.articles(source="100 % unknown") == []


def test_runs_show_what_their_parts_say(index: Index) -> None:
    """A run's summary, plan and report are put together from its parts.

    One without report is not finished.
    """
    index.add_part(*part(check(), plan={"watch": False, "urls": [URL]}))
    index.add_part(*part(check(), number=2, report=REPORT))
    index.add_part(*part(run=run_id(5), trigger="schedule"))
    newest, oldest = index.runs()
    assert (newest.run, newest.trigger, newest.finished, newest.checks) == (
        run_id(5),
        "schedule",
        None,
        0,
    )
    assert (oldest.started, oldest.finished, oldest.parts, oldest.checks) == (
        NOON,
        after(minutes=30),
        2,
        2,
    )
    record = index.run(RUN)
    assert record is not None
    assert (record.summary, record.plan, record.report) == (
        oldest,
        {"watch": False, "urls": [URL]},
        REPORT,
    )
    assert index.run("no such run") is None


def test_a_report_that_makes_no_sense_ends_nothing(index: Index) -> None:
    """A report without a readable time leaves the run's end unknown and stops nobody."""
    index.add_part(*part(report={"finished": "yesterday"}))
    assert index.runs()[0].finished is None


def test_tips_are_the_last_parts_that_nobody_names(index: Index) -> None:
    """A new run names the last part of each run that no later run has named."""
    first, more, second = part(run=run_id(1)), part(run=run_id(1), number=2), part(run=run_id(2))
    for stored in (first, more, second):
        index.add_part(*stored)
    assert index.tips() == [more[:2], second[:2]]
    third = part(
        run=run_id(3), seen=tuple(ObjectRef(key=key, sha256=digest) for key, digest in index.tips())
    )
    index.add_part(*third)
    assert index.tips() == [third[:2]]


def test_a_part_written_after_it_was_seen_is_a_tip_again(index: Index) -> None:
    """When a run goes on after another has named its last part, its new last part is to be named
    too.
    """
    first = part(run=run_id(1))
    index.add_part(*first)
    other = part(run=run_id(2), seen=(ObjectRef(key=first[0], sha256=first[1]),))
    more = part(run=run_id(1), number=2)
    index.add_part(*other)
    index.add_part(*more)
    assert index.tips() == [more[:2], other[:2]]


def test_a_feeds_validators_need_a_finished_run(index: Index) -> None:
    """A feed's validators are kept only after all its links were checked.

    When the run has ended and was not interrupted.
    """
    run = run_id(1)
    index.add_part(*listed(run))
    assert index.source_validators("harbour", FEED) == (None, None)
    index.add_part(*part(run=run, number=2, report=REPORT))
    assert index.source_validators("harbour", FEED) == ('"feed"', None)
    assert index.source_validators("harbour", FEED + "2") == (None, None)
    assert index.source_validators("hill", FEED) == (None, None)


@pytest.mark.parametrize("report", [REPORT | {"interrupted": True}, None])
def test_an_interrupted_runs_list_does_not_count(
    index: Index, report: "dict[str, object] | None"
) -> None:
    """The list of an interrupted run leaves the validators of the last run that checked
    all links.
    """
    for run, ending, etag in ((run_id(1), REPORT, '"old"'), (run_id(2), report, '"new"')):
        index.add_part(*listed(run, hour=int(etag == '"new"'), etag=etag))
        index.add_part(*part(run=run, number=2, report=ending))
    assert index.source_validators("harbour", FEED) == ('"old"', None)


def test_a_failed_link_keeps_its_list_unread(index: Index) -> None:
    """A list whose link failed in that run is asked for in full again, or the link would not come
    up again.
    """
    index.add_part(*listed(RUN))
    index.add_part(*part(check(Outcome.FAILED, source="harbour"), number=2, report=REPORT))
    assert index.source_validators("harbour", FEED) == (None, None)


def test_an_unmodified_list_keeps_its_validators(index: Index) -> None:
    """A "not modified" leaves a list's validators; a full answer without any ends them."""
    for number, (outcome, etag) in enumerate(
        [(Outcome.CHANGED, '"a"'), (Outcome.NOT_MODIFIED, None)]
    ):
        index.add_part(*listed(run_id(number), outcome, number, etag))
        index.add_part(*part(run=run_id(number), number=2, report=REPORT))
    assert index.source_validators("harbour", FEED) == ('"a"', None)
    index.add_part(*listed(run_id(3), Outcome.CHANGED, 3, None))
    index.add_part(*part(run=run_id(3), number=2, report=REPORT))
    assert index.source_validators("harbour", FEED) == (None, None)


def test_sources_are_summed_up(index: Index) -> None:
    """A source shows how many articles it led to, and how its list last answered."""
    index.add_part(*listed(run_id(1), Outcome.FAILED, 2))
    index.add_part(
        *part(check(source="harbour"), check(url=OTHER, source="harbour"), check(source="lone"))
    )
    harbour, lone = index.sources()
    assert (harbour.source, harbour.articles, harbour.last_checked, harbour.last_outcome) == (
        "harbour",
        2,
        after(hours=2),
        Outcome.FAILED,
    )
    assert (lone.source, lone.articles, lone.last_checked, lone.last_outcome) == (
        "lone",
        1,
        None,
        None,
    )


def test_changes_over_the_whole_archive(index: Index) -> None:
    """Changes are the versions that follow another, newest first, by the time of belief, by kind
    and by source.
    """
    index.add_version(*version(1))
    index.add_version(*version(2))
    index.add_version(*version(3, change=Change(kinds=("fact", "addition"))))
    index.add_part(*part(check(source="harbour")))
    assert [item.version for item in index.changes()] == [3, 2]
    assert [item.version for item in index.changes(ChangeFilter(since=after(hours=3)))] == [3]
    assert [item.version for item in index.changes(ChangeFilter(kind="addition"))] == [3]
    assert index.changes(ChangeFilter(kind="add")) == []
    assert [item.version for item in index.changes(ChangeFilter(source="harbour", limit=1))] == [3]
    assert index.changes(ChangeFilter(source="hill")) == []


def test_changes_by_host_and_silence(index: Index) -> None:
    """Changes are told apart by host and by whether the page kept silent.

    Counted without a limit, gone and returned included.
    """
    silent, loud, unknown = (
        Change(kinds=("fact",), stealth=value) for value in (True, False, None)
    )
    for url in (URL, OTHER):
        index.add_versions(
            [version(1, url), version(2, url, change=silent), version(3, url, change=loud)]
        )
    index.add_version(*version(4, state=State.GONE, change=Change(kinds=("gone",))))
    index.add_version(
        *version(5, change=Change(kinds=("returned", "fact"), stealth=unknown.stealth))
    )
    assert {
        (item.url, item.version) for item in index.changes(ChangeFilter(silence=Silence.SILENT))
    } == {
        (URL, 2),
        (OTHER, 2),
    }
    assert [item.version for item in index.changes(ChangeFilter(host="hill.example"))] == [3, 2]
    assert [
        item.version for item in index.changes(ChangeFilter(host="harbour.example", limit=2))
    ] == [5, 4]
    assert index.count_changes(ChangeFilter(host="harbour.example")) == 4
    assert index.changes(ChangeFilter(host="ill.example")) == []
    assert [item.state for item in index.changes(ChangeFilter(kind="gone"))] == [State.GONE]
    assert index.count_changes(ChangeFilter(kind="fact", since=after(hours=3))) == 3


def test_changes_of_one_article_and_of_a_time(index: Index) -> None:
    """Changes are told apart by article, and by the time before which they were believed.

    Titles of many articles are had at once.
    """
    for url in (URL, OTHER):
        index.add_versions([version(1, url), version(2, url), version(3, url)])
    index.add_version(*version(4, state=State.GONE))
    mine = ChangeFilter(article=ARTICLE)
    assert [item.version for item in index.changes(mine)] == [4, 3, 2]
    assert [item.version for item in index.changes(replace(mine, until=after(hours=3)))] == [2]
    assert index.count_changes(ChangeFilter(until=after(hours=3))) == 2
    assert index.titles([ARTICLE, "hill.example/none"]) == {ARTICLE: "Ferry crews strike, day 3"}


def test_changes_in_pages(index: Index) -> None:
    """A page begins after a place in the list, and not after a number of changes."""
    check_pages(index)


def test_articles_and_runs_in_pages(index: Index) -> None:
    """A page of either list begins after a name."""
    check_lists_in_pages(index)


@IN_A_FILE
def test_a_page_of_changes_is_found_by_its_place(index: Index) -> None:
    """SQLite goes to the place in an index of times, and reads nothing that stands before it."""
    asked: list[tuple[str, Any]] = []
    event.listen(
        index.engine,
        "before_cursor_execute",
        lambda *sent: asked.append((sent[2], sent[3])),
    )
    index.changes(
        ChangeFilter(limit=5, cursor=ChangePosition(confirmed_at=NOON, article=ARTICLE, version=2))
    )
    statement, values = asked[-1]
    with index.reading() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
    assert "confirmed_at<?" in plan[0][-1]


def test_counts(index: Index) -> None:
    """Counts are of everything that the index knows."""
    index.add_version(*version())
    index.add_part(*part(check(), check()))
    index.add_part(*part(check(), number=2))
    assert index.counts() == Counts(
        articles=1, kept=1, versions=1, redacted=0, aliases=0, runs=1, parts=2, checks=3
    )


def test_the_newest_check(index: Index) -> None:
    """The newest check's time is told, whichever article it was of."""
    assert index.newest_check() is None
    index.add_version(*version())
    index.add_part(*part(check(fetched_at=after(hours=1)), check(url=OTHER)))
    assert index.newest_check() == after(hours=1)


def test_days_and_parts(index: Index) -> None:
    """The newest days with a known part are given as folders, each once."""
    for number, day in enumerate((3, 3, 9, 20)):
        index.add_part(*part(run=run_id(number, day)))
    assert index.days(2) == ["checks/2026/11/20", "checks/2026/11/09"]
    assert len(index.days(8)) == 3
    assert len(index.known_parts("checks/2026/11/09")) == 2


def test_counts_over_spans_of_time(index: Index) -> None:
    """Looks, changes and how sources do are counted within the span that is asked for."""
    check_activity(index)


def test_doubts_that_nothing_has_settled(index: Index) -> None:
    """Doubtful looks are given until something settles them."""
    check_unsettled(index)
