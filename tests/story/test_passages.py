"""Shingles, fingerprints and containment: what makes two texts comparable, in any script."""

import string
import unicodedata
from hashlib import blake2b

from hypothesis import example, given, settings
from hypothesis import strategies as st

from crawler.diff import is_word
from crawler.diff import words as icu_words
from crawler.passages import (
    GUARANTEED_RUN,
    SHINGLE,
    containment,
    passage_fingerprints,
    shingles,
    word_runs,
)
from tests.examples import examples

_PLAIN = "abz\u00df\u00e9\u00fc\u0142 01.,;'-!?(\u2026\u201c\u20ac/&@"
_OTHERS = "a1 :_\u2019\u00ad\u0301\u6e2f"
"""Signs that a line has whose words are cut without ICU, and some that such a line has not."""
lines = st.text(alphabet=_PLAIN, max_size=30) | st.text(alphabet=_OTHERS, max_size=15)

words = st.text(alphabet=string.ascii_lowercase, min_size=1, max_size=8)
texts = st.lists(words, max_size=200).map(" ".join)


@given(st.text(max_size=300))
def test_any_text_can_be_read(text: str) -> None:
    """Whatever a page holds, its fingerprints are some of its shingles, and numbers that a database
    takes.
    """
    ordered = shingles(text)
    assert passage_fingerprints(ordered) <= set(ordered)
    assert all(-(2**63) <= number < 2**63 for number in ordered)


@given(texts, texts)
def test_containment_is_a_share(first: str, second: str) -> None:
    """Containment is between 0 and 1.

    A text with words is wholly contained in itself and in what holds it.
    """
    left, right = shingles(first), shingles(second)
    assert 0 <= containment(left, right) <= 1
    assert containment(left, left) == (1 if left else 0)
    assert containment(left, [*left, *right]) == (1 if left else 0)


@given(st.lists(words, min_size=GUARANTEED_RUN, max_size=60), texts, texts, texts, texts)
def test_a_common_run_is_certain_to_be_marked(
    run: list[str], before: str, after: str, above: str, below: str
) -> None:
    """Two texts with a run of 28 words in common share a mark, whatever stands around
    it in either.
    """
    common = " ".join(run)
    first, second = f"{before} {common} {after}", f"{above} {common} {below}"
    assert passage_fingerprints(shingles(first)) & passage_fingerprints(shingles(second))


def test_typography_makes_no_difference() -> None:
    """Case, quotation marks, dashes, apostrophes, ligatures, line breaks and soft hyphens make no
    other shingle.
    """
    plain = "the harbour's first ferry left - finally - at ten, she said"
    set_in_type = "The har\u00adbour\u2019s \ufb01rst ferry\nleft — finally — at ten, “she said”"
    assert shingles(plain) == shingles(set_in_type)


def test_scripts_without_spaces_have_words() -> None:
    """Chinese, Japanese and Thai texts have about as many shingles as a translation
    would, not one.
    """
    for text in (
        "港口的渡轮在星期六黎明前不久搁浅、十二名乘客被救生艇送上岸、没有人受伤。",
        "港のフェリーは土曜日の夜明け前に座礁し、十二人の乗客が救命艇で上陸した。",
        "เรือข้ามฟากเกยตื้นนอกท่าเรือก่อนรุ่งสางวันเสาร์และผู้โดยสารสิบสองคนถูกพาขึ้นฝั่ง",
    ):
        assert len(shingles(text)) > 8


def test_short_texts_have_one_shingle() -> None:
    """A text of fewer than five words is one shingle, and one without words none."""
    assert len(shingles("Ferry aground")) == 1
    assert shingles(" — … ") == []
    assert passage_fingerprints([]) == frozenset()
    assert containment([], [1]) == 0


def test_a_text_has_few_fingerprints() -> None:
    """An index keeps about one shingle in twelve."""
    ordered = shingles(" ".join(f"word{number}" for number in range(2400)))
    assert 150 < len(passage_fingerprints(ordered)) < 250


@given(texts, texts)
def test_runs_share_as_much_as_shingles(first: str, second: str) -> None:
    """What a story compares texts by counts as their digests do."""
    left, right = word_runs(first), word_runs(second)
    ours, theirs = set(shingles(first)), set(shingles(second))
    assert (len(left), len(right)) == (len(ours), len(theirs))
    assert len(left & right) == len(ours & theirs)


@settings(max_examples=examples(300))
@given(st.lists(lines, max_size=4).map("\n".join))
@example("a.b c'd 1,5 2;3 4'5 6.7 a1.b 1.a a.1 a,b a;b .a. '1'")
def test_words_are_cut_where_icu_cuts_them(text: str) -> None:
    """Lines of plain signs are cut without it, and no shingle is another for that."""
    folded = (
        unicodedata.normalize("NFKC", text).casefold().replace("\u2019", "'").replace("\u00ad", "")
    )
    read = [token for token in icu_words(folded) if is_word(token)]
    runs = [
        " ".join(read[at : at + SHINGLE]) for at in range(max(len(read) - 4, min(len(read), 1)))
    ]
    digests = [blake2b(run.encode(), digest_size=8).digest() for run in runs]
    assert shingles(text) == [int.from_bytes(one, "big", signed=True) for one in digests]
