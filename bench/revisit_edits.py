"""A simulated newsroom world.

Articles, when they are edited, and what a check or a list would show. No policy is in here.

    python bench/revisit_edits.py [--articles N] [--seed N] [--shape early|even|late]

Matched to published figures, which the table that is printed compares with what was drawn:

* GDELT's Global Difference Graph, four months, 88,027,716 pages fetched again after 24 hours and
  after 7 days (GDELT blog, "Looking back on four months of the Global Difference Graph"): bodies
  changed in 15.10 % and 17.85 %, titles in 5.09 % and 6.06 %, either in 16.50 % and 19.52 %; about
  81 % of body changes come in the first day.
* NewsEdits (Spangher and others, NAACL 2022): 4,609,430 versions of 1,278,804 articles, which is
  3.6 versions for each edited article.

Assumed, because nobody publishes it, and so open to change from the command line or in ``World``:
when in the first day the first edit comes (``--shape``: most within hours, evenly, or mostly late),
how edits cluster, how many stories develop and how many of those say so, how long lists hold an
article, and which hosts date their links, honestly or not. Times are whole seconds since the
simulation's start.
"""

import argparse
import bisect
import math
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

MINUTE, HOUR, DAY = 60, 3600, 86400
WEEK = 7 * DAY

_QUICK = 0.5
"""Of second thoughts, the share that comes within the hour or so."""

SHAPES = {"early": (2.5 * HOUR, 1.2), "even": None, "late": (10 * HOUR, 0.8)}
"""Of first edits within the first day: median and sigma of a lognormal that is cut at one day, or
None for even ones.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What the draw goes by. Shares are of 1, times in seconds."""

    articles: int = 100_000
    period: int = 28 * DAY
    """Articles appear evenly over this time."""
    followed: int = 90 * DAY
    """No edits are drawn past this age: the stop rule that every policy has in common."""
    first_day: float = 0.1650
    first_week: float = 0.1952
    ever: float = 0.2150
    """Share of articles edited at all within ``followed``. Not published; two points above the
    week's.
    """
    shape: str = "early"
    host_size: int = 500
    """Articles of a middling host over the period."""
    list_items: int = 30
    """A feed names this many newest articles, and none older than a week."""
    dated_honestly: float = 0.35
    """Share of hosts whose lists date their links by the last edit."""
    dated_badly: float = 0.15
    """Share of hosts whose lists give dates that move without an edit."""
    developing: float = 0.16
    """Share of articles edited in their first day whose edits come in quick succession."""
    live: float = 0.012
    """Share of articles edited in their first day that are live blogs."""
    says_so: float = 0.5
    """Share of developing stories that carry a mark while they develop. Live blogs all do."""
    false_marks: float = 0.01
    """Share of articles never edited that carry a mark for some hours all the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One simulated article."""

    number: int
    host: int
    published: int
    listed_until: int
    """The feed names it from its publication up to then."""
    edits: tuple[int, ...] = ()
    """When it was edited, in order. Version n stands from edit n-1 on."""
    bodies: tuple[bool, ...] = ()
    """Whether each edit touched the body."""
    titles: tuple[bool, ...] = ()
    marked_until: int | None = None
    """It carries a developing mark from its publication up to then."""
    dates: tuple[int, ...] | None = None
    """The moments that its list gives as last modification, in order; None where its lists are
    undated.
    """

    def version(self, at: int) -> int:
        """Return how many edits were made by then: what a check compares."""
        return bisect.bisect_right(self.edits, at)

    def marked(self, at: int) -> bool:
        """Return whether a check sees a developing mark."""
        return self.marked_until is not None and at < self.marked_until

    def lastmod(self, at: int) -> int | None:
        """Return the date that its list gives it, None where it gives none or names it no more."""
        if self.dates is None or at >= self.listed_until:
            return None
        known = bisect.bisect_right(self.dates, at)
        return self.dates[known - 1] if known else None


@dataclass(slots=True)
class _Host:
    """One host: how often it publishes, and what its lists are like."""

    number: int
    dates: str
    appeared: list[int] = field(default_factory=list)


