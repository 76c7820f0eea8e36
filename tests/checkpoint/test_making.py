"""Making checkpoints: each names what is new, none goes back, and the chain never forks."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from crawler.archive import open_for_writing
from crawler.checkpoint import Signer, checkpoint_record, load_signer, make, new_key, read_chain
from crawler.checkpoint.checkpoint_chain import parse
from crawler.codec import decode, sha256
from crawler.errors import BadRecord, TimestampUnavailable, UsageError
from crawler.index import THROWAWAY, Index, open_index
from crawler.model import Version
from crawler.reindex import LOOK_BACK, catch_up
from crawler.store.files import FileStore
from crawler.verify import verify
from tests.archives import BORN
from tests.checkpoint.conftest import Office


def test_a_first_checkpoint_names_everything(tmp_path: Path, signer: Signer) -> None:
    """The first checkpoint names every head and every check object, and counts them."""
    office = Office(tmp_path, signer)
    office.run()
    key, made = office.sign()
    assert key == "checkpoints/00000001.json"
    assert [mark.version for mark in made.new_heads] == [1, 1]
    assert [ref.key for ref in made.new_parts] == office.listed("checks/")
    assert (made.heads, made.parts, made.previous) == (2, 2, None)
    assert made.archive == sha256(office.data("palimpsest.json"))
    assert office.verify().findings == ()


def test_a_second_one_names_only_what_is_new(office: Office) -> None:
    """A checkpoint names the heads that moved and the check objects that came, and its predecessor
    by its hash.
    """
    first, second = (parse(office.data(key)) for key in office.listed("checkpoints/"))
    assert second.previous == sha256(office.data("checkpoints/00000001.json"))
    assert [mark.version for mark in second.new_heads] == [2, 2]
    assert {ref.key for ref in second.new_parts} == set(office.listed("checks/")) - {
        ref.key for ref in first.new_parts
    }
    assert (second.heads, second.parts) == (2, 4)


def test_where_nothing_is_new_nothing_is_named(office: Office) -> None:
    """A checkpoint of an unchanged archive names nothing, has the root of the one before, and still
    follows on it.
    """
    before = parse(office.data("checkpoints/00000002.json"))
    key, made = office.sign()
    assert (made.new_heads, made.new_parts, made.root, made.number) == ((), (), before.root, 3)
    assert office.problems() == {}
    assert key == "checkpoints/00000003.json"


def test_the_root_does_not_depend_on_the_way(
    office: Office, tmp_path: Path, signer: Signer
) -> None:
    """An archive that was signed once has the root of an equal one that was signed
    after each run.
    """
    other = Office(tmp_path / "other", signer)
    other.run()
    other.run()
    assert other.sign()[1].root == parse(office.data("checkpoints/00000002.json")).root


def test_a_clock_that_goes_back_does_no_harm(office: Office) -> None:
    """A checkpoint by a clock that is behind still follows on the others.

    Order is the chain's, never the clock's.
    """
    office.sign(at=BORN)
    assert office.problems() == {}
    assert office.verify().signed.checkpoints == 3


def test_a_base_names_everything_again(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every so many checkpoints one names everything again.

    Making the next ones reads no further back, and verification agrees.
    """
    monkeypatch.setattr(checkpoint_record, "BASE_EVERY", 3)
    office.run()
    office.sign()
    _, base = office.sign()
    assert (base.number, len(base.new_heads), len(base.new_parts)) == (4, 2, 6)
    office.run()
    lost = office.lose(office.listed("checkpoints/")[:3])
    assert office.sign()[1].number == 5
    for key, data in lost.items():
        office.put(key, data)
    assert office.problems() == {}


