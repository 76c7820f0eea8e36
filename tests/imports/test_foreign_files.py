"""Files of past captures: all kinds are read alike, and what cannot be read is counted."""

import base64
import gzip
import json
import random
import tracemalloc
import zipfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha1
from pathlib import Path

import pytest

from crawler.errors import UsageError
from crawler.imports import (
    ImportTally,
    LeftOut,
    PastCapture,
    WorkItem,
    Worklist,
    opened_source,
    past_capture,
    scan,
)
from crawler.warc import document
from crawler.warc import read as read_capture
from crawler.warc import write as write_capture
from tests.imports.foreign_files import STORY, WarcFile, heritrix, page, wacz, zstd

NOW = datetime(2026, 11, 28, tzinfo=UTC)
MAX = 1_000_000


@dataclass
class Taken:
    """What an import takes from a file."""

    tally: ImportTally
    captures: list[PastCapture]

    @property
    def times(self) -> list[str]:
        """Return the days of the captures, in order."""
        return [f"{one.at:%m-%d}" for one in self.captures]

    @property
    def left(self) -> dict[str, int]:
        """Return what was left out."""
        return {why.value: number for why, number in self.tally.left_out.items()}


def taken(
    path: Path, folder: Path, *, max_bytes: int = MAX, others: tuple[Path, ...] = ()
) -> Taken:
    """Return what there is in a file of a call that has others too."""
    tally, captures = ImportTally(), []
    folder.mkdir(exist_ok=True)
    with ExitStack() as stack:
        sources = [stack.enter_context(opened_source(one)) for one in (path, *others)]
        worklist = stack.enter_context(Worklist(folder))
        for number, source in enumerate(sources):
            told = ImportTally() if number else tally
            scan(
                source,
                worklist,
                told,
                number=number,
                now=NOW,
                max_bytes=max_bytes,
                progress=lambda: True,
            )
        worklist.complete()
        for item in worklist.pages():
            try:
                found = past_capture(
                    sources,
                    worklist.candidates,
                    item,
                    max_bytes=max_bytes,
                    held=lambda *_: iter(()),
                )
            except ValueError as error:
                tally.note_broken(sources[0].place_of(item), str(error))
                continue
            if isinstance(found, LeftOut):
                tally.leave(found)
            else:
                captures.append(found)
    return Taken(tally, captures)


def _two(*, packed: bool = True) -> bytes:
    file = WarcFile(gzip=packed)
    file.answer("2026-03-02T10:00:00Z", page())
    file.answer("2026-03-01T10:00:00Z", page(3))
    return file.data.getvalue()


KINDS: dict[str, Callable[[Path], Path]] = {
    "gzip": lambda place: _written(place, _two()),
    "plain": lambda place: _written(place, _two(packed=False)),
    "one gzip member": lambda place: _written(place, gzip.compress(_two(packed=False))),
    "zstd": lambda place: _written(place, zstd(_two(packed=False))),
    "zstd with a dictionary": lambda place: _written(
        place, zstd(_two(packed=False), dictionary=page() * 3)
    ),
    "zstd with a packed dictionary": lambda place: _written(
        place, zstd(_two(packed=False), dictionary=page() * 3, packed=True)
    ),
    "WACZ": lambda place: wacz(place, {"a.warc.gz": _two()}),
    "WACZ, deflated": lambda place: wacz(
        place, {"a.warc": _two(packed=False)}, compression=zipfile.ZIP_DEFLATED
    ),
    "JSON Lines": lambda place: _written(place, _lines()),
    "JSON Lines, gzip": lambda place: _written(place, gzip.compress(_lines())),
}


def _lines() -> bytes:
    days = (("2026-03-02T12:00:00+02:00", 4), ("2026-03-01T10:00:00Z", 3))
    rows = [{"url": STORY, "time": at, "html": page(count).decode()} for at, count in days]
    return "\n".join(map(json.dumps, rows)).encode()


def _written(place: Path, data: bytes) -> Path:
    place.write_bytes(data)
    return place


