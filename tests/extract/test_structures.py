"""Tables, lists and subheads of a story are part of it; widgets that look like them are not."""

# ruff: noqa: E501  # a list of words is one line  # noqa: RUF100

import random
from collections import Counter
from collections.abc import Callable

import pytest

from crawler.extract import extract
from crawler.extract.page_text import page_texts
from tests.extract.stories import FERRY, STORIES, Story
from tests.extract.structured_pages import LAYOUTS, page, semantic
from tests.extract.structures import LISTS, TABLES, WIDGETS, Made, Words

URL = "https://news.example/2026/03/04/a-story"
NAMES = (
    "Ana Moe", "Piet Lanning", "Iris Calloway", "Tove Lindgaard", "Jens Vik", "Marta Holm", "Aksel Brandt", "Sun-hi Park", "José Ruiz", "Li Wei", "Кира Белова",
)  # fmt: skip
PLACES = (
    "Harbour List", "Quay Union", "Tolden", "Marwick", "Free Fishers", "Esker Vale", "FC Saltby", "Old Salts", "Port Linnet", "Orrin Rovers", "Ville-Marie",
)  # fmt: skip
THINGS = (
    "Dead", "Injured", "Line 4 to Saltby", "Bread", "The costs", "Opening hours", "Old town hall", "What we know", "Flour", "Light the lamp again", "First half", "Residents",
    "Town council", "Budget", "Salt", "Spring concert", "Die Kosten", "La votación", "المجلس", "予算",
)  # fmt: skip


def _words(seed: object) -> Words:
    return Words(random.Random(str(seed)), NAMES, PLACES, THINGS)


def _page(story: Story, made: Made, widget: str = "") -> tuple[str, tuple[str, ...]]:
    """Return a page with a structure after its second paragraph, and what it must give."""
    paragraphs = [f"<p>{text}</p>" for text in story.paragraphs]
    body = semantic(story, [*paragraphs[:2], made[0], *paragraphs[2:]], [widget])
    html = (
        f"<!doctype html><html><head><title>{story.title}</title></head><body>{body}</body></html>"
    )
    return html, (*story.paragraphs[:2], *made[1], *story.paragraphs[2:])


@pytest.mark.parametrize("make", [*TABLES, *LISTS], ids=lambda make: make.__name__)
def test_a_structure_within_a_story_is_whole(make: Callable[[Words], Made]) -> None:
    """Each form comes out in its place, a row a line, beside a widget of the same kind."""
    html, wanted = _page(FERRY, make(_words(make)), "".join(make(_words(0)) for make in WIDGETS))
    assert extract(html, URL).paragraphs == wanted


@pytest.mark.parametrize("make", [*WIDGETS], ids=lambda make: make.__name__)
def test_a_widget_within_a_story_is_none(make: Callable[[Words], str]) -> None:
    """A table or a list that its name, heading or links make a widget's is left out."""
    html, _ = _page(FERRY, (make(_words(make)), []))
    assert extract(html, URL).paragraphs == FERRY.paragraphs


def _drawn(pages: int) -> tuple[Counter[str], Counter[str]]:
    """Return how many lines of each kind so many drawn pages have, and how many are kept."""
    wanted, kept = Counter[str](), Counter[str]()
    for seed in range(pages):
        html, page_wanted = page(STORIES[seed % len(STORIES)], _words(seed), random.Random(seed))
        found = extract(html, URL).paragraphs
        assert set(found) <= set(page_wanted.lines)
        for kind in ("tables", "items", "subheads"):
            lines = getattr(page_wanted, kind)
            wanted[kind] += len(lines)
            kept[kind] += sum(line in found for line in lines)
    return wanted, kept


@pytest.mark.parametrize(
    ("pages", "share", "of_subheads"),
    [(24, 0.92, 0.9), pytest.param(192, 0.97, 0.95, marks=pytest.mark.slow)],
)
def test_drawn_pages(pages: int, share: float, of_subheads: float) -> None:
    """Over layouts, dialects and places drawn at random, nearly all is kept and nothing leaks.

    Of few pages a single one that loses a table decides: of many, more must be kept.
    """
    wanted, kept = _drawn(pages)
    assert kept["tables"] >= share * wanted["tables"]
    assert kept["items"] >= share * wanted["items"]
    assert kept["subheads"] >= of_subheads * wanted["subheads"]


def test_a_table_as_the_body() -> None:
    """A page of two sentences and a table gives the table's rows too, in each layout."""
    made = TABLES[2](_words("body"))
    for layout in LAYOUTS:
        parts = [f"<p>{text}</p>" for text in FERRY.paragraphs[:2]]
        body = layout(FERRY, [*parts, made[0]], [])
        html = f"<html><head><title>{FERRY.title}</title></head><body>{body}</body></html>"
        assert extract(html, URL).paragraphs[-len(made[1]) :] == tuple(made[1]), layout.__name__


def test_comments_in_a_table_stay_apart() -> None:
    """Rows of a name and a long post are no table of values: name and post are two lines."""
    rows = "".join(f"<tr><td>salt{at}</td><td>{FERRY.paragraphs[at]}</td></tr>" for at in range(3))
    html = f"<html><body><table>{rows}</table></body></html>"
    assert page_texts(html)[:2] == ("salt0", FERRY.paragraphs[0])
