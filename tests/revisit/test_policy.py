"""The rules of when an article is looked at next, in simulated time."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.config import RevisitConfig
from crawler.model import CONFIRMED, Outcome
from jobs.revisit.explanation import steps
from jobs.revisit.policy import JITTER, Policy
from jobs.revisit.revisit_record import KEPT_CHANGES, CheckSummary, RevisitRecord, after

BORN = datetime(2026, 11, 1, 8, tzinfo=UTC)
NAME = "news.example/" + "0" * 32
CONFIG = RevisitConfig()
POLICY = Policy(CONFIG)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

Answer = Callable[[datetime], CheckSummary]


def found(at: datetime = BORN, **fields: object) -> RevisitRecord:
    """Return the record of an article that was found then."""
    record = RevisitRecord(article=NAME, first_seen=at, published=BORN)
    # a CheckSummary's fields
    return after(record, CheckSummary(at=at, outcome=Outcome.NEW, **fields))  # type: ignore[arg-type]


def quiet(at: datetime) -> CheckSummary:
    """Return a check that sees nothing new."""
    return CheckSummary(at=at, outcome=Outcome.UNCHANGED)


def followed(
    record: RevisitRecord, answer: Answer = quiet, policy: Policy = POLICY
) -> Iterator[tuple[datetime, RevisitRecord]]:
    """Yield the looks of a policy at an article, each with the record after it."""
    while (soon := policy.next(record)) is not None:
        record = after(record, answer(soon.at))
        yield soon.at, record


def until(record: RevisitRecord, moment: datetime, answer: Answer = quiet) -> RevisitRecord:
    """Return the record as it stands at a time, when looks were made as the policy says."""
    for at, later in followed(record, answer):
        if at > moment:
            return record
        record = later
    return record


def wait(record: RevisitRecord) -> timedelta:
    """Return how long from the last check to the next."""
    soon = POLICY.next(record)
    assert soon is not None
    return soon.at - soon.last


def test_a_quiet_article_is_looked_at_as_configured() -> None:
    """Without any change there are about as many checks in the first day, the first week and later
    as the configured intervals give.
    """
    ages = [at - BORN for at, _ in followed(found())]
    first_day = sum(age <= DAY for age in ages)
    first_week = sum(DAY < age <= 7 * DAY for age in ages)
    assert 20 <= first_day <= 28
    assert 11 <= first_week <= 17
    assert 10 <= len(ages) - first_day - first_week <= 18


def test_looks_are_front_loaded() -> None:
    """The time between two checks of a quiet article never shrinks, but for the jitter, and the
    last check is at the stop.
    """
    looks = [BORN, *(at for at, _ in followed(found()))]
    waits = [later - earlier for earlier, later in pairwise(looks)]
    assert all(later >= earlier * (1 - 2 * JITTER) for earlier, later in pairwise(waits[:-1]))
    assert looks[-1] == BORN + CONFIG.stop_after


@pytest.mark.parametrize("age", [3 * HOUR, 2 * DAY, 40 * DAY])
def test_a_change_brings_quick_looks(age: timedelta) -> None:
    """After a change the next check comes soon, and the looks after it slow down again while
    nothing changes.
    """
    record = until(found(), BORN + age)
    soon = POLICY.next(record)
    assert soon is not None
    changed = after(record, CheckSummary(at=soon.at, outcome=Outcome.CHANGED))
    assert wait(changed) < wait(after(record, quiet(soon.at))) / 2
    later = until(changed, soon.at + 12 * HOUR)
    assert wait(later) > wait(changed)


def test_an_article_that_changes_often_is_looked_at_more() -> None:
    """Long after its last change, one with many changes in its past is looked at sooner than one
    with few, and that than one without.
    """
    waits = []
    for changes in (0, 1, 5):
        record = until(found(), BORN + 3 * DAY, partial(_changing, most=changes))
        waits.append(wait(record))
    assert waits[0] > waits[1] * 1.2 > waits[2] * 1.4


def _changing(at: datetime, most: int) -> CheckSummary:
    """Return a check that sees a change in each of the first hours."""
    return CheckSummary(
        at=at, outcome=Outcome.CHANGED if at - BORN < most * HOUR else Outcome.UNCHANGED
    )


def test_a_developing_story_is_looked_at_within_minutes() -> None:
    """While a page says that its story develops, and goes on changing, looks come every ten
    minutes; a forgotten mark loses its force.
    """
    record = found(developing=True)
    assert wait(found(BORN + 12 * HOUR, developing=True)) <= CONFIG.developing * (1 + JITTER)
    assert wait(found(BORN + 12 * HOUR)) > HOUR
    forgotten = until(
        record,
        BORN + 3 * DAY,
        lambda at: CheckSummary(at=at, outcome=Outcome.UNCHANGED, developing=True),
    )
    plain = until(found(), BORN + 3 * DAY)
    assert wait(forgotten) > wait(plain) / 2
    ended = after(
        record, CheckSummary(at=BORN + 10 * MINUTE, outcome=Outcome.CHANGED, developing=False)
    )
    assert not ended.developing


def test_not_modified_keeps_the_mark() -> None:
    """An answer without a page says nothing of the mark."""
    assert after(
        found(developing=True), CheckSummary(at=BORN + HOUR, outcome=Outcome.NOT_MODIFIED)
    ).developing


@pytest.mark.parametrize("outcome", [Outcome.SUSPECT, Outcome.BLOCKED])
def test_a_doubtful_page_is_looked_at_within_the_hour(outcome: Outcome) -> None:
    """The first looks after a doubtful one come within the hour, at any age.

    A doubt that lasts is left alone more and more.
    """
    record = until(found(), BORN + 40 * DAY)
    waits = []
    for _ in range(12):
        soon = POLICY.next(record)
        assert soon is not None
        record = after(record, CheckSummary(at=soon.at, outcome=outcome))
        waits.append(wait(record))
    assert max(waits[:6]) <= HOUR
    assert waits[-1] > DAY


@pytest.mark.parametrize("outcome", [Outcome.FAILED, Outcome.UNREADABLE, Outcome.REFUSED])
def test_failures_are_backed_off(outcome: Outcome) -> None:
    """Failures in a row make the looks ever rarer, never rarer than ``later``.

    A confirming check ends that.
    """
    record, waits = found(), []
    for _ in range(10):
        soon = POLICY.next(record)
        assert soon is not None
        record = after(record, CheckSummary(at=soon.at, outcome=outcome))
        waits.append(wait(record))
    assert waits[-1] > 8 * waits[0] or outcome is Outcome.REFUSED
    assert max(waits) <= CONFIG.later * (1 + JITTER)
    assert record.last_checked is not None
    mended = after(record, quiet(record.last_checked))
    assert wait(mended).total_seconds() <= POLICY.base(
        (record.last_checked - BORN).total_seconds()
    ) * (1 + JITTER)


def test_a_refused_page_is_asked_for_once_a_day_at_most() -> None:
    """Robots rules are not asked about again and again."""
    assert wait(after(found(), CheckSummary(at=BORN + HOUR, outcome=Outcome.REFUSED))) >= DAY * (
        1 - JITTER
    )


def test_a_removed_article_is_looked_at_rarely() -> None:
    """An article whose removal is believed is looked at for a return, as seldom as an old one.

    A return ends that.
    """
    gone = after(found(), CheckSummary(at=BORN + HOUR, outcome=Outcome.GONE))
    assert wait(gone) >= CONFIG.later * (1 - JITTER)
    assert wait(after(gone, CheckSummary(at=BORN + 2 * HOUR, outcome=Outcome.CHANGED))) < HOUR


@given(st.integers(0, 2000))
def test_the_stop_is_hard_with_one_last_look(days: int) -> None:
    """However late an article is found, there is a last check, at the stop or, where that is over,
    once after it was found; then none.
    """
    looks = list(followed(found(BORN + days * DAY)))
    assert looks
    assert looks[-1][0] == max(BORN + CONFIG.stop_after, BORN + days * DAY + CONFIG.later)
    assert POLICY.next(looks[-1][1]) is None


@given(
    st.lists(
        st.tuples(st.sampled_from(list(Outcome)), st.booleans(), st.integers(1, 10**6)), max_size=40
    )
)
def test_whatever_happens_the_next_look_makes_sense(story: list[tuple[Outcome, bool, int]]) -> None:
    """After any history the next check is explained, and no sooner than ten minutes, but for the
    jitter and the stop.
    """
    record, at = found(), BORN
    for outcome, developing, seconds in story:
        at += timedelta(seconds=seconds)
        record = after(
            record,
            CheckSummary(
                at=at, outcome=outcome, developing=developing if outcome in CONFIRMED else None
            ),
        )
    soon = POLICY.next(record)
    assert (soon is None) == (
        record.last_checked is not None and record.last_checked >= POLICY.end(record)
    )
    assert len(record.changes) <= KEPT_CHANGES
    told = steps(POLICY, record)
    if soon is None:
        assert [step.name for step in told] == ["stop"]
        return
    assert soon.final or soon.interval >= CONFIG.developing.total_seconds() * (1 - JITTER) - 1
    assert soon.at <= POLICY.end(record)
    assert told[-1].interval == pytest.approx(soon.interval)
    assert told[0].name == "age"


def test_a_skipped_check_is_no_look() -> None:
    """A check that looked at nothing changes nothing."""
    record = found()
    assert after(record, CheckSummary(at=BORN + HOUR, outcome=Outcome.SKIPPED)) == record


@given(st.text(), st.text())
def test_the_jitter_is_the_articles_own(one: str, other: str) -> None:
    """The same record has the same next check whenever it is asked for.

    Two articles found together are spread, but never by much.
    """
    first = POLICY.next(RevisitRecord(article=one, first_seen=BORN))
    assert first == POLICY.next(RevisitRecord(article=one, first_seen=BORN))
    second = POLICY.next(RevisitRecord(article=other, first_seen=BORN))
    assert first is not None
    assert second is not None
    assert abs(first.interval - second.interval) <= 2 * JITTER * POLICY.base(0) + 1e-6


def test_what_was_found_together_is_spread() -> None:
    """A hundred articles found at one moment are looked at again at as many moments, over a fifth
    of their interval.
    """
    waits = sorted(
        wait(RevisitRecord(article=f"news.example/{number:032x}", first_seen=BORN))
        for number in range(100)
    )
    assert len(set(waits)) == 100
    assert waits[-1] - waits[0] > 1.5 * JITTER * timedelta(seconds=POLICY.base(0))


def test_a_date_in_the_future_is_not_believed() -> None:
    """Age counts from when the article was first seen where the page claims to be younger."""
    record = RevisitRecord(article=NAME, first_seen=BORN, published=BORN + 30 * DAY)
    assert POLICY.end(record) == BORN + CONFIG.stop_after


SPANS = st.timedeltas(MINUTE, 400 * DAY)


@given(SPANS, SPANS, SPANS, SPANS, SPANS)
def test_any_configuration_comes_to_an_end(
    developing: timedelta, day: timedelta, week: timedelta, later: timedelta, stop: timedelta
) -> None:
    """Whatever is configured, sensible or not.

    Looks go on to the last one, none sooner than ``developing`` says, and are explained.
    """
    config = RevisitConfig(
        developing=developing, first_day=day, first_week=week, later=later, stop_after=stop
    )
    policy, record = Policy(config), found()
    for _ in range(50):
        soon = policy.next(record)
        if soon is None:
            assert record.last_checked is not None
            assert record.last_checked >= policy.end(record)
            return
        assert soon.final or soon.interval >= developing.total_seconds() * (1 - JITTER) - 1
        assert steps(policy, record)[-1].interval == pytest.approx(soon.interval)
        record = after(record, quiet(soon.at))


@given(st.floats(0, 100 * 86400))
def test_the_intervals_grow_with_age(age: float) -> None:
    """A quiet article's interval grows with its age, from at least ``developing`` to ``later``."""
    assert (
        CONFIG.developing.total_seconds()
        <= POLICY.base(age)
        <= POLICY.base(age + 3600)
        <= CONFIG.later.total_seconds() + 1e-6
    )
