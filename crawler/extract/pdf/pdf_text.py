"""A PDF's bytes to lines with their places, and what the document says of itself."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any

from crawler.extract.pdf.pdf_columns import Piece, Row, in_columns
from crawler.languages import primary_language

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader

logging.getLogger("pypdf").setLevel(logging.CRITICAL)
"""What a document has wrong is the document's, and would fill the log of every crawl."""

_MADE_FOR_US = timedelta(minutes=10)
"""A document that was made so shortly before it was fetched was made for the request."""


class UnreadablePdf(ValueError):  # the document's fault, so none of the project's errors
    """No text could be had of a PDF. Its message says why, fit for a check line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PdfLine:
    """A line of text: where it begins, in points from the lower left corner, and how large."""

    text: str
    page: int
    x: float
    y: float
    size: float
    bold: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PdfDocument:
    """A document's lines in reading order, and what it says of itself."""

    lines: tuple[PdfLine, ...]
    pages: int
    height: float
    """Of its first page, in points."""
    title: str | None = None
    author: str | None = None
    created: str | None = None
    """ISO 8601, as the others."""
    modified: str | None = None
    language: str | None = None


def pdf_document(data: bytes, fetched_at: datetime | None = None) -> PdfDocument:
    """Return the text of a PDF. Raises ``UnreadablePdf`` where none is to be had."""
    # for the few documents among pages: whoever reads pages alone does not wait for it
    from pypdf import PdfReader
    from pypdf.errors import FileNotDecryptedError, LimitReachedError

    try:
        return _document(PdfReader(BytesIO(data)), fetched_at)
    except (UnreadablePdf, MemoryError):
        raise
    except LimitReachedError as error:
        raise UnreadablePdf(f"PDF: it unpacks to more than is read: {error}") from error
    except FileNotDecryptedError as error:
        raise UnreadablePdf(_LOCKED) from error
    # whatever a document does to its reader is a finding about the document
    except Exception as error:
        raise UnreadablePdf(f"PDF: it is broken: {error or type(error).__name__}") from error


_LOCKED = "PDF: it is encrypted, and asks for a password"


def _document(reader: "PdfReader", fetched_at: datetime | None) -> PdfDocument:
    if reader.is_encrypted and not reader.decrypt(""):
        raise UnreadablePdf(_LOCKED)
    lines: list[PdfLine] = []
    pictured = False
    for number, page in enumerate(reader.pages):
        found = _lines_of(page, number)
        lines += found
        pictured = pictured or (not found and _is_pictured(page))
    if not lines:
        raise UnreadablePdf(
            "PDF: it holds pictures of pages, as a scanner makes them, and no text"
            if pictured
            else "PDF: it holds no text"
        )
    info: Any = reader.metadata or {}
    made, changed = _date(info, "creation_date"), _date(info, "modification_date")
    for_us = fetched_at is not None and any(
        date is not None and abs(fetched_at - date) < _MADE_FOR_US for date in (made, changed)
    )
    return PdfDocument(
        lines=tuple(lines),
        pages=len(reader.pages),
        height=float(reader.pages[0].mediabox.top),
        title=_told(info, "title"),
        author=_told(info, "author"),
        created=None if for_us else _stamp(made, fetched_at),
        modified=None if for_us else _stamp(changed, fetched_at),
        language=_language(reader),
    )


def _told(info: object, name: str) -> str | None:
    value = getattr(info, name, None)
    return " ".join(value.split()) or None if isinstance(value, str) else None


def _date(info: object, name: str) -> datetime | None:
    """Return a date of the document, None where it has none or one that nobody can read."""
    try:
        found = getattr(info, name, None)
    except ValueError:  # as all that pypdf raises of a date
        return None
    if not isinstance(found, datetime):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _stamp(date: datetime | None, fetched_at: datetime | None) -> str | None:
    if date is None or (fetched_at is not None and date > fetched_at):
        return None
    return date.isoformat()


def _language(reader: "PdfReader") -> str | None:
    declared = reader.trailer.get("/Root", {}).get_object().get("/Lang")
    return primary_language(str(declared)) or None if declared else None


def _is_pictured(page: "PageObject") -> bool:
    resources = page.get("/Resources")
    return bool(resources is not None and "/XObject" in resources.get_object())


def _lines_of(page: "PageObject", number: int) -> list[PdfLine]:
    gatherer = _Gatherer()
    page.extract_text(visitor_text=gatherer.take)
    gatherer.end()
    return [
        PdfLine(text=text, page=number, x=row.pieces[0].x, y=row.y, size=row.size, bold=row.bold)
        for row in in_columns(gatherer.rows)
        if (text := " ".join("".join(piece.text for piece in row.pieces).split()))
    ]


class _Gatherer:
    """Puts the pieces of a page together as rows."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self._pieces: list[Piece] = []
        self._at: tuple[float, float, bool] | None = None

    def take(  # pypdf's call
        self,
        text: str,
        cm: list[float],
        tm: list[float],
        font: Mapping[str, Any] | None,
        size: float,
    ) -> None:
        """Take a piece of text with its matrices, its font and its size."""
        for at, part in enumerate(text.split("\n")):
            if at:
                self.end()
            x, y = _place(tm, cm)
            if part.strip() and self._at is None:
                name = str((font or {}).get("/BaseFont", "")).lower()
                scale = abs(tm[3] or tm[1]) * abs(cm[3] or cm[1]) or 1.0
                self._at = y, abs(size) * scale, "bold" in name or "black" in name
            if part and (part.strip() or self._pieces):
                self._pieces.append(Piece(part, x))

    def end(self) -> None:
        """End the row."""
        if self._pieces and self._at is not None:
            y, size, bold = self._at
            self.rows.append(Row(tuple(self._pieces), y, size, bold))
        self._pieces, self._at = [], None


def _place(tm: list[float], cm: list[float]) -> tuple[float, float]:
    return (
        tm[4] * cm[0] + tm[5] * cm[2] + cm[4],
        tm[4] * cm[1] + tm[5] * cm[3] + cm[5],
    )
