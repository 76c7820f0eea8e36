"""What makes two observations of an article the same state.

The normalised text, titles and byline, and what stands beside the text; never the HTML.
"""

import unicodedata
from collections.abc import Iterator

from crawler.codec import sha256
from crawler.model import Extraction
from crawler.pieces import pieces

GONE = "1:gone"
"""The fingerprint of a Version that says the article was removed. No text has it."""

RULE_SETS = frozenset({"1", "2"})
"""The rule sets that this release knows."""


def fingerprint(title: str | None, byline: str, text: str, shown_title: str | None = None) -> str:
    """Return ``1:`` and 64 hexadecimal digits.

    Rule set 1 over title, byline and text, and the shown title where that is another.

    Equal for texts that differ only in white space or in forms that Unicode calls compatible (NFKC,
    UAX #15).
    """
    fields = (title or "", byline, text, *([shown_title] if shown_title else []))
    return "1:" + sha256("\n".join(map(_folded, fields)).encode())


def fingerprint_of(extraction: Extraction) -> str:
    """Return the fingerprint of what an extraction holds.

    Where anything stands beside the text it is one of rule set 2: ``2:``, the digits that rule set
    1 gives the text, ``+``, and 64 digits over captions, links and quoted posts.
    """
    text = fingerprint(extraction.title, extraction.byline, extraction.text, extraction.shown_title)
    beside = "\n".join(_beside(extraction))
    return f"2:{text_part(text)}+{sha256(beside.encode())}" if beside else text


def text_part(value: str) -> str:
    """Return what of a fingerprint is the text's. Equal for equal titles, bylines and texts."""
    return value.partition(":")[2].partition("+")[0]


def _beside(extraction: Extraction) -> Iterator[str]:
    """Yield what stands beside the text, a line each. Of a picture its name counts alone."""
    for caption in extraction.captions or ():
        yield f"caption\t{_folded(caption.image_name or '')}\t{_folded(caption.text)}"
    for link in extraction.links or ():
        yield f"link\t{_folded(link.url)}\t{_folded(link.text)}"
    for embed in extraction.embeds or ():
        yield f"embed\t{_folded(embed.url)}\t{_folded(embed.text)}"


def _folded(text: str) -> str:
    """Return NFKC with every run of white space made one space.

    So no field holds the line feed that joins them.
    """
    return " ".join(
        filter(
            None, (" ".join(unicodedata.normalize("NFKC", piece).split()) for piece in pieces(text))
        )
    )
