"""What only a checkpoint can find (tests/checkpoint shows that it does).

And what a crash or a running crawl explains.
"""

from pathlib import Path

import pytest

from crawler.store.files import FileStore
from crawler.verify import verify
from tests.archives import Built, build_archive


@pytest.fixture
def growing(tmp_path: Path) -> Built:
    """Provide an archive whose newest run found new Versions, which nothing but its check lines
    attests.
    """
    return build_archive(FileStore(tmp_path), settled=False)


def newest_run(built: Built) -> set[str]:
    """Return keys of the check objects of the newest run."""
    return {key for key in built.keys if built.runs[-1] in key}


def newest_heads(built: Built) -> set[str]:
    """Return keys of the Versions and captures that the newest run made, at noon."""
    return {
        key
        for key in built.keys
        if key.endswith("versions/00000003.json") or "captures/20261121T12" in key
    }


def remove(root: Path, keys: set[str]) -> None:
    """Delete the objects."""
    for key in keys:
        (root / key).unlink()


def test_the_newest_runs_check_objects_can_be_deleted_without_damage(
    growing: Built, tmp_path: Path
) -> None:
    """Deleting the newest run's check objects is no damage: only a checkpoint finds it.

    A note says which heads lost their witness.
    """
    remove(tmp_path, newest_run(growing))
    report = verify(FileStore(tmp_path))
    assert report.ok
    heads = [f"articles/{article}/versions/00000003.json" for article in growing.articles]
    assert [(finding.key, finding.problem) for finding in report.findings] == [
        (key, "unattested") for key in heads
    ]


def test_with_their_heads_they_can_be_deleted_without_a_trace(
    growing: Built, tmp_path: Path
) -> None:
    """Deleting the newest run's check objects and all that only they attest leaves no trace.

    Only a checkpoint finds it.
    """
    remove(tmp_path, newest_run(growing) | newest_heads(growing))
    report = verify(FileStore(tmp_path))
    assert report.findings == ()
    assert report.versions == 4


def test_a_run_that_was_killed_is_a_note(growing: Built, tmp_path: Path) -> None:
    """A newest run without its last part is interrupted: a note on the last part that is there."""
    last = max(newest_run(growing))
    remove(tmp_path, {last})
    found = [(finding.problem, finding.key) for finding in verify(FileStore(tmp_path)).findings]
    assert found[-1] == ("interrupted", min(newest_run(growing)))
    assert [problem for problem, _ in found[:-1]] == ["unattested", "unattested"]


def test_a_capture_that_nothing_names_is_a_note(growing: Built, tmp_path: Path) -> None:
    """A crash between capture and record leaves a capture that nothing names.

    A note, and the archive is sound.
    """
    remove(
        tmp_path, {key for key in newest_heads(growing) if "versions" in key} | newest_run(growing)
    )
    report = verify(FileStore(tmp_path))
    assert report.ok
    assert {(finding.problem, finding.severity) for finding in report.findings} == {
        ("unreferenced", "note")
    }
    assert {finding.key for finding in report.findings} == {
        key for key in newest_heads(growing) if "captures" in key
    }
