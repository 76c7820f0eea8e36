"""Short lines that no table or list holds are the story's: facts boxes, lines, named subheads."""

import pytest

from crawler.extract import extract
from tests.extract.others import REST, STORY

URL = "https://news.example/2026/03/14/ferry-story"
LINES = ("Harbour List 41.2 %", "Quay Union 33.9 %", "Free Fishers 24.9 %")
ROWS = "".join(f"<div><span>{line}</span></div>" for line in LINES)
ITEMS = "".join(f"<li>{line}</li>" for line in LINES)
CELLS = "".join(
    f"<tr><td>{name}</td><td>{share}</td></tr>"
    for name, share in (line.rsplit(" ", 2)[:2] for line in LINES)
)
TABLE = f"<figure class=wp-block-table><table>{CELLS}</table><figcaption>Source: x</figcaption>"


def _text(within: str, story: tuple[str, ...] = STORY + REST) -> str:
    halves = ["".join(f"<p>{p}</p>" for p in part) for part in (story[:3], story[3:])]
    page = (
        "<title>Ferry to Orrin out of service</title><main><article>"
        f"<h1>Ferry to Orrin out of service</h1><div class=x8>{halves[0]}{within}{halves[1]}</div>"
        "</article></main>"
    )
    return extract(page, URL).text


@pytest.mark.parametrize(
    "markup",
    [
        f"<div class=factbox><h3>In figures</h3>{ROWS}</div>",
        f"<aside class=facts><h4>Facts</h4><ul>{ITEMS}</ul></aside>",
        f"<p>{'<br>'.join(LINES)}</p>",
        f"{TABLE}</figure>",
    ],
    ids=["box", "aside", "lines", "wordpress-table"],
)
def test_short_lines_within_a_story_are_its(markup: str) -> None:
    """Figures are kept in each shape, and an edit of one can be seen."""
    assert all(share in _text(markup) for share in ("41.2", "33.9", "24.9"))


@pytest.mark.parametrize("name", ["mellomtittel", "intertitre", "Zwischentitel", "sub-heading"])
def test_a_subhead_that_only_its_class_tells(name: str) -> None:
    """A short paragraph between others is kept where its class says that it is a subhead."""
    assert "What happens now" in _text(f"<p class={name}>What happens now</p>")


@pytest.mark.parametrize(
    "markup",
    [
        "<aside class=related><ul><li>Lamp factory shut</li><li>Copper up</li></ul></aside>",
        "<p><a href=/a>Lamp factory shut</a><br><a href=/b>Copper rose again</a></p>",
    ],
)
def test_teasers_in_short_lines_are_none(markup: str) -> None:
    """Lines that lead elsewhere, or stand in a widget's box, are no story."""
    assert "Lamp factory" not in _text(markup)


@pytest.mark.parametrize("mark", ["\u2022", "\u2013", "-", "*", "\u25ba"])
@pytest.mark.parametrize("place", [0, 3, 9])
def test_paragraphs_with_a_mark_are_a_list(mark: str, place: int) -> None:
    """Above, within and below the story; and beside a widget of such lines, which is none."""
    items = [f"{mark} {line}" for line in ("Two boats", "A net", "300 crowns")]
    story = [*STORY, *REST]
    parts = [*story[:place], *items, *story[place:]]
    body = "".join(f"<p>{part}</p>" for part in parts)
    side = f"<aside><p>{mark} <a href=/a>Lamp factory shut</a></p><p>{mark} Copper up</p></aside>"
    page = f"<title>Ferry</title><main><article><h1>Ferry</h1>{body}</article></main>{side}"
    assert extract(page, URL).paragraphs == tuple(parts)


def test_lines_that_end_a_story_are_its_and_its_signature_is_none() -> None:
    """Three lines of a paragraph below the last; a name with a day is none of them."""
    story = "".join(f"<p>{part}</p>" for part in (*STORY, *REST))
    for below, kept in (("<br>".join(LINES), True), ("Ana Moe<br>14 March 2026<br>10:20", False)):
        page = f"<title>Ferry</title><main><h1>Ferry</h1>{story}<p>{below}</p></main>"
        found = extract(page, URL).paragraphs
        assert found == (*STORY, *REST, *(LINES if kept else ()))


@pytest.mark.parametrize(
    ("table", "row", "cell"),
    [
        ("datatable", "dt-row", "dt-cell"),
        ("divTable", "divTableRow", "divTableCell"),
        ("Table_root__x1", "Table_row__x2", "Table_cell__x3"),
        ("tabelle", "zeile", "zelle"),
    ],
)
def test_a_table_of_boxes_whatever_its_maker_calls_it(table: str, row: str, cell: str) -> None:
    """A row is a line, its cells joined by a bar."""
    rows = "".join(
        f"<div class={row}><div class={cell}>{name}</div><div class={cell}>{share}</div></div>"
        for name, share in (line.rsplit(" ", 2)[:2] for line in LINES)
    )
    text = _text(f"<div class={table}>{rows}</div>")
    assert "Harbour List | 41.2" in text
    assert "Free Fishers | 24.9" in text
