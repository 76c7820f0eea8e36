"""The Dockerfile as text: what it stands on is named so that the same comes out next year."""

import re
import runpy
import subprocess
from pathlib import Path

from tests.container.engine import ROOT


def test_the_base_is_pinned_by_patch_and_digest() -> None:
    """Each stage stands on the same base, which is named by its patch version and by its digest."""
    bases = re.findall(
        r"^FROM (\S+)", (ROOT / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert len(set(bases)) == 1
    assert re.fullmatch(r"python:3\.\d+\.\d+-slim-[a-z]+@sha256:[0-9a-f]{64}", bases[0])


def test_the_layer_of_libraries_has_a_release_to_name(tmp_path: Path) -> None:
    """The layer that holds the libraries is built of files without content, but for the one that
    the release is read from.
    """
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    made = re.search(r"^RUN (mkdir crawler .*?) \\$", text, re.MULTILINE)
    assert made is not None
    subprocess.run(["sh", "-c", made[1]], cwd=tmp_path, check=True)
    named = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    module, _, name = re.findall(r'dynamic\.version = \{ attr = "(\w+)(\.)(\w+)" \}', named)[0]
    assert runpy.run_path(str(tmp_path / module / "__init__.py"))[name]
