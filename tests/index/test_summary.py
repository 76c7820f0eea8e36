"""What an article's row says of it.

What the next fetch may ask, what was seen when, where it came from.
"""

from dataclasses import replace
from typing import Any

import pytest

from crawler.index import ArticleSummary, Index
from crawler.model import Check, Finding, Outcome, State
from tests.index.making import ARTICLE, RUN, URL, after, check, part, run_id, version

FULL = (
    Outcome.NEW,
    Outcome.CHANGED,
    Outcome.UNCHANGED,
    Outcome.GONE,
    Outcome.SUSPECT,
    Outcome.BLOCKED,
    Outcome.UNREADABLE,
)
SILENT = (Outcome.FAILED, Outcome.REFUSED, Outcome.SKIPPED)


def summary(index: Index, *checks: Check, versions: int = 1) -> ArticleSummary:
    """Return the article's summary after these checks, one an hour."""
    for number in range(1, versions + 1):
        index.add_version(*version(number, at=after(minutes=number)))
    hourly = [replace(line, fetched_at=after(hours=hour)) for hour, line in enumerate(checks, 1)]
    index.add_part(*part(*hourly))
    found = index.summary(ARTICLE)
    assert found is not None
    return found


def tagged(outcome: Outcome, number: int = 1) -> Check:
    """Return a check whose answer carried validators."""
    return check(
        outcome, version=number, etag='"tag"', last_modified="Sat, 21 Nov 2026 10:00:00 GMT"
    )


def test_unknown_article_has_no_summary(index: Index) -> None:
    """An article that nothing stored speaks of has no summary and no head."""
    assert index.summary(ARTICLE) is None
    assert index.head(ARTICLE) is None


def test_head_carries_the_record_and_its_hash(index: Index) -> None:
    """The head is the newest version's record, whole, with the hash of its stored bytes, whatever
    came last.
    """
    second, first = version(2), version(1)
    index.add_version(*second)
    index.add_version(*first)
    head = index.head(ARTICLE)
    assert head is not None
    assert (head.record, head.sha256) == (second[1], second[2])
    assert index.versions(ARTICLE) == [first[1], second[1]]
    assert index.fingerprints(ARTICLE) == [(1, "print 1"), (2, "print 2")]


@pytest.mark.parametrize("outcome", [Outcome.NEW, Outcome.CHANGED, Outcome.UNCHANGED])
def test_validators_of_an_answer_that_equals_the_head(index: Index, outcome: Outcome) -> None:
    """Validators come from the last full answer when its extraction equals the head."""
    assert summary(index, tagged(outcome)).etag == '"tag"'


@pytest.mark.parametrize(
    "outcome", [Outcome.SUSPECT, Outcome.BLOCKED, Outcome.UNREADABLE, Outcome.GONE]
)
def test_no_validators_after_a_doubtful_answer(index: Index, outcome: Outcome) -> None:
    """After a suspect, blocked or unreadable answer no validators are sent, nor after a removal."""
    found = summary(index, tagged(Outcome.UNCHANGED), tagged(outcome))
    assert (found.etag, found.last_modified) == (None, None)


@pytest.mark.parametrize("outcome", [*SILENT, Outcome.NOT_MODIFIED])
def test_validators_outlive_checks_without_a_page(index: Index, outcome: Outcome) -> None:
    """Checks that brought no page, "not modified" among them, leave the validators as they were."""
    found = summary(index, tagged(Outcome.UNCHANGED), check(outcome))
    assert (found.etag, found.last_modified) == ('"tag"', "Sat, 21 Nov 2026 10:00:00 GMT")


def test_no_validators_of_an_earlier_version(index: Index) -> None:
    """Validators of an answer that equalled an earlier version are not sent when another writer
    appended a newer one.
    """
    assert summary(index, tagged(Outcome.UNCHANGED, 1), versions=2).etag is None


def test_a_server_that_stops_sending_validators(index: Index) -> None:
    """Only the last full answer counts: older validators are not taken up again."""
    assert summary(index, tagged(Outcome.UNCHANGED), check(Outcome.UNCHANGED)).etag is None


@pytest.mark.parametrize("outcome", FULL)
def test_full_answers_are_unconditional(index: Index, outcome: Outcome) -> None:
    """Every full answer sets the time of the last unconditional one."""
    assert summary(index, check(outcome), check(Outcome.NOT_MODIFIED)).last_unconditional == after(
        hours=1
    )


@pytest.mark.parametrize("outcome", [Outcome.SUSPECT, Outcome.BLOCKED, Outcome.UNREADABLE, *SILENT])
def test_doubtful_checks_saw_nothing(index: Index, outcome: Outcome) -> None:
    """A suspect, blocked, unreadable or failed check never counts as having seen the state."""
    assert summary(index, check(Outcome.NOT_MODIFIED), check(outcome)).last_seen == after(hours=1)


def test_seeing_an_older_version_is_not_seeing_the_head(index: Index) -> None:
    """A check that saw version 1 says nothing of version 2, which was last seen when it was
    believed.
    """
    assert summary(index, check(Outcome.UNCHANGED, version=1), versions=2).last_seen == after(
        minutes=2
    )