def test_makers_at_once_make_one_chain(office: Office) -> None:
    """Checkpoints that are made at the same time take different numbers.

    The slower ones read again and follow on the faster.
    """
    start = threading.Barrier(6)

    def sign(_: int) -> int:
        start.wait()
        return make(office.archive, office.current, office.signer, at=BORN).record.number

    office.run()
    with ThreadPoolExecutor(6) as pool:
        numbers = sorted(pool.map(sign, range(6)))
    assert numbers[0] == 3
    assert numbers[-1] == len(office.listed("checkpoints/"))
    assert office.problems() == {}


def test_one_that_comes_between_is_read(office: Office, other_signer: Signer) -> None:
    """Where another checkpoint comes between reading and writing, all is read again, and what it
    named is not named twice.
    """
    office.run()
    others = iter([None])

    def current() -> Index:
        for _ in others:
            office.run()
            office.sign(other_signer)
        return office.current()

    made = make(office.archive, current, office.signer, at=BORN).record
    assert (made.number, made.new_heads, made.new_parts) == (4, (), ())
    assert office.problems() == {}


def test_a_loss_is_not_signed(office: Office) -> None:
    """Where a head or a check object is gone that a checkpoint vouches for, nothing is signed, and
    the error names it.
    """
    head = office.listed("versions/00000002.json")[0]
    for key in (head, office.listed("checks/")[-1]):
        lost = office.lose([key])
        office.index = open_index(THROWAWAY)
        with pytest.raises(BadRecord, match="vouches for it") as caught:
            office.sign()
        assert "verify" in str(caught.value.hint)
        office.put(key, lost[key])
    assert len(office.listed("checkpoints/")) == 2


def test_what_only_the_index_knows_is_not_signed(office: Office) -> None:
    """Check objects that the index knows and the store does not hold any more are not signed."""
    office.run()
    office.current()
    office.lose(office.listed("checks/")[-2:])
    with pytest.raises(BadRecord, match="the index or a checkpoint vouches for it"):
        office.sign()


def test_an_altered_predecessor_is_not_followed(office: Office) -> None:
    """Nothing is signed on top of a checkpoint with anything wrong; the error names it."""
    first = office.data("checkpoints/00000001.json")
    office.put("checkpoints/00000001.json", first.replace(b'"heads":2', b'"heads":3'))
    with pytest.raises(BadRecord, match="checkpoints/00000001"):
        office.sign()
    office.put("checkpoints/00000001.json", first)
    office.lose(["checkpoints/00000001.json"])
    with pytest.raises(BadRecord, match=r"checkpoints/00000001\.json is missing"):
        office.sign()


def test_another_archive_header_is_not_signed(office: Office, tmp_path: Path) -> None:
    """Nothing is signed where palimpsest.json is not the one that earlier checkpoints are about."""
    strange = open_for_writing(FileStore(tmp_path / "strange"), now=BORN.replace(year=2020))
    office.put("palimpsest.json", strange.store.read("palimpsest.json"))
    with pytest.raises(BadRecord, match=r"palimpsest\.json"):
        office.sign()
    assert office.problems() == {"palimpsest.json": "altered"}


def test_a_redaction_does_not_stand_for_a_loss(office: Office) -> None:
    """Nothing is signed over a head or a check object that is gone, even where a redaction object
    lies in its place.
    """
    for number in (2, 1):
        key = office.listed(f"versions/0000000{number}.json")[0]
        removed = decode(Version, office.data(key))
        lost = office.lose([key, removed.capture.key])
        redaction = office.redact(key, removed)
        for index in (office.index, open_index(THROWAWAY)):
            office.index = index
            with pytest.raises(
                BadRecord, match=f"version {number} of {removed.article} is not there"
            ):
                office.sign()
        office.lose([redaction])
        for name, data in lost.items():
            office.put(name, data)
    assert len(office.listed("checkpoints/")) == 2


