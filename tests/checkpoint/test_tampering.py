"""Checkpoints that were changed, forged, replaced or taken away are found by name."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from crawler.checkpoint import Signer, read_chain
from crawler.checkpoint.checkpoint_chain import parse
from crawler.codec import encode_sealed, sha256
from crawler.model import ObjectRef
from crawler.verify.checkpoints import CheckpointVerifier
from crawler.verify.findings import VerifyResult
from tests.checkpoint.conftest import Office, resigned

FIRST, SECOND, THIRD = (f"checkpoints/0000000{number}.json" for number in (1, 2, 3))


def spoilt(data: bytes) -> Iterator[bytes]:
    """Yield the bytes with one bit changed, at every place."""
    for place in range(len(data)):
        changed = bytearray(data)
        changed[place] ^= 1
        yield bytes(changed)


@pytest.mark.parametrize("key", [FIRST, SECOND])
def test_one_changed_byte_is_found_by_name(office: Office, key: str) -> None:
    """Whichever byte of a checkpoint is changed, verification names it, and no other object."""
    birth, keys = sha256(office.data("palimpsest.json")), office.listed("checkpoints/")
    for place, changed in enumerate(spoilt(office.data(key))):
        office.put(key, changed)
        tally = VerifyResult()
        CheckpointVerifier(office.store, tally, birth).run(keys, None)
        assert tally.damages.keys() == {key}, place
        if place % 100 == 0:
            assert office.problems().keys() == {key}, place


def test_a_cut_or_lengthened_one_is_found_by_name(office: Office) -> None:
    """A checkpoint that lost its end or got something behind it is named, and no other object."""
    for key in (FIRST, SECOND):
        data = office.data(key)
        for changed in (b"", data[:-1], data[: len(data) // 2], data + b"\n", data + data):
            office.put(key, changed)
            assert office.problems() == {key: "damaged"}
        office.put(key, data)


def test_a_changed_member_with_a_fitting_seal_is_found(office: Office) -> None:
    """Changing any member and sealing anew does not help.

    The signature, or the next checkpoint, does not fit it.
    """
    record = parse(office.data(FIRST))
    for changes in (
        {"number": 7},
        {"heads": 9},
        {"root": "00" * 32},
        {"new_heads": record.new_heads[:1]},
        {"new_parts": (ObjectRef(key=record.new_parts[0].key, sha256="00" * 32),)},
        {"archive": "00" * 32},
        {"signature": "00" * 64},
        {"signature": "nonsense"},
        {"public_key": "00" * 32},
        {"key_id": "00" * 8},
        {"timestamp": "AAAA"},
    ):
        office.put(FIRST, encode_sealed(replace(record, **changes)))
        assert office.problems().keys() == {FIRST}, changes


def test_a_deleted_one_is_missing(office: Office) -> None:
    """A checkpoint with successors cannot be deleted: its number is missing."""
    office.sign()
    for key in (FIRST, SECOND):
        lost = office.lose([key])
        assert office.problems() == {key: "missing"}
        office.put(key, lost[key])


def test_two_that_changed_places_are_reordered(office: Office) -> None:
    """Two checkpoints that changed places are both named, and no other object."""
    one, other = office.data(FIRST), office.data(SECOND)
    office.put(FIRST, other)
    office.put(SECOND, one)
    assert office.problems() == {FIRST: "reordered", SECOND: "reordered"}


def test_a_forger_with_a_key_of_their_own_is_found(office: Office, other_signer: Signer) -> None:
    """A predecessor that was signed anew with another key is named by its successor.

    The strange key is reported.
    """
    record = parse(office.data(FIRST))
    office.put(FIRST, resigned(replace(record, at=record.at.replace(year=2001)), other_signer))
    assert office.problems() == {FIRST: "altered"}
    assert {key.key_id for key in office.verify().signed.keys} == {
        office.signer.key_id,
        other_signer.key_id,
    }


def test_even_the_keeper_cannot_lie_about_the_root(office: Office) -> None:
    """A checkpoint whose root or counts are not those of what the chain names is altered, however
    well it is signed.
    """
    record = parse(office.data(SECOND))
    for lie in ({"root": "00" * 32}, {"heads": 3}, {"parts": 9}, {"new_heads": ()}):
        office.put(SECOND, resigned(replace(record, **lie), office.signer))
        assert office.problems() == {SECOND: "altered"}, lie


def test_nothing_is_taken_back(office: Office) -> None:
    """A checkpoint that names a lower head, or another hash for what was named before, is altered,
    even if all else in it fits.
    """
    first, second = parse(office.data(FIRST)), parse(office.data(SECOND))
    head, part = second.new_heads[0], first.new_parts[0]
    heads = (
        first.new_heads[0],
        replace(head, version=1, sha256="00" * 32),
        replace(head, sha256="00" * 32),
    )
    for new_heads, new_parts in (
        *(((lower,), ()) for lower in heads),
        ((), (replace(part, sha256="00" * 32),)),
    ):
        chain = read_chain(office.store)
        previous = chain.last
        chain.add(new_heads, new_parts)
        third = replace(
            second, number=3, previous=previous, new_heads=new_heads, new_parts=new_parts
        )
        third = replace(third, root=chain.root, heads=len(chain.heads), parts=len(chain.parts))
        office.put(THIRD, resigned(third, office.signer))
        assert office.problems() == {THIRD: "altered"}
        office.lose([THIRD])


def test_what_no_archive_can_hold_is_refused(office: Office) -> None:
    """A signed checkpoint that names no article, no check object, or one article twice is altered,
    and stops nothing.
    """
    record = parse(office.data(SECOND))
    head, part = record.new_heads[0], record.new_parts[0]
    for lie in (
        {"new_heads": (replace(head, article="../etc/passwd"),)},
        {"new_heads": (replace(head, version=0),)},
        {"new_heads": (head, head)},
        {"new_parts": (replace(part, key="palimpsest.json"),)},
        {"new_parts": (replace(part, key="nonsense"),)},
    ):
        office.put(SECOND, resigned(replace(record, **lie), office.signer))
        assert office.problems() == {SECOND: "altered"}, lie


def test_what_checkpoints_vouch_for_must_be_there(office: Office) -> None:
    """A head or a check object that a checkpoint names and that is gone, or holds other bytes, is
    named.
    """
    for key in [*office.listed("versions/00000002.json"), *office.listed("checks/")]:
        lost = office.lose([key])
        assert office.problems()[key] == "missing"
        office.put(key, lost[key])


def test_a_stranger_among_them_is_a_note(office: Office) -> None:
    """Somebody else's file beside the checkpoints is a note, and stops neither verification nor
    signing.
    """
    office.put("checkpoints/now.json", b"{}\n")
    assert {(one.key, one.problem) for one in office.verify().findings} == {
        ("checkpoints/now.json", "unknown")
    }
    assert office.sign()[0] == THIRD


def test_a_high_number_keeps_nobody_busy(office: Office) -> None:
    """A stray checkpoint with a number far away makes a bounded list of missing ones."""
    office.put("checkpoints/99999999.json", office.data(FIRST))
    problems = office.problems()
    assert problems["checkpoints/99999999.json"] == "reordered"
    assert 1 < len(problems) <= 1001
