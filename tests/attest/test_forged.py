"""Forged records and captures.

Whatever is read is checked, and what fails is shown as damaged, never as genuine.
"""

import sqlite3
import zipfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from crawler.attest import CheckedReader, RecordCache, record_cache
from crawler.codec import encode, sha256
from crawler.fingerprint import fingerprint_of
from crawler.identity import version_key
from crawler.record_checks import read_version
from crawler.reindex import open_current
from crawler.store.files import FileStore
from crawler.store.metered import MeteredStore
from crawler.verify import verify
from crawler.warc import write as write_warc
from tests.archives import capture_of
from tests.attest.forging import FORGED, SAID, Scene, scene

URL = "https://news.example/2026/bridge-1"


@pytest.fixture
def files(tmp_path: Path) -> Scene:
    """Provide an archive in files: three versions of the article."""
    return scene(tmp_path)


@pytest.fixture(params=["files", "s3"])
def anywhere(request: pytest.FixtureRequest, tmp_path: Path) -> Scene:
    """Provide the same in files and in a bucket."""
    if request.param == "files":
        return scene(tmp_path)
    request.getfixturevalue("s3_environ")
    return scene(tmp_path, request.getfixturevalue("seaweed"))


@pytest.mark.parametrize("index", ["kept", "lost"])
@pytest.mark.parametrize(
    ("number", "degree"),
    [(1, "text"), (2, "text"), (3, "text"), (2, "hashes"), (3, "hashes"), (2, "successor")],
)
def test_a_forged_text_is_never_shown_as_genuine(
    files: Scene, number: int, degree: str, index: str
) -> None:
    """A changed sentence, with or without its hashes and its successor's word, is withheld with
    status 4; the others stand.
    """
    files.shell.run("articles")
    key = files.forge(number, degree)
    if index == "lost":
        files.lose_index()
    done = files.shell.run("show", URL, "--version", str(number), "--json")
    assert done.status == 4
    assert FORGED not in done.out
    assert [(one["key"], one["version"]) for one in done.document["damaged"]] == [(key, number)]
    assert (done.document["text"], "palimpsest verify" in done.err) == (None, True)
    assert "damaged" in done.err
    other = files.shell.run("show", URL, "--version", "1" if number > 1 else "3", "--json")
    assert (other.status, SAID in other.out, "damaged" in other.document) == (0, True, False)
    assert key in {
        finding.key for finding in verify(files.store).findings if finding.severity == "damage"
    }


@pytest.mark.parametrize(
    ("number", "index", "degree"),
    [(2, "kept", "hashes"), (2, "lost", "hashes"), (3, "kept", "text"), (3, "lost", "text")],
)
def test_without_check_lines_others_tell(
    files: Scene, number: int, index: str, degree: str
) -> None:
    """Where all check objects are gone, a forged record is told by its successor, the newest by
    itself; an index that knew more says so.
    """
    files.shell.run("articles")
    for key in list(files.store.list("checks/")):
        (files.shell.folder / "store" / key).unlink()
    if index == "kept":
        with closing(sqlite3.connect(files.shell.folder / "index.db")) as connection, connection:
            connection.execute("DELETE FROM palimpsest_checks")
    else:
        files.lose_index()
    files.forge(number, degree)
    done = files.shell.run("show", URL, "--version", str(number), "--json")
    assert (done.status, FORGED in done.out) == (4, False)
    assert ("rebuilt from" in done.err) == (index == "kept")
    assert files.shell.run("show", URL, "--version", "1").status == 0


def test_every_reading_command_says_so(anywhere: Scene) -> None:
    """All commands that show what a damaged version says name it and end with status 4, in files
    and in a bucket, and none shows it.
    """
    anywhere.forge(2, "hashes")
    calls: dict[str, Any] = {
        f"history {URL}": lambda said: (
            [row["version"] for row in said["versions"]] == [1, 2, 3]
            and said["versions"][1]["damaged"] != []
        ),
        f"diff {URL} --from 1 --to 2": lambda said: "blocks" not in said,
        f"blame {URL}": lambda said: "version 2" in str(said["note"]),
        f"story {URL}": lambda said: "members" in said,
        "changes": lambda said: any("damaged" in row for row in said["changes"]),
        "search Somebody": lambda said: said["results"][0]["snippet"] == [],
        f"export {URL} --format json": lambda said: (
            said["damaged"] != [] and "versions/00000002.json" in said["files"]
        ),
    }
    for call, holds in calls.items():
        done = anywhere.shell.run(*call.split(), "--json")
        assert (call, done.status) == (call, 4), done.err
        assert FORGED not in done.out, call
        assert done.document["damaged"], call
        assert holds(done.document), (call, done.document)
        assert done.err.count("damaged:") == len(done.document["damaged"]), call
    plain = anywhere.shell.run("show", URL, "--version", "2", "--damaged")
    assert (plain.status, FORGED in plain.out, "not to be believed" in plain.out) == (4, True, True)


def test_an_export_gives_the_bytes_and_says_what_is_damaged(files: Scene, tmp_path: Path) -> None:
    """Every form of export holds the damaged record's bytes as they are, names it, and ends with
    status 4.
    """
    key = files.forge(2, "hashes")
    name = key.partition("/versions/")[2]
    for form in ("html", "wacz", "warc"):
        done = files.shell.run("export", URL, "--format", form, "--output", f"out.{form}")
        assert (form, done.status) == (form, 4), done.err
    assert 'id="damaged"' in (tmp_path / "out.html").read_text()
    assert FORGED not in (tmp_path / "out.html").read_text()
    with zipfile.ZipFile(tmp_path / "out.wacz") as package:
        assert key in package.read("evidence/DAMAGED.txt").decode()
        assert package.read(f"versions/{name}") == files.store.read(key)
    assert f"# damaged: {key}" in (tmp_path / "out.warc.sha256").read_text()


