"""Columns that keep texts and numbers in few bytes give back what went in."""

from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy.dialects.sqlite import dialect

from crawler.codec import encode, sha256
from crawler.index.packed_types import DICTIONARY, Compressed, Gaps, compressed, pack, unpack
from tests.index.making import version

DIALECT = dialect()
DIGEST = "9b53877f81d8f253722d45a7b523384065f4f0a37f9281a07e6d3f54fb89c4f2"


@given(st.text())
@example(DIGEST)
@example(f"1:{DIGEST}")
@example(DIGEST.upper())
@example("2026-11-27T12:00:05Z")
@example("9999-99-99T99:99:99Z")
@example("2026-11-27T12:00:05.5Z")
@example("palimpsest/5.5d8e39e7+trafilatura/2.3.1+lxml/6.1.3+htmldate/1.11.0")
def test_every_text_comes_back_as_it_was(text: str) -> None:
    """Hashes, times and names of extractors as well as what a forger may have put there."""
    assert unpack(pack(text)) == text


def test_hashes_and_times_take_half_the_room() -> None:
    """A check line holds three hashes and two times."""
    assert len(pack(DIGEST)) == 33
    assert len(pack("2026-11-27T12:00:05Z")) == 8


@given(st.sets(st.integers(-(2**63), 2**63 - 1)))
def test_of_numbers_the_lower_bits_come_back(numbers: set[int]) -> None:
    """Each once, in order."""
    kept = Gaps().process_bind_param(numbers, DIALECT)
    read = Gaps().process_result_value(kept, DIALECT)
    assert list(read) == sorted({number & 0xFFFF for number in numbers})
    assert len(read) == len(list(read))


def test_a_thousand_numbers_take_a_thousand_bytes() -> None:
    """Most gaps between as many are of one byte."""
    spread = [number * 0x9E3779B97F4A7C15 % 2**64 for number in range(1000)]
    assert len(Gaps().process_bind_param(spread, DIALECT) or b"") < 1_100


def test_a_record_shrinks_to_less_than_it_would_without_the_dictionary() -> None:
    """What all records say is not kept with each of them."""
    _, record, _ = version()
    data = encode(record)
    kept = compressed(data)
    assert Compressed().process_result_value(kept, DIALECT) == data.decode()
    assert len(kept) < len(data) / 3


def test_the_dictionary_belongs_to_the_shape_of_the_index() -> None:
    """What was compressed with another one cannot be read: with a new one, SCHEMA is raised."""
    assert sha256(DICTIONARY.read_bytes()) == (
        "a97a7368a9a07a9ab1c3e9552ab863775f3437f195c4f7504a2bf8e99b1cd65a"
    )
