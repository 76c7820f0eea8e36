"""What markup does to the pieces of a page.

Line breaks in disguise, and elements that the parser leaves open.
"""

import pytest

from crawler.extract import extract
from crawler.extract.blocks.block import blocks_of
from crawler.extract.parsing import parse

PARAGRAPHS = [
    (
        f"The lock keeper opened the gate for vessel number {at}, and wrote its name "
        "and its cargo into the book."
    )
    for at in range(1, 7)
]
STORY = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)


def _texts(html: str) -> list[str]:
    tree = parse(html)
    assert tree is not None
    return [block.text for block in blocks_of(tree)]


def test_empty_element_styled_as_line_break_parts_lines() -> None:
    """An empty span whose class is br parts what stands on either side, as the br element does."""
    html = (
        '<html><body><div><span>The gate is shut.</span><span class="part '
        'br"></span><span>Forty ships wait.</span></div></body></html>'
    )
    assert _texts(html) == ["The gate is shut.", "Forty ships wait."]


def test_span_named_br_with_words_is_read() -> None:
    """A span of that class that holds words is no line break."""
    assert _texts('<html><body><p>The gate <span class="br">is</span> shut.</p></body></html>') == [
        "The gate is shut."
    ]


@pytest.mark.parametrize(
    "html",
    [
        f"<html><head><title>A gate</title><article><h1>A gate opens</h1>{STORY}</article></html>",
        (
            '<html><body><button class="menu"><svg></svg><main><article><h1>A gate '
            f"opens</h1>{STORY}</article></main></body></html>"
        ),
    ],
    ids=["head without end", "button without end"],
)
def test_story_in_an_element_without_end_is_found(html: str) -> None:
    """A head or a button that nobody closed does not swallow the story."""
    assert list(extract(html).paragraphs) == PARAGRAPHS


def test_button_within_the_story_is_not_read() -> None:
    """What a button says is no story, as before."""
    html = (
        f"<html><body><article><h1>A gate opens</h1>{STORY}<button>Show 12 "
        "replies</button></article></body></html>"
    )
    assert list(extract(html).paragraphs) == PARAGRAPHS


@pytest.mark.parametrize("sign", ["&zwj;", "&#8203;", "&#65279;", "&shy;", "&nbsp;&#8203; "])
def test_paragraph_without_a_visible_sign_is_none(sign: str) -> None:
    """An empty paragraph that an editor filled with an unseen sign is no piece of text.

    Within words such signs are none either.
    """
    assert _texts(
        f"<html><body><p>The gate</p><p>{sign}</p><p>is sh&shy;ut.</p></body></html>"
    ) == ["The gate", "is shut."]
