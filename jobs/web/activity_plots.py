"""The plots of the archive's activity: from counts to what is drawn."""

from collections.abc import Callable, Sequence
from datetime import datetime

from crawler.model import Outcome, Silence
from jobs.reading.archive_plots import (
    LATER_AGES,
    MAX_EDITS,
    ActivitySpan,
    AgeCount,
    ArchivePlots,
)
from jobs.web.plots import Plot, PlotRow, PlotSeries, side_by_side, stacked

_HOURS_NAMED = (0, 6, 12, 18)
_HOURS_AFTER = (1, 6, 12, 18)

SILENCES = (
    (PlotSeries(name="silent", mark="out"), (Silence.SILENT.value,)),
    (PlotSeries(name="announced", mark="in"), (Silence.ANNOUNCED.value,)),
    (PlotSeries(name="unknown", mark="unsure"), (Silence.UNKNOWN.value,)),
)
AGES = (
    PlotSeries(name="in the first day, by hour", mark="news"),
    PlotSeries(name="later, in longer spans", mark="calm"),
)
LOAD = (
    (PlotSeries(name="checks", mark="calm"), ("checks",)),
    (PlotSeries(name="changes found", mark="news"), ("changes",)),
)
OUTCOMES = (
    (
        PlotSeries(name="unchanged", mark="calm"),
        (Outcome.UNCHANGED.value, Outcome.NOT_MODIFIED.value),
    ),
    (
        PlotSeries(name="new version", mark="news"),
        tuple(one.value for one in Outcome if one.is_version),
    ),
    (PlotSeries(name="doubtful", mark="warn"), (Outcome.SUSPECT.value, Outcome.BLOCKED.value)),
    (
        PlotSeries(name="failed", mark="out"),
        (Outcome.UNREADABLE.value, Outcome.REFUSED.value, Outcome.FAILED.value),
    ),
)
"""Each series with the counts that it adds up."""

_Groups = Sequence[tuple[PlotSeries, Sequence[str]]]


def drawn(counted: ArchivePlots) -> list[Plot]:
    """Return the plots of these counts."""
    cut = f" Only the newest {MAX_EDITS:,} changes are counted." if counted.edits_cut else ""
    return [
        stacked(
            "edits",
            "How soon after publication articles are edited",
            list(AGES),
            [_by_age(one) for one in counted.edits],
            lead=f"Changes of the last 12 weeks, by the hours since the article appeared.{cut}",
            first="After publication",
        ),
        _over_time(
            stacked_shares,
            ("silence", "How much is changed without a word"),
            SILENCES,
            counted.silence,
            (_week, _day_tick, "Week"),
            lead="The share of each week's changes that was silent, announced, or neither.",
        ),
        _over_time(
            side_by_side,
            ("load", "Checks, and what they found"),
            LOAD,
            counted.load,
            (_hour, _hour_tick, "Hour"),
            lead="Checks of articles in each of the last 48 hours (UTC), and the changes found.",
        ),
        _over_time(
            stacked_shares,
            ("outcomes", "What checks came to"),
            OUTCOMES,
            counted.outcomes,
            (_day, _day_tick, "Day"),
            lead="The share of each day's checks of articles that ended so (UTC).",
        ),
    ]


def stacked_shares(
    name: str,
    title: str,
    series: Sequence[PlotSeries],
    rows: Sequence[PlotRow],
    *,
    lead: str,
    first: str,
) -> Plot:
    """Return a plot whose columns are all 100 % high."""
    return stacked(name, title, series, rows, lead=lead, first=first, shares=True)


def _over_time(
    make: Callable[..., Plot],
    named: tuple[str, str],
    groups: _Groups,
    spans: Sequence[ActivitySpan],
    labels: tuple[Callable[[datetime], str], Callable[[datetime], str], str],
    *,
    lead: str,
) -> Plot:
    label, tick, first = labels
    rows = [
        PlotRow(
            label=label(span.begin),
            tick=tick(span.begin),
            values=tuple(sum(span.counts.get(name, 0) for name in names) for _, names in groups),
        )
        for span in spans
    ]
    return make(*named, [one for one, _ in groups], rows, lead=lead, first=first)


def _by_age(one: AgeCount) -> PlotRow:
    """Return the column of an age. The later ones span more than an hour, and are marked so."""
    if one.hour is None:
        last = one.label == LATER_AGES[-1][1]
        return PlotRow(label=one.label, tick="later" if last else "", values=(0, one.changes))
    tick = f"{one.hour} h" if one.hour in _HOURS_AFTER else ""
    return PlotRow(label=one.label, tick=tick, values=(one.changes, 0))


def _hour(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:00}"


def _hour_tick(at: datetime) -> str:
    if at.hour not in _HOURS_NAMED:
        return ""
    return f"{at:%H:00}" if at.hour else _day_tick(at)


def _day(at: datetime) -> str:
    return f"{at:%Y-%m-%d}"


def _week(at: datetime) -> str:
    return f"week of {at:%Y-%m-%d}"


def _day_tick(at: datetime) -> str:
    return f"{at.day} {at:%b}"
