"""The directions of letters, beside those of another library."""

import pytest
from bidi import get_display  # type: ignore[import-untyped]  # it has no stubs
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.picture.directions import direction, in_visual_order, levels
from tests.examples import examples

_SIGNS = "abאבجد12٣٤ -+/.,:()[]{}«»%$€\u0301ə\u200b!?"


def shown(text: str, base: int) -> str:
    """Return the signs from left to right."""
    return "".join(text[at] for at in in_visual_order(levels(text, base)))


def straight(text: str) -> str:
    """Return the text with each bracket as its left one: the other library turns them round."""
    return text.translate(str.maketrans(")]}»", "([{«"))


@settings(max_examples=examples(400), deadline=None)
@given(st.text(_SIGNS, max_size=24), st.sampled_from([0, 1]))
def test_directions_are_those_of_another_library(text: str, base: int) -> None:
    """Letters, numbers, signs and brackets of all kinds, in texts of both directions."""
    text = text.rstrip(" \u200b")  # at the end of a line nothing of it is drawn
    theirs = get_display(text, base_dir="RL"[1 - base])
    assert straight(shown(text, base)) == straight(theirs)


@pytest.mark.parametrize(
    ("text", "base", "left_to_right"),
    [
        ("abc", 0, "abc"),
        ("אבג", 1, "גבא"),
        ("שלום (abc) 12", 1, "12 )abc( םולש"),
        ("abc שלום 12", 0, "abc 12 םולש"),
        ("12:30 ב", 1, "ב 12:30"),
    ],
)
def test_what_stands_where(text: str, base: int, left_to_right: str) -> None:
    """Numbers run rightwards within words that run leftwards."""
    assert shown(text, base) == left_to_right


def test_a_text_begins_where_its_first_letter_says() -> None:
    """Numbers and signs before it say nothing."""
    assert [direction(text) for text in ("12 abc", "12 אב", "!?", "«جد» abc")] == [
        *("ltr", "rtl", "ltr", "rtl")
    ]
