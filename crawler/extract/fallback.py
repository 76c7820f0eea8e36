"""A story's text from elsewhere, where the page's body holds none.

Its JSON-LD, or the feed item that led to it.
"""

import re

from crawler.extract.blocks.block import blocks_of
from crawler.extract.blocks.boilerplate import is_widget_line
from crawler.extract.decoding import decode
from crawler.extract.parsing import parse

_MARKUP = re.compile(
    r"<(?:p|br|div|ul|ol|h\d|a|strong|em|figure|blockquote)\b[^<>]*>", re.IGNORECASE
)
_LINES = re.compile(r"\s*\n\s*")


def paragraphs_of(text: bytes | str | None) -> tuple[str, ...]:
    """Return the paragraphs of a text that may or may not hold markup, widget lines left out.

    None and empty give none.
    """
    plain = decode(text, None) if text else ""
    if _MARKUP.search(plain):
        tree = parse(f"<html><body>{plain}</body></html>")
        lines = [block.text for block in blocks_of(tree)] if tree is not None else []
    else:
        lines = [" ".join(line.split()) for line in _LINES.split(plain)]
    return tuple(line for line in lines if line and not is_widget_line(line))
