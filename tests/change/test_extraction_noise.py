"""What stands on both pages was neither added nor removed, whatever the extractor made of it."""

from collections.abc import Sequence

import pytest

from crawler.change import Decision
from crawler.model import Extraction, Outcome
from tests.change.newsroom import STORY, Newsroom, article

ASIDE = "Read also how the ferry was built in the years before the war, and who paid for it."
SHORT = "Read more"
BOILERPLATE = ("Herald", "News", ASIDE, SHORT, "All rights reserved")


def look(
    old: Extraction, new: Extraction, old_page: Sequence[str], new_page: Sequence[str]
) -> Decision:
    """Return the decision on a page, with all the text of both pages at hand."""
    room = Newsroom()
    room.look(old, at=-1)
    return room.look(new, at=0, head_page=tuple(old_page), page=tuple(new_page))


@pytest.mark.parametrize("passage", [ASIDE, SHORT])
@pytest.mark.parametrize("place", [0, 2, 4])
def test_a_passage_on_both_pages_is_no_edit(passage: str, place: int) -> None:
    """Whether the extractor took or left it, the state is the same, and the reason says why."""
    without, within = article(), article(*STORY[:place], passage, *STORY[place:])
    page = (*BOILERPLATE, *STORY)
    for old, new in ((without, within), (within, without)):
        decision = look(old, new, page, page)
        assert (decision.outcome, decision.reason) == (
            Outcome.UNCHANGED,
            "all that was read otherwise stands on both pages",
        )


@pytest.mark.parametrize("place", [0, 2, 4])
def test_alike_passages_on_both_pages_are_no_edit(place: int) -> None:
    """Of two lines that differ in a number alone the extractor took one, then the other.

    Nobody wrote the one for the other.
    """
    first, second = "Previous ranking: No. 32 in the world", "Previous ranking: No. 20 in the world"
    old, new = article(first, *STORY), article(*STORY[:place], second, *STORY[place:])
    page = (*BOILERPLATE, first, second, *STORY)
    assert look(old, new, page, page).outcome is Outcome.UNCHANGED


@pytest.mark.parametrize(
    ("new", "old_page", "new_page", "kinds"),
    [
        (article(*STORY, ASIDE), STORY, (*STORY, ASIDE), ("addition",)),
        (article(*STORY[:3]), STORY, STORY[:3], ("removal",)),
        (article(*STORY, "More"), (*STORY, SHORT), (*STORY, "More"), ("addition",)),
        (article(*STORY[:3]), (*STORY, STORY[0]), (*STORY[:3], STORY[0]), ("removal",)),
        (article(STORY[3], *STORY[:3]), STORY, (STORY[3], *STORY[:3]), ("rewrite",)),
        (
            article(STORY[0].replace("Monday", "Tuesday"), *STORY[1:], ASIDE),
            (*STORY, ASIDE),
            (*STORY[1:], ASIDE),
            ("fact",),
        ),
    ],
)
def test_real_edits_are_kept(
    new: Extraction, old_page: Sequence[str], new_page: Sequence[str], kinds: Sequence[str]
) -> None:
    """What only one of the pages shows, or shows in another place of the story, is an edit, and
    only that is named.
    """
    decision = look(article(), new, old_page, new_page)
    assert decision.change is not None
    assert decision.change.kinds == kinds


def test_one_of_two_equal_paragraphs_that_left_is_a_removal() -> None:
    """A passage counts as standing outside the story only if the page shows it more often than the
    story does.
    """
    old = article(*STORY, STORY[0])
    decision = look(old, article(), old.paragraphs, STORY)
    assert decision.change is not None
    assert decision.change.kinds == ("removal",)
