"""Witnesses cosign a log that only grows; one that does not costs the note a line and no more."""

import base64
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from crawler.checkpoint import witnesses
from crawler.checkpoint.consistency import consistency_proof, step_proof
from crawler.checkpoint.cosignatures import witness_key
from crawler.checkpoint.transparency_log import LogTree
from crawler.checkpoint.tree import tree_hash
from crawler.errors import UsageError
from tests.checkpoint.witness import Witness, consistent, sha
from tests.cli.shell import Result, Shell


@dataclass
class Registry:
    """An archive that signs, and the witness that knows its log."""

    shell: Shell
    witness: Witness
    url: str

    def sign(self, *more: str) -> Result:
        """Return one more checkpoint, with what is configured for witnesses."""
        return self.shell.run("checkpoint", "--key", "key.pem", "--json", *more)

    def asked(self) -> tuple[str, ...]:
        """Return the options that name the witness."""
        return "--cosign", self.url, "--witness-key", self.witness.verifier_key

    def note(self, number: int) -> Path:
        """Return the note's file."""
        return self.shell.folder / f"store/log/{number:08}.tlog-proof"


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[Registry]:
    """Provide an empty archive, its key, and a witness that has cosigned nothing."""
    shell = Shell(tmp_path)
    shell.configure("store: {url: 'file:store'}\ncheckpoint: {origin: archive.example/log}\n")
    shell.run("checkpoint", "--new-key", "key.pem")
    log = shell.run("checkpoint", "--key", "key.pem", "--verifier-key").out.strip()
    witness = Witness(log)
    with witness.serving() as url:
        yield Registry(shell, witness, url)


def test_every_proof_of_growth_holds() -> None:
    """Each log of up to 40 entries has grown from each smaller one, as RFC 9162 checks it."""
    leaves = [sha(bytes([number])) for number in range(40)]
    tree = LogTree()
    for size in range(1, len(leaves) + 1):
        peaks = tuple(tree.peaks)
        tree.append(leaves[size - 1])
        assert step_proof(peaks, leaves[size - 1]) == consistency_proof(leaves[:size], size - 1)
        for old in range(1, size + 1):
            proof = list(consistency_proof(leaves[:size], old))
            roots = tree_hash(leaves[:old]), tree_hash(leaves[:size])
            assert consistent(old, size, roots, proof)
            assert old == size or not consistent(old, size, (roots[0], sha(b"")), proof)


def test_a_witness_cosigns_and_catches_up(registry: Registry) -> None:
    """A cosignature stands in the note, ``verify`` compares it, and a witness that has missed some
    checkpoints is given the proof from where it stood.
    """
    told = registry.sign(*registry.asked()).document
    assert told["witnesses"] == [
        {"url": registry.url, "cosigned_by": [registry.witness.name], "problem": None}
    ]
    registry.sign()
    registry.sign()
    registry.sign(*registry.asked())
    registry.sign(*registry.asked())
    assert registry.witness.statuses == [200, 409, 200, 200]
    assert [registry.note(number).read_text().count("\u2014") for number in range(1, 6)] == [
        *(2, 1, 1, 2, 2)
    ]
    key = ("--witness-key", registry.witness.verifier_key)
    assert registry.shell.run("verify", "--json", *key).document["cosignatures"] == 3
    assert "3 cosignatures by known witnesses" in registry.shell.run("verify", *key).out
    note = registry.note(5)
    lines = note.read_text().splitlines()
    data = bytearray(base64.b64decode(lines[-1].split(" ")[2]))
    data[20] ^= 1
    lines[-1] = f"\u2014 {registry.witness.name} {base64.b64encode(data).decode()}"
    note.chmod(0o644)
    note.write_text("\n".join([*lines, ""]))
    found = registry.shell.run("verify", "--json", *key)
    assert found.status == 4
    (one,) = found.document["findings"]
    assert one["detail"] == "the cosignature by witness.example/w1 does not fit"
    assert registry.shell.run("verify").status == 0


