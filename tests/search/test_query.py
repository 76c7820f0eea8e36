"""What a query means, and what is wrong with one that means nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.errors import UsageError
from crawler.search import Term, parse


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("old bridge", [Term(("old",)), Term(("bridge",))]),
        ('"Old bridge" closed', [Term(("old", "bridge")), Term(("closed",))]),
        ("\u201cold bridge\u201d", [Term(("old", "bridge"))]),
        ("bridg*", [Term(("bridg",), prefix=True)]),
        ('"old brid*"', [Term(("old", "brid"), prefix=True)]),
        ('"old brid"*', [Term(("old", "brid"), prefix=True)]),
        ("don't", [Term(("don", "t"))]),
        (
            "well-known AND OR NOT NEAR(a)",
            [
                Term(("well", "known")),
                *(Term((word,)) for word in ("and", "or", "not")),
                Term(("near", "a")),
            ],
        ),
        ("bridge — closed", [Term(("bridge",)), Term(("closed",))]),
        ("東京", [Term(("東", "京"))]),
        ('"" x', [Term(("x",))]),
    ],
)
def test_queries(text: str, terms: list[Term]) -> None:
    """Words, phrases, beginnings.

    What a database's language would take for an operator is a word like others.
    """
    assert list(parse(text).terms) == terms


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('the "old bridge', "quotation mark at character 5 is never closed"),
        ("br*dge", "only at the end of a word"),
        ("*bridge", "only at the end of a word"),
        ("bridge **", "only at the end of a word"),
        ("bridge *", "follows no word"),
        ('"bridge,*"', "follows no word"),
        ("", "no word to search for"),
        ("?! — 🌉", "no word to search for"),
        ("word " * 101, "100 words at most"),
    ],
)
def test_a_malformed_query_is_a_usage_error(text: str, says: str) -> None:
    """What cannot be meant is refused with what is wrong, where, and how to ask."""
    with pytest.raises(UsageError, match=says) as caught:
        parse(text)
    assert caught.value.hint


@given(st.text(alphabet=st.sampled_from("ab \"*-^:()+é東 NEAR'\\{}") | st.characters()))
def test_no_text_is_anything_else(text: str) -> None:
    """Any text is a query with words or a usage error."""
    try:
        query = parse(text)
    except UsageError:
        return
    assert query.terms
    assert all(term.words for term in query.terms)
