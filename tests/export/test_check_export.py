"""The script in docs/use that checks an export with Python's own library and ``openssl``."""

import json
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from crawler.checkpoint import make, new_key
from crawler.checkpoint.timestamping import timestamper
from crawler.codec import sha256
from crawler.export import write_wacz
from tests.checkpoint.authority import Authority, serving
from tests.export.conftest import AT, Shelf

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="install openssl")

SCRIPT = Path(__file__).resolve().parents[2] / "docs" / "use" / "check_export.py"
SECOND, CHECKPOINT = "versions/00000002.json", "checkpoints/00000001.json"
Changes = dict[str, Callable[[bytes], bytes]]


def checked(*arguments: Path) -> subprocess.CompletedProcess[str]:
    """Run the script, with nothing of ours to import."""
    return subprocess.run(
        [sys.executable, "-I", "-S", str(SCRIPT), *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def export(shelf: Shelf, tmp_path: Path) -> Path:
    """Provide a good export."""
    path = tmp_path / "good.wacz"
    with path.open("xb") as out:
        write_wacz(shelf.evidence(), shelf.history(), AT, out)
    return path


def rebuilt(export: Path, changes: Changes, *, honest: bool) -> Path:
    """Return the export with some files changed, and its lists of hashes with them if asked."""
    with zipfile.ZipFile(export) as package:
        files = {name: package.read(name) for name in package.namelist()}
    for name, change in changes.items():
        before, files[name] = files[name], change(files[name])
        assert files[name] != before
    if not honest:
        described = json.loads(files["datapackage.json"])
        for one in described["resources"]:
            one["hash"] = f"sha256:{sha256(files[one['path']])}"
        files["datapackage.json"] = json.dumps(described).encode()
    path = export.with_name("changed.wacz")
    with zipfile.ZipFile(path, "w") as package:
        for name, data in files.items():
            package.writestr(name, data)
    return path


def test_the_script_is_short() -> None:
    """It is to be read by whoever runs it: 60 lines, and nothing but Python's own library."""
    text = SCRIPT.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 60
    imported = re.findall(r"^(?:import|from) (\w+)", text, re.MULTILINE)
    assert set(imported) <= sys.stdlib_module_names


def test_a_good_export_holds(export: Path) -> None:
    """All hashes, the chain, the captures and the checkpoint's signature hold."""
    done = checked(export)
    assert (done.returncode, done.stderr) == (0, "")
    assert "2 versions and 3 captures are as they were stored" in done.stdout
    assert f"{CHECKPOINT}: signed with" in done.stdout


@pytest.mark.parametrize(
    ("name", "change", "words"),
    [
        (SECOND, lambda data: data.replace(b"hours", b"weeks"), "is about others"),
        (SECOND, lambda data: data.replace(b'"previous":"', b'"previous":"0'), ": out of chain"),
        (SECOND, lambda data: re.sub(rb'(?<="sha256":")[0-9a-f]{4}', b"0000", data), "not there"),
        ("versions/00000001.json", lambda data: data + b" ", ": out of chain"),
        ("archive/data.warc.gz", lambda data: data[:99] + b"x" + data[100:], "is altered"),
        ("evidence/captures.txt", lambda data: data.splitlines(keepends=True)[0], "is not there"),
        ("evidence/palimpsest.json", lambda data: data + b" ", "another archive"),
        (CHECKPOINT, lambda data: data.replace(b'"heads":2', b'"heads":3'), "checkpoints/"),
        (CHECKPOINT, lambda data: re.sub(rb'(?<="signature":")..', b"00", data), "checkpoints/"),
    ],
)
def test_a_damaged_export_does_not(
    export: Path, name: str, change: Callable[[bytes], bytes], words: str
) -> None:
    """A change is found by the lists of hashes; by what it breaks, where they were changed too."""
    for honest in (True, False):
        done = checked(rebuilt(export, {name: change}, honest=honest))
        assert done.returncode == 1
        expected = f"{name} is not as it is listed" if honest else words
        assert done.stderr.startswith("WRONG: ")
        assert expected in done.stderr


def test_what_is_no_export_is_told_in_a_line(export: Path) -> None:
    """A broken package ends with a reason, and no traceback; a call without a package with how it
    is called, and a status of its own.
    """
    data = bytearray(export.read_bytes())
    data[300] ^= 1
    export.write_bytes(bytes(data))
    done = checked(export)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1), done.stderr
    assert done.stderr.startswith("WRONG: ")
    absent = export.with_name("absent")
    for call in ([], [SCRIPT], [absent], [export.parent], [export, absent]):
        done = checked(*call)
        assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
        assert "python3 check_export.py FILE.wacz [AUTHORITY.pem]" in done.stderr


def test_damage_of_the_archive_is_told(shelf: Shelf, tmp_path: Path) -> None:
    """An export of damaged objects is true to them, and is said to be of a damaged archive."""
    capture = shelf.root / shelf.evidence().captures[0].key
    capture.chmod(0o644)
    capture.write_bytes(capture.read_bytes() + b"x")
    with (tmp_path / "bad.wacz").open("xb") as out:
        write_wacz(shelf.evidence(), shelf.history(), AT, out)
    assert "DAMAGED.txt" in checked(tmp_path / "bad.wacz").stderr


def test_the_time_stamp_is_checked(shelf: Shelf, tmp_path: Path) -> None:
    """With an authority's certificates the checkpoint's time-stamp must lead to them."""
    ours, theirs = (Authority.make(tmp_path / name, name) for name in ("ours", "theirs"))
    shutil.rmtree(shelf.root / "checkpoints")
    shutil.rmtree(shelf.root / "log")
    with serving(lambda query: (200, ours.answer(query))) as url:
        make(
            shelf.built.archive,
            lambda: shelf.index,
            new_key(tmp_path / "other.pem"),
            at=AT + timedelta(hours=1),
            stamper=timestamper(url),
        )
    export = tmp_path / "stamped.wacz"
    with export.open("xb") as out:
        write_wacz(shelf.evidence(), shelf.history(), AT, out)
    assert "time-stamp: True" in checked(export).stdout
    assert checked(export, ours.roots).returncode == 0
    assert "time-stamp" in checked(export, theirs.roots).stderr