@pytest.mark.slow
def test_what_a_witness_does_not_give(registry: Registry) -> None:
    """Nobody there, another log's witness, and a signature that does not fit are told, and the
    checkpoint and its note are made all the same.
    """
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    other = Witness("other.example/log+00000000+AAAA", name="witness.example/w2")
    registry.witness.wrong = True
    with other.serving() as url:
        more = ("--cosign", url, "--cosign", f"http://127.0.0.1:{port}/")
        made = registry.sign(*registry.asked(), *more)
    assert (made.status, registry.note(1).exists()) == (0, True)
    wrong, unknown, absent = (one["problem"] for one in made.document["witnesses"])
    assert "no cosignature by a known key" in wrong
    assert "404: it does not know this log" in unknown
    assert "it cannot be asked" in absent
    assert made.err.count("not cosigned by") == 3
    registry.witness.size = 9
    made = registry.sign(*registry.asked())
    assert "cosigned 9 entries of the log already" in made.document["witnesses"][0]["problem"]


@pytest.mark.slow
def test_wrong_calls(registry: Registry) -> None:
    """Addresses and keys that are none are refused before anything is signed."""
    no_key = registry.sign("--cosign", registry.url)
    assert (no_key.status, "no key of a witness is known" in no_key.err) == (2, True)
    no_url = registry.sign("--cosign", "witness.example")
    assert (no_url.status, "no address of a witness" in no_url.err) == (2, True)
    both = registry.sign("--cosign", registry.url, "--verifier-key")
    assert (both.status, "--cosign goes with signing only" in both.err) == (2, True)
    assert registry.witness.statuses == []
    assert not registry.note(1).exists()
    name, number, key = registry.witness.verifier_key.split("+", 2)
    for text in ("", "w", f"{name}+{'0' * 8}+{key}", f"{name}+{number}+AAAA", registry.witness.log):
        with pytest.raises(UsageError):
            witness_key(text)


def test_doctor_asks_the_witnesses(registry: Registry) -> None:
    """``doctor`` says who cosigns and who does not and why, before and after the first checkpoint,
    and stores nothing.
    """
    shell, key = registry.shell, registry.witness.verifier_key

    def found(*urls: str, keys: str = f"'{key}'") -> list[tuple[str, str]]:
        shell.configure(
            "store: {url: 'file:store'}\ncheckpoint: {origin: archive.example/log, "
            f"witnesses: [{', '.join(urls)}], witness_keys: [{keys}]}}\n"
        )
        findings = shell.run("doctor", "--json").document["findings"]
        return [(one["state"], one["detail"]) for one in findings if one["about"] == "witnesses"]

    assert found() == []
    ((state, said),) = found(f"'{registry.url}'")
    assert (state, "asked to cosign when the first checkpoint" in said) == ("ok", True)
    ((state, said),) = found(f"'{registry.url}/no'")
    assert (state, "with status 404, not 400" in said) == ("note", True)
    registry.sign(*registry.asked())
    before = registry.note(1).read_bytes()
    assert found(f"'{registry.url}'") == [("ok", f"{registry.url} cosigns, as {key.split('+')[0]}")]
    registry.witness.wrong = True
    ((state, said),) = found(f"'{registry.url}'")
    assert (state, "no cosignature by a known key" in said) == ("note", True)
    ((state, said),) = found(f"'{registry.url}'", keys="")
    assert (state, "no key of a witness is known" in said) == ("wrong", True)
    assert registry.note(1).read_bytes() == before


def test_a_wrong_key_is_refused_with_the_configuration(registry: Registry) -> None:
    """Each key that is none is named by its line, with what to do, and none is repeated."""
    key = registry.witness.verifier_key
    name, number, public = key.split("+", 2)
    broken = f"{name}+{number[::-1]}+{public}"
    registry.shell.configure(
        f"checkpoint:\n  witness_keys:\n    - '{key}'\n    - '{broken}'\n    - nonsense\n"
    )
    told = registry.shell.run("articles")
    assert told.status == 2
    assert "config.yaml:4: checkpoint.witness_keys[1]: this does not fit" in told.err
    assert "config.yaml:5: checkpoint.witness_keys[2]: this is no verifier key" in told.err
    assert told.err.count("the verifier key that the witness publishes") == 2
    assert broken not in told.err


def test_who_never_answers_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """A witness that takes the call and says nothing is waited for no longer than the others."""
    monkeypatch.setattr(witnesses, "SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        ask = witnesses.cosigner([url], [])
        (told,) = ask(witnesses.WitnessRequest(b"", b"", 1, lambda _: ()))
    assert told.lines == ()
    assert told.problem is not None
