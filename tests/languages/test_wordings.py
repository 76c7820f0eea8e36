"""A look for wordings never misses a text that one of them matches."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler.languages import DIGITS, Kind, kinds_in, mask, terms
from crawler.languages.wordings import EVERYTHING, GUARDED, folded, needles_of

WORDINGS = [(kind, wording.replace("#", r"\d")) for kind in GUARDED for wording in terms(kind)]


@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.data())
def test_what_a_wording_matches_is_seen(data: st.DataObject) -> None:
    """Any wording, any text that it matches, in any case, with words around it."""
    kind, wording = data.draw(st.sampled_from(WORDINGS))
    pattern = re.compile(wording, re.IGNORECASE)
    text = data.draw(st.from_regex(pattern))
    for each in (text, text.upper(), f"An {text} 7"):
        if pattern.search(each):
            assert kinds_in(each) & mask(kind), (kind, wording, each)


def test_letters_that_match_without_case_are_folded_alike() -> None:
    """Every letter of the wordings, beside every other letter there is."""
    letters = "".join(map(chr, range(0x1, 0xD800)))
    for letter in sorted({letter for _, wording in WORDINGS for letter in wording}):
        for found in re.findall(re.escape(letter), letters, re.IGNORECASE):
            assert folded(found) in {folded(letter), None}, (letter, found)


@pytest.mark.parametrize(
    ("wording", "needles"),
    [
        ("read (?:more|next)", ("read ",)),
        ("(?:more|next)", ("more", "next")),
        ("se(?:cond)?s? ago", (" ago",)),
        ("(?:more)?", ()),
        (r"\W+\w*", ()),
        (r"\d+", ("#",)),
        (r"[\d.]+", ()),
        ("[^abc]", ()),
        ("(?!more)less", ("less",)),
        ("GÜNCEL|İZLE", ("güncel", "izle")),
    ],
)
def test_a_needle_is_in_every_match(wording: str, needles: tuple[str, ...]) -> None:
    """What may be left out is no needle, and of alternatives each has one."""
    assert needles_of(wording) == needles


def test_what_is_not_looked_for_may_be_anywhere() -> None:
    """A plain line holds none of the kinds that are looked for, and may hold every other one."""
    assert not kinds_in("Zzz zzz") & mask(*GUARDED)
    assert not kinds_in("Zzz zzz") & DIGITS
    assert kinds_in("Zzz 7") & DIGITS
    assert kinds_in("Zzz zzz") & mask(Kind.ABBREVIATIONS)
    assert kinds_in("zzz \u03d0") == EVERYTHING


def test_all_kinds_that_are_looked_for_can_be() -> None:
    """A wording without a needle would make every line a match of its kind."""
    assert [wording for _, wording in WORDINGS if not needles_of(wording)] == []
