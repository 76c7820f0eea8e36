"""Which due checks are made when there are more than the budget allows."""

from collections import Counter
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.revisit.budget import SLICES, Budget, Spent
from jobs.revisit.policy import Next
from jobs.revisit.waiting_checks import RESERVED, WaitingChecks
from tests.revisit.plain_queue import Candidate

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)

RATES = st.floats(1e-9, 1e-2)
DUE = st.lists(st.tuples(st.sampled_from("abc"), RATES, st.integers(1, 10**6)), max_size=40)


def due(number: int, host: str, rate: float, waited: int, *, now: datetime = NOON) -> Candidate:
    """Return a check that was due half its waiting time ago."""
    last = now - timedelta(seconds=waited)
    soon = Next(at=last + timedelta(seconds=waited / 2), last=last, interval=waited / 2, rate=rate)
    return Candidate(article=f"{host}.example/{number:032x}", host=f"{host}.example", next=soon)


@settings(deadline=None)
@given(DUE, st.integers(0, 60), st.integers(0, 60), st.integers(0, 30), st.integers(0, 30))
def test_the_budget_is_kept(
    story: list[tuple[str, float, int]], total: int, per_host: int, hour: int, part: int
) -> None:
    """Never more than is left of the hour's budget and of its slice, of all and of each host.

    Each check once; none is made up.
    """
    candidates = [due(number, *one) for number, one in enumerate(story)]
    budget = Budget(total=total, per_host=per_host)
    spent = Spent(hour={"a.example": hour + part}, slice={"a.example": part})
    chosen = WaitingChecks(candidates).choose(NOON, budget, spent)
    assert len(chosen) <= budget.room(spent)
    for host, number in Counter(one.host for one in chosen).items():
        assert number <= budget.host_room(host, spent)
    assert len({one.article for one in chosen}) == len(chosen)
    assert set(chosen) <= set(candidates)


@settings(deadline=None)
@given(DUE)
def test_with_enough_budget_all_are_made(story: list[tuple[str, float, int]]) -> None:
    """Nothing waits that needs not, and the most valuable check is made first."""
    candidates = [due(number, *one) for number, one in enumerate(story)]
    chosen = WaitingChecks(candidates).choose(NOON, Budget(total=1000, per_host=1000), Spent())
    assert sorted(one.article for one in chosen) == sorted(one.article for one in candidates)
    worths = [one.next.worth(NOON) for one in chosen]
    assert worths == sorted(worths, reverse=True)


def test_the_most_valuable_go_first() -> None:
    """Of equally long due checks, those with the higher rate of expected changes are made, but for
    the reserved tenth.
    """
    candidates = [due(number, "a", 1e-6 * (number + 1), 3600) for number in range(600)]
    chosen = WaitingChecks(candidates).choose(NOON, Budget(total=600, per_host=600), Spent())
    assert len(chosen) == 600 / SLICES
    best = {one.article for one in candidates[-100:]}
    assert len([one for one in chosen if one.article in best]) >= 100 * (1 - 2 / RESERVED)


def test_an_hour_is_not_spent_at_once() -> None:
    """Ten minutes have a sixth of the hour's budget, rounded up, so that a burst leaves something
    for what is urgent later.
    """
    budget = Budget(total=60, per_host=7)
    assert budget.room(Spent()) == 10
    assert budget.host_room("a.example", Spent()) == 2
    assert budget.room(Spent(hour={"a.example": 55}, slice={"a.example": 3})) == 5
    assert budget.room(Spent(hour={"a.example": 61}, slice={})) == 0


def test_a_full_host_does_not_stop_the_others() -> None:
    """Checks at a host without room wait; less valuable ones elsewhere are made."""
    candidates = [due(number, "a", 1e-3, 3600) for number in range(20)] + [
        due(number, "b", 1e-6, 3600) for number in range(20)
    ]
    chosen = WaitingChecks(candidates).choose(
        NOON,
        Budget(total=120, per_host=60),
        Spent(hour={"a.example": 55}, slice={"a.example": 6}),
    )
    assert Counter(one.host for one in chosen) == {"a.example": 4, "b.example": 10}


def test_nobody_starves() -> None:
    """With one request a minute and ten times as many valuable checks, an article of next to no
    worth is looked at within the day.
    """
    budget, lowest = Budget(total=60, per_host=60), due(10**6, "a", 1e-12, 60)
    crowd = [due(number, "a", 1e-3, 60) for number in range(600)]
    waiting, hour = {one.article: one for one in (*crowd, lowest)}, [0] * 60
    for minute in range(24 * 60):
        now = NOON + minute * MINUTE
        spent = Spent(hour={"a.example": sum(hour[-59:])}, slice={"a.example": sum(hour[-9:])})
        chosen = WaitingChecks(waiting.values()).choose(now, budget, spent)
        hour.append(len(chosen))
        if any(one.article == lowest.article for one in chosen):
            return
        for one in chosen:  # looked at, and due again a minute later
            waiting[one.article] = Candidate(
                article=one.article,
                host=one.host,
                next=Next(at=now + MINUTE, last=now, interval=60.0, rate=1e-3),
            )
    raise AssertionError("it was never looked at")
