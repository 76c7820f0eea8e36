"""A PDF as a page: its paragraphs in an article, what it says of itself where pages say it."""

import re
from collections.abc import Sequence
from datetime import datetime
from statistics import median

from lxml.html import HtmlElement, document_fromstring
from lxml.html.builder import E

from crawler.extract.metadata.comparable import plain
from crawler.extract.pdf.pdf_paragraphs import paragraphs_of
from crawler.extract.pdf.pdf_text import PdfDocument, PdfLine, pdf_document
from crawler.model import storable

_MAGIC, _MAGIC_WITHIN = b"%PDF-", 64
_BEFORE = b"\x00\t\r\n\x0c \xef\xbb\xbf"
"""How a PDF begins, and what some servers send before that."""
_LARGER = 1.15
"""Times the usual size of letters from which a line above the text is a headline."""
_MAX_HEADLINE, _MAX_ABOVE = 250, 8
"""Characters of a headline, and paragraphs among which it stands."""
_NO_TITLE = re.compile(
    r"\.(?:pdf|docx?|indd|qxp|qxd|odt|rtf|tex|dvi|html?|pages|pptx?)\b|^microsoft |^untitled|"
    r"^(?:document|dokument|print|layout)\W*\d*$|^[\w-]*\d[\w-]*$|[\\/_]{1}\w+[\\/_]",
    re.IGNORECASE,
)
"""Titles that a program set: the name of a file, or none."""
_NO_AUTHOR = re.compile(
    r"@|\\|\d|^(?:admin|administrator|user|owner|unknown|anonymous|author|root|default|"
    r"microsoft|adobe|word|acrobat|latex|tex|scanner|print|press|webmaster|editor)\b",
    re.IGNORECASE,
)
"""Authors that are the name of an account or a program."""
_NAME = re.compile(
    r"^\w[\w.'\u2019-]*(?:\s+\w[\w.'\u2019-]*){1,5}(?:\s*(?:[,;&]|\w{1,3}\s)\s*\w.*)?$"
)
"""Two words or more, and perhaps others' names behind them."""


def is_pdf(data: bytes | str) -> bool:
    """Return whether the bytes are a PDF, by how they begin."""
    return isinstance(data, bytes) and data[:_MAGIC_WITHIN].lstrip(_BEFORE).startswith(_MAGIC)


def pdf_tree(data: bytes, fetched_at: datetime | None = None) -> HtmlElement:
    """Return a PDF as the tree of a page. Raises ``UnreadablePdf`` where it has no text."""
    document = pdf_document(data, fetched_at)
    paragraphs = paragraphs_of(document)
    headline = _headline(paragraphs)
    title = _title(document, headline)
    metas = {
        "author": _author(document.author),
        "article:published_time": document.created,
        "article:modified_time": document.modified,
    }
    head = [E.meta(name=name, content=storable(value)) for name, value in metas.items() if value]
    if title:
        head.append(E.title(storable(title)))
    body = [
        E.h1(storable(text)) if text == headline else E.p(storable(text)) for text, _ in paragraphs
    ]
    page = document_fromstring("<html></html>")
    page.extend([E.head(*head), E.body(E.article(*body))])
    if document.language:
        page.set("lang", document.language)
    return page


def _headline(paragraphs: Sequence[tuple[str, PdfLine]]) -> str | None:
    """Return the line in the largest letters above the text, where those are large."""
    if not paragraphs:
        return None
    usual = median(line.size for text, line in paragraphs for _ in range(1 + len(text) // 80))
    above = [
        (line.size, -at, text)
        for at, (text, line) in enumerate(paragraphs[:_MAX_ABOVE])
        if line.size >= _LARGER * usual and len(text) <= _MAX_HEADLINE and line.page == 0
    ]
    return max(above)[2] if above else None


def _title(document: PdfDocument, headline: str | None) -> str | None:
    """Return the declared title, where it is one and the headline does not say another."""
    title = document.title
    if not title or _NO_TITLE.search(title):
        return headline
    if headline is None:
        return title
    known, shown = set(plain(title).split()), set(plain(headline).split())
    return title if 2 * len(known & shown) >= min(len(known), len(shown)) else headline


def _author(author: str | None) -> str | None:
    return author if author and _NAME.match(author) and not _NO_AUTHOR.search(author) else None
