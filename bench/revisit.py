"""How many versions of articles a revisiting policy catches, how late, and with how many requests,
in simulated time.

    python bench/revisit.py [--articles N] [--seed N] [--shape early|even|late]
                            [--budgets 2,4,...] [--undated]

The world is ``revisit_edits``, drawn before any policy was written; nothing of it is known to a
policy but what checks and lists return. All policies get the same first check, when a list crawled
every quarter of an hour names the article; the same stop rule; and the same developing marks. Ours
is ``jobs.revisit`` itself, policy and budget, with the default intervals. Each line of it is
followed by fixed cadences whose interval is scaled until they make as many requests. Requests are
counted after the first check, lists not at all: they are the same for all. With ``--undated``, each
line of ours is followed by the same without dates in lists.

A version is caught when a check falls between its edit and the next one; its delay is the time from
its edit to that look. "Of all" is the middle delay of all versions, with one that was never caught
as endless. Needs numpy, which only puts due checks into order.
"""

import argparse
import math
import random
import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import numpy as np
from revisit_edits import DAY, HOUR, MINUTE, SHAPES, WEEK, Article, World, draw

from crawler.config import RevisitConfig
from crawler.model import Outcome
from jobs.revisit.budget import Budget, Spent
from jobs.revisit.policy import FRESH, Next, Policy
from jobs.revisit.revisit_record import CheckSummary, RevisitRecord, after
from jobs.revisit.waiting_checks import WaitingChecks

START = datetime(2026, 1, 1, tzinfo=UTC)
LISTS_EVERY = 15 * MINUTE
TICK = 10 * MINUTE
STOP = 90 * DAY
PERIOD = 168 * DAY
MARGIN = 28 * DAY
"""Articles that appear within this time of the period's beginning or end are followed, but not
counted: the load is to be steady.
"""


def moment(at: float) -> datetime:
    """Return the simulation's second as a time."""
    return START + timedelta(seconds=at)


