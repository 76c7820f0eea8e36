"""A page's bytes to a tree, whatever kind of document they are."""

from datetime import datetime

from lxml.html import HtmlElement

from crawler.extract.decoding import decode
from crawler.extract.parsing import parse
from crawler.extract.pdf import UnreadablePdf, is_pdf, pdf_tree


def page_tree(
    data: bytes | str, content_type: str | None, fetched_at: datetime | None = None
) -> HtmlElement | None:
    """Return the page's tree, None where there is nothing to parse.

    Raises ``UnreadablePdf`` for a PDF without a text; no markup is so broken that it raises.
    """
    if isinstance(data, bytes) and is_pdf(data):
        return pdf_tree(data, fetched_at)
    return parse(decode(data, content_type))


def readable_tree(data: bytes | str, content_type: str | None) -> HtmlElement | None:
    """Return the page's tree, None without markup to parse, or without text in a PDF."""
    try:
        return page_tree(data, content_type)
    except UnreadablePdf:
        return None
