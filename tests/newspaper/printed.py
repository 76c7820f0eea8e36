"""Articles as PDF documents, written by hand: lines at places, as a layout program leaves them."""

import textwrap
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from tests.newspaper.http import Asked, Reply
from tests.newspaper.server import Newspaper, resource
from tests.newspaper.stories import story

HEIGHT, WIDTH = 842, 595
_TOP, _LEFT, _LEADING, _GAP = 740.0, 60.0, 12.0, 8.0


@dataclass(frozen=True)
class Line:
    """A line of text at a place, in points from the lower left corner."""

    text: str
    x: float
    y: float
    size: float = 10


def pdf(pages: Sequence[Sequence[Line]], **info: str) -> bytes:
    """Return a PDF of these lines. ``info`` is what the document says of itself: ``Title``."""
    numbers = [4 + 2 * at for at in range(len(pages))]
    told = " ".join(f"/{name} {_string(value)}" for name, value in info.items())
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{' '.join(f'{n} 0 R' for n in numbers)}] "
        f"/MediaBox [0 0 {WIDTH} {HEIGHT}] >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number, lines in zip(numbers, pages, strict=True):
        stream = zlib.compress("\n".join(map(_shown, lines)).encode("cp1252"))
        objects += [
            f"<< /Type /Page /Parent 2 0 R /Contents {number + 1} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>".encode(),
            f"<< /Length {len(stream)} /Filter /FlateDecode >>\nstream\n".encode()
            + stream
            + b"\nendstream",
        ]
    objects.append(f"<< {told} >>".encode())
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += f"{number} 0 obj\n".encode() + content + b"\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    end = (
        f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n"
        f"<< /Size {size} /Root 1 0 R /Info {size - 1} 0 R >>\nstartxref\n{len(body)}\n%%EOF\n"
    )
    return body + end.encode()


def _string(text: str) -> str:
    return "(" + "".join(f"\\{sign}" if sign in "()\\" else sign for sign in text) + ")"


def _shown(line: Line) -> str:
    return f"BT /F1 {line.size} Tf 1 0 0 1 {line.x} {line.y} Tm {_string(line.text)} Tj ET"


def set_in_columns(
    title: str, paragraphs: Sequence[str], *, columns: int = 1, header: str = "", lines: int = 40
) -> list[list[Line]]:
    """Return the pages of an article, with a header and a number on each.

    Words are divided at the ends of lines, and a gap parts paragraphs.
    """
    width, letters = (WIDTH - 2 * _LEFT) / columns, 90 // columns - 4
    places = [
        (page, column, row)
        for page in range(20)
        for column in range(columns)
        for row in range(lines)
    ]
    pages: list[list[Line]] = [[Line(title, _LEFT, _TOP + 30, 20)]]
    at, gap = 0, 0.0
    for paragraph in paragraphs:
        for text in _divided(textwrap.wrap(paragraph, letters)):
            page, column, row = places[at]
            gap = 0.0 if row == 0 else gap
            while len(pages) <= page:
                pages.append([])
            y = _TOP - row * _LEADING - gap
            pages[page].append(Line(text, _LEFT + column * width, y))
            at += 1
        gap += _GAP
    for number, sheet in enumerate(pages, 1):
        sheet.insert(0, Line(header or "The Tollen Courier, 3 March 2026", _LEFT, 815, 8))
        sheet.append(Line(f"Page {number}", WIDTH / 2, 25, 8))
    return pages


def _divided(rows: list[str]) -> list[str]:
    """Return the rows with every other one's last long word divided."""
    for at in range(0, len(rows) - 1, 2):
        first, _, rest = rows[at + 1].partition(" ")
        if len(first) > 7 and first.isalpha() and first.islower():
            rows[at], rows[at + 1] = f"{rows[at]} {first[:4]}-", f"{first[4:]} {rest}".strip()
    return rows


@resource("printed")
async def printed(paper: Newspaper, _: Asked, name: str) -> Reply:
    """Return a story as a PDF, which changes when the control edits it."""
    told = story(name.removesuffix(".pdf"), paper.state[name])
    pages = set_in_columns(told.title, told.paragraphs)
    kind = "application/octet-stream" if paper.state[f"octets/{name}"] else "application/pdf"
    return Reply(pdf(pages, Title=told.title, Author=told.author), kind=kind)
