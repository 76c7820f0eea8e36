"""Checkpoints as a log of signed notes, checked by what the specifications say and not by our code.

The shapes are those of C2SP: signed-note, tlog-checkpoint, tlog-proof.
"""

import base64
import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from crawler.checkpoint import Signer, make
from crawler.checkpoint.checkpoint_chain import parse
from crawler.checkpoint.log_reader import read_log
from crawler.checkpoint.transparency_log import LogTree, log_origin, note_for, verifier_key
from crawler.config import Config
from crawler.errors import ConfigError
from crawler.store.files import FileStore
from tests.archives import BORN
from tests.checkpoint.conftest import Office
from tests.cli.shell import Shell

SECOND = "log/00000002.tlog-proof"


def sha(data: bytes) -> bytes:
    """Return SHA-256."""
    return hashlib.sha256(data).digest()


def root(entries: list[bytes]) -> bytes:
    """Return RFC 6962's tree hash, as its definition reads."""
    if len(entries) < 2:
        return sha(b"\0" + entries[0]) if entries else sha(b"")
    half = 1 << (len(entries) - 1).bit_length() - 1
    return sha(b"\1" + root(entries[:half]) + root(entries[half:]))


def opened(data: bytes, vkey: str) -> list[str]:
    """Return the lines of the note's text, whose signature this verifier key must find right."""
    note = data.decode().split("\n\n", 1)[1]
    text, _, lines = note.rpartition("\n\n")
    name, number, key = vkey.split("+", 2)
    public = base64.b64decode(key)
    assert sha(f"{name}\n".encode() + public)[:4].hex() == number
    (line,) = lines.splitlines()
    dash, signer, signature = line.split(" ")
    assert (dash, signer, base64.b64decode(signature)[:4].hex()) == ("\u2014", name, number)
    Ed25519PublicKey.from_public_bytes(public[1:]).verify(
        base64.b64decode(signature)[4:], f"{text}\n".encode()
    )
    return text.splitlines()


def test_a_published_verifier_key() -> None:
    """The key of the reference implementation's documentation comes out as it stands there."""
    published = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    name, _, key = published.split("+", 2)
    assert verifier_key(name, base64.b64decode(key)[1:]) == published


def test_every_root_and_proof_of_a_log() -> None:
    """Each entry's proof leads to the root that the definition gives."""
    tree, entries = LogTree(), [bytes([number]) for number in range(40)]
    assert tree.root == root([])
    for number, entry in enumerate(entries):
        leaf = sha(b"\0" + entry)
        path = tree.append(leaf)
        assert tree.root == root(entries[: number + 1])
        for other in path:  # all stand to the left of the newest entry
            leaf = sha(b"\1" + other + leaf)
        assert (leaf, tree.size) == (tree.root, number + 1)


def test_each_checkpoint_has_a_note(office: Office) -> None:
    """A note names the log, how many checkpoints it holds, and the root over their stored bytes."""
    office.run()
    made = make(
        office.archive, office.current, office.signer, at=BORN, origin="archive.example/log"
    )
    assert made.note == "log/00000003.tlog-proof"
    stored = [office.data(f"checkpoints/0000000{number}.json") for number in (1, 2, 3)]
    name = log_origin(None, parse(stored[0]).archive)
    for number, origin in enumerate((name, name, "archive.example/log"), 1):
        data = office.data(f"log/0000000{number}.tlog-proof")
        lines = opened(data, verifier_key(origin, office.signer.public))
        expected = base64.b64encode(root(stored[:number])).decode()
        assert lines == [origin, str(number), expected]
        assert data.startswith(f"c2sp.org/tlog-proof@v1\nindex {number - 1}\n".encode())
    report = office.verify()
    assert (report.findings, report.signed.notes) == ((), 3)
    assert report.to_json()["notes"] == 3


@pytest.mark.parametrize("lost", ["one", "all", "wrong"])
def test_the_log_goes_on_without_its_last_note(office: Office, lost: str) -> None:
    """Where notes are gone, of an early release or not sound, the next is made from checkpoints."""
    if lost == "wrong":
        office.put(SECOND, office.data("log/00000001.tlog-proof"))
    else:
        office.lose([SECOND] if lost == "one" else office.listed("log/"))
        assert office.problems() == {}
    office.run()
    office.sign()
    stored = [office.data(f"checkpoints/0000000{number}.json") for number in (1, 2, 3)]
    note = office.data("log/00000003.tlog-proof").decode().splitlines()
    assert base64.b64encode(root(stored)).decode() in note
    assert office.problems() == ({SECOND: "altered"} if lost == "wrong" else {})


