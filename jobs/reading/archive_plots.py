"""What plots of an archive, or of one source, are drawn from: counts over bounded spans of time.

Spans are full hours, days and weeks (from Monday) in UTC, the running one included.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from crawler.index import EditAge, OutcomeCount
from crawler.model import CHANGES, Silence
from jobs.reading.opened import OpenedArchive
from jobs.reading.version_rows import stamped
from jobs.revisit.index_record import moment_of

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)
LOAD_HOURS, OUTCOME_DAYS, SILENCE_WEEKS = 48, 7, 12
MAX_EDITS = 2_000
"""The newest changes whose ages are told."""

_EPOCH_WEEKDAY = timedelta(days=3)
"""1970 began on a Thursday: weeks counted from then are moved to begin on Monday."""

AGE_HOURS = 24
LATER_AGES = ((2 * DAY, "24 to 48 hours"), (WEEK, "2 to 7 days"), (None, "more than 7 days"))
"""The spans behind the first day, each with its end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivitySpan:
    """Counts by name in one span of time."""

    begin: datetime
    counts: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgeCount:
    """How many changes came so long after their articles."""

    hour: int | None
    """The hour after publication, from 1; None for the longer spans behind the first day."""
    label: str
    changes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivePlots:
    """The values of all plots."""

    at: datetime
    """When they were counted."""
    source: str | None
    """Whose they are; None for the whole archive's."""
    edits: tuple[AgeCount, ...]
    """Changes by the time since publication."""
    edits_cut: bool
    """Whether there were more changes than are counted in ``edits``."""
    silence: tuple[ActivitySpan, ...]
    """Changes by week: ``silent``, ``announced``, ``unknown``."""
    load: tuple[ActivitySpan, ...]
    """By hour: ``checks`` and the ``changes`` that they found."""
    outcomes: tuple[ActivitySpan, ...]
    """Looks at articles by day: their outcomes."""

    def document(self) -> dict[str, Any]:
        """Return the values as JSON has them."""
        return {
            "at": stamped(self.at),
            "source": self.source,
            "edits_after_publication": {
                "newest_only": MAX_EDITS if self.edits_cut else None,
                "spans": [{"age": one.label, "changes": one.changes} for one in self.edits],
            },
            "silence_by_week": [_row(one) for one in self.silence],
            "load_by_hour": [_row(one) for one in self.load],
            "outcomes_by_day": [_row(one) for one in self.outcomes],
        }


def archive_plots(opened: OpenedArchive, *, source: str | None = None) -> ArchivePlots:
    """Return the values of the plots of one source or of all.

    Three questions, each bounded by its span.
    """
    index, at = opened.index, opened.at
    hours = _spans(at, HOUR, LOAD_HOURS)
    days = _spans(at, DAY, OUTCOME_DAYS)
    weeks = _spans(at, WEEK, SILENCE_WEEKS)
    outcomes = index.outcome_counts(days[0], at, HOUR, source=source)
    silences = index.silence_counts(weeks[0], at, DAY, source=source)
    ages = index.edit_ages(weeks[0], at, source=source, limit=MAX_EDITS + 1)
    return ArchivePlots(
        at=at,
        source=source,
        edits=_by_age(ages[:MAX_EDITS]),
        edits_cut=len(ages) > MAX_EDITS,
        silence=_counted(
            weeks,
            (
                (_begin(one.begin, WEEK), one.silence or Silence.UNKNOWN.value, one.changes)
                for one in silences
            ),
        ),
        load=_counted(hours, _load_of([one for one in outcomes if one.begin >= hours[0]])),
        outcomes=_counted(
            days, ((_begin(one.begin, DAY), one.outcome.value, one.checks) for one in outcomes)
        ),
    )


def _load_of(counts: Sequence[OutcomeCount]) -> Iterable[tuple[datetime, str, int]]:
    for one in counts:
        yield one.begin, "checks", one.checks
        if one.outcome in CHANGES:
            yield one.begin, "changes", one.checks


def _begin(at: datetime, step: timedelta) -> datetime:
    """Return the begin of the span that a time lies in."""
    moved = _EPOCH_WEEKDAY if step == WEEK else timedelta()
    epoch = datetime.fromtimestamp(0, at.tzinfo) - moved
    return epoch + (at - epoch) // step * step


def _spans(at: datetime, step: timedelta, count: int) -> tuple[datetime, ...]:
    last = _begin(at, step)
    return tuple(last - step * back for back in reversed(range(count)))


def _counted(
    begins: Sequence[datetime], counts: Iterable[tuple[datetime, str, int]]
) -> tuple[ActivitySpan, ...]:
    found: dict[datetime, dict[str, int]] = {begin: {} for begin in begins}
    for begin, name, number in counts:
        of_span = found.setdefault(begin, {})
        of_span[name] = of_span.get(name, 0) + number
    return tuple(ActivitySpan(begin=begin, counts=found[begin]) for begin in sorted(found))


def _by_age(edits: Sequence[EditAge]) -> tuple[AgeCount, ...]:
    """Return the edits by the hours since publication, or since the first look if that was before.

    So the policy of revisits counts an article's age, too.
    """
    hours, later = [0] * AGE_HOURS, [0] * len(LATER_AGES)
    for one in edits:
        published = moment_of(one.published)
        born = min(published, one.first_seen) if published else one.first_seen
        age = max(one.changed - born, timedelta())
        if age < AGE_HOURS * HOUR:
            hours[age // HOUR] += 1
        else:
            later[next(n for n, (end, _) in enumerate(LATER_AGES) if end is None or age < end)] += 1
    return (
        *(
            AgeCount(hour=hour, label=f"hour {hour}", changes=number)
            for hour, number in enumerate(hours, 1)
        ),
        *(
            AgeCount(hour=None, label=label, changes=number)
            for (_, label), number in zip(LATER_AGES, later, strict=True)
        ),
    )


def _row(one: ActivitySpan) -> dict[str, Any]:
    return {"begin": stamped(one.begin), "counts": one.counts}