@pytest.mark.parametrize("kind", KINDS)
def test_all_kinds_of_files_give_the_same_captures(kind: str, tmp_path: Path) -> None:
    """Whatever a file is packed in, its pages come in the order of their times, byte for byte."""
    found = taken(KINDS[kind](tmp_path / "file"), tmp_path / "work")
    assert found.times == ["03-01", "03-02"]
    assert [one.capture.answer.body for one in found.captures] == [page(3), page()]
    assert found.tally.broken == []
    origin = found.captures[0].capture.imported
    assert origin is not None
    assert origin.file == "file"
    assert (origin.member is None) == (not kind.startswith("WACZ"))


def test_an_imported_capture_is_a_capture(tmp_path: Path) -> None:
    """What is stored gives back the headers and body of the original, and where it stood."""
    file = WarcFile()
    file.answer("2026-03-01T10:00:00.25Z", page(), more=[("X-Odd", "a:  b"), ("ETag", '"7"')])
    found = taken(file.write(tmp_path / "a.warc.gz"), tmp_path / "work").captures[0].capture
    assert read_capture(write_capture(found)) == found
    answer = found.answer
    assert answer.header("etag") == '"7"'
    assert answer.fetched_at == datetime(2026, 3, 1, 10, 0, 0, 250_000, tzinfo=UTC)
    assert found.imported is not None
    assert found.imported.record
    assert found.imported.offset
    assert not [note for note in answer.reconstructed if "head" in note]


def test_bodies_are_had_as_tools_leave_them(tmp_path: Path) -> None:
    """Chunks are undone, whether the file has them or only the header that tells of them; and a
    body that was stored decoded is read so, though its header names a coding.
    """
    text = page()
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(text), text)
    file = WarcFile()
    odd = {"chunks": [("Transfer-Encoding", "chunked")], "coded": [("Content-Encoding", "br")]}
    file.answer("2026-03-01T10:00:00Z", chunked, more=odd["chunks"])
    file.answer("2026-03-02T10:00:00Z", text, more=odd["chunks"])
    file.answer("2026-03-03T10:00:00Z", text, more=odd["coded"])
    file.answer("2026-03-04T10:00:00Z", gzip.compress(text), more=[("Content-Encoding", "gzip")])
    found = taken(file.write(tmp_path / "a.warc.gz"), tmp_path / "work")
    kept = [read_capture(write_capture(one.capture)) for one in found.captures]
    assert [document(one, MAX)[0] for one in kept] == [text] * 4


def test_what_is_no_page_is_counted(tmp_path: Path) -> None:
    """Pictures, redirects, other protocols and descriptions are left out, each under its name."""
    file = WarcFile()
    at = "2026-03-01T10:00:00Z"
    file.answer(at, b"x", "https://news.example/a.png", kind="image/png")
    file.answer(at, b"", status="301 Moved")
    file.answer(at, b"", status="503 Busy")
    file.answer(at, page(), "urn:view:https://news.example/a")
    file.answer(at, b"gone", status="410 Gone", kind="text/plain")
    file.answer(at, b"<p>" + b"x" * 5000, "https://news.example/long")
    file.answer("2030-01-01T00:00:00Z", page())
    found = taken(file.write(tmp_path / "a.warc.gz"), tmp_path / "work", max_bytes=4000)
    assert found.left == {
        "no_answer": 1,
        "not_html": 1,
        "status": 2,
        "not_http": 1,
        "too_large": 1,
        "broken": 1,
    }
    assert "future" in found.tally.broken[0]
    assert [one.capture.answer.status for one in found.captures] == [410]


@pytest.mark.parametrize("packed", [True, False], ids=["gzip", "plain"])
@pytest.mark.parametrize("fault", ["overwritten", "cut off", "altered"])
def test_broken_records_are_told_and_the_rest_is_read(
    fault: str, tmp_path: Path, *, packed: bool
) -> None:
    """One bad record costs itself alone, wherever it stands."""
    file = WarcFile(gzip=packed)
    file.answer("2026-03-01T10:00:00Z", page(2))
    begin = len(file.data.getvalue())
    file.answer("2026-03-02T10:00:00Z", page(3))
    end = len(file.data.getvalue())
    file.answer("2026-03-03T10:00:00Z", page())
    data = bytearray(file.data.getvalue())
    if fault == "overwritten":
        data[begin : begin + 60] = b"\0" * 60
    elif fault == "cut off":
        data = data[: end - 40]
    else:
        data[end - 60] ^= 1
    (tmp_path / "a").write_bytes(data)
    found = taken(tmp_path / "a", tmp_path / "work")
    assert found.times == (["03-01"] if fault == "cut off" else ["03-01", "03-03"])
    assert found.left["broken"] >= 1
    assert found.tally.broken[0]