def test_last_checked_is_the_newest_look(index: Index) -> None:
    """The last check counts with its outcome and reason, however it ended, but for skipped ones."""
    found = summary(
        index, check(), check(Outcome.FAILED, reason="connection refused"), check(Outcome.SKIPPED)
    )
    assert (found.last_checked, found.last_outcome, found.last_reason) == (
        after(hours=2),
        Outcome.FAILED,
        "connection refused",
    )


def test_an_article_that_was_never_readable(index: Index) -> None:
    """An article with checks and no version has a summary without state, version or validators."""
    index.add_part(
        *part(check(Outcome.UNREADABLE, version=None, fetched_at=after(hours=1), etag='"x"'))
    )
    found = index.summary(ARTICLE)
    assert found is not None
    assert (found.state, found.version, found.etag, found.last_seen) == (None, None, None, None)
    assert (found.url, found.first_seen) == (URL, after(hours=1))
    assert index.articles(kept=True) == []


def test_a_removed_article_keeps_its_title(index: Index) -> None:
    """The summary of a removed article carries the title of its last version that had one."""
    index.add_version(*version(1))
    index.add_version(*version(2, state=State.GONE))
    found = index.summary(ARTICLE)
    assert found is not None
    assert (found.state, found.title) == (State.GONE, "Ferry crews strike, day 1")


def test_last_capture_is_the_newest_stored_page(index: Index) -> None:
    """The last capture is that of a check or of a version, whichever is newer."""
    assert summary(index, check(capture="daily"), check()).last_capture == after(hours=1)
    index.add_version(*version(2, at=after(hours=5)))
    newer = index.summary(ARTICLE)
    assert newer is not None
    assert newer.last_capture == after(hours=5)


def test_sources_and_watching(index: Index) -> None:
    """Sources are those of its checks.

    It is watched only when a run that was told so checked it as a one-off.
    """
    watching: dict[str, Any] = {"watch": True}
    index.add_part(
        *part(check(source="hill"), check(source="harbour"), check(source="hill"), plan=watching)
    )
    first = index.summary(ARTICLE)
    index.add_part(*part(check(), run=run_id(1)))
    second = index.summary(ARTICLE)
    index.add_part(*part(check(), run=run_id(2), plan=watching))
    third = index.summary(ARTICLE)
    assert first
    assert second
    assert third
    assert first.sources == ("harbour", "hill")
    assert [item.watched for item in (first, second, third)] == [False, False, True]


def test_checks_come_back_whole(index: Index) -> None:
    """A check line that was fed is the value that a query gives, newest first."""
    full = Check(
        kind="article",
        run=RUN,
        url=URL,
        fetched_at=after(seconds=1.5),
        outcome=Outcome.CHANGED,
        source="harbour",
        final_url=URL + "/",
        hops=(URL, URL + "/x"),
        article=ARTICLE,
        status=200,
        reason="the text differs",
        version=2,
        record_sha256="4" * 64,
        capture="some/key",
        body_sha256="5" * 64,
        fingerprint="6" * 64,
        extractor="test 1",
        etag='W/"7"',
        last_modified="Sat, 21 Nov 2026 10:00:00 GMT",
        published="2026-11-21",
        modified="2026-11-21T10:00:00+01:00",
        developing=True,
    )
    older = check()
    index.add_part(*part(older, full))
    assert index.checks(ARTICLE) == [full, older]
    assert index.checks(ARTICLE, limit=1) == [full]
    assert index.checks(ARTICLE, since=after(seconds=1)) == [full]
    assert index.run_checks(RUN) == [older, full]


def test_pending_ends_with_a_sure_look(index: Index) -> None:
    """Pending are the suspect and blocked checks after the last sure one, oldest first."""
    lines = [Outcome.SUSPECT, Outcome.UNCHANGED, Outcome.SUSPECT, Outcome.FAILED, Outcome.BLOCKED]
    summary(index, *map(check, lines))
    assert [line.fetched_at for line in index.pending(ARTICLE)] == [after(hours=3), after(hours=5)]


def test_pending_tells_what_was_found(index: Index) -> None:
    """The finding and its points come back from the index as they stand in the line."""
    lines = [
        check(finding.outcome, fetched_at=after(hours=hours), finding=finding, score=50 + hours)
        for hours, finding in enumerate(Finding)
    ]
    index.add_part(*part(*lines))
    assert index.pending(ARTICLE) == lines


def test_pending_ends_with_a_version(index: Index) -> None:
    """A version that is newer than a suspicion settles it, though the check line that made it was
    lost in a crash.
    """
    summary(index, check(Outcome.UNCHANGED), check(Outcome.SUSPECT))
    assert len(index.pending(ARTICLE)) == 1
    index.add_version(*version(2, state=State.GONE, at=after(hours=2), confirmed_at=after(hours=3)))
    assert index.pending(ARTICLE) == []
