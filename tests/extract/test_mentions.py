"""Words that attributes mention."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.extract.sketch.mentions import Mentioned

MENTIONED = Mentioned("hidden", "-none", words=("sr",))
PATTERN = re.compile(r"hidden|-none|\bsr\b", re.IGNORECASE)
# ruff: noqa: RUF001  # letters that match others without case
PIECES = (
    "hidden",
    "HIDDEN",
    "hıdden",
    "hidde",
    "-none",
    "none",
    "sr",
    "ſr",
    "SR",
    "src",
    "usr",
    "-",
)


@given(st.lists(st.sampled_from((*PIECES, " ", "é", "_", "n"))).map("".join))
def test_what_is_mentioned_is_what_the_pattern_finds(text: str) -> None:
    """In whatever case, letters beyond ASCII that match without case included."""
    assert MENTIONED.found_in(text) == (PATTERN.search(text) is not None)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('class="IS-HIDDEN"', True),
        ('class="sr-only"', True),
        ('src="a.png" class="user"', False),
        ('class="hıdden"', True),
        ("", False),
    ],
)
def test_mentions(text: str, found: bool) -> None:  # noqa: FBT001  # a case's
    """A string anywhere, a word where it stands alone."""
    assert MENTIONED.found_in(text) is found
