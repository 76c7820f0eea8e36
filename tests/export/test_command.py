"""``export`` as it is called: to files, to pipes, on a terminal, with JSON."""

import hashlib
import json
import subprocess
from pathlib import Path

import pytest

from crawler.errors import UsageError
from crawler.store.files import FileStore
from jobs.terminal.new_files import new_file
from tests.archives import build_archive
from tests.cli.shell import Shell

URL = "https://news.example/2026/bridge-1"


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """Provide a shell beside an archive of two articles."""
    shell = Shell(tmp_path_factory.mktemp("exporting"))
    shell.configure('store: {url: "file:store"}\nindex: {url: "sqlite:///index.db"}\n')
    build_archive(FileStore(shell.folder / "store"))
    return shell


@pytest.mark.parametrize("form", ["warc", "wacz", "json", "html"])
def test_a_file_is_written_once(shell: Shell, form: str) -> None:
    """--output writes a new file, and says its SHA-256.

    A second call refuses, and touches nothing.
    """
    output = shell.folder / f"article.{form}"
    told = shell.run("export", URL, "--format", form, "--output", output.name, "--json").document
    assert (told["format"], told["url"]) == (form, URL)
    assert set(told["files"]) == {
        output.name,
        *((f"{output.name}.cdxj", f"{output.name}.sha256") if form == "warc" else ()),
    }
    for name, digest in told["files"].items():
        assert hashlib.sha256((shell.folder / name).read_bytes()).hexdigest() == digest
    again = shell.run("export", URL, "--format", form, "--output", output.name)
    assert (again.status, "exists: nothing is written over" in again.err) == (2, True)
    assert hashlib.sha256(output.read_bytes()).hexdigest() == told["files"][output.name]


def test_a_warc_has_its_manifest_beside_it(shell: Shell) -> None:
    """The manifest beside a WARC export is one that sha256sum checks."""
    shell.run("export", URL, "--format", "warc", "--output", "beside.warc.gz")
    done = subprocess.run(
        ["sha256sum", "--check", "beside.warc.gz.sha256"],
        cwd=shell.folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.splitlines() == ["beside.warc.gz: OK", "beside.warc.gz.cdxj: OK"]


@pytest.mark.parametrize(
    ("form", "magic"),
    [("warc", b"\x1f\x8b"), ("wacz", b"PK\x03\x04"), ("json", b"{"), ("html", b"<!doctype html>")],
)
def test_a_pipe_gets_the_bytes(shell: Shell, form: str, magic: bytes) -> None:
    """Without --output the export goes to standard output, and nothing else does."""
    with shell.start(
        "export", URL, "--format", form, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        out, err = process.communicate(timeout=120)
    assert (process.returncode, err) == (0, b"")
    assert out.startswith(magic)


def test_json_alone_is_the_json_format(shell: Shell) -> None:
    """--json without a format prints the evidence as JSON."""
    document = shell.run("export", URL, "--json").document
    assert [version["version"] for version in document["versions"]] == [1, 2]
    assert json.loads(json.dumps(document)) == document


def test_a_binary_format_is_not_for_a_terminal(shell: Shell) -> None:
    """On a terminal a binary format is refused with a hint; a text format is printed."""
    for form in ("warc", "wacz"):
        shown = shell.on_terminal("export", URL, "--format", form)
        assert shown.status == 2
        assert "--output" in shown.out
    shown = shell.on_terminal("export", URL, "--format", "html")
    assert (shown.status, "<!doctype html>" in shown.out) == (0, True)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (["export", URL, "--format", "pdf"], "--format takes warc, wacz, json or html, not 'pdf'"),
        (["export", URL, "--format", "wacz", "--json"], "give --output FILE"),
        (["export", URL, "--output", "absent/file.html"], "cannot be written"),
        (["export", "https://elsewhere.invalid/"], "the archive keeps no version of"),
    ],
)
def test_wrong_calls_are_told(shell: Shell, call: list[str], words: str) -> None:
    """A call that can come to nothing ends with exit status 2 and a sentence."""
    done = shell.run(*call)
    assert (done.status, words.lower() in done.err.lower()) == (2, True), done.err


def test_a_file_that_appears_in_between_is_not_written_over(tmp_path: Path) -> None:
    """A file that came to be after the call was checked is not written over either."""
    path = tmp_path / "article.html"
    path.write_text("somebody else's")
    with pytest.raises(UsageError, match="cannot be written"), new_file(path):
        pass
    assert path.read_text() == "somebody else's"


def test_damage_is_told(shell: Shell) -> None:
    """Where a capture is not what its name says, its bytes are exported, the manifest names it, and
    the exit status is 4.
    """
    key = next(
        key
        for key in FileStore(shell.folder / "store").list("articles/")
        if "captures" in key and "bridge" not in key
    )
    article = "/".join(key.split("/")[1:3])
    path = shell.folder / "store" / key
    data = path.read_bytes()
    path.write_bytes(data + b"x")
    try:
        done = shell.run("export", article, "--format", "warc", "--output", "damaged.warc.gz")
    finally:
        path.write_bytes(data)
    assert (done.status, "palimpsest verify" in done.err) == (4, True)
    assert data + b"x" in (shell.folder / "damaged.warc.gz").read_bytes()
    assert f"# damaged: {key}" in (shell.folder / "damaged.warc.gz.sha256").read_text()
