"""The formats of ``diff`` that are for programs and browsers, written as they are."""

from jobs.reading.comparison import Comparison
from jobs.reading.diff_formats import html_text, json_text, unified_text
from jobs.terminal.screen import Screen


def write_unified(compared: Comparison, out: Screen) -> None:
    """Write a unified diff."""
    out.write(unified_text(compared))


def write_html(compared: Comparison, out: Screen) -> None:
    """Write one HTML page."""
    out.write(html_text(compared))


def write_json(compared: Comparison, out: Screen) -> None:
    """Write one JSON document."""
    out.write(json_text(compared))
