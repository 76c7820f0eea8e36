# ruff: noqa: RUF001  # letters of many scripts, some of which look like Latin ones
"""Words of all scripts, as they are indexed and as they are asked for."""

import gzip
import json
import random
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.diff import is_word, words
from crawler.search import indexed, read
from tests.examples import examples

CORPORA = Path(__file__).resolve().parents[2].parent / "shared" / "corpora"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The old Bridge, closed!", "the old bridge closed"),
        (
            "don't l'homme dell\u2019arte U.S. 3.14 snake_case",
            "don t l homme dell arte u s 3 14 snake case",
        ),
        (
            "Été e\u0301te\u0301 STRAẞE Straße ﬁre İzmir Ångström",
            "ete ete strasse strasse fire izmir angstrom",
        ),
        ("Ёлка и чай", "елка и чаи"),
        ("Ἀθῆναι", "αθηναι"),
        ("שָׁלוֹם", "שלום"),
        ("مُحَمَّد الجســر", "محمد الجسر"),
        ("می\u200cخواهم", "میخواهم"),
        ("पुल बंद हिन्दी।", "पुल बंद हिन्दी"),
        ("東京都 カ\u3099ス", "東 京 都 カ\u3099 ス".replace("カ\u3099", "ガ")),
        ("สะพานปิด", "ส ะ พ า น ป ิ ด"),
        ("대통령이", "대 통 령 이"),
        ("Ａ１ ½ 5㎞", "a1 1 2 5"),
        ("— … ¡ « » 🌉", ""),
    ],
)
def test_words_of_all_scripts(text: str, expected: str) -> None:
    """Case, accents, vowel points and compatible forms make no difference.

    Scripts without spaces are cut into characters.
    """
    assert indexed(text) == expected


@settings(max_examples=examples(300), deadline=None)
@given(st.text())
def test_what_is_read_is_what_is_indexed(text: str) -> None:
    """Words with their places are those that the index is fed, and their places are in the text, in
    order.
    """
    found = list(read(text))
    assert " ".join(word.text for word in found) == indexed(text)
    assert all(0 <= word.start < word.end <= len(text) for word in found)
    assert [word.start for word in found] == sorted(word.start for word in found)
    assert not any(character in word.text for word in found for character in ' "*\0_')


@pytest.mark.shared
def test_every_word_of_the_corpora_is_found_in_its_text() -> None:
    """A word as ICU cuts it out of a real page, of any script, is a phrase of what is indexed of
    that page.
    """
    chance = random.Random(4)
    with gzip.open(CORPORA / "fundus.jsonl.gz", "rt", encoding="utf-8") as lines:
        texts = [json.loads(line).get("text") or "" for line in lines]
    checked = 0
    for text in texts:
        fed = f" {indexed(text)} "
        spoken = [word for word in words(text) if is_word(word)]
        for word in chance.sample(spoken, min(40, len(spoken))):
            assert f" {indexed(word)} " in fed, word
            checked += 1
    assert checked > 2000


@pytest.mark.parametrize("sign", ["a", "é", "a\u0301", "ग\u093e"])
def test_a_long_word_takes_no_more_memory_than_its_text(sign: str) -> None:
    """A page that is one word is indexed within a few times its own size, in any script.

    Nothing of it is kept afterwards.
    """
    text = sign * (400_000 // len(sign))
    tracemalloc.start()
    try:
        assert len(indexed(text)) >= len(text) // 2
        kept, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 12_000_000
    assert kept < 500_000
