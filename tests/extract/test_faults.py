"""A bug in one part of the extractor costs that part, and no page."""

import random
from collections.abc import Sequence

import pytest

from crawler.extract import Faults, explain, extract, metadata, pipeline
from crawler.extract.blocks.layout import PageLayout
from crawler.extract.rules import body
from crawler.extract.rules.block_decisions import BlockDecision
from tests.extract.altered_pages import altered, trouble
from tests.extract.metadata_pages import HEADLINE, STORY, URL, article, ld, page
from tests.extract.shapes import SHAPES, boilerplate
from tests.extract.shapes import page as shaped
from tests.extract.stories import STORIES

PAGE = page(
    ld(article(author={"@type": "Person", "name": "Ada Brook"}, datePublished="2026-05-12")),
    f"<h1>{HEADLINE}</h1><p class=kicker>Local news</p><p>By Ada Brook</p>{STORY}",
)
READERS = (
    *("outlet_names", "titles", "lead", "authors", "original", "published", "modified"),
    *("shown_modified", "publisher", "language", "canonical", "tags", "image", "free"),
    *("article_body", "declared_type"),
)


def _fails(*_: object, **__: object) -> None:
    raise IndexError("list index out of range")


@pytest.mark.parametrize("reader", READERS)
def test_a_reader_that_fails_costs_its_own_field(
    reader: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever reader of metadata fails, the story stays, and the extraction names the part."""
    whole = extract(PAGE, URL)
    monkeypatch.setattr(metadata, reader, _fails)
    found = extract(PAGE, URL)
    assert whole.faults == ()
    assert found.problem is None
    assert found.paragraphs == whole.paragraphs
    assert [fault.partition(": ")[2] for fault in found.faults] == [
        "IndexError: list index out of range"
    ]


@pytest.mark.parametrize("part", ["developing", "notices", "origin_of", "problem"])
def test_what_is_read_of_the_story_fails_alone(part: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is read of the finished story fails without it."""
    whole = extract(PAGE, URL)
    monkeypatch.setattr(pipeline, part, _fails)
    found = extract(PAGE, URL)
    assert (found.problem, found.title) == (None, HEADLINE)
    assert found.paragraphs == whole.paragraphs
    assert len(found.faults) == 1


def test_a_rule_that_fails_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """A rule that fails half-way leaves no trace: the text is the other rules'."""

    def half(page: PageLayout, decisions: list[BlockDecision]) -> None:
        for decision in decisions:
            decision.drop("half")
        raise KeyError(page.blocks[0].text)

    whole = extract(PAGE, URL)
    found = extract(PAGE, URL, rules=(*body.RULES[:5], half, *body.RULES[5:]))
    assert found.paragraphs == whole.paragraphs
    assert [fault.split(": ")[:2] for fault in found.faults] == [["rule half", "KeyError"]]
    monkeypatch.setattr(pipeline, "RULES", (half, *body.RULES))
    faults = Faults()
    assert [piece.text for piece in explain(PAGE, URL, faults=faults) if piece.kept] == list(
        whole.paragraphs
    )
    assert len(faults.found) == 1


def test_without_blocks_the_other_sources_are_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the judgement of the blocks itself fails, the story comes from elsewhere."""
    whole = extract(PAGE, URL)
    monkeypatch.setattr("crawler.extract.page_reading.blocks_of", _fails)
    found = extract(PAGE, URL)
    assert found.paragraphs[-3:] == whole.paragraphs
    assert found.faults == ("text: IndexError: list index out of range",)


def test_memory_is_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where memory ends, that is for the process to say."""

    def ends(*_: object) -> Sequence[str]:
        raise MemoryError

    monkeypatch.setattr(metadata, "authors", ends)
    with pytest.raises(MemoryError):
        extract(PAGE, URL)


@pytest.mark.parametrize(
    "markup",
    [
        "<p><b>Source:</b> https://harbour.example/minutes</p>",
        "<p><br>https://harbour.example</p>",
        "<ol><li><a id=fn1></a>http://harbour.example</li></ol>",
        "<p>\u3000https://harbour.example</p>",
    ],
)
def test_a_bare_address_behind_an_element_is_an_address(markup: str) -> None:
    """An address that begins a text behind a label, a line break or an anchor is read as one."""
    found = extract(
        page("", f"<h1>{HEADLINE}</h1><p>Harbour</p><p>By Ada Brook</p>{STORY}{markup}"), URL
    )
    assert (found.problem, found.faults) == (None, ())
    assert found.authors == ("Ada Brook",)


def test_altered_pages_break_nothing() -> None:
    """No page that chance has altered is unreadable, or makes a part fail."""
    numbers = random.Random(11)
    pages = [
        shaped(shape, story, boilerplate(numbers), at)
        for at, (shape, story) in enumerate(zip(sorted(SHAPES), STORIES * 5, strict=False))
    ]
    found = [
        (seed, said)
        for seed in range(60)
        for said in trouble(altered(pages[seed % len(pages)], str(seed)), URL)
    ]
    assert found == []