def test_a_crawl_of_heritrix_is_read(tmp_path: Path) -> None:
    """Look-ups of names are none of the web's, chunks are undone, and a revisit that says that it
    is truncated has the whole body that it repeats.
    """
    (tmp_path / "a.warc.gz").write_bytes(heritrix())
    found = taken(tmp_path / "a.warc.gz", tmp_path / "work")
    assert (found.times, found.tally.broken) == (["03-01", "03-02"], [])
    assert {one.capture.answer.body for one in found.captures} == {page()}
    assert found.left == {"no_answer": 3, "not_http": 1}


@pytest.mark.parametrize("fault", ["field", "length", "chunks"])
def test_half_a_page_is_no_page(fault: str, tmp_path: Path) -> None:
    """An answer that was cut off while it was captured would look like a removal of what is
    missing: it is told as broken.
    """
    file, (half, whole) = WarcFile(), (page()[:700], len(page()))
    if fault == "field":
        file.data.write(heritrix("time"))
    elif fault == "length":
        file.answer("2026-03-01T10:00:00Z", half, more=[("Content-Length", str(whole))])
    else:
        body = b"%x\r\n%s\r\n" % (len(half), half)
        file.answer("2026-03-01T10:00:00Z", body, more=[("Transfer-Encoding", "chunked")])
    found = taken(file.write(tmp_path / "a.warc.gz"), tmp_path / "work")
    assert found.captures == []
    assert "cut" in found.tally.broken[0]


def test_a_length_of_before_the_decoding_says_nothing(tmp_path: Path) -> None:
    """Browsers' tools store bodies decoded, beside the length that was sent; others keep more."""
    file = WarcFile()
    coded = [("Content-Encoding", "gzip"), ("Content-Length", "99999")]
    file.answer("2026-03-01T10:00:00Z", page(), more=coded)
    file.answer("2026-03-02T10:00:00Z", page(), more=[("Content-Length", "7")])
    found = taken(file.write(tmp_path / "a.warc.gz"), tmp_path / "work")
    assert found.times == ["03-01", "03-02"]


def test_a_full_folder_for_temporary_files_is_told(tmp_path: Path) -> None:
    """A worklist that finds no room says which folder it is, and what to set."""
    file = WarcFile()
    for number in range(200):
        file.answer("2026-03-01T10:00:00Z", page(), f"{STORY}/{number}")
    path = file.write(tmp_path / "a.warc.gz")
    with opened_source(path) as source, Worklist(tmp_path) as worklist:
        worklist._base.execute("PRAGMA max_page_count = 4")
        with pytest.raises(UsageError, match="folder for temporary files") as caught:
            scan(source, worklist, ImportTally(), now=NOW, max_bytes=MAX, progress=lambda: True)
    assert "TMPDIR" in (caught.value.hint or "")


WHOLE: dict[str, Callable[[bytes], bytes]] = {
    "one gzip member": gzip.compress,
    "zstd": zstd,
    "zstd with a dictionary": lambda plain: zstd(plain, dictionary=page() * 3),
}


@pytest.mark.parametrize("form", WHOLE)
def test_what_stands_before_a_cut_is_read(form: str, tmp_path: Path) -> None:
    """A file that must be unpacked as a whole gives all that it has, and is never taken for whole
    where it is not.
    """
    file = WarcFile(gzip=False)
    file.answer("2026-03-01T10:00:00Z", page())
    noise = random.Random(7).randbytes(200_000).hex()
    file.answer("2026-03-02T10:00:00Z", page(3).replace(b"</body>", noise.encode() + b"</body>"))
    packed = WHOLE[form](file.data.getvalue())
    (tmp_path / "whole").write_bytes(packed)
    assert taken(tmp_path / "whole", tmp_path / "work").times == ["03-01", "03-02"]
    for cut in (1, 1000, 60_000):
        (tmp_path / "cut").write_bytes(packed[:-cut])
        found = taken(tmp_path / "cut", tmp_path / f"work{cut}")
        assert found.times[0] == "03-01", cut
        assert any("cut" in text or "end" in text for text in found.tally.broken), cut


