"""Shingles, fingerprints and containment: what makes two texts comparable, in any script."""

import string

from hypothesis import given
from hypothesis import strategies as st

from crawler.passages import GUARANTEED_RUN, containment, passage_fingerprints, shingles

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