def listed_at(at: int) -> int:
    """When the next crawl of a list is that sees what happened at this time."""
    return -(-at // LISTS_EVERY) * LISTS_EVERY


def counts(article: Article) -> bool:
    """Return whether the article is one of those that are counted."""
    return MARGIN <= article.published < PERIOD - MARGIN


@dataclass(slots=True)
class Tally:
    """What a policy came to."""

    requests: int = 0
    delays: list[int] = field(default_factory=list)

    def look(self, article: Article, known: int, at: int) -> int:
        """Count one check. Return the version that it saw."""
        seen = article.version(at)
        if not counts(article):
            return seen
        self.requests += 1
        if seen > known:
            self.delays.append(at - article.edits[seen - 1])
        return seen


@dataclass(frozen=True, slots=True)
class Line:
    """A policy's line in the table."""

    name: str
    requests: float
    caught: float
    delay: float
    """The middle delay of the versions caught, in minutes."""
    overall: float
    """The middle delay of all versions, one that was never caught counted as endless."""


def line(name: str, tally: Tally, articles: Sequence[Article]) -> Line:
    """Sum up. Versions that were gone before the first check count for nobody."""
    articles = [one for one in articles if counts(one)]
    versions = sum(len(one.edits) - one.version(listed_at(one.published)) for one in articles)
    delays = sorted(tally.delays)
    overall = delays[versions // 2] / MINUTE if versions // 2 < len(delays) else math.inf
    caught = len(delays) / versions
    return Line(
        name,
        tally.requests / len(articles),
        caught,
        statistics.median(delays) / MINUTE if delays else math.inf,
        overall,
    )


# ours


@dataclass(slots=True)
class Followed:
    """An article under our policy."""

    article: Article
    record: RevisitRecord
    next: Next | None
    known: int
    hints: list[int]
    """When lists will show a newer date, the soonest last."""


class Ours:
    """``jobs.revisit`` at work."""

    def __init__(self, articles: Sequence[Article], *, dated: bool = True) -> None:
        self.policy = Policy(RevisitConfig())
        self.tally = Tally()
        self.followed = [self._follow(one, dated=dated) for one in articles]

    def _follow(self, article: Article, *, dated: bool) -> Followed:
        at = listed_at(article.published)
        record = RevisitRecord(
            article=f"news-{article.host}.example/{article.number:032x}",
            first_seen=moment(at),
            published=moment(article.published),
        )
        record = after(
            record, CheckSummary(at=moment(at), outcome=Outcome.NEW, developing=article.marked(at))
        )
        hints = (
            [
                listed_at(date)
                for date in article.dates or ()
                if at < listed_at(date) < article.listed_until
            ]
            if dated
            else []
        )
        return Followed(article, record, self.policy.next(record), article.version(at), hints[::-1])

    def look(self, one: Followed, at: int) -> None:
        """Check the article, and decide about the next time."""
        seen = self.tally.look(one.article, one.known, at)
        outcome = Outcome.CHANGED if seen > one.known else Outcome.UNCHANGED
        one.known = seen
        one.record = after(
            one.record,
            CheckSummary(at=moment(at), outcome=outcome, developing=one.article.marked(at)),
        )
        one.next = self.policy.next(one.record)

    def run(self, per_hour: int) -> Tally:
        """Follow all articles, with so many requests an hour, or with as many as it takes."""
        if per_hour:
            self.bounded(per_hour)
        else:
            self.unbounded()
        return self.tally

    def unbounded(self) -> None:
        """Look at every article just when the policy says."""
        for one in self.followed:
            while one.next is not None:
                at = math.ceil((one.next.at - START).total_seconds())
                self.look(one, one.hints.pop() if one.hints and one.hints[-1] < at else at)

    def bounded(self, per_hour: int) -> None:
        """Look at what the budget allows, every ten minutes."""
        queue = Queue(self)
        budget = Budget(total=per_hour, per_host=per_hour)
        hour: list[int] = []
        last = max(one.article.published for one in self.followed) + STOP + DAY
        for now in range(0, last, TICK):
            made = queue.tick(now, budget, sum(hour[-5:]))
            hour.append(made)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A due check."""

    article: str
    host: str
    next: Next


class Queue:
    """All next checks as arrays, so that the few that may be chosen are found fast.

    ``WaitingChecks`` chooses.
    """

    def __init__(self, ours: Ours) -> None:
        self._ours = ours
        size = len(ours.followed)
        self._due, self._last, self._interval, self._rate = (
            np.full(size, np.inf),
            np.zeros(size),
            np.ones(size),
            np.zeros(size),
        )
        self._hints = sorted(
            ((hint, place) for place, one in enumerate(ours.followed) for hint in one.hints),
            reverse=True,
        )
        for place in range(size):
            self._put(place)

    def _put(self, place: int) -> None:
        soon = self._ours.followed[place].next
        if soon is None:
            self._due[place] = np.inf
            return
        self._due[place] = (soon.at - START).total_seconds()
        self._last[place] = (soon.last - START).total_seconds()
        self._interval[place], self._rate[place] = soon.interval, soon.rate

    def tick(self, now: int, budget: Budget, spent: int) -> int:
        """Make the checks of this moment; return how many."""
        while self._hints and self._hints[-1][0] <= now:
            at, place = self._hints.pop()
            self._ours.look(self._ours.followed[place], at)
            self._put(place)
        due = np.nonzero(self._due <= now)[0]
        room = budget.room(Spent(hour={"all": spent}))
        if len(due) > 2 * room:
            waited = now - self._last[due]
            worth = self._rate[due] * FRESH * -np.expm1(-waited / FRESH)
            best = [
                np.argpartition(-value, room)[: room + 1]
                for value in (worth, waited / self._interval[due])
            ]
            due = due[np.unique(np.concatenate(best))]
        waiting = WaitingChecks(map(self._candidate, due))
        chosen = waiting.choose(moment(now), budget, Spent(hour={"all": spent}))
        for one in chosen:
            place = int(one.article)
            self._ours.look(self._ours.followed[place], now)
            self._put(place)
        return len(chosen)

    def _candidate(self, place: int) -> Candidate:
        soon = self._ours.followed[place].next
        assert soon is not None
        return Candidate(str(place), "all", soon)


# fixed cadences


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixed:
    """Looks at regular intervals up to a time of the article's.

    With ``marks``, every ten minutes while it says that it develops.
    """

    name: str
    until: Callable[[Article], int]
    marks: bool

    def run(self, articles: Sequence[Article], interval: float) -> Tally:
        """Follow all articles.

        The first interval is cut at random, as looks don't come in step with publications.
        """
        tally, dice = Tally(), random.Random(1)
        for article in articles:
            begun, phase = listed_at(article.published), dice.random()
            until = self.until(article)
            if not article.edits and not (self.marks and article.marked_until):
                tally.requests += max(math.floor((until - begun) / interval + 1 - phase), 0)
                continue
            self._follow(tally, article, begun, (phase, interval, until))
        return tally

    def _follow(
        self, tally: Tally, article: Article, begun: int, way: tuple[float, float, int]
    ) -> None:
        phase, interval, until = way
        known, usual, at = article.version(begun), begun + phase * interval, begun
        while True:
            soon = at + TICK if self.marks and article.marked(at) else math.inf
            if min(soon, usual) > until:
                return
            if soon < usual:
                at = round(soon)
            else:
                at, usual = round(usual), usual + interval
            known = tally.look(article, known, at)

    def scaled(self, articles: Sequence[Article], requests: float) -> tuple[Tally, float] | None:
        """Follow them with the interval at which there are as many requests for each article.

        None where there is none.
        """
        low, high = float(MINUTE), 400.0 * DAY
        for _ in range(40):
            middle = math.sqrt(low * high)
            made = self.count(articles, middle) / len(articles)
            low, high = (middle, high) if made > requests else (low, middle)
        tally = self.run(articles, high)
        return (
            (tally, high)
            if abs(tally.requests / len(articles) - requests) <= 0.05 * requests
            else None
        )

    def count(self, articles: Sequence[Article], interval: float) -> float:
        """Return how many requests that takes, marks and all, to within a few in a thousand."""
        sample = articles[:: max(len(articles) // 4000, 1)]
        return self.run(sample, interval).requests * len(articles) / len(sample)


def stop(article: Article) -> int:
    """Return the stop rule that all policies share."""
    return article.published + STOP


def listed(article: Article) -> int:
    """Return only while lists name it."""
    return article.listed_until


FIXED = [
    Fixed(name=f"{name}{', marks every 10 min' if marks else ''}", until=until, marks=marks)
    for name, until in (("fixed", stop), ("fixed while in feed", listed))
    for marks in (False, True)
]


def gdelt(articles: Sequence[Article]) -> Tally:
    """Looks after 24 hours and after 7 days."""
    tally = Tally()
    for article in articles:
        known = article.version(listed_at(article.published))
        for age in (DAY, WEEK):
            known = tally.look(article, known, article.published + age)
    return tally


def table(
    articles: Sequence[Article], budgets: Sequence[int], *, undated: bool
) -> Iterator[list[Line]]:
    """Yield each point of ours with its rivals at as many requests."""
    counted = [one for one in articles if counts(one)]
    yield [line("24 h and 7 d, as GDELT", gdelt(counted), counted)]
    yield [line("hourly to the end", FIXED[0].run(counted, HOUR), counted)]
    yield [line("hourly while in feed", FIXED[2].run(counted, HOUR), counted)]
    yield [line("15 min while in feed", FIXED[2].run(counted, LISTS_EVERY), counted)]
    for budget in budgets:
        per_hour = round(budget * len(articles) / (PERIOD / HOUR))
        named = f"ours, {f'{per_hour:,} requests an hour' if budget else 'no budget'}"
        ours = Ours(articles).run(per_hour)
        lines = [line(named, ours, articles)]
        for fixed in FIXED:
            found = fixed.scaled(counted, lines[0].requests)
            if found:
                lines.append(line(f"  {fixed.name}, every {_span(found[1])}", found[0], counted))
        yield lines
        if undated:
            yield [
                line(f"{named}, lists undated", Ours(articles, dated=False).run(per_hour), articles)
            ]


def _span(seconds: float) -> str:
    return (
        f"{seconds / MINUTE:.0f} min"
        if seconds < 2 * HOUR
        else f"{seconds / HOUR:.1f} h"
        if seconds < 2 * DAY
        else f"{seconds / DAY:.1f} d"
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--shape", choices=SHAPES, default="early")
    parser.add_argument(
        "--budgets",
        default="2,4,8,16,32,0",
        help="mean requests for each article over all hours; 0: no budget",
    )
    parser.add_argument(
        "--undated", action="store_true", help="ours also where no list dates its links"
    )
    call = parser.parse_args()
    articles = draw(
        World(
            articles=call.articles,
            shape=call.shape,
            period=PERIOD,
            host_size=500 * PERIOD // (28 * DAY),
        ),
        call.seed,
    )
    print(f"{'':58} {'requests':>9} {'caught':>8} {'delay':>9} {'of all':>9}")
    for lines in table(
        articles, [int(text) for text in call.budgets.split(",")], undated=call.undated
    ):
        for one in lines:
            print(
                (
                    f"{one.name:58} {one.requests:9.2f} {one.caught:8.1%} {one.delay:7.0f} m "
                    f"{one.overall:7.0f} m"
                ),
                flush=True,
            )
        for what, rivals in (
            ("without marks", [one for one in lines[1:] if "marks" not in one.name]),
            ("of all", lines[1:]),
        ):
            if rivals:
                most, soonest = max(one.caught for one in rivals), min(one.delay for one in rivals)
                name = f"  to the most versions and the shortest delay {what}"
                print(
                    (
                        f"{name:58} {'':9} {lines[0].caught / most:6.2f} x "
                        f"{lines[0].delay / soonest:7.2f} x"
                    ),
                    flush=True,
                )


if __name__ == "__main__":
    main()
