"""What holds of every extraction, whatever the page."""

import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.extract import extract
from tests.examples import examples
from tests.extract.shapes import SHAPES, boilerplate, page
from tests.extract.stories import STORIES

MARKUP = re.compile(r"</?(?:p|div|a|span|br|article|script|h\d|li|ul|b|i|em|strong)\b[^<>]*>")
PIECES = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<div class='x'>",
        "</div>",
        "<h1>",
        "</h1>",
        "<table><tr><td>",
        "<br>",
        "<script>",
        "</script>",
        "<!--",
        "-->",
        "<a href='&",
        "]]>",
        "&#0;",
        "&#xD800;",
        "\x00",
        "\ufffe",
        "\u202e",
        "A sentence of some length stands here, and it ends with a full stop.",
        "קצר",
        "漢字かな",
        " ",
    ]
)
BROKEN = st.lists(PIECES, max_size=60).map("".join)


@given(st.binary(max_size=400))
@settings(max_examples=examples(120), deadline=None)
def test_no_bytes_raise(data: bytes) -> None:
    """Any bytes give a value; where they hold no story it says why."""
    found = extract(data, "https://news.example/a", content_type="text/html; charset=utf-8")
    assert found.paragraphs or found.problem


@given(BROKEN)
@settings(max_examples=examples(120), deadline=None)
def test_broken_markup(html: str) -> None:
    """Broken markup gives the same value twice, and never markup in its text."""
    found = extract(html)
    assert found == extract(html)
    assert not MARKUP.search(found.text)


def test_order_of_pages() -> None:
    """What was read before has no part in what is read now.

    Nothing is remembered from page to page.
    """
    numbers = random.Random(7)
    pages = [
        page(shape, story, boilerplate(numbers), at)
        for at, (shape, story) in enumerate(zip(sorted(SHAPES) * 2, STORIES * 5, strict=False))
    ]
    forwards = [extract(html) for html in pages]
    backwards = [extract(html) for html in reversed(pages)]
    assert forwards == backwards[::-1]


def test_control_characters() -> None:
    """Control characters and entities for them never reach the text."""
    html = page("semantic", STORIES[0]).replace("harbour town", "harbour&#7; \x0btown\x08")
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f]", extract(html).text)


@pytest.mark.parametrize("size", [2_000_000, pytest.param(10_000_000, marks=pytest.mark.slow)])
def test_large_page(size: int) -> None:
    """A page of 10 MB gives its story or a problem, and no exception."""
    filler = (
        "<div class='row'><a href='/x'>A teaser of an article that is not this "
        "one</a><span>4 hours ago</span></div>"
    )
    html = page("hashed", STORIES[1]).replace("</body>", filler * (size // len(filler)) + "</body>")
    found = extract(html)
    assert set(found.paragraphs) <= set(STORIES[1].paragraphs)


@pytest.mark.parametrize("tag", ["div", "b", "font", "section"])
@pytest.mark.parametrize("depth", [1_000, 3_000, 100_000])
def test_deep_page(depth: int, tag: str) -> None:
    """A page whose elements are nested without end is read like any other."""
    body = "".join(f"<p>{text}</p>" for text in STORIES[0].paragraphs)
    assert extract(f"<html><body>{f'<{tag}>' * depth}{body}").paragraphs == STORIES[0].paragraphs


@pytest.mark.parametrize("data", [b"", b"   ", "", "<!-- -->", b"\xef\xbb\xbf"])
def test_empty_page(data: bytes | str) -> None:
    """An empty page is a problem with a reason."""
    found = extract(data)
    assert not found.paragraphs
    assert found.problem


@pytest.mark.slow
def test_memory_does_not_grow() -> None:
    """A worker's memory after many pages is what it was after the first few hundred."""
    numbers = random.Random(3)
    pages = [
        page(shape, story, boilerplate(numbers), at)
        for at, (shape, story) in enumerate(zip(sorted(SHAPES) * 4, STORIES * 9, strict=False))
    ]

    def resident() -> int:
        # a kernel file
        with open("/proc/self/statm", encoding="ascii") as numbers_of_pages:  # noqa: PTH123
            return int(numbers_of_pages.read().split()[1]) * 4096

    for at in range(400):
        extract(pages[at % len(pages)])
    before = resident()
    for at in range(10_000):
        extract(pages[at % len(pages)] + f"<!-- {at} -->")
    assert resident() - before < 30_000_000