@pytest.mark.parametrize("how", ["edited", "replaced"])
def test_a_forged_capture_is_told_by_whoever_reads_it(files: Scene, how: str) -> None:
    """A capture that was edited, or replaced by another sound one, is damage for exports and for
    whoever extracts from it again.
    """
    ref, record = files.record(2).capture, files.record(2)
    other = write_warc(capture_of(URL, f"<p>{FORGED}</p>", record.captured_at))
    data = files.store.read(ref.key)
    files.overwrite(
        ref.key, other if how == "replaced" else data[:-20] + bytes([data[-20] ^ 1]) + data[-19:]
    )
    for call in (["export", URL, "--format", "json", "--json"], ["reextract", "--json"]):
        done = files.shell.run(*call)
        assert (call[0], done.status) == (call[0], 4), done.err
        assert ref.key in [one["key"] for one in done.document["damaged"]]
    extracted = files.shell.run("extract", f"store/{ref.key}", "--json")
    assert (extracted.status, len(extracted.document["damaged"]), FORGED in extracted.out) == (
        4,
        1,
        False,
    )
    exported = files.shell.run("export", URL, "--format", "warc", "--output", "out.warc.gz")
    assert (exported.status, ref.key in exported.err) == (4, True)


def test_a_lost_record_is_listed_as_damaged(files: Scene) -> None:
    """A version whose record was taken away, or is no record any more, keeps its place in the
    history, and moves no other's number.
    """
    files.overwrite(version_key(files.article, 2), b"{}\n")
    files.lose_index()
    rows = files.shell.run("history", URL, "--json")
    assert rows.status == 4
    assert [(row["version"], "damaged" in row) for row in rows.document["versions"]] == [
        (1, False),
        (2, True),
        (3, False),
    ]
    assert files.shell.run("show", URL, "--version", "3", "--json").document["version"] == 3
    text = files.shell.run("history", URL)
    assert (text.status, "damaged: " in text.out) == (4, True)


def test_the_only_version_may_be_the_forged_one(tmp_path: Path) -> None:
    """An article whose only record is forged is still found by its URL, and called damaged.

    A forged title is not listed.
    """
    one = scene(tmp_path, runs=1)
    record = one.record(1)
    assert record.extraction is not None
    titled = replace(record.extraction, title=FORGED)
    key = version_key(one.article, 1)
    one.overwrite(
        key, encode(replace(record, extraction=titled, fingerprint=fingerprint_of(titled)))
    )
    listed = one.shell.run("articles", "--json")
    assert (listed.status, FORGED in listed.out, len(listed.document["articles"])) == (4, False, 2)
    one.overwrite(key, encode(replace(record, extraction=titled)))
    one.lose_index()
    assert one.shell.run("show", URL).status == 4


def test_a_record_put_back_is_genuine_again(files: Scene) -> None:
    """An index that was fed from a forged record calls no genuine one damaged.

    Check lines vouch for it.
    """
    key = version_key(files.article, 3)
    genuine = files.store.read(key)
    files.forge(3, "hashes")
    assert files.shell.run("show", URL).status == 4
    files.overwrite(key, genuine)
    assert files.shell.run("show", URL).status == 0


def test_reading_one_version_reads_its_neighbours_only(files: Scene) -> None:
    """What check lines attest costs one read, else three, however many versions there are."""
    index = open_current("sqlite://", files.store)
    metered = MeteredStore(files.store)
    assert CheckedReader(metered, index).version(files.article, 2).record is not None
    assert metered.totals["read"] == 1
    assert isinstance(files.store, FileStore)
    for key in list(files.store.list("checks/")):
        (files.store.root / key).unlink()
    index = open_current("sqlite://", files.store)
    assert CheckedReader(metered, index).version(files.article, 2).record is not None
    assert metered.totals["read"] == 1 + 3


def test_remembered_records_are_believed_of_the_same_bytes_only(files: Scene) -> None:
    """A cache saves parsing, never reading: what is overwritten behind it is shown as damaged."""
    index, records = open_current("sqlite://", files.store), RecordCache(1_000_000)
    metered = MeteredStore(files.store)
    first = CheckedReader(metered, index, records).version(files.article, 2)
    again = CheckedReader(metered, index, records).version(files.article, 2)
    assert first.record is not None
    assert again.record is first.record
    assert metered.totals["read"] == 2
    files.forge(2, "hashes")
    assert CheckedReader(metered, index, records).version(files.article, 2).record is None


def test_a_record_that_check_lines_name_is_not_asked_again(files: Scene) -> None:
    """It is what a crawl wrote, to the byte; one that they do not name is read in full."""
    index = open_current("sqlite://", files.store)
    with patch.object(record_cache, "read_version", wraps=read_version) as asked:
        assert CheckedReader(files.store, index).version(files.article, 2).record is not None
        assert asked.call_count == 0
        files.forge(2, "hashes")
        assert CheckedReader(files.store, index).version(files.article, 2).record is None
        assert asked.call_count > 0


def test_a_cache_of_records_holds_no_more_than_it_may(files: Scene) -> None:
    """The record that was not asked for longest makes room."""
    keys = [version_key(files.article, number) for number in (1, 2, 3)]
    data = [files.store.read(key) for key in keys]
    records = RecordCache(len(data[1]) + len(data[2]) + 10)
    read = [
        records.read(key, sha256(one), one)
        for key, one in zip([*keys, keys[2], keys[0]], [*data, data[2], data[0]], strict=True)
    ]
    assert read[3] is read[2]
    assert read[4] == read[0]
    assert read[4] is not read[0]
