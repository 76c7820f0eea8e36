"""What makes two observations of an article the same state.

The normalised text, titles and byline, never the HTML.
"""

import unicodedata

from crawler.codec import sha256
from crawler.model import Extraction
from crawler.pieces import pieces

GONE = "1:gone"
"""The fingerprint of a Version that says the article was removed. No text has it."""


def fingerprint(title: str | None, byline: str, text: str, shown_title: str | None = None) -> str:
    """Return ``1:`` and 64 hexadecimal digits.

    Rule set 1 over title, byline and text, and the shown title where that is another.

    Equal for texts that differ only in white space or in forms that Unicode calls compatible (NFKC,
    UAX #15).
    """
    fields = (title or "", byline, text, *([shown_title] if shown_title else []))
    return "1:" + sha256("\n".join(map(_folded, fields)).encode())


def fingerprint_of(extraction: Extraction) -> str:
    """Return the fingerprint of what an extraction holds."""
    return fingerprint(extraction.title, extraction.byline, extraction.text, extraction.shown_title)


def _folded(text: str) -> str:
    """Return NFKC with every run of white space made one space.

    So no field holds the line feed that joins them.
    """
    return " ".join(
        filter(
            None, (" ".join(unicodedata.normalize("NFKC", piece).split()) for piece in pieces(text))
        )
    )
