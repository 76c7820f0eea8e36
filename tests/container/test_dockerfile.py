"""The Dockerfile as text: what it stands on is named so that the same comes out next year."""

import re

from tests.container.engine import ROOT


def test_the_base_is_pinned_by_patch_and_digest() -> None:
    """Each stage stands on the same base, which is named by its patch version and by its digest."""
    bases = re.findall(
        r"^FROM (\S+)", (ROOT / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert len(set(bases)) == 1
    assert re.fullmatch(r"python:3\.\d+\.\d+-slim-[a-z]+@sha256:[0-9a-f]{64}", bases[0])
