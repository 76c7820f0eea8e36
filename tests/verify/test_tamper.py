"""Each object of an archive is changed, cut, lengthened, swapped and deleted.

Verification names it, and no other.
"""

import gzip
import itertools
from collections.abc import Callable

import pytest

from crawler.gzipped import member, seal
from tests.verify.conftest import NEWEST_LAST_PART, Victim

Harm = Callable[[str, bytes | None], set[str]]


def positions(size: int) -> list[int]:
    """Return every byte of a plain gzip header, some in the trailer, and a few between."""
    return sorted({*range(10), *range(10, size, size // 10), size - 9, size - 5, size - 1})


def kind(key: str) -> str:
    """Return what sort of object stands under the key."""
    return next(
        part for part in ("captures", "versions", "checks", "aliases", "palimpsest") if part in key
    )


def test_every_kind_of_object_is_there_to_be_harmed(victim: Victim) -> None:
    """The archive is sound, and holds each kind of object."""
    assert victim.verify().to_json() == {
        "articles": 2,
        "versions": 4,
        "captures": 6,
        "checks": 6,
        "redacted": 0,
        "ok": True,
        "findings": [],
    }
    assert {kind(key) for key in victim.built.keys} == {
        "captures",
        "versions",
        "checks",
        "aliases",
        "palimpsest",
    }


@pytest.mark.slow
def test_one_changed_byte_is_found_by_name(victim: Victim, harm: Harm) -> None:
    """Whichever byte of whichever object is changed, verification names that object and
    no other.
    """
    for key in victim.built.keys:
        data = victim.path(key).read_bytes()
        for position in positions(len(data)):
            changed = bytearray(data)
            changed[position] ^= 1
            assert harm(key, bytes(changed)) == {key}, f"byte {position} of {key}"


def test_a_cut_object_is_found_by_name(victim: Victim, harm: Harm) -> None:
    """An object that lost its end, all of it or one byte, is named, and no other."""
    for key in victim.built.keys:
        data = victim.path(key).read_bytes()
        for size in (0, 1, len(data) // 2, len(data) - 1):
            assert harm(key, data[:size]) == {key}, f"{key} cut to {size} bytes"


def test_a_lengthened_object_is_found_by_name(victim: Victim, harm: Harm) -> None:
    """An object with something behind it is named, even where readers of its format
    would not mind.
    """
    for key in victim.built.keys:
        data = victim.path(key).read_bytes()
        for tail in (
            b"\n",
            b"\0",
            b" ",
            b"garbage",
            data,
            gzip.compress(b"x"),
            member(b"{}\n"),
            seal(b"{}\n"),
        ):
            assert harm(key, data + tail) == {key}, f"{key} with {tail[:20]!r} behind it"


def test_a_deleted_object_is_found_by_name(victim: Victim, harm: Harm) -> None:
    """A deleted object is named as missing.

    Something else vouches for each, but for the newest run's last part.
    """
    for key in victim.built.keys:
        expected = set() if key == NEWEST_LAST_PART else {key}
        assert harm(key, None) == expected, key


def test_two_swapped_objects_are_found_by_name(victim: Victim) -> None:
    """Two objects that changed places are both named, and no other, whatever their kinds."""
    for one, other in itertools.combinations(victim.built.keys, 2):
        first, second = victim.path(one), victim.path(other)
        contents = first.read_bytes(), second.read_bytes()
        first.write_bytes(contents[1])
        second.write_bytes(contents[0])
        assert victim.damaged() == {one, other}
        first.write_bytes(contents[0])
        second.write_bytes(contents[1])


def test_swapped_records_and_parts_are_called_reordered(victim: Victim) -> None:
    """Versions that changed places, and parts that did, are called reordered, because their bytes
    are sound.
    """
    for pattern in ("versions", "checks"):
        one, other = [victim.path(key) for key in victim.built.keys if pattern in key][:2]
        contents = one.read_bytes(), other.read_bytes()
        one.write_bytes(contents[1])
        other.write_bytes(contents[0])
        assert [
            finding.problem for finding in victim.verify().findings if finding.severity == "damage"
        ] == ["reordered"] * 2
        one.write_bytes(contents[0])
        other.write_bytes(contents[1])


def test_a_cut_chain_is_found(victim: Victim) -> None:
    """Versions that are gone from a chain's end are named as missing, because check lines vouch for
    them.
    """
    head = f"articles/{victim.built.articles[1]}/versions/00000002.json"
    victim.path(head).unlink()
    (found,) = victim.verify().findings
    assert (found.key, found.problem, found.severity) == (head, "missing", "damage")


def test_a_whole_article_that_is_gone_is_found(victim: Victim) -> None:
    """Every Version and capture of an Article that was deleted is named."""
    mine = {key for key in victim.built.keys if victim.built.articles[0] in key}
    for key in mine:
        victim.path(key).unlink()
    assert victim.damaged() == mine


@pytest.mark.parametrize("run", [0, 1])
def test_an_older_run_that_is_gone_is_found(victim: Victim, run: int) -> None:
    """The last part of a deleted run is named, because the next run had seen it."""
    mine = sorted(key for key in victim.built.keys if victim.built.runs[run] in key)
    for key in mine:
        victim.path(key).unlink()
    assert victim.damaged() == {mine[-1]}


def test_one_article_can_be_verified_alone(victim: Victim) -> None:
    """Verification of one Article counts its objects only, and finds what concerns it.

    Its objects, its alias, check objects.
    """
    first, second = victim.built.articles
    assert victim.verify(first).to_json() == {
        "articles": 1,
        "versions": 2,
        "captures": 3,
        "checks": 3,
        "redacted": 0,
        "ok": True,
        "findings": [],
    }
    for key in victim.built.keys:
        data = victim.path(key).read_bytes()
        victim.path(key).write_bytes(data[:-2])
        for article, other in ((first, second), (second, first)):
            concerns = not key.startswith("aliases/") if article == second else True
            expected = {key} if concerns and other not in key else set()
            assert {
                finding.key
                for finding in victim.verify(article).findings
                if finding.severity == "damage"
            } == expected
        victim.path(key).write_bytes(data)
