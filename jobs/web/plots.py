"""Plots of counts as columns: places and heights of what ``plots.html.j2`` draws.

Pure: values in, numbers and labels out. Places are per cent of the width, so that a plot fits any
screen with letters of one size; heights are pixels.
"""

from collections.abc import Sequence
from dataclasses import dataclass

HEIGHT = 120
"""Of a panel that stands alone; two share it with a little more."""

MAX_TICKS = 6
"""A phone's width holds so many labels below the axis."""

GAP = 0.2
"""The part of a column's place that stays empty."""

_EDGE = 6.0
_STEPS = (1, 2, 5, 10)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlotSeries:
    """One of the things that are counted."""

    name: str
    mark: str
    """What gives its colour: the style sheet has a class ``tone-`` for each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlotRow:
    """One column: what it stands for, and a number for each series."""

    label: str
    tick: str
    """Below the axis, if there is room; empty for none."""
    values: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlotBar:
    """A rectangle, with what it says to whoever points at it."""

    x: float
    width: float
    y: float
    height: float
    mark: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlotGrid:
    """A line across, with its number."""

    y: float
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlotPanel:
    """Bars over one scale."""

    top: float
    height: float
    title: str
    """Empty where the plot has one panel, whose title is the plot's."""
    bars: tuple[PlotBar, ...]
    grid: tuple[PlotGrid, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlotTick:
    """A label below the axis."""

    x: float
    anchor: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """A plot, ready to be drawn, and its values for whoever reads a table instead."""

    name: str
    """Unique on its page: an element's id begins with it."""
    title: str
    lead: str
    """What is counted, in a sentence."""
    first: str
    """What the first column of the table is called."""
    summary: str
    """What the picture shows, for whoever does not see it."""
    series: tuple[PlotSeries, ...]
    rows: tuple[PlotRow, ...]
    shares: bool
    """Whether each column is 100 %."""
    panels: tuple[PlotPanel, ...]
    ticks: tuple[PlotTick, ...]
    height: float

    @property
    def is_empty(self) -> bool:
        """Return whether nothing was counted."""
        return not any(any(row.values) for row in self.rows)


def stacked(
    name: str,
    title: str,
    series: Sequence[PlotSeries],
    rows: Sequence[PlotRow],
    *,
    lead: str,
    first: str,
    shares: bool = False,
) -> Plot:
    """Return a plot whose columns stack the series, the first at the bottom."""
    numbers = range(len(series))
    panel = _panel(series, rows, numbers, top=0, height=HEIGHT, shares=shares, title="")
    return _plot(name, title, series, rows, (panel,), lead=lead, first=first, shares=shares)


def side_by_side(
    name: str,
    title: str,
    series: Sequence[PlotSeries],
    rows: Sequence[PlotRow],
    *,
    lead: str,
    first: str,
) -> Plot:
    """Return a plot with a panel for each series: for counts of different size."""
    each = HEIGHT * 0.75
    panels = tuple(
        _panel(
            series,
            rows,
            (number,),
            top=number * (each + 34),
            height=each,
            shares=False,
            title=one.name,
        )
        for number, one in enumerate(series)
    )
    return _plot(name, title, series, rows, panels, lead=lead, first=first, shares=False)


def _plot(
    name: str,
    title: str,
    series: Sequence[PlotSeries],
    rows: Sequence[PlotRow],
    panels: tuple[PlotPanel, ...],
    *,
    lead: str,
    first: str,
    shares: bool,
) -> Plot:
    return Plot(
        name=name,
        title=title,
        lead=lead,
        first=first,
        summary=_summary(series, rows),
        series=tuple(series),
        rows=tuple(rows),
        shares=shares,
        panels=panels,
        ticks=_ticks(rows),
        height=panels[-1].top + panels[-1].height + 46,
    )


def _panel(
    series: Sequence[PlotSeries],
    rows: Sequence[PlotRow],
    numbers: Sequence[int],
    *,
    top: float,
    height: float,
    shares: bool,
    title: str,
) -> PlotPanel:
    scale = 100.0 if shares else _scale(max((_total(row, numbers) for row in rows), default=0))
    bars = []
    width = 100 / max(len(rows), 1)
    for place, row in enumerate(rows):
        total, below = _total(row, numbers), 0
        for number in numbers:
            value = row.values[number]
            if not value:
                continue
            part = 100 / total if shares else 1
            bars.append(
                PlotBar(
                    x=round((place + GAP / 2) * width, 3),
                    width=round((1 - GAP) * width, 3),
                    y=round(height - (below + value) * part / scale * height, 2),
                    height=round(max(value * part / scale * height, 0.5), 2),
                    mark=series[number].mark,
                    words=_words(row, series[number].name, value, total if shares else None),
                )
            )
            below += value
    return PlotPanel(
        top=top,
        height=height,
        title=title,
        bars=tuple(bars),
        grid=tuple(
            PlotGrid(y=height * (1 - part), label=_label(scale * part, shares=shares))
            for part in (0, 0.5, 1)
            if shares or (scale * part).is_integer()
        ),
    )


def _total(row: PlotRow, numbers: Sequence[int]) -> int:
    return sum(row.values[number] for number in numbers)


def _scale(most: int) -> float:
    """Return the round number that the axis ends with: 1, 2, 5 or 10 times a power of ten."""
    power: int = 10 ** max(len(str(most)) - 1, 0)
    return float(next(step * power for step in _STEPS if step * power >= most))


def _label(value: float, *, shares: bool) -> str:
    return f"{value:,.0f}{' %' if shares else ''}"


def _words(row: PlotRow, name: str, value: int, total: int | None) -> str:
    share = f" of {total:,} ({value / total:.0%})" if total else ""
    return f"{row.label}: {name} {value:,}{share}"


def _summary(series: Sequence[PlotSeries], rows: Sequence[PlotRow]) -> str:
    """Return how much there is of each series, and where the most of it stands."""
    told = []
    for number, one in enumerate(series):
        total = sum(row.values[number] for row in rows)
        if total:
            most = max(rows, key=lambda row: row.values[number])
            told.append(
                f"{one.name}: {total:,} in all, the most, {most.values[number]:,}, in {most.label}"
            )
    return ("; ".join(told) or "Nothing was counted") + "."


def _ticks(rows: Sequence[PlotRow]) -> tuple[PlotTick, ...]:
    width = 100 / max(len(rows), 1)
    named = [(place, row.tick) for place, row in enumerate(rows) if row.tick]
    step = -(-len(named) // MAX_TICKS) or 1
    chosen = [(round((place + 0.5) * width, 3), tick) for place, tick in named[::step]]
    return tuple(
        PlotTick(
            x=0 if x < _EDGE else 100 if x > 100 - _EDGE else x,
            anchor="start" if x < _EDGE else "end" if x > 100 - _EDGE else "middle",
            label=tick,
        )
        for x, tick in chosen
    )
