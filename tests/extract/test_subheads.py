"""Short subheads of a story stay in it, wherever they stand; what only looks like one does not."""

# the signs are the languages' own

import random
from html import escape

import pytest

from crawler.extract import extract
from tests.extract.shapes import head
from tests.extract.stories import ORCHARD, STORIES, Story
from tests.extract.structured_pages import LAYOUTS, Layout, hashed, parted, semantic, wordpress

URL = "https://news.example/2026/03/04/a-story"
FORMS = (
    "<h2>{}</h2>",
    "<h3>{}</h3>",
    "<h4>{}</h4>",
    "<h2><strong>{}</strong></h2>",
    '<h2 class="css-1x2 eoo0vm40"><span>{}</span></h2>',
    '<h3 id="part"><a href="#part" class="anchor"></a>{}</h3>',
    '<h3 id="part"><a href="#part">{}</a></h3>',
    '<h3 id="part"><a href="' + URL + '#part">{}</a></h3>',
    '<div class="heading-wrap"><h2>{}</h2></div>',
    "<p><strong>{}</strong></p>",
    "<p><b>{}</b></p>",
)
HEADINGS = FORMS[:-2]
TEXTS = (
    "Dead", "1. Bread", "Step 2", "Who pays?", "Ana Moe", "What we know", "The costs:", "2024",
    "José Ruiz, 41", "Day one", "3) Salt and flour", "Why now?", "Q&A", "“Nobody asked us”",
    "Fazit", "Почему сейчас?", "FC Saltby", "予算", "لماذا الآن؟", "Ποιος πληρώνει;",
)  # fmt: skip
PROMPTING = ("Share of votes", "Follow the money", "Related costs", "Read the small print")
"""Subheads that open like a widget's line."""
LIST = "<ul><li>Flour, 200 grams</li><li>Salt</li><li>Two apples</li></ul>"
TABLE = "<table><tr><td>Quay</td><td>1,090</td></tr><tr><td>Free</td><td>36</td></tr></table>"
FIGURE = "<figure><img src=/a.jpg><figcaption>The lock. Photo: Ana Moe</figcaption></figure>"
QUOTE = "<blockquote><p>We have waited for this for thirty years, and it is here.</p></blockquote>"


def _page(layout: Layout, story: Story, parts: list[str], place: int, extra: str) -> str:
    """Return a page whose story has something between its paragraphs."""
    paragraphs = [f"<p>{escape(text)}</p>" for text in story.paragraphs]
    parts = [*paragraphs[:place], *parts, *paragraphs[place:]]
    body = layout(story, parts, [extra])
    return f'<!doctype html><html lang="{story.language}">{head(story)}<body>{body}</body></html>'


def _lines(layout: Layout, story: Story, *parts: str, place: int = 2) -> tuple[str, ...]:
    return extract(_page(layout, story, list(parts), place, ""), URL).paragraphs


def _drawn(pages: int) -> float:
    """Return the share of subheads kept, of so many in forms, places and layouts at random."""
    dice, kept = random.Random(20261128), 0
    for _ in range(pages):
        story, text = dice.choice(STORIES), dice.choice(TEXTS)
        parts = [dice.choice(FORMS).format(escape(text))]
        beside = dice.choice(("", "", LIST, TABLE, QUOTE, FIGURE))
        parts = [beside, *parts] if beside == FIGURE else [*parts, beside]
        place = dice.choice((1, 2, len(story.paragraphs) // 2, len(story.paragraphs) - 1))
        found = _lines(dice.choice(LAYOUTS), story, *parts, place=place)
        kept += text in found
    return kept / pages


@pytest.mark.parametrize(
    "pages", [pytest.param(40, id="some"), pytest.param(400, id="many", marks=pytest.mark.slow)]
)
def test_short_subheads_are_kept(pages: int) -> None:
    """Names, numbers, questions and single words, before lists, tables, pictures, quotations."""
    assert _drawn(pages) >= 0.95


@pytest.mark.parametrize("layout", [semantic, wordpress, hashed, parted])
@pytest.mark.parametrize("form", HEADINGS)
def test_a_subhead_above_the_first_paragraph(form: str, layout: Layout) -> None:
    """A short heading between byline and first paragraph opens the story."""
    assert _lines(layout, ORCHARD, form.format("What we know"), place=0)[0] == "What we know"


@pytest.mark.parametrize("text", PROMPTING)
@pytest.mark.parametrize("layout", [semantic, hashed, parted])
def test_a_subhead_that_opens_like_a_prompt(layout: Layout, text: str) -> None:
    """It is none of a widget's, if a paragraph of the story stands right below."""
    assert text in _lines(layout, ORCHARD, f"<h2>{text}</h2>")


@pytest.mark.parametrize("below", [TABLE, LIST])
def test_a_table_below_a_subhead_that_opens_like_a_prompt(below: str) -> None:
    """Nothing in a widget of shares leads nowhere: the table and its heading are the story's."""
    found = _lines(semantic, ORCHARD, "<h3>Share of votes</h3>", below)
    assert found[2] == "Share of votes"
    assert len(found) > len(ORCHARD.paragraphs) + 2


def test_a_subhead_on_comments_in_boxes() -> None:
    """A story goes on below "Comments from the town", though each paragraph has a box."""
    found = _lines(parted, ORCHARD, "<h2>Comments from the town</h2>")
    assert set(ORCHARD.paragraphs) <= set(found)


@pytest.mark.parametrize(
    "line",
    [
        "<h3>Femke Adeyemi</h3>",
        "<h4>4 March 2026</h4>",
        "<h3>Share this article</h3>",
    ],
)
def test_no_subheads_above_the_first_paragraph(line: str) -> None:
    """A name, a day and a prompt above the story are no subheads."""
    assert _lines(semantic, ORCHARD, line, place=0)[0] == ORCHARD.paragraphs[0]


@pytest.mark.parametrize(
    "widget",
    [
        '<h3>Related stories</h3><ul><li><a href="/a">Ten lakes to swim in</a></li></ul>',
        '<h3>Share this</h3><ul><li><a href="/f">Facebook</a></li><li><a href="/x">X</a></li></ul>',
        '<h3><a href="/a/7">Ten lakes to swim in</a></h3>',
        "<h3>Subscribe to our newsletter</h3>",
    ],
)
def test_widgets_headings_are_none(widget: str) -> None:
    """A widget's heading between two paragraphs is no subhead."""
    assert _lines(semantic, ORCHARD, widget) == ORCHARD.paragraphs


@pytest.mark.parametrize("name", ["Chapter {}: The lock", "{}. The lock", "Teil {}"])
def test_linked_headlines_that_count(name: str) -> None:
    """Chapters in boxes of their own are the story's; teasers with numbers that jump are not."""
    text = "Here is what a village learns that has to count its apples, one by one, in autumn."
    card = '<div class="card"><h3><a href="/a/{at}">{name}</a></h3><p>{text}</p></div>'
    for numbers, kept in (((1, 2, 3, 4), True), ((4, 3, 2, 1), True), ((5, 10, 3, 7), False)):
        cards = [
            card.format(at=at, name=name.format(at), text=text.replace("one", f"{at}"))
            for at in numbers
        ]
        found = _lines(semantic, ORCHARD, "<p>These are the parts of it:</p>", *cards)
        assert any(" has to count its apples" in line for line in found) == kept
