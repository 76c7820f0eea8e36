"""The words that say most about a change, over random edits and by example."""

from typing import Any

import pytest
from hypothesis import given, settings

from crawler.change import classify
from crawler.diff import Span, Spans, diff, rough_diff
from crawler.model import Change, ChangeKind, Extraction, FactPair
from crawler.telling_change import (
    most_telling,
    telling_changes,
    telling_of_record,
    with_signs,
)
from tests.diff.texts import pairs

CLOSED = "The bridge was closed."
RAISED = "The fund said on Monday that it had raised $5m from donors."
RAISED_MORE = "The fund said on Monday that it had raised $50m from donors."
WARNED = "An inspector had warned of cracks in March."
BUSES = "Buses are diverted."


def text(*paragraphs: str, title: str = "Bridge closed", **others: Any) -> Extraction:
    """Return an Extraction in English."""
    return Extraction(extractor="x", title=title, paragraphs=paragraphs, language="en", **others)


def told(old: Extraction, new: Extraction) -> list[tuple[str, str]]:
    """Return the kind and the part of all that changed, in order."""
    difference = diff(old, new)
    return [
        (one.kind.value, one.part)
        for one in telling_changes(difference, classify(old, new, difference))
    ]


def written(spans: Spans) -> str:
    """Return the text of spans."""
    return "".join(span.text for span in spans)


@settings(max_examples=60, deadline=None)
@given(pairs())
def test_words_are_those_of_the_two_texts(both: tuple[Extraction, Extraction]) -> None:
    """What stood before stands in the old text, what came in the new one, and marks say which."""
    old, new = both
    difference = diff(old, new)
    change = classify(old, new, difference)
    found = list(telling_changes(difference, change))
    assert found == list(telling_changes(difference, change))
    assert most_telling(difference, change) == (found[0] if found else None)
    for one in found:
        where = {"title": (old.title, new.title), "byline": (old.byline, new.byline)}
        before, after = where.get(one.part, (old.text, new.text))
        assert {span.mark for span in one.before} <= {"same", "removed"}
        assert {span.mark for span in one.after} <= {"same", "added"}
        assert written(one.before) in (before or "")
        assert written(one.after) in (after or "")
        assert one.moved != any(span.mark != "same" for span in one.spans)


@settings(max_examples=40, deadline=None)
@given(pairs())
def test_whatever_has_words_is_told(both: tuple[Extraction, Extraction]) -> None:
    """A sentence that came, left or was edited, or a title, is told; equal texts tell nothing."""
    difference = diff(*both)
    changed = bool(difference.words_added or difference.words_removed or difference.field("title"))
    if changed:
        assert most_telling(difference) is not None
    same = diff(both[0], both[0])
    assert most_telling(same, Change()) is None


def test_the_order_is_headline_fact_notice_removal_rewording_addition_byline() -> None:
    """What a reader most wants to know comes first."""
    notice = "Correction: an earlier version misstated the sum."
    old = text(CLOSED, RAISED, WARNED, BUSES, "It is a sunny day in town.", authors=("Ann",))
    new = text(
        CLOSED,
        RAISED_MORE,
        BUSES,
        "It is a rainy day in town.",
        "Ferries run each hour.",
        notice,
        title="Bridge lost",
        authors=("Ann", "Bob"),
        notices=(notice,),
    )
    assert told(old, new) == [
        ("headline", "title"),
        ("fact", "text"),
        ("correction", "notice"),
        ("removal", "text"),
        ("rewrite", "text"),
        ("rewrite", "text"),
        ("addition", "text"),
        ("byline", "byline"),
    ]


def test_a_fact_is_told_with_its_sentence_and_its_sign() -> None:
    """The number that was exchanged is marked with its currency sign, in the whole sentence."""
    old, new = text(RAISED), text(RAISED_MORE)
    difference = diff(old, new)
    found = most_telling(difference, classify(old, new, difference))
    assert found is not None
    assert (found.kind, found.part) == (ChangeKind.FACT, "text")
    assert (written(found.before), written(found.after)) == (RAISED, RAISED_MORE)
    marked = [span for span in found.spans if span.mark != "same"]
    assert marked == [Span("removed", "$5m"), Span("added", "$50m")]


