"""When an article is looked at next: a pure function of its record and the configuration.

The configured intervals say how often a quiet article is looked at, by its age. What makes a change
likelier than it is for a quiet article of that age makes the interval shorter, by the square root
of how much likelier: of all ways to share out a number of requests, that one finds changes soonest.
What is expected is a rate of changes with four parts: what articles of that age have on average,
times the article's own history; what a change just seen promises; and what a developing mark
promises. ``docs/understand/revisits.md`` has reasons and measurements.
"""

import math
import zlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from crawler.config import RevisitConfig
from crawler.model import Outcome
from jobs.revisit import base_rates
from jobs.revisit.estimator import irregular
from jobs.revisit.revisit_record import RevisitRecord

_HOUR, _DAY = 3600.0, 86400.0

FOLLOWED = 0.5
"""The changes that are expected to follow one just seen soon: a second thought, or a story that
goes on.
"""
SOON = _HOUR
"""How long that expectation lasts: it falls to 1/e in this time."""
MARKED = 1 / _HOUR
"""Changes for each second that a developing mark promises at first."""
FORGOTTEN = 6 * _HOUR
"""How long a mark is believed when nothing changes: its promise falls to 1/e in this time."""

FRESH = _DAY
"""How long a change is news: the worth of finding it falls to 1/e in this time."""

JITTER = 0.1
"""Intervals are up to this share shorter or longer, by article, so that what was found together is
not fetched together.
"""
RETRY = timedelta(minutes=45)
"""After a page that may not be the article, with jitter within the hour."""
PATIENT = 6
"""Looks at such a page, after which each further one waits twice as long."""
BACKOFF = timedelta(minutes=10)
"""After a failure, doubled with each further one in a row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Next:
    """The next check of an article."""

    at: datetime
    last: datetime
    """The check that it is counted from."""
    interval: float
    """Seconds from ``last`` to ``at``."""
    rate: float
    """Changes for each second that are expected from ``last`` on."""
    final: bool = False
    """Whether it is the last check of all."""

    def worth(self, now: datetime) -> float:
        """Return the changes that are expected to be found at a time.

        What a request is worth then.
        """
        return worth(self.rate, (now - self.last).total_seconds())

    def waited(self, now: datetime) -> float:
        """Return how long the article was not looked at, in intervals."""
        return waited(self.interval, (now - self.last).total_seconds())


def worth(rate: float, seconds: float, begun: float = 0.0) -> float:
    """Return the changes that are expected in so many seconds, and are still news after them.

    With those that were expected before: these get old, too.
    """
    return begun + (rate * FRESH - begun) * -math.expm1(-seconds / FRESH)


def waited(interval: float, seconds: float, begun: float = 0.0) -> float:
    """Return how many intervals so many seconds are, with those before."""
    return begun + seconds / interval


@dataclass(frozen=True, slots=True, kw_only=True)
class Factors:
    """How an interval came to be. Rates are changes for each second."""

    age: float
    """Seconds since publication, or since it was first seen."""
    base: float
    """Seconds: the configured interval of a quiet article of this age."""
    average: float
    """The rate of all articles of this age."""
    own: float
    """The article's own rate, as a multiple of the average."""
    quiet: float
    """What ``own`` would be without any change."""
    fresh: float
    """The rate that the last change promises."""
    marked: float
    """The rate that a developing mark promises."""

    @property
    def rate(self) -> float:
        """Return the rate of changes that is expected."""
        return self.own * self.average + self.fresh + self.marked

    @property
    def interval(self) -> float:
        """Return the seconds at which an article is looked at of which that is expected."""
        return self.base * math.sqrt(self.quiet * self.average / self.rate)