def test_a_head_is_signed_once_a_check_part_names_it(office: Office) -> None:
    """A version whose check part is not written yet is not signed, and a signer that cannot know of
    it sees no loss.
    """
    elsewhere = open_index(THROWAWAY)
    catch_up(elsewhere, office.store)
    office.run()
    late = office.lose(office.listed("checks/")[-1:])
    office.index = open_index(THROWAWAY)
    assert office.sign()[1].new_heads == (), (
        "version 3 of both articles is there, and nothing says so yet"
    )
    office.index = elsewhere
    office.sign()
    for key, data in late.items():
        office.put(key, data)
    assert [mark.version for mark in office.sign()[1].new_heads] == [3, 3]
    office.index = open_index(THROWAWAY)
    assert office.sign()[1].new_heads == ()
    assert office.problems() == {}


def test_what_an_index_has_not_seen_is_no_loss(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the index lacks what the chain names, the store is asked.

    A part that came late to the folder of a day long past is no loss.
    """
    office.run()
    late = office.lose(office.listed("checks/")[-1:])
    behind = open_index(THROWAWAY)
    catch_up(behind, office.store)
    for key, data in late.items():
        office.put(key, data)
    office.sign()
    monkeypatch.setattr(Index, "days", lambda *_: ["checks/9999/"] * LOOK_BACK)
    office.index = behind
    made = office.sign()[1]
    assert (made.new_heads, made.new_parts) == ((), ())
    office.lose(list(late))
    with pytest.raises(BadRecord, match="vouches for it"):
        office.sign()


def test_a_lost_record_that_only_check_lines_name_is_not_signed_over(office: Office) -> None:
    """A newest record that check lines name and that is gone, or is another, is refused, though no
    checkpoint names it yet.
    """
    office.run()
    key = office.listed("versions/00000003.json")[0]
    data = office.data(key)
    for harm in (None, data.replace(b"hours ago", b"days ago")):
        office.lose([key])
        if harm is not None:
            office.put(key, harm)
        office.index = open_index(THROWAWAY)
        with pytest.raises(
            BadRecord, match=r"version 3 of .* is not there as a check line vouches for it"
        ):
            office.sign()
        office.put(key, data)
    office.index = open_index(THROWAWAY)
    assert office.sign()[1].number == 3


def test_a_stamp_that_is_not_to_be_had_stops_no_signature(
    office: Office, other_signer: Signer
) -> None:
    """Where the authority gives no time-stamp, the checkpoint is signed without, and says why.

    The authority is asked once.
    """
    asked = []

    def down(_: bytes) -> str:
        asked.append(1)
        office.sign(other_signer)
        raise TimestampUnavailable("the authority is down")

    made = make(office.archive, office.current, office.signer, at=BORN, stamper=down)
    assert (
        made.record.number,
        made.record.timestamp,
        made.unstamped and made.unstamped.message,
    ) == (4, None, "the authority is down")
    assert len(asked) == 1
    assert office.problems() == {}


def test_keys_are_files_of_their_own(tmp_path: Path) -> None:
    """A key is written once, for its owner alone, and reads back.

    What is no such key is refused in words.
    """
    path = tmp_path / "key.pem"
    made = new_key(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert load_signer(path).public == made.public
    assert made.key_id in repr(made)
    for spoilt, words in ((path, "exists"), (tmp_path / "no" / "key.pem", "cannot be written")):
        with pytest.raises(UsageError, match=words):
            new_key(spoilt)
    (tmp_path / "nonsense").write_text("nonsense")
    for wrong, words in (
        (tmp_path / "nonsense", "no unencrypted private key"),
        (tmp_path / "absent", "cannot be read"),
    ):
        with pytest.raises(UsageError, match=words):
            load_signer(wrong)


def test_the_chain_of_an_archive_without_checkpoints_is_empty(tmp_path: Path) -> None:
    """An archive that was never signed has a chain of length 0, and verification says nothing of
    signatures.
    """
    store = FileStore(tmp_path)
    open_for_writing(store, now=BORN)
    assert read_chain(store).number == 0
    assert "keys" not in verify(store).to_json()