def test_the_longest_sentence_that_left_comes_first() -> None:
    """Among sentences that left, the one with most letters is told, before any that came."""
    old, new = text(CLOSED, "No.", WARNED, BUSES), text(CLOSED, BUSES, "A ferry runs now.")
    found = [written(one.spans) for one in telling_changes(diff(old, new))]
    assert found == [WARNED, "No.", "A ferry runs now."]


def test_spelling_alone_is_cosmetic() -> None:
    """A headline whose letters stay is told last, as cosmetic."""
    assert told(text(CLOSED, title="Bridge closed"), text(CLOSED, title="Bridge “closed”")) == [
        ("cosmetic", "title")
    ]


def test_a_sentence_that_only_moved_says_so() -> None:
    """None of its words is marked, and whatever has marked words comes before it."""
    old, new = text(CLOSED, WARNED, RAISED), text(CLOSED, RAISED, WARNED, BUSES)
    found = list(telling_changes(diff(old, new)))
    assert [one.kind.value for one in found] == ["addition", "rewrite"]
    assert [one.moved for one in found] == [False, True]


def test_an_article_that_went_is_told_as_gone_and_one_that_is_back_as_returned() -> None:
    """Not as text that left or came, whatever the difference with nothing says."""
    gone = most_telling(diff(text(CLOSED), Extraction(extractor="x")), Change(kinds=("gone",)))
    assert gone is not None
    assert (gone.kind, written(gone.before)) == (ChangeKind.GONE, "Bridge closed")
    back = diff(Extraction(extractor="x"), text(CLOSED))
    returned = most_telling(back, Change(kinds=("returned",)))
    assert returned is not None
    assert (returned.kind, returned.spans) == (ChangeKind.RETURNED, ())
    alone = telling_of_record(
        Change(kinds=("returned",)), old_title=None, new_title="Bridge closed"
    )
    assert alone is not None
    assert alone.kind is ChangeKind.RETURNED


def test_texts_compared_by_paragraphs_are_told_as_replaced() -> None:
    """A rough comparison knows no sentences: the whole is marked."""
    found = most_telling(rough_diff(text(CLOSED, BUSES), text(CLOSED, WARNED)))
    assert found is not None
    assert found.kind is ChangeKind.REWRITE
    assert WARNED in written(found.after)


FACT = FactPair(kind="number", old="5m", new="50m", sentence=RAISED_MORE)


@pytest.mark.parametrize(
    ("change", "titles", "kind", "marked"),
    [
        (Change(facts=(FACT,)), ("A", "B"), "headline", ["A", "B"]),
        (Change(facts=(FACT,)), ("A", "A"), "fact", ["$5m", "$50m"]),
        (Change(notices=("Correction: no.",)), ("A", "A!"), "correction", ["Correction: no."]),
        (Change(kinds=("gone",)), ("A", None), "gone", ["A"]),
    ],
)
def test_a_record_alone_tells_what_it_knows(
    change: Change, titles: tuple[str | None, str | None], kind: str, marked: list[str]
) -> None:
    """A list of changes compares nothing: the headline, a fact or a notice are in the records."""
    found = telling_of_record(change, old_title=titles[0], new_title=titles[1])
    assert found is not None
    assert found.kind.value == kind
    assert [span.text for span in found.spans if span.mark != "same"] == marked


def test_a_record_that_knows_no_words_tells_none() -> None:
    """An addition's words are not in its record."""
    assert telling_of_record(Change(kinds=("addition",)), old_title="A", new_title="A") is None


def test_signs_belong_to_the_numbers_on_both_sides() -> None:
    """A sign before or behind two numbers is marked with them; one beside words is not."""
    same, old, new = Span("same", "up "), Span("removed", "5"), Span("added", "6")
    assert with_signs((same, old, new, Span("same", "% now"))) == (
        same,
        Span("removed", "5%"),
        Span("added", "6%"),
        Span("same", " now"),
    )
    words = (Span("same", "a $"), Span("removed", "x"), Span("added", "y"))
    assert with_signs(words) == words
