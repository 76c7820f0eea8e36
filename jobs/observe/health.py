"""How each source does, judged from what the index knows: an outage must not be found by the user.

Pure but for the questions to the index: time, and how often a source is to be crawled, come in as
arguments.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from crawler.codec import format_utc
from crawler.config import Config, SourceConfig
from crawler.index import GoodChecks, Index, Yielded
from crawler.model import CONFIRMED, left_out

GRACE = timedelta(minutes=5)
"""What a crawl may take longer than its schedule allows before it is called late: it has to end,
and its lines to be written.
"""

TOLERANCE = 2
"""Intervals without a success before a source is late, and without anything good before it can be
broken: one crawl may fail.
"""

FEW = 3
"""So many pages that lists led to must be unreadable before it is the site's fault: one page may be
a film or a game for ever.
"""

Status = Literal["ok", "waiting", "late", "broken"]
Interval = Callable[[SourceConfig], timedelta | None]
"""How long it is from one crawl of a source to the next, as its schedule has it at present; None
for one without a schedule.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceHealth:
    """How one source does."""

    source: str
    status: Status
    """``waiting``: nothing is known yet, and nothing had to be. ``late``: no success when there
    should have been one.
    """
    reason: str
    """A sentence for people."""
    last_run: datetime | None
    """The newest check of any of its lists or articles."""
    last_success: datetime | None
    """The newest list that was answered; of a source without lists, the newest page
    that was seen.
    """
    last_good: datetime | None
    """The newest check of the kind that the trouble lies in which was as it should be; without
    trouble, the last success.
    """
    found: int | None
    """Links in its newest run, over all lists; None for a source without lists."""
    since: datetime | None
    """When its trouble began, whether it is called broken yet or not; None without trouble."""
    interval: timedelta | None
    trouble: str | None = None
    """What is wrong, for people, whether it is called broken yet or not; None without trouble."""

    @property
    def ready(self) -> bool:
        """Return whether its last success lies within its schedule, or need not yet."""
        return self.status in {"ok", "waiting"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Trouble:
    """Something that has been wrong from ``since`` to ``last``, without a good check in between."""

    since: datetime
    last: datetime
    last_good: datetime | None
    what: str

    def is_lasting(self, now: datetime, time: timedelta, interval: timedelta | None) -> bool:
        """Return whether it holds for so long.

        A gap without checks tells nothing: looks must fill the time, but for one interval.
        """
        return (
            now - self.since >= time and self.last - self.since + (interval or timedelta()) >= time
        )


def health(
    config: Config,
    index: Index,
    now: datetime,
    *,
    interval: Interval,
    started: datetime | None = None,
) -> tuple[SourceHealth, ...]:
    """Return how each configured source does, in the order of the configuration.

    Raises ``IndexUnusable``.

    ``started`` is when the service began to crawl: what was due before is not its fault.
    """
    names = [source.name for source in config.sources]
    pages = index.looks(names, "article", CONFIRMED)
    lists = index.looks(names, "source", CONFIRMED)
    yielded = index.yielded(names, CONFIRMED)
    return tuple(
        _of_source(
            source,
            pages[source.name],
            (lists[source.name], yielded[source.name]) if source.has_lists else (None, None),
            now=now,
            interval=interval(source),
            started=started,
        )
        for source in config.sources
    )


def _of_source(
    source: SourceConfig,
    pages: GoodChecks,
    of_lists: tuple[GoodChecks, Yielded] | tuple[None, None],
    *,
    now: datetime,
    interval: timedelta | None,
    started: datetime | None,
) -> SourceHealth:
    lists, yielded = of_lists
    main = lists or pages
    troubles = _troubles(lists, yielded, pages)
    time = max(source.broken_after, TOLERANCE * (interval or timedelta()))
    lasting = next(
        (trouble for trouble in troubles if trouble.is_lasting(now, time, interval)), None
    )
    trouble = lasting or next(iter(troubles), None)
    status, reason = _judged(lasting, trouble, main, now=now, interval=interval, started=started)
    return SourceHealth(
        source=source.name,
        status=status,
        reason=reason,
        last_run=max((looks.last for looks in (main, pages) if looks.last), default=None),
        last_success=main.last_good,
        last_good=trouble.last_good if trouble else main.last_good,
        found=yielded.found if yielded else None,
        since=trouble.since if trouble else None,
        interval=interval,
        trouble=trouble.what if trouble else None,
    )


def _troubles(
    lists: GoodChecks | None, yielded: Yielded | None, pages: GoodChecks
) -> list[_Trouble]:
    """Return what is wrong now, the worst first.

    No list answers; lists answer and are empty; no page can be read.
    """
    found = []
    if lists is not None and lists.bad_since and lists.last:
        found.append(_failing(lists, "no look at its lists has succeeded"))
    if lists is not None and yielded is not None and yielded.empty_since and lists.last:
        why = f"; left out: {left_out(yielded.dropped)}" if yielded.dropped else ""
        what = f"its lists have given no link{why}"
        found.append(
            _Trouble(since=yielded.empty_since, last=lists.last, last_good=yielded.last, what=what)
        )
    if pages.bad_since and pages.last and (lists is None or pages.bad_urls >= FEW):
        found.append(_failing(pages, "no page of it could be read"))
    return found


def _failing(looks: GoodChecks, what: str) -> _Trouble:
    since, last = looks.bad_since, looks.last
    assert since is not None  # noqa: S101  # the caller asked
    assert last is not None  # noqa: S101  # as above
    why = (
        f": {looks.last_reason or looks.last_outcome}"
        if looks.last_good is None or looks.last_good < last
        else ""
    )
    return _Trouble(since=since, last=last, last_good=looks.last_good, what=what + why)


def _judged(
    lasting: _Trouble | None,
    trouble: _Trouble | None,
    main: GoodChecks,
    *,
    now: datetime,
    interval: timedelta | None,
    started: datetime | None,
) -> tuple[Status, str]:
    if lasting is not None:
        return "broken", f"since {format_utc(lasting.since)} {lasting.what}"
    if interval is not None and _is_late(main, now, interval, started):
        if trouble is not None:
            return "late", f"since {format_utc(trouble.since)} {trouble.what}"
        return (
            "late",
            f"its last success was at {format_utc(main.last_good)}"
            if main.last_good
            else "it has never been crawled",
        )
    if main.last_good is None:
        return (
            "waiting",
            "it has not been crawled yet"
            if main.last is None
            else "it has not been crawled with success yet",
        )
    return "ok", f"its last success was at {format_utc(main.last_good)}"


def _is_late(
    main: GoodChecks, now: datetime, interval: timedelta, started: datetime | None
) -> bool:
    known = [moment for moment in (main.last_good, started) if moment is not None]
    return not known or now - max(known) > TOLERANCE * interval + GRACE
