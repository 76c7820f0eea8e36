"""The stretch of a text that shows how it answers a query."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.search import excerpt, parse, read
from crawler.search.snippet import WIDTH

FILLER = "The council met again and again without any result at all. " * 8
TEXT = f"The bridge is old. {FILLER}On Monday the old bridge was closed for good. {FILLER}"


def marked(query: str, text: str) -> list[str]:
    """Return the marked parts."""
    return [part for mark, part in excerpt(parse(query), text).parts if mark == "match"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("bridge closed", ["bridge", "closed"]),
        ('"old bridge"', ["old bridge"]),
        ("mon* closed", ["Monday", "closed"]),
        ('"the old bri*"', ["the old bridge"]),
        ("ferry", []),
    ],
)
def test_the_words_that_were_asked_for_are_marked(query: str, expected: list[str]) -> None:
    """The stretch with most of the query's terms is shown, its matches marked as they stand in the
    text.
    """
    assert marked(query, TEXT) == expected


def test_other_scripts_are_marked_too() -> None:
    """Matches are found in folded form and in scripts without spaces, and marked in the text's own
    letters.
    """
    assert marked("ecole", "L'École est fermée.") == ["École"]
    assert marked("閉鎖", "橋は閉鎖された。") == ["閉鎖"]


def test_the_ends_are_shown() -> None:
    """An ellipsis stands at either end where the text goes on, and nowhere else."""
    whole = "".join(part for _, part in excerpt(parse("closed"), TEXT).parts)
    assert whole.startswith("… ")
    assert whole.endswith(" …")
    assert len(whole) <= WIDTH + 4
    assert (
        "".join(part for _, part in excerpt(parse("bridge"), "The bridge.").parts) == "The bridge."
    )


@given(st.text(), st.sampled_from(["a", '"a b"', "a* b", "é", "東"]))
def test_a_stretch_is_of_the_text(text: str, query: str) -> None:
    """Whatever the text, what is shown stands in it, white space folded, and is not longer than it
    should be.
    """
    shown = "".join(part for _, part in excerpt(parse(query), text).parts)
    assert shown.removeprefix("… ").removesuffix(" …") in " ".join(text.split())
    assert len(shown) <= WIDTH + 4


@given(st.text(st.sampled_from("ab \u2014.é東"), min_size=WIDTH, max_size=3 * WIDTH))
def test_a_stretch_ends_with_a_whole_word(text: str) -> None:
    """It ends with the last word that is whole within its room, or else where the room does."""
    flat = " ".join(text.split())
    shown = "".join(part for _, part in excerpt(parse("missing"), text).parts)
    ends = [word.end for word in read(flat) if 0 < word.end <= WIDTH]
    end = len(flat) if len(flat) <= WIDTH else max(ends, default=WIDTH)
    assert shown.removesuffix(" …") == flat[:end]
