"""A comparison that could not be finished.

Whole paragraphs are compared, and the version is recorded all the same.
"""

from datetime import timedelta

import pytest

from crawler.change import ArticleState, Observation, decide
from crawler.change.derived_edits import without_derived_edits
from crawler.change.extraction_noise import without_extraction_noise
from crawler.diff import diff
from crawler.fingerprint import fingerprint_of
from crawler.model import Extraction, Outcome
from tests.change.newsroom import START, STORY, article, head_of

WHY = "took longer than 20 s"


def _decided(old: Extraction, new: Extraction) -> tuple[Outcome, str | None, dict[str, str]]:
    head = head_of(old)
    state = ArticleState(head=head, fingerprints=((1, head.record.fingerprint),))
    seen = Observation(
        kind="answered",
        fetched_at=START + timedelta(hours=1),
        status=200,
        extraction=new,
        fingerprint=fingerprint_of(new),
    )
    decision = decide(state, seen, rough=WHY)
    return decision.outcome, decision.reason, decision.change.reasons if decision.change else {}


def test_an_edit_is_recorded_as_a_rewrite() -> None:
    """A text that differs makes a version of the kind ``rewrite``, which says how much differs and
    why no more is said.
    """
    outcome, reason, kinds = _decided(
        article(), article(*STORY[:3], "Nobody knows yet who will pay for the repair of the pier.")
    )
    assert outcome is Outcome.CHANGED
    assert reason == f"compared by whole paragraphs: sentence by sentence {WHY}"
    assert kinds == {
        "rewrite": f"about 12 words came and 22 left; not compared sentence by sentence: that {WHY}"
    }


def test_what_can_be_told_is_told() -> None:
    """A headline that differs above the same text is ``headline`` alone."""
    outcome, _, kinds = _decided(article(), article(title="Bridge closed for months"))
    assert (outcome, list(kinds)) == (Outcome.CHANGED, ["headline"])


def test_what_cannot_be_believed_is_not() -> None:
    """A page that lost nearly all of its text is suspect, as it is when it is compared by
    sentences.
    """
    outcome, _, kinds = _decided(
        article(*STORY * 3), article("Read the whole story with a subscription.")
    )
    assert (outcome, kinds) == (Outcome.SUSPECT, {})


def test_exchanged_names_do_not_multiply() -> None:
    """A paragraph that names forty authors who were all exchanged costs no more than one that names
    a few: forms would double for each.
    """
    old, new = (
        tuple(
            f"{given} Surname{letter * 3}" for letter in "abcdefghijklmnopqrstuvwxyzåäöéèêëïîôûüçñ"
        )
        for given in ("Anna", "Berta")
    )
    before = article(*STORY, "By " + ", ".join(old), authors=old)
    after = article(*STORY, "With thanks to " + ", ".join(new), authors=new)
    assert without_derived_edits(diff(before, after), before, after).body_changed


@pytest.mark.parametrize("most", [1_000_000_000, 0])
def test_passages_are_found_among_blocks_where_pages_are_too_long(
    monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    """What stands on both pages as a whole block is no edit, also where the pages are too long to
    look for it anywhere in them.
    """
    monkeypatch.setattr("crawler.change.extraction_noise._MAX_NUMBER", most)
    old, new = (
        article(),
        article(*STORY, "A box about the history of the bridge and of those that stood before it."),
    )
    page = (*new.paragraphs, "Home")
    assert (
        without_extraction_noise(diff(old, new), old, new, page, page).paragraphs == old.paragraphs
    )
