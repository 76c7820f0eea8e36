"""The formats of ``diff`` that are pictures."""

from crawler.picture import draw
from jobs.reading.comparison import Comparison
from jobs.reading.comparison_picture import comparison_picture
from jobs.terminal.screen import Screen


def write_svg(compared: Comparison, out: Screen) -> None:
    """Write an SVG."""
    out.write_bytes(draw(comparison_picture(compared), "svg"))


def write_png(compared: Comparison, out: Screen) -> None:
    """Write a PNG."""
    out.write_bytes(draw(comparison_picture(compared), "png"))