def test_no_log_has_a_gap(office: Office) -> None:
    """Where a checkpoint is gone that no note covers, there is no log to continue."""
    assert read_log(office.store, 2) is not None
    office.lose([*office.listed("log/"), "checkpoints/00000001.json"])
    assert read_log(office.store, 2) is None


def test_what_is_wrong_with_a_note_is_found(office: Office, other_signer: Signer) -> None:
    """A note of other bytes, another checkpoint, or by another key is an alteration of it."""
    sound = office.data(SECOND)
    office.sign(other_signer)
    for changed in (
        b"",
        b"nonsense",
        sound[:-20],
        office.data("log/00000001.tlog-proof"),
        office.data("log/00000003.tlog-proof"),
        sound.replace(b"index 1", b"index 0"),
        sound.replace(b"palimpsest/", b"palimpsest-"),
        sound.replace(b"\n2\n", b"\n3\n"),
        sound.replace(b"tlog-proof@v1", b"tlog-proof@v2"),
        sound.replace(b"\xe2\x80\x94", b"-"),
        sound + sound,
        b"\xff" + sound,
    ):
        assert changed != sound
        office.put(SECOND, changed)
        assert office.problems() == {SECOND: "altered"}, changed
    office.put(SECOND, sound)
    office.put("log/00000009.tlog-proof", sound.replace(b"palimpsest/", b"palimpsest-"))
    assert office.problems() == {"log/00000009.tlog-proof": "altered"}
    assert office.verify().signed.notes == 3


def test_a_note_shows_that_its_checkpoint_is_gone(office: Office) -> None:
    """Whoever removes the newest checkpoint has to remove its note, too."""
    office.lose(["checkpoints/00000002.json"])
    assert office.problems() == {"checkpoints/00000002.json": "missing"}


def test_a_checkpoint_that_is_made_meanwhile_is_not_missing(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A note that comes while the archive is verified is of a checkpoint that came before it."""
    plain = FileStore.list

    def busy(store: FileStore, prefix: str = "", *, start_after: str = "") -> Iterator[str]:
        if prefix == "log/":
            monkeypatch.undo()
            office.run()
            office.sign()
        return plain(store, prefix, start_after=start_after)

    monkeypatch.setattr(FileStore, "list", busy)
    assert office.problems() == {}
    assert len(office.listed("log/")) == 3


def test_a_note_over_other_checkpoints_is_found(office: Office) -> None:
    """A root that the checkpoints do not give is found, though the key signed it."""
    office.path("log/00000002.tlog-proof").unlink()
    kept = office.data("checkpoints/00000001.json")
    other = office.data("checkpoints/00000002.json")
    tree = LogTree()
    tree.append(sha(b"\0" + kept + b" "))
    office.put(SECOND, note_for(tree, sha(b"\0" + other), "x", office.signer))
    (finding,) = office.verify().findings
    assert (finding.key, "checkpoints before it" in finding.detail) == (SECOND, True)


def test_the_command_prints_the_verifier_key(tmp_path: Path) -> None:
    """``checkpoint`` names the note and the key; ``--verifier-key`` prints the key alone."""
    shell = Shell(tmp_path)
    text = 'store: {url: "file:store"}\nindex: {url: "sqlite:///index.db"}\n'
    shell.configure(text)
    shell.run("checkpoint", "--new-key", "key.pem")
    key = ("checkpoint", "--key", "key.pem")
    told = shell.run(*key, "--json").document
    assert told["note"] == "log/00000001.tlog-proof"
    assert opened((tmp_path / "store" / told["note"]).read_bytes(), told["verifier_key"])
    assert shell.run(*key, "--verifier-key").out.strip() == told["verifier_key"]
    shell.configure(text + "checkpoint: {origin: archive.example/log}\n")
    named = shell.run(*key, "--verifier-key", "--json").document["verifier_key"]
    assert named.startswith("archive.example/log+")
    wrong = shell.run("checkpoint", "--verifier-key", "--new-key", "b.pem")
    assert (wrong.status, "do not go together" in wrong.err) == (2, True)


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\nb", "ä", "a" * 201])
def test_what_is_no_name_of_a_log(name: str) -> None:
    """A name that no note can hold is a wrong configuration."""
    with pytest.raises((ConfigError, ValueError), match="origin"):
        Config.model_validate({"checkpoint": {"origin": name}})
