"""What a copy lacks of its original's later changes."""

from crawler.identity import article_of
from crawler.model import Extraction
from crawler.story import MissingChange, story_of
from tests.story.making import COURIER, TEXT, TIDINGS, extraction, history, indexed

NEW = "A second ballot on the morning sailing is planned for the spring."
WORDED = "A second ballot on the morning sailing is planned for May 9."


def lacks(copy: Extraction, *texts: Extraction | None) -> tuple[MissingChange, ...]:
    """Return what the copy lacks of an original with these versions."""
    with indexed(history(COURIER, *texts), history(TIDINGS, copy)) as index:
        story = story_of(index, article_of(TIDINGS))
        assert story is not None
        assert story.original is not None
        return story.copies[0].lacks


def entries(found: tuple[MissingChange, ...]) -> list[tuple[int, str, str | None, str | None]]:
    """Version, kind, old and new, line by line."""
    return [
        (lack.version, sentence.kind, sentence.old, sentence.new)
        for lack in found
        for sentence in lack.sentences
    ]


def linked(paragraphs: tuple[str, ...] = TEXT, title: str | None = None) -> Extraction:
    """Return a copy that links to the original."""
    return extraction(paragraphs, original_url=COURIER, title=title)


def test_an_equal_copy_lacks_nothing() -> None:
    """A copy of the newest version lacks nothing, and so does one whose typography differs."""
    assert lacks(linked((*TEXT, NEW)), extraction(), extraction((*TEXT, NEW))) == ()
    assert (
        lacks(
            linked(tuple(text.replace("“", '"').replace("”", '"') for text in (*TEXT, NEW))),
            extraction(),
            extraction((*TEXT, NEW)),
        )
        == ()
    )


def test_an_added_sentence() -> None:
    """A sentence that came later is missed, under its version and that version's kinds."""
    found = lacks(linked(), extraction(), extraction((*TEXT, NEW)))
    assert entries(found) == [(2, "added", None, NEW)]
    assert found[0].kinds == ("kind 2",)


def test_a_removed_sentence() -> None:
    """A sentence that was taken out and still stands in the copy is named.

    One that the copy lacks too is not.
    """
    shorter = extraction((*TEXT[:4], *TEXT[5:]))
    assert [entry[:2] for entry in entries(lacks(linked(), extraction(), shorter))] == [
        (2, "removed"),
        (2, "removed"),
    ]
    assert lacks(linked((*TEXT[:4], *TEXT[5:])), extraction(), shorter) == ()


def test_a_reworded_sentence() -> None:
    """Of a sentence that was reworded twice the copy misses the wordings after its own."""
    first = tuple(text.replace("4,112", "4,110") for text in TEXT)
    second = tuple(text.replace("4,112", "4,108") for text in TEXT)
    versions = (extraction(), extraction(first), extraction(second))
    assert [entry[:2] for entry in entries(lacks(linked(), *versions))] == [
        (2, "edited"),
        (3, "edited"),
    ]
    assert entries(lacks(linked(first), *versions)) == [(3, "edited", first[1], second[1])]


def test_a_change_that_was_taken_back_is_not_missed() -> None:
    """A sentence that came and left again, or left and came back, is nothing that a copy lacks."""
    assert lacks(linked(), extraction(), extraction((*TEXT, NEW)), extraction()) == ()
    assert lacks(linked(), extraction(), extraction(TEXT[1:]), extraction()) == ()


def test_an_addition_that_was_reworded() -> None:
    """An added sentence that was reworded since is missed once, as it now stands.

    A copy with its first wording misses the second.
    """
    versions = (extraction(), extraction((*TEXT, NEW)), extraction((*TEXT, WORDED)))
    assert entries(lacks(linked(), *versions)) == [(2, "added", None, WORDED)]
    assert entries(lacks(linked((*TEXT, NEW)), *versions)) == [(3, "edited", NEW, WORDED)]


def test_what_was_never_taken_over_is_not_missed() -> None:
    """A copy of the first paragraphs alone lacks no change of a sentence that it never had."""
    later = tuple(text.replace("April 6", "April 9") for text in TEXT)
    assert lacks(linked(TEXT[:3]), extraction(), extraction(later)) == ()


def test_headlines() -> None:
    """A copy under an earlier headline lacks the later ones.

    One under a headline of its own lacks none.
    """
    versions = [
        extraction(title=title)
        for title in ("Town votes", "Town votes to keep its ferry", "Ferry kept")
    ]
    assert [entry[:2] for entry in entries(lacks(linked(title="Town votes"), *versions))] == [
        (2, "headline"),
        (3, "headline"),
    ]
    assert lacks(linked(title="A boat is saved"), *versions) == ()


def test_an_original_that_was_taken_down() -> None:
    """A copy that still stands lacks the removal of its original."""
    found = lacks(linked(), extraction(), None)
    assert [(lack.version, lack.sentences) for lack in found] == [(2, ())]


def test_a_copy_with_both_wordings() -> None:
    """A copy that added the new wording below the old one has the change."""
    later = tuple(text.replace("4,112", "4,108") for text in TEXT)
    assert lacks(linked((*TEXT, later[1])), extraction(), extraction(later)) == ()
