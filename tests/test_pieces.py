"""Long texts are worked on in pieces, and the result is that of the whole."""

import unicodedata
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from crawler import pieces as module
from crawler.diff import count_words, words
from crawler.pieces import pieces
from crawler.search import indexed

TEXTS = st.text(
    st.one_of(
        st.sampled_from(" \n\té\u0301\u00a0aA1.,'\u2019\u200d桥ก"),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=200,
)


@settings(deadline=None)
@given(TEXTS, st.integers(1, 20))
def test_pieces_change_nothing(text: str, size: int) -> None:
    """Joined, the pieces are the text.

    Folded, counted and indexed one by one, they give what the whole text gives.
    """
    with patch.object(module, "PIECE", size):
        parts = list(pieces(text))
        assert "".join(parts) == text
        assert [word for part in parts for word in words(part)] == words(text)
        counted, folded = count_words(text), indexed(text)
        plain = " ".join(
            filter(None, (" ".join(unicodedata.normalize("NFKC", part).split()) for part in parts))
        )
    assert plain == " ".join(unicodedata.normalize("NFKC", text).split())
    assert (counted, folded) == (count_words(text), indexed(text))
