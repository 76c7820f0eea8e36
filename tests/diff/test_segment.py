"""Words and sentences."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.diff import count_words, sentences, words
from crawler.diff.segment import sentences_of
from tests.diff.texts import languages


@given(st.text())
def test_words_lose_nothing(text: str) -> None:
    """The words and what stands between them are the text."""
    assert "".join(words(text)) == text


@given(st.text(), st.integers(0, 9))
def test_words_are_counted_as_far_as_is_asked(text: str, most: int) -> None:
    """A count that ends early is the whole one, or as much as was asked for."""
    assert count_words(text, most) == min(count_words(text), most)


@given(st.lists(st.text()), languages)
def test_sentences_lose_nothing_and_are_the_same_in_company(
    texts: Sequence[str], language: str | None
) -> None:
    """The sentences are the text, and a text's sentences don't depend on what it is read with."""
    together = sentences_of(texts, language)
    assert ["".join(parts) for parts in together] == texts
    assert together == [sentences(text, language) for text in texts]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "en",
            [
                "Mr. Smith of Acme Inc. met Dr. Lee at 5 p.m. in the U.S. capital. ",
                "“Is it so?” he asked. ",
                "J. K. Rowling wrote 3.5 pages.",
            ],
        ),
        ("de", ["Das kostete ca. 20 Euro, z. B. für Dr. Maier. ", "Am 5. Januar kam er wieder."]),
        ("fr", ["M. Dupont est parti à 15 h. ", "Cf. p. 3 du rapport."]),
        ("es", ["El Sr. Pérez llegó tarde. ", "¿Por qué? ", "Nadie lo sabe."]),
        ("it", ["Il dott. Rossi è arrivato. ", "Poi è partito."]),
        ("pt", ["O Sr. Silva chegou. ", "Depois saiu."]),
        ("ja", ["橋は閉鎖された。", "町は困った。"]),
        ("hi", ["पुल बंद हुआ। ", "लोग परेशान हैं।"]),
        ("ar", ["أغلق الجسر. ", "لماذا؟ ", "لا أحد يعرف."]),
    ],
)
def test_sentences(language: str, expected: Sequence[str]) -> None:
    """Abbreviations, initials and decimals end no sentence; each script's own full stops do."""
    assert list(sentences("".join(expected), language)) == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", ["Cllr. Kowal met Amb. J. Roe. ", "Nobody chose plan B. ", "Then they left."]),
        ("de", ["Die Fa. Meier und Dr. B. Kohl kamen. ", "Sie gingen."]),
        ("fr", ["Mme. Bel et le Dr. B. Roux sont là. ", "Ils partent."]),
        ("nl", ["Mw. de Vries en mr. dr. A. Bos spraken. ", "Zij gingen."]),
        ("pl", ["Prof. dr hab. J. Kowalski był tam. ", "Poszedł."]),
        ("ru", ["Музей им. А. С. Пушкина закрыт. ", "Он ушел."]),  # noqa: RUF001
    ],
)
def test_abbreviations_before_names(language: str, expected: Sequence[str]) -> None:
    """Titles and initials belong to the name behind them."""
    assert list(sentences("".join(expected), language)) == expected