def test_revisits_have_the_body_that_they_repeat(tmp_path: Path) -> None:
    """A revisit is resolved within the file, before or behind its answer; one whose answer is
    elsewhere is counted.
    """
    file, other = WarcFile(), WarcFile()
    at = "2026-03-01T10:00:00Z"
    record = other.answer(at, page())
    digest = record.rec_headers.get_header("WARC-Payload-Digest")
    file.revisit("2026-03-02T10:00:00Z", digest, STORY, at)
    file.answer(at, page())
    file.revisit("2026-03-03T10:00:00Z", digest, "https://other.example/", at, url=STORY + "?x=1")
    file.revisit("2026-03-04T10:00:00Z", "sha1:" + "A" * 32, STORY + "/b", at)
    found = taken(file.write(tmp_path / "a.warc.gz"), tmp_path / "work")
    assert sorted(found.times) == ["03-01", "03-02", "03-03"]
    assert {one.capture.answer.body for one in found.captures} == {page()}
    assert found.left["unresolved"] == 1


def test_an_answer_may_stand_in_another_file_of_the_call(tmp_path: Path) -> None:
    """It is found by its record's id, by URL and second, or by URL and digest; and what does not
    agree with the digest is never taken for it.
    """
    answers, file = WarcFile(), WarcFile()
    at, unlike = "2026-03-01T10:00:00.123Z", "sha1:" + "A" * 32
    record = answers.answer(at, page()).rec_headers
    digest, other = record.get_header("WARC-Payload-Digest"), "https://other.example/"
    hexed = f"SHA-1:{base64.b32decode(digest[5:]).hex()}"
    file.revisit("2026-03-02T10:00:00Z", digest, STORY, "2026-03-01T10:00:00Z")
    file.revisit("2026-03-03T10:00:00Z", hexed, other, at)
    file.revisit("2026-03-04T10:00:00Z", digest, STORY, at, url=other)
    file.revisit("2026-03-05T10:00:00Z", digest, other, at, url=other)
    file.revisit("2026-03-06T10:00:00Z", unlike, STORY, at)
    named = {"WARC-Refers-To": record.get_header("WARC-Record-ID")}
    file.revisit("2026-03-07T10:00:00Z", "md5:?", other, at, url=other, fields=named)
    file.revisit("2026-03-08T10:00:00Z", unlike, other, at, url=other, fields=named)
    paths = file.write(tmp_path / "a.warc.gz"), answers.write(tmp_path / "b.warc.gz")
    found = taken(paths[0], tmp_path / "work", others=paths[1:])
    assert sorted(found.times) == ["03-02", "03-03", "03-04", "03-07"]
    assert {one.capture.answer.body for one in found.captures} == {page()}
    assert found.left["unresolved"] == 3
    assert "of b.warc.gz" in found.captures[0].capture.answer.reconstructed[-1]


def test_a_digest_decides_within_a_file_too(tmp_path: Path) -> None:
    """Of two answers of one second, a revisit repeats the one that its digest names; one of a "not
    modified" with the digest of no body repeats what it names.
    """
    file, at = WarcFile(), "2026-03-01T10:00:00Z"
    file.answer(at, page(2))
    digest = file.answer(at, page()).rec_headers.get_header("WARC-Payload-Digest")
    file.revisit("2026-03-02T10:00:00Z", digest, STORY, at)
    file.answer(at, page(3), STORY + "/b")
    empty = "sha1:" + base64.b32encode(sha1(b"").digest()).decode()
    file.revisit("2026-03-03T10:00:00Z", empty, STORY + "/b", at, url=STORY + "/b")
    found = taken(file.write(tmp_path / "a.warc.gz"), tmp_path / "work")
    bodies = {f"{one.at:%m-%d}": one.capture.answer.body for one in found.captures}
    assert (bodies["03-02"], bodies["03-03"]) == (page(), page(3))


def test_many_revisits_of_one_body_cost_no_more_each(tmp_path: Path) -> None:
    """Where a search for an answer meets thousands of revisits with its digest, it steps over none
    of them.
    """
    at, digest = "2026-03-01T10:00:00.000000+00:00", "sha1:00"
    items = [
        WorkItem(
            url=STORY, at=at, segment=0, offset=number, type="revisit", target=STORY, digest=digest
        )
        for number in range(3000)
    ]
    with Worklist(tmp_path) as worklist:
        for item in items:
            worklist.add(item)
        worklist.complete()
        steps: list[None] = []
        worklist._base.set_progress_handler(lambda: steps.append(None), 100)
        assert list(worklist.candidates(items[0])) == []
    assert len(steps) < 10


