"""Marked words in a small room."""

import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.diff import Span
from crawler.excerpt import excerpt, width

texts = st.text(max_size=200) | st.sampled_from(
    ["word " * 300, "新闻" * 300, "e\u0301" * 300, "W" * 900]
)
spans = st.lists(
    st.builds(Span, st.sampled_from(["same", "removed", "added"]), texts), max_size=8
).map(tuple)


@settings(max_examples=100, deadline=None)
@given(spans, st.integers(30, 300))
def test_an_excerpt_fits_and_keeps_a_mark(given_spans: tuple[Span, ...], room: int) -> None:
    """It is one line, about as long as asked, holds no word of its own, and something marked."""
    shown = excerpt(given_spans, room)
    whole = "".join(span.text for span in shown)
    assert width(whole) <= room + 2 * len(shown) + 2
    assert "\n" not in whole
    assert not set(whole) - set("".join(span.text for span in given_spans)) - {"…", " "}
    if any(span.mark != "same" and span.text.strip() for span in given_spans):
        assert any(span.mark != "same" for span in shown)


def test_the_context_nearest_to_the_mark_stays() -> None:
    """A long sentence keeps the words beside what changed, and whole words."""
    shown = excerpt(
        (
            Span("same", f"{'far away ' * 30}just before "),
            Span("removed", "old"),
            Span("added", "new"),
            Span("same", f" just behind{' far away' * 30}"),
        ),
        80,
    )
    assert [span.mark for span in shown] == ["same", "removed", "added", "same"]
    assert shown[0].text.startswith("…")
    assert shown[0].text.endswith("just before ")
    assert shown[3].text.startswith(" just behind")
    assert shown[3].text.endswith("…")
    assert {word.strip("…") for span in shown for word in span.text.split()} <= {
        *("far", "away", "just", "before", "behind", "old", "new")
    }


def test_white_space_beside_marked_words_is_not_marked() -> None:
    """No line is drawn under a space."""
    shown = excerpt((Span("same", "a"), Span("added", " b \n c "), Span("same", "d")), 50)
    assert shown == (Span("same", "a "), Span("added", "b c"), Span("same", " d"))


def test_no_letter_is_torn_from_its_marks() -> None:
    """A cut never begins with a sign that stands on the letter before it."""
    shown = excerpt((Span("removed", "e\u0301" * 500),), 41)
    parts = shown[0].text.split("…")
    assert all(not part or unicodedata.category(part.strip()[0]) != "Mn" for part in parts)
