"""PDF articles: their text as paragraphs, and why some have none."""

import textwrap
from datetime import UTC, datetime
from io import BytesIO

import pytest
from pypdf import PdfWriter

from crawler.extract import explain, extract
from crawler.extract.page_text import page_texts
from crawler.workers import no_page
from tests.newspaper.printed import Line, pdf, set_in_columns
from tests.newspaper.stories import story

TOLD = story("harbour", 1)
LONG = [
    f"{text} Number {number} of them, in well-known words."
    for number in range(4)
    for text in TOLD.paragraphs
]
AT = datetime(2026, 3, 5, tzinfo=UTC)


@pytest.mark.parametrize("columns", [1, 2])
def test_paragraphs_are_those_of_the_article(columns: int) -> None:
    """Lines are joined, divided words too, over columns and pages; headers and numbers are none."""
    document = pdf(set_in_columns(TOLD.title, LONG, columns=columns))
    assert document.count(b"/Type /Page ") > 1
    found = extract(document, "https://paper.example/a.pdf", content_type="application/pdf")
    assert (found.problem, found.title) == (None, TOLD.title)
    assert found.paragraphs == tuple(LONG)


def test_indents_part_paragraphs_too() -> None:
    """A first line that is set in begins a paragraph, where no gap does."""
    rows = [
        *("   The bridge over the harbour stuck half open on Tuesday", "and cut the old town off."),
        *("   The council plans to replace the bearing before winter,", "and has set money aside."),
    ]
    lines = [
        Line(row.strip(), 75 if row.startswith(" ") else 60, 700 - 12 * at)
        for at, row in enumerate(rows)
    ]
    assert extract(pdf([lines]), None).paragraphs == (
        "The bridge over the harbour stuck half open on Tuesday and cut the old town off.",
        "The council plans to replace the bearing before winter, and has set money aside.",
    )


@pytest.mark.parametrize(
    ("title", "author", "expected"),
    [
        (
            "The bridge stuck half open",
            "Odo Farrell",
            ("The bridge stuck half open", "Odo Farrell"),
        ),
        ("Microsoft Word - harbour_v3.docx", "ofarrell", (TOLD.title, "")),
        ("Yearly template", "Administrator", (TOLD.title, "")),
        ("harbour.indd", "odo@paper.example", (TOLD.title, "")),
    ],
)
def test_what_a_program_set_is_no_title_and_no_author(
    title: str, author: str, expected: tuple[str, str]
) -> None:
    """A file's name, a template's and an account's are not taken; a title that is one is."""
    shown = title if title == expected[0] else TOLD.title
    document = pdf(set_in_columns(shown, TOLD.paragraphs), Title=title, Author=author)
    found = extract(document, None)
    assert (found.title, found.byline) == expected


def test_dates_are_the_documents_unless_it_was_made_for_us() -> None:
    """The day it was made is its date; made as it was fetched, or later, its head's line says."""
    pages = set_in_columns(TOLD.title, TOLD.paragraphs)
    made = pdf(pages, CreationDate="D:20260303081500Z", ModDate="D:20260304101500Z")
    found = extract(made, None, fetched_at=AT)
    assert (found.published, found.modified) == (
        "2026-03-03T08:15:00Z",
        "2026-03-04T10:15:00Z",
    )
    fresh = pdf(pages, CreationDate="D:20260304235900Z", ModDate="D:20260304235900Z")
    broken = pdf(pages, CreationDate="D:2026yesterday", ModDate="D:20990101000000Z")
    for document in (fresh, broken):
        found = extract(document, None, fetched_at=AT)
        assert (found.problem, found.published, found.modified) == (None, "2026-03-03", None)


def _encrypted(document: bytes, password: str) -> bytes:
    writer = PdfWriter(clone_from=BytesIO(document))
    writer.encrypt(user_password=password, owner_password="keeper", algorithm="AES-256")
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_document_that_asks_for_a_password_is_unreadable() -> None:
    """One that anybody may open, and only not copy, is read."""
    document = pdf(set_in_columns(TOLD.title, TOLD.paragraphs))
    locked = extract(_encrypted(document, "secret"), None)
    assert locked.problem == "PDF: it is encrypted, and asks for a password"
    assert extract(_encrypted(document, ""), None).paragraphs == TOLD.paragraphs


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        (pdf([[]]), "PDF: it holds no text"),
        (
            pdf([[]]).replace(b"/Font << /F1 3 0 R >>", b"/XObject <</I 3 0 R>>"),
            "PDF: it holds pictures of pages, as a scanner makes them, and no text",
        ),
        (b"%PDF-1.7\nnothing of one", "PDF: it is broken: "),
    ],
)
def test_a_document_without_text_says_why(document: bytes, problem: str) -> None:
    """A scanned, an empty and a broken document are unreadable, each with its reason."""
    found = extract(document, None)
    assert found.problem is not None
    assert found.problem.startswith(problem)
    assert page_texts(document) == ()
    assert explain(document) == []


def test_all_that_reads_pages_reads_documents() -> None:
    """The text around a change, and the decisions on each piece, are had of a PDF too."""
    document = pdf(set_in_columns(TOLD.title, TOLD.paragraphs))
    assert set(TOLD.paragraphs) < set(page_texts(document))
    assert [one.text for one in explain(document) if one.kept] == list(TOLD.paragraphs)


@pytest.mark.parametrize("kind", ["application/pdf", "application/octet-stream", "text/html", None])
def test_a_document_is_known_by_how_it_begins(kind: str | None) -> None:
    """Whatever it is declared as; and what is declared as one and is none is no page."""
    assert no_page(b"\n" + pdf([[]]), kind) is None
    assert no_page(b"<p>text</p>", "application/pdf") is not None


@pytest.mark.parametrize("indent", [0, 10])
def test_columns_that_are_written_row_by_row_are_read_one_after_the_other(indent: int) -> None:
    """A document whose lines go across two columns, below one headline, has the columns' text."""
    width = 44
    halves = [LONG[:4], LONG[4:8]]
    columns = [[row for text in half for row in _set(text, width, indent)] for half in halves]
    rows = max(map(len, columns))
    lines = [Line(TOLD.title, 60, 780, 20)]
    for at in range(rows):
        for column, left in zip(columns, (60, 320), strict=True):
            if at < len(column):
                text, shift = column[at]
                lines.append(Line(text, left + shift, 740 - 12 * at))
    lines.append(Line("https://paper.example/a 1/1", 60, 25, 7))
    found = extract(pdf([lines], Title=TOLD.title), None)
    told = " ".join(found.paragraphs)
    assert told == " ".join(text for half in halves for text in half)


def _set(text: str, width: int, indent: int) -> list[tuple[str, int]]:
    rows = textwrap.wrap(text, width, break_on_hyphens=False)
    return [(row, 0 if at else indent) for at, row in enumerate(rows)]


def test_a_tables_cells_stay_in_their_rows() -> None:
    """Short pieces beside each other are a row of a table, and read as one."""
    cells = [(f"Ward {number}", f"{40 + number} %") for number in range(12)]
    lines = [Line(text, 60, 740 - 12 * at) for at, text in enumerate(_rows(LONG[0]))]
    for at, row in enumerate(cells):
        lines += [Line(text, x, 600 - 12 * at) for text, x in zip(row, (60, 320), strict=True)]
    assert "Ward 3 43 %" in extract(pdf([lines]), None).text


def _rows(text: str) -> list[str]:
    return textwrap.wrap(text, 90)
