"""What makes two observations of an article the same state: the normalised text, title and byline, never the HTML."""

import unicodedata

from crawler.codec import sha256

GONE = "1:gone"
"""The fingerprint of a Version that says the article was removed. No text has it."""


def fingerprint(title: str | None, byline: str, text: str) -> str:
    """``1:`` and 64 hexadecimal digits: rule set 1 over title, byline and text.

    Equal for texts that differ only in white space or in forms that Unicode calls compatible (NFKC, UAX #15).
    """
    fields = (_folded(title or ""), _folded(byline), _folded(text))
    return "1:" + sha256("\n".join(fields).encode())


def _folded(text: str) -> str:
    """NFKC with every run of white space made one space, so that no field holds the line feed that joins them."""
    return " ".join(unicodedata.normalize("NFKC", text).split())
