"""The four formats, each read and checked by tools that are not ours, and by the very commands that
they name.
"""

import base64
import html
import io
import json
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from wacz.main import main as wacz
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from crawler.codec import encode, sha256
from crawler.export import as_cdxj, as_document, as_page, write_wacz, write_warc
from crawler.export.cdxj import sort_keys
from crawler.export.html_page import HOW_TO_CHECK as PAGE_COMMANDS
from crawler.export.json_document import HOW_TO_CHECK as JSON_COMMANDS
from crawler.export.wacz import README
from tests.export.conftest import AT, Shelf

needs_shell = pytest.mark.skipif(
    not all(map(shutil.which, ("bash", "jq", "sed", "base64", "sha256sum", "tail"))),
    reason="install bash, jq, sed, base64, sha256sum and tail",
)


def shell(commands: str, folder: Path, **variables: Path) -> str:
    """Return what the commands print in this folder. Fails where they fail."""
    environ = {
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        **{name: str(path) for name, path in variables.items()},
    }
    done = subprocess.run(
        ["bash", "-euc", commands],
        cwd=folder,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Provide an empty folder to lay files out in."""
    path = tmp_path / "laid out"
    path.mkdir()
    return path


def records(data: bytes) -> list[tuple[list[tuple[str, str]], bytes]]:
    """Return all records of a WARC file: fields and block."""
    return [
        (record.rec_headers.headers, record.raw_stream.read())
        for record in ArchiveIterator(io.BytesIO(data), no_record_parse=True)
    ]


def warc_of(shelf: Shelf) -> bytes:
    """Return the WARC export."""
    out = io.BytesIO()
    write_warc(shelf.evidence(), out)
    return out.getvalue()


def wacz_of(shelf: Shelf, path: Path) -> Path:
    """Return the WACZ export, in a file."""
    with path.open("xb") as out:
        write_wacz(shelf.evidence(), shelf.history(), AT, out)
    return path


def test_the_warc_is_its_captures(shelf: Shelf, tmp_path: Path) -> None:
    """The file passes ``warcio check``, and its records are those of the captures, in their order,
    and no others.
    """
    data, evidence = warc_of(shelf), shelf.evidence()
    path = tmp_path / "export.warc.gz"
    path.write_bytes(data)
    checker = Checker(type("Call", (), {"verbose": False, "inputs": [str(path)]})())
    checker.process_all()
    assert checker.exit_value == 0
    assert records(data) == [
        record for ref in evidence.captures for record in records(shelf.store.read(ref.key))
    ]
    assert len(evidence.captures) == 3


def test_the_index_leads_to_its_records(shelf: Shelf) -> None:
    """Each line of the index names a place where one gzip member holds the response of that URL,
    status and digest; lines are sorted.
    """
    out = io.BytesIO()
    found, places = write_warc(shelf.evidence(), out)
    lines = as_cdxj(found, "x.warc.gz").splitlines()
    assert lines == sorted(lines)
    assert len(places) == 3
    assert len(lines) >= 3
    for line in lines:
        _, _, facts = (*line.split(" ", 2),)
        there = json.loads(facts)
        start, length = int(there["offset"]), int(there["length"])
        (record,) = ArchiveIterator(io.BytesIO(out.getvalue()[start : start + length]))
        assert record.rec_type == "response"
        assert record.rec_headers.get_header("WARC-Target-URI") == there["url"]
        assert record.rec_headers.get_header("WARC-Payload-Digest") == there["digest"]
        assert record.http_headers.get_statuscode() == there["status"]


@pytest.mark.parametrize(
    ("url", "keys"),
    [
        ("https://news.example/2026/bridge-1", ["example,news)/2026/bridge-1"]),
        ("http://news.example:8443/A?Q=1&a=2", ["example,news:8443)/a?a=2&q=1"]),
        ("https://news.example:443/", ["example,news)/"]),
        ("https://www12.news.example/a/", ["example,news)/a", "example,news)/a/"]),
        ("https://news.example/a//b/../c", ["example,news)/a/c", "example,news)/a//b/../c"]),
        ("https://news.example/caf%C3%A9", ["example,news)/caf%c3%a9", "example,news)/café"]),
        ("https://news.example/a%20b", ["example,news)/a%20b"]),
        (
            f"https://news.example/a?sid={'0' * 32}&b",
            ["example,news)/a?b", f"example,news)/a?b&sid={'0' * 32}"],
        ),
    ],
)
def test_the_keys_of_a_url(url: str, keys: list[str]) -> None:
    """That of the Internet Archive's library, and that of replay in a browser where it is another.

    None holds a space, which divides an index's line.
    """
    assert list(sort_keys(url)) == keys


def test_the_wacz_is_valid(
    shelf: Shelf, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The reference validator accepts the package.

    Its files, hashes, index and description; one changed byte and it does not.
    """
    path = wacz_of(shelf, tmp_path / "export.wacz")
    assert wacz(["validate", "-f", str(path)]) == 0, capsys.readouterr().out
    data = path.read_bytes()
    place = data.index(b"\x1f\x8b") + 100
    path.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
    with pytest.raises(zipfile.BadZipFile):
        wacz(["validate", "-f", str(path)])


def test_the_content_stands_where_browsers_look_for_it(shelf: Shelf, tmp_path: Path) -> None:
    """The content of each file begins right behind its name: no header has a field that the
    directory does not tell of, for wabac.js reads by the directory alone.
    """
    path = wacz_of(shelf, tmp_path / "export.wacz")
    data = path.read_bytes()
    with zipfile.ZipFile(path) as package:
        for entry in package.infolist():
            assert entry.extra == b""
            begin = entry.header_offset + 30 + len(entry.filename)
            assert data[begin : begin + entry.file_size] == package.read(entry)


def test_the_wacz_holds_what_the_warc_export_does(shelf: Shelf, tmp_path: Path) -> None:
    """The captures in the package are the WARC export; the records are the stored bytes.

    Equal evidence gives equal bytes.
    """
    path = wacz_of(shelf, tmp_path / "export.wacz")
    with zipfile.ZipFile(path) as package:
        assert package.read("archive/data.warc.gz") == warc_of(shelf)
        for record in shelf.evidence().records:
            assert package.read(record.name) == shelf.store.read(record.key)
        pages = [json.loads(line) for line in package.read("pages/pages.jsonl").splitlines()]
        assert [page.get("ts") for page in pages] == [
            None,
            "2026-11-21T10:00:02Z",
            "2026-11-21T11:00:02Z",
        ]
        assert {entry.compress_type for entry in package.infolist()} == {zipfile.ZIP_STORED}
    assert wacz_of(shelf, tmp_path / "again.wacz").read_bytes() == path.read_bytes()


@needs_shell
def test_the_wacz_is_checked_as_its_readme_says(shelf: Shelf, tmp_path: Path, folder: Path) -> None:
    """The commands in evidence/README.txt, run as they stand there, print OK for every file and
    every capture.
    """
    path = wacz_of(shelf, tmp_path / "export.wacz")
    with zipfile.ZipFile(path) as package:
        package.extractall(folder)
        names = [
            name
            for name in package.namelist()
            if not name.startswith("datapackage") and name != "evidence/manifest.sha256"
        ]
    commands = re.findall(r"^    (.*)$", README, re.MULTILINE)
    assert commands[0].startswith("unzip")
    lines = shell("\n".join(commands[1:]), folder).splitlines()
    assert lines == [
        f"{name}: OK" for name in (*names, *(ref.key for ref in shelf.evidence().captures))
    ]
    (folder / "versions" / "00000001.json").write_bytes(b"{}")
    with pytest.raises(AssertionError, match=r"versions/00000001\.json: FAILED"):
        shell(commands[1], folder)


@needs_shell
def test_the_json_is_checked_as_it_says(shelf: Shelf, tmp_path: Path, folder: Path) -> None:
    """The commands in the document lay out the stored records, and sha256sum gives what the chain
    says.
    """
    document = as_document(shelf.evidence(), AT)
    path = tmp_path / "export.json"
    path.write_text(json.dumps(document, ensure_ascii=False, indent=2), encoding="utf-8")
    assert document["how_to_check"] == JSON_COMMANDS.splitlines()
    lines = shell("\n".join(document["how_to_check"]), folder, export=path).splitlines()
    assert lines == [f"{name}: OK" for name in document["manifest"]]
    for link in document["chain"]:
        assert shell(f"sha256sum {link['name']}", folder).split()[0] == link["sha256"]
        assert (folder / link["name"]).read_bytes() == shelf.store.read(link["key"])
    laid_out = [(folder / link["name"]).read_bytes() for link in document["chain"]]
    assert [encode(version) for version in shelf.evidence().versions] == laid_out


@needs_shell
def test_the_page_is_checked_as_it_says(shelf: Shelf, tmp_path: Path, folder: Path) -> None:
    """The commands that the page shows, taken out of the page, lay out the stored records and print
    OK for each.
    """
    page = as_page(shelf.evidence(), shelf.history(), AT)
    path = tmp_path / "export.html"
    path.write_text(page, encoding="utf-8")
    shown = html.unescape(page).split("<pre>\npage=export.html\n")[1].split("\n</pre>")[0]
    assert shown == PAGE_COMMANDS
    lines = shell(shown, folder, page=path).splitlines()
    assert lines == [f"{name}: OK" for name in as_document(shelf.evidence(), AT)["manifest"]]
    for record in shelf.evidence().records:
        assert (folder / record.name).read_bytes() == shelf.store.read(record.key)


def test_the_page_is_closed(shelf: Shelf) -> None:
    """The page has no script, loads nothing, and its policy allows nothing but its own style."""
    page = as_page(shelf.evidence(), shelf.history(), AT)
    assert not re.search(
        r"<(?:script|img|iframe|link|object|embed|form)\b|\son\w+=|(?:src|href)=\"(?!#)", page
    )
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]+)"', page)
    (style,) = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    digest = base64.b64encode(bytes.fromhex(sha256(style.encode()))).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; form-action 'none'"


def test_a_removed_article_is_shown_as_gone(shelf: Shelf) -> None:
    """A removal is a version like any other: the page says so, and shows what was taken away."""
    page = as_page(shelf.evidence(0), shelf.history(0), AT)
    assert "Version 2, gone" in page
    assert "Nobody was hurt" in page.split("Version 2, gone", 2)[2]
    assert "<div class=change>" in page