def draw(world: World, seed: int) -> list[Article]:
    """Return the articles in the order of their publication.

    Equal arguments give equal articles.
    """
    dice = random.Random(seed)
    hosts = _hosts(world, dice)
    weights = [1 / (rank + 3) for rank in range(len(hosts))]
    moments = sorted(dice.randrange(world.period) for _ in range(world.articles))
    places = dice.choices(range(len(hosts)), weights, k=world.articles)
    for moment, place in zip(moments, places, strict=True):
        hosts[place].appeared.append(moment)
    order = [0] * len(hosts)
    drawn = []
    for number, (moment, place) in enumerate(zip(moments, places, strict=True)):
        order[place] += 1
        until = _listed_until(world, hosts[place].appeared, order[place], moment)
        drawn.append(_article(world, dice, number, hosts[place], (moment, until)))
    return drawn


def _hosts(world: World, dice: random.Random) -> list[_Host]:
    kinds = ("honest", "bad", "none")
    weights = (
        world.dated_honestly,
        world.dated_badly,
        1 - world.dated_honestly - world.dated_badly,
    )
    return [
        _Host(number, dice.choices(kinds, weights)[0])
        for number in range(max(world.articles // world.host_size, 10))
    ]


def _listed_until(world: World, appeared: list[int], after: int, moment: int) -> int:
    """Return when so many newer articles of the host have appeared that the list names this one no
    more.
    """
    pushed = after - 1 + world.list_items
    return min(appeared[pushed] if pushed < len(appeared) else moment + WEEK, moment + WEEK)


def _article(
    world: World, dice: random.Random, number: int, host: _Host, times: tuple[int, int]
) -> Article:
    ages, marked = _story(world, dice)
    published, listed_until = times
    edits = tuple(published + age for age in ages)
    touched = [_touched(dice, first=place == 0) for place in range(len(edits))]
    return Article(
        number=number,
        host=host.number,
        published=published,
        listed_until=listed_until,
        edits=edits,
        bodies=tuple(body for body, _ in touched),
        titles=tuple(title for _, title in touched),
        marked_until=None if marked is None else published + marked,
        dates=_dates(dice, host.dates, published, edits),
    )


def _touched(dice: random.Random, *, first: bool) -> tuple[bool, bool]:
    """Return whether an edit touches the body, and the title.

    A first edit is likelier to be about the title.
    """
    only_title, both = (0.15, 0.095) if first else (0.05, 0.035)
    point = dice.random()
    return point >= only_title, point < only_title + both


def _dates(
    dice: random.Random, kind: str, published: int, edits: tuple[int, ...]
) -> tuple[int, ...] | None:
    if kind == "none":
        return None
    if kind == "honest":
        return (published, *edits)
    return (
        published,
        *sorted(published + dice.randrange(2 * DAY) for _ in range(dice.randrange(4))),
    )


def _story(world: World, dice: random.Random) -> tuple[list[int], int | None]:
    """Return the ages at which an article is edited, and the age up to which it is marked."""
    point = dice.random()
    if point >= world.ever:
        return [], (dice.randrange(HOUR, 12 * HOUR) if dice.random() < world.false_marks else None)
    if point >= world.first_week:
        ages = [_log_even(dice, WEEK, world.followed)]
    elif point >= world.first_day:
        ages = [_log_even(dice, DAY, WEEK)]
    else:
        return _first_day_story(world, dice)
    return _grown(world, dice, ages), None


def _first_day_story(world: World, dice: random.Random) -> tuple[list[int], int | None]:
    first, point = _first_edit(world, dice), dice.random()
    if point < world.live:
        ages = _cluster(dice, first, more=dice.randrange(12, 36), median=14 * MINUTE)
        return _kept(world, ages), ages[-1] + dice.randrange(HOUR)
    if point < world.live + world.developing:
        ages = _cluster(dice, first, more=1 + _geometric(dice, 4.0), median=35 * MINUTE)
        marked = ages[-1] + dice.randrange(3 * HOUR) if dice.random() < world.says_so else None
        return _grown(world, dice, ages, mean=0.25), marked
    return _grown(world, dice, [first]), None


def _first_edit(world: World, dice: random.Random) -> int:
    shape = SHAPES[world.shape]
    while True:
        age = (
            dice.uniform(MINUTE, DAY)
            if shape is None
            else dice.lognormvariate(math.log(shape[0]), shape[1])
        )
        if MINUTE <= age < DAY:
            return round(age)


def _cluster(dice: random.Random, first: int, *, more: int, median: float) -> list[int]:
    """Return an edit and ``more`` quick ones after it."""
    ages = [first]
    for _ in range(more):
        ages.append(ages[-1] + max(round(dice.lognormvariate(math.log(median), 0.9)), MINUTE))
    return ages


def _grown(world: World, dice: random.Random, ages: list[int], mean: float = 0.84) -> list[int]:
    """Return the edits with later ones.

    Half are second thoughts within the hour or so, half come at any distance up to ten days.
    """
    for _ in range(_geometric(dice, mean)):
        quick = dice.random() < _QUICK
        gap = (
            dice.lognormvariate(math.log(40 * MINUTE), 1.0)
            if quick
            else _log_even(dice, HOUR, 10 * DAY)
        )
        ages = [*ages, ages[-1] + max(round(gap), MINUTE)]
    return _kept(world, ages)


def _kept(world: World, ages: list[int]) -> list[int]:
    return [age for age in ages if age < world.followed]


def _log_even(dice: random.Random, low: int, high: int) -> int:
    """Return a number whose logarithm is evenly distributed: as likely in each doubling."""
    return round(math.exp(dice.uniform(math.log(low), math.log(high))))


def _geometric(dice: random.Random, mean: float) -> int:
    """Return 0, 1, 2 ... with this mean."""
    return int(math.log(1 - dice.random()) / math.log(mean / (1 + mean)))


def rates(articles: list[Article]) -> Iterator[tuple[str, float | None, float]]:
    """Yield (what, the published figure or None, the drawn figure)."""
    for what, day, week, picked in (
        ("bodies changed", 0.1510, 0.1785, lambda body, _: body),
        ("titles changed", 0.0509, 0.0606, lambda _, title: title),
        ("either changed", 0.1650, 0.1952, lambda body, title: body or title),
    ):
        firsts = [_first_age(article, picked) for article in articles]
        yield f"{what} within 24 h", day, sum(age <= DAY for age in firsts) / len(articles)
        yield f"{what} within 7 d", week, sum(age <= WEEK for age in firsts) / len(articles)
    ages = [
        at - one.published
        for one in articles
        for at, body in zip(one.edits, one.bodies, strict=True)
        if body
    ]
    first_week = [age for age in ages if age <= WEEK]
    yield (
        "body changes of the first week that come in the first day",
        0.81,
        sum(age <= DAY for age in first_week) / len(first_week),
    )
    edited = [article for article in articles if article.edits]
    edits = sum(len(article.edits) for article in edited)
    yield "versions of an edited article", 3.60, 1 + edits / len(edited)
    gaps = [after - before for article in edited for before, after in pairwise(article.edits)]
    yield "articles edited at all", None, len(edited) / len(articles)
    yield (
        "body changes that come in the first day",
        None,
        sum(age <= DAY for age in ages) / len(ages),
    )
    yield "edits in the first hour after another", None, sum(gap <= HOUR for gap in gaps) / edits
    yield (
        "edits of marked articles",
        None,
        sum(len(article.edits) for article in edited if article.marked_until) / edits,
    )
    yield (
        "articles marked",
        None,
        sum(article.marked_until is not None for article in articles) / len(articles),
    )
    listed = (article.listed_until - article.published for article in articles)
    yield "hours that lists name an article, middle one", None, _middle(listed) / HOUR
    yield (
        "articles whose lists are dated honestly or badly",
        None,
        sum(article.dates is not None for article in articles) / len(articles),
    )


def _first_age(article: Article, picked: object) -> float:
    touched = zip(article.edits, article.bodies, article.titles, strict=True)
    return next(
        (at - article.published for at, body, title in touched if picked(body, title)), math.inf
    )  # type: ignore[operator]  # a function of two


def _middle(numbers: Iterator[int]) -> int:
    ordered = sorted(numbers)
    return ordered[len(ordered) // 2]


def main() -> None:
    """Print how the draw matches what is published."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--shape", choices=SHAPES, default="early")
    call = parser.parse_args()
    print(f"{'':58} {'published':>9} {'drawn':>9}")
    for what, published, drawn in rates(
        draw(World(articles=call.articles, shape=call.shape), call.seed)
    ):
        print(f"{what:58} {'' if published is None else f'{published:9.4f}':>9} {drawn:9.4f}")


if __name__ == "__main__":
    main()
