"""The commands in docs/understand/format.md, run as they stand there.

Silent for a sound archive, and not for a harmed one.
"""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from crawler.verify.findings import Problem
from tests.verify.conftest import Victim

DOCUMENT = (Path(__file__).resolve().parents[2] / "docs" / "understand" / "format.md").read_text(
    encoding="utf-8"
)
COMMANDS = re.findall(r"```sh\n(.*?)```", DOCUMENT, re.DOTALL)
NEEDED = ("bash", "jq", "zcat", "sha256sum")

pytestmark = pytest.mark.skipif(
    not all(map(shutil.which, NEEDED)), reason="install bash, jq, zcat and sha256sum"
)


def complaints(victim: Victim) -> str:
    """Return all that the commands print for this archive."""
    runs = [
        subprocess.run(
            ["bash", "-c", command], cwd=victim.root, capture_output=True, text=True, check=False
        )
        for command in COMMANDS
    ]
    return "".join(run.stdout + run.stderr for run in runs)


def test_a_sound_archive_makes_no_complaint(victim: Victim) -> None:
    """For a sound archive all nine commands are silent."""
    assert len(COMMANDS) == 9
    assert complaints(victim) == ""


@pytest.mark.slow
def test_a_changed_byte_makes_a_complaint(victim: Victim) -> None:
    """A byte in the middle of an object of any kind makes one of the commands name it.

    So does the lack of the object.
    """
    kinds = ("palimpsest", "aliases", "captures", "versions", "checks")
    for key in [min(key for key in victim.built.keys if kind in key) for kind in kinds]:
        data = victim.path(key).read_bytes()
        changed = bytearray(data)
        changed[len(data) // 2] ^= 1
        victim.path(key).write_bytes(bytes(changed))
        assert key in complaints(victim), key
        victim.path(key).unlink()
        if key.startswith(("articles/", "checks/")):
            assert key in complaints(victim), key
        victim.path(key).write_bytes(data)


def test_every_problem_is_explained() -> None:
    """The document has a row for each problem that verification can name, with its severity."""
    rows = dict(re.findall(r"^\| `(\w+)` \| (damage|note) \|", DOCUMENT, re.MULTILINE))
    assert set(rows) == {problem.value for problem in Problem}
