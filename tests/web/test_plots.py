"""Plots: heights to scale, shares of 100 %, labels that fit, and words for who sees none of it."""

import pytest

from jobs.web.plots import MAX_TICKS, PlotRow, PlotSeries, side_by_side, stacked

TWO = (PlotSeries(name="old", mark="calm"), PlotSeries(name="new", mark="news"))


def rows(*values: tuple[int, int]) -> list[PlotRow]:
    """Return a column for each pair."""
    return [PlotRow(label=f"day {n}", tick=f"{n}", values=pair) for n, pair in enumerate(values)]


def test_heights_are_to_scale() -> None:
    """A bar is as high as its number, and stands on the one below it."""
    plot = stacked("p", "Plot", TWO, rows((2, 6), (4, 0)), lead="", first="Day")
    panel = plot.panels[0]
    heights = [bar.height / panel.height for bar in panel.bars]
    assert heights == [0.2, 0.6, 0.4]
    assert panel.bars[0].y + panel.bars[0].height == panel.height
    assert panel.bars[1].y + panel.bars[1].height == pytest.approx(panel.bars[0].y)
    assert [line.label for line in panel.grid] == ["0", "5", "10"]
    assert all(bar.x >= 0 and bar.x + bar.width <= 100 for bar in panel.bars)


def test_shares_fill_each_column() -> None:
    """Each column is as high as the others, whatever its numbers; an empty one has no bar."""
    plot = stacked("p", "Plot", TWO, rows((1, 3), (50, 50), (0, 0)), lead="", first="", shares=True)
    panel = plot.panels[0]
    assert [round(bar.height / panel.height, 3) for bar in panel.bars] == [0.25, 0.75, 0.5, 0.5]
    assert panel.bars[0].words == "day 0: old 1 of 4 (25%)"
    assert [line.label for line in panel.grid] == ["0 %", "50 %", "100 %"]


def test_panels_have_scales_of_their_own() -> None:
    """Few changes beside many checks are seen."""
    plot = side_by_side("p", "Plot", TWO, rows((900, 2), (100, 0)), lead="", first="")
    assert [panel.grid[-1].label for panel in plot.panels] == ["1,000", "2"]
    assert plot.panels[1].bars[0].height == plot.panels[1].height
    assert plot.panels[1].top > plot.panels[0].top + plot.panels[0].height


@pytest.mark.parametrize("count", [0, 1, 7, 48, 400])
def test_labels_fit(count: int) -> None:
    """However many columns there are, a phone has room for their labels."""
    plot = stacked("p", "Plot", TWO, rows(*[(1, 1)] * count), lead="", first="")
    assert min(count, 1) <= len(plot.ticks) <= MAX_TICKS
    assert plot.is_empty == (count == 0)


def test_words() -> None:
    """Totals and the highest columns are told; nothing is told as nothing."""
    plot = stacked("p", "Plot", TWO, rows((1, 0), (2, 0)), lead="", first="")
    assert plot.summary == "old: 3 in all, the most, 2, in day 1."
    empty = stacked("p", "Plot", TWO, rows((0, 0)), lead="", first="")
    assert empty.is_empty
    assert empty.summary == "Nothing was counted."
    assert empty.panels[0].bars == ()