def _row(time: object, **more: object) -> str:
    return json.dumps({"url": STORY, "time": time, "html": "x", **more})


NOON = "2026-03-01T12:00:00Z"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "no JSON"),
        ('{"url": "https://news.example/a", "html": "x"}', "it has no 'time'"),
        (_row("yesterday"), "no usable time: 'yesterday'"),
        (_row("2026-03-01"), "names no time zone"),
        (_row("2026-03-01T12:00:00"), "names no time zone"),
        (_row("20260301120000"), "'20260301120000', for a time with its zone, such as"),
        (_row("2026-03-01T12:00:00 Europe/Berlin"), "for a time with its zone, such as"),
        (_row("1772366400"), "'1772366400', for a time with its zone, such as"),
        (_row(1772366400), "its 'time' is 1772366400, and must be a time with its zone"),
        (_row(1772366400.5), "its 'time' is 1772366400.5"),
        (_row(None), "it has no 'time'"),
        (_row("2026-02-30T12:00:00Z"), "day is out of range"),
        (_row("2026-03-01T12:00:60Z"), "second must be in 0..59"),
        (_row("1970-01-01T00:00:00Z"), "before there was a web: 1970"),
        (_row("2100-01-01T00:00:00Z"), "in the future: 2100"),
        (_row(NOON, url="nonsense"), "nonsense"),
        (_row(NOON, url=7), "its 'url' is 7"),
        (_row(NOON, html=None), "'file'"),
        (_row(NOON, html=None, file="../a"), "outside"),
        (_row(NOON, html=None, file="none"), "cannot be read"),
    ],
)
def test_a_bad_line_says_what_is_wrong(line: str, said: str, tmp_path: Path) -> None:
    """Each line that cannot be used is told with its number and the reason; the good ones are
    taken.
    """
    good = json.dumps({"url": STORY, "time": "2026-03-01T10:00:00Z", "file": "page.html"})
    (tmp_path / "page.html").write_bytes(page())
    (tmp_path / "a.jsonl").write_text(f"{good}\n\n{line}\n")
    found = taken(tmp_path / "a.jsonl", tmp_path / "work")
    assert found.times == ["03-01"]
    assert said in found.tally.broken[0]
    assert found.tally.broken[0].startswith("line 3: ")


@pytest.mark.slow
def test_a_large_file_takes_little_memory(tmp_path: Path) -> None:
    """Twenty thousand records take no more memory than a few hundred."""
    few, many = (_peak(tmp_path / f"{count}", count) for count in (200, 20_000))
    assert many < few + 2_000_000


def _peak(folder: Path, count: int) -> int:
    """Return the most memory that taking in a file of so many records takes, in bytes."""
    file = WarcFile()
    for number in range(100):
        url = f"https://news.example/{number}"
        if number % 50:
            file.answer("2026-03-01T10:00:00Z", b"x" * 200, url, kind="image/png")
        else:
            file.answer("2026-03-01T10:00:00Z", page(), url)
    folder.mkdir()
    with (folder / "many.warc.gz").open("wb") as whole:
        for _ in range(count // 100):
            whole.write(file.data.getvalue())
    tally = ImportTally()
    with opened_source(folder / "many.warc.gz") as source, Worklist(folder) as worklist:
        tracemalloc.start()
        scan(source, worklist, tally, now=NOW, max_bytes=MAX, progress=lambda: True)
        worklist.complete()
        pages = sum(1 for _ in worklist.pages())
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert (tally.records, pages) == (count + count // 100, count // 50)
    return peak


@pytest.mark.parametrize(
    "data", [b"", b"hello", b"PK\x03\x04nothing"], ids=["empty", "text", "ZIP"]
)
def test_other_files_are_refused(data: bytes, tmp_path: Path) -> None:
    """A file that is none of these is the caller's mistake, and says what is taken."""
    (tmp_path / "a").write_bytes(data)
    with pytest.raises(UsageError) as caught, opened_source(tmp_path / "a"):
        pass
    assert "WACZ" in (caught.value.hint or "")
