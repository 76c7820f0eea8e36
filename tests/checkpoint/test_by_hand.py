"""The commands in docs/understand/format.md that check signatures, time-stamps and roots."""

import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from crawler.checkpoint import Signer
from crawler.checkpoint.checkpoint_chain import parse
from crawler.checkpoint.timestamping import timestamper
from crawler.codec import encode_sealed
from tests.checkpoint.authority import Authority, serving
from tests.checkpoint.conftest import Office, resigned

DOCUMENT = (Path(__file__).resolve().parents[2] / "docs" / "understand" / "format.md").read_text(
    encoding="utf-8"
)
SECOND = "checkpoints/00000002.json"


def block(kind: str) -> str:
    """Return the one block of this kind in the document."""
    (found,) = re.findall(rf"```{kind}\n(.*?)```", DOCUMENT, re.DOTALL)
    return str(found)


def run(office: Office, *command: str) -> str:
    """Return what a command prints in the archive's folder."""
    done = subprocess.run(
        command, cwd=office.path("checkpoints").parent, capture_output=True, text=True, check=False
    )
    return done.stdout + done.stderr


@pytest.mark.skipif(
    not all(map(shutil.which, ("bash", "jq", "xxd", "openssl"))),
    reason="install bash, jq, xxd and openssl",
)
def test_signatures_are_checked_by_hand(office: Office) -> None:
    """For a sound chain the commands are silent.

    A record with another content under its old signature is named.
    """
    assert run(office, "bash", "-c", block("bash")) == ""
    office.put(SECOND, encode_sealed(replace(parse(office.data(SECOND)), heads=3)))
    assert f"FORGED {SECOND}" in run(office, "bash", "-c", block("bash"))


def test_roots_are_checked_by_hand(office: Office, signer: Signer) -> None:
    """The few lines of Python find every root of a sound chain right, and a lie wrong."""
    office.run()
    office.sign()
    said = run(office, sys.executable, "-c", block("python")).splitlines()
    assert said == [f"checkpoints/0000000{number}.json ok" for number in (1, 2, 3)]
    office.put(SECOND, resigned(replace(parse(office.data(SECOND)), root="00" * 32), signer))
    assert f"{SECOND} WRONG" in run(office, sys.executable, "-c", block("python"))


@pytest.mark.skipif(
    not all(map(shutil.which, ("bash", "jq", "xxd", "openssl"))),
    reason="install bash, jq, xxd and openssl",
)
def test_time_stamps_are_checked_by_hand(office: Office, tmp_path: Path) -> None:
    """The two commands for a time-stamp accept the authority's answer, and refuse it against
    another authority.
    """
    ours, theirs = (Authority.make(tmp_path / name, name) for name in ("ours", "theirs"))
    with serving(lambda query: (200, ours.answer(query))) as url:
        office.sign(stamper=timestamper(url))
    (commands,) = re.findall(r"```\n(jq -r \.timestamp.*?)```", DOCUMENT, re.DOTALL)
    for authority, words in ((ours, "Verification: OK"), (theirs, "Verification: FAILED")):
        office.path("roots.pem").write_bytes(authority.roots.read_bytes())
        assert words in run(office, "bash", "-c", block("bash") + commands)
