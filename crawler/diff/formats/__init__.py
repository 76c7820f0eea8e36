"""A Diff written down: for a terminal, as a unified diff, as JSON, as one HTML page.

Pure functions of the value.
"""

from crawler.diff.formats.diff_json import as_json
from crawler.diff.formats.html import STYLE_HASH, as_html
from crawler.diff.formats.lines import DiffLine, as_lines
from crawler.diff.formats.text import DiffPart, as_parts
from crawler.diff.formats.unified import as_unified

__all__ = [
    "STYLE_HASH",
    "DiffLine",
    "DiffPart",
    "as_html",
    "as_json",
    "as_lines",
    "as_parts",
    "as_unified",
]
