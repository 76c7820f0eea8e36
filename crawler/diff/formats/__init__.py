"""A Diff written down: for a terminal, as a unified diff, as JSON, as one HTML page.

Pure functions of the value.
"""

from crawler.diff.formats.diff_json import as_json
from crawler.diff.formats.html import STYLE, STYLE_HASH, as_fragment, as_html
from crawler.diff.formats.lines import DiffLine, as_lines
from crawler.diff.formats.text import as_text
from crawler.diff.formats.unified import as_unified

__all__ = [
    "STYLE",
    "STYLE_HASH",
    "DiffLine",
    "as_fragment",
    "as_html",
    "as_json",
    "as_lines",
    "as_text",
    "as_unified",
]
