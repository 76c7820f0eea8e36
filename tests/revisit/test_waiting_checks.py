"""What is chosen of many that wait: the same as if all were put into order."""

import random
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.revisit.budget import Budget, Spent
from jobs.revisit.falling_order import AHEAD, FallingOrder, RankBox, Ranked
from jobs.revisit.policy import Next, worth
from jobs.revisit.waiting_checks import WaitingChecks
from tests.examples import examples
from tests.revisit.plain_queue import Candidate, choose

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)

WAITED = st.one_of(st.integers(1, 5), st.integers(1, 10**7))
RATES = st.one_of(st.sampled_from([1e-6, 1e-5, 1e-4]), st.floats(1e-9, 1e-2))
CHECKS = st.lists(
    st.tuples(st.sampled_from("abcd"), RATES, WAITED, st.one_of(st.just(1.0), st.floats(0.01, 1))),
    min_size=1,
    max_size=150,
)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["add", "remove", "hold", "let go", "choose"]),
        st.integers(0, 200),
        st.one_of(st.integers(0, 4_000), st.integers(-20_000, 1_000_000)),
    ),
    max_size=30,
)


def candidate(number: int, host: str, rate: float, waited: int, share: float) -> Candidate:
    """Return a check that was due after a share of its waiting time."""
    last = NOON - timedelta(seconds=waited)
    interval = waited * share
    soon = Next(at=last + timedelta(seconds=interval), last=last, interval=interval, rate=rate)
    return Candidate(article=f"{host}.example/{number:032x}", host=f"{host}.example", next=soon)


@given(CHECKS, STEPS, st.integers(0, 900), st.integers(0, 300), st.integers(0, 100))
@settings(max_examples=examples(400), deadline=None)
def test_the_same_as_with_all_in_order(
    story: list[tuple[str, float, int, float]],
    steps: list[tuple[str, int, int]],
    total: int,
    per_host: int,
    spent_there: int,
) -> None:
    """Whatever comes, goes, is held and let go, and whatever the time is: the plain way's answers.

    In its order, also of those that are worth the same, within the same limits of all and of hosts.
    """
    checks = [candidate(number, *one) for number, one in enumerate(story)]
    budget = Budget(total=total, per_host=per_host)
    spent = Spent(hour={"a.example": spent_there}, slice={"a.example": spent_there // 6})
    waiting, plain, held = WaitingChecks[Candidate](), dict[str, Candidate](), set[str]()
    for number, one in enumerate(checks):
        if number % 3:
            waiting.add(one)
            plain[one.article] = one
    for what, number, seconds in [*steps, ("choose", 0, 0)]:
        one = checks[number % len(checks)]
        if what == "add":
            waiting.add(one)
            plain.setdefault(one.article, one)
        elif what == "remove":
            waiting.remove(one.article)
            plain.pop(one.article, None)
            held.discard(one.article)
        elif what == "hold":
            waiting.hold(one.article)
            held |= {one.article} & plain.keys()
        elif what == "let go":
            waiting.let_go(one.article)
            held.discard(one.article)
        else:
            now = NOON + timedelta(seconds=seconds)
            ready = [one for one in plain.values() if one.article not in held]
            found = [one.article for one in waiting.choose(now, budget, spent)]
            assert found == choose(ready, now, budget, spent)
    assert len(waiting) == len(plain.keys() - held)


class Counted:
    """A check that counts how often somebody asks what it is worth."""

    asked = 0

    def __init__(self, check: Candidate) -> None:
        self.article, self.host, self._check = check.article, check.host, check

    @property
    def next(self) -> Next:
        """Return the check's time and worth."""
        Counted.asked += 1
        return self._check.next


THINGS = st.lists(
    st.tuples(st.sampled_from("abcdefgh"), RATES, st.integers(-(10**6), 6_000)),
    min_size=10,
    max_size=80,
)


@given(THINGS, st.lists(st.tuples(st.integers(0, 2_000), st.integers(0, 8)), max_size=20))
@settings(max_examples=examples(400), deadline=None)
def test_the_order_as_time_goes_on(
    things: list[tuple[str, float, int]], looks: list[tuple[int, int]]
) -> None:
    """However much is known of it already: the first ones are those of sorting all.

    One comes and the first one goes between two looks.
    """
    order, there, now = FallingOrder[int](worth), dict[int, Ranked[int]](), 0.0

    def value(number: int) -> float:
        _, rate, since = things[number]
        return worth(rate, now - since)

    for number, (name, rate, since) in enumerate(things):
        if number % 2:
            there[number] = Ranked(number, number, (rate, float(since)))
            order.add(name, there[number])
    coming = iter(range(0, len(things), 2))
    for passed, many in [*looks, (0, 80)]:
        now += passed
        falling = order.falling(now, value, set())
        found = [number for number, _ in zip(falling, range(many), strict=False)]
        falling.close()
        assert found == sorted(there, key=lambda number: (-value(number), number))[:many]
        for number in found[:1]:
            order.remove(things[number][0], there.pop(number))
        for number in [one for one in [next(coming, None)] if one is not None]:
            name, rate, since = things[number]
            there[number] = Ranked(number, number, (rate, float(since)))
            order.add(name, there[number])


def test_few_of_many_are_looked_at() -> None:
    """To choose a hundred of 20,000 that wait, few more are looked at than of 2,000."""

    def looked_at(many: int) -> int:
        dice = random.Random(many)
        waiting = WaitingChecks(
            Counted(
                candidate(
                    number,
                    "abcd"[number % 4],
                    10 ** dice.uniform(-8, -4),
                    dice.randrange(1, 10**6),
                    dice.uniform(0.05, 1),
                )
            )
            for number in range(many)
        )
        Counted.asked = 0
        assert len(waiting.choose(NOON, Budget(total=600, per_host=600), Spent())) == 100
        return Counted.asked

    assert looked_at(20_000) < 3 * looked_at(2_000) < 3 * 1000


def test_of_many_names_few_are_looked_at() -> None:
    """Which names may come to something is found once for the next hour, and what is new to it."""
    valued: list[float] = []

    def counted(slope: float, seconds: float, begun: float = 0.0, /) -> float:
        valued.append(slope)
        return worth(slope, seconds, begun)

    order = FallingOrder[int](counted)
    rates = [1 + number / 1000 for number in range(1000)]
    for number, rate in enumerate(rates):
        order.add(f"{number}.example", Ranked(number, number, (rate, 0.0)))

    def best(now: float) -> int:
        falling = order.falling(now, lambda number: worth(rates[number], now), set())
        found = next(falling)
        falling.close()
        return found

    late = 100 * AHEAD
    assert (best(late), len(valued) >= 1000) == (999, True)
    valued.clear()
    assert best(late + 60) == best(late + AHEAD) == 999
    rates.append(3.0)
    order.add("new.example", Ranked(1000, 1000, (3.0, 0.0)))
    assert best(late + AHEAD) == 1000
    assert len(valued) < 300
    valued.clear()
    assert (best(late + AHEAD + 1), len(valued) >= 1000) == (1000, True)


def test_a_box_of_things_that_are_all_alike() -> None:
    """What no cut can part stays in one box, and all of it is there."""
    box = RankBox([Ranked(number, number, (1.0, 5.0)) for number in range(100)])
    assert {one.what for one in box.opened() if isinstance(one, Ranked)} == set(range(100))