class Policy:
    """The rules with one configuration's intervals."""

    def __init__(self, config: RevisitConfig) -> None:
        self.least = config.developing.total_seconds()
        self.later = config.later.total_seconds()
        self.stop = config.stop_after.total_seconds()
        day, week = config.first_day.total_seconds(), config.first_week.total_seconds()
        places = (
            (1.5 * _HOUR, day / 2),
            (_DAY, 2 * day),
            (3 * _DAY, week),
            (30 * _DAY, self.later),
        )
        self._places = tuple((math.log(age), math.log(interval)) for age, interval in places)

    def base(self, age: float) -> float:
        """Return the interval of a quiet article in seconds.

        It grows steadily, by straight lines between logarithms: in the first day there are as many
        checks as with ``first_day`` all day, on the third day it is ``first_week``, from the
        thirtieth day on ``later``. It is never below ``developing``.
        """
        at, places = math.log(max(age, 1.0)), self._places
        if at >= places[-1][0]:
            return max(self.later, self.least)
        index = next(index for index in range(1, len(places)) if at < places[index][0])
        (before, low), (behind, high) = places[index - 1 : index + 1]
        return max(math.exp(low + (high - low) * (at - before) / (behind - before)), self.least)

    def end(self, record: RevisitRecord) -> datetime:
        """Return when the article is looked at for the last time: ``stop_after`` its publication.

        One that was found when that was over is looked at once more, ``later`` after it was found.
        """
        first = record.first_seen + timedelta(seconds=self.later)
        return max(
            born_of(record) + timedelta(seconds=self.stop),
            min(first, record.first_seen + timedelta(seconds=self.stop)),
        )

    def factors(self, record: RevisitRecord) -> Factors:
        """Return what the interval after the last check goes by."""
        born, last = born_of(record), record.last_checked or record.first_seen
        age = (last - born).total_seconds()
        own, quiet = _own(record, born)
        since = (
            last - (record.changes[-1][1] if record.changes else record.first_seen)
        ).total_seconds()
        return Factors(
            age=age,
            base=self.base(age),
            average=base_rates.rate(age),
            own=own,
            quiet=quiet,
            fresh=FOLLOWED / SOON * math.exp(-since / SOON) if record.changes else 0.0,
            marked=MARKED * math.exp(-since / FORGOTTEN) if record.developing else 0.0,
        )

    def next(self, record: RevisitRecord) -> Next | None:
        """Return the next check, or None for an article that was looked at for the last time."""
        last, end = record.last_checked or record.first_seen, self.end(record)
        if last >= end:
            return None
        factors = self.factors(record)
        left = (end - last).total_seconds()
        interval = min(self.interval(record, factors) * jitter(record), left)
        return Next(
            at=last + timedelta(seconds=interval),
            last=last,
            interval=interval,
            rate=factors.rate,
            final=interval == left,
        )

    def interval(self, record: RevisitRecord, factors: Factors) -> float:
        """Return the seconds from the last check to the next, before jitter and the stop."""
        usual = max(factors.interval, self.least)
        if record.trouble:
            return self._troubled(record, usual)
        return max(usual, self.later) if record.gone else usual

    def _troubled(self, record: RevisitRecord, usual: float) -> float:
        longest = max(usual, self.later)
        if record.last_outcome is not None and record.last_outcome.is_doubtful:
            return min(
                RETRY.total_seconds() * 2.0 ** min(max(record.trouble - PATIENT, 0), 20), longest
            )
        waited = BACKOFF.total_seconds() * 2.0 ** min(record.trouble - 1, 20)
        if record.last_outcome is Outcome.REFUSED:
            waited = max(waited, _DAY)
        return min(max(usual, waited), longest)


def born_of(record: RevisitRecord) -> datetime:
    """Return the time that age counts from.

    A publication date in the future is wrong: an article is seen after it.
    """
    return min(record.published, record.first_seen) if record.published else record.first_seen


def _own(record: RevisitRecord, born: datetime) -> tuple[float, float]:
    """Return the article's own rate, and what it would be without its changes.

    Both are multiples of the average.
    """
    if record.first_sure is None or record.last_sure is None:
        return 1.0, 1.0
    until = base_rates.expected((record.last_sure - born).total_seconds())
    total = until - base_rates.expected((record.first_sure - born).total_seconds())
    quiet = irregular((), total, strength=base_rates.ALIKE)
    if not record.changes:
        return quiet, quiet
    lengths = [
        base_rates.expected((seen - born).total_seconds())
        - base_rates.expected((before - born).total_seconds())
        for before, seen in record.changes
    ]
    lengths = [max(length, 1e-9) for length in lengths]
    return irregular(lengths, max(total - sum(lengths), 0.0), strength=base_rates.ALIKE), quiet


def jitter(record: RevisitRecord) -> float:
    """Return this check's factor around 1.

    The same whenever it is asked for, another for the next check.
    """
    last = record.last_checked or record.first_seen
    number = zlib.crc32(f"{record.article}{last.timestamp()}".encode())
    return 1 + JITTER * (number / 0x7FFFFFFF - 1)
