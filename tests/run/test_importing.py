"""Past captures from files: versions of their own time, beside those that were crawled."""

import gzip
import hashlib
import os
import shutil
import signal
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from urllib.request import urlopen

import pytest

from crawler.checks import decode_part
from crawler.identity import article_of
from crawler.model import Outcome
from tests.imports.foreign_files import STORY, WarcFile, page
from tests.index.dump import dump
from tests.newspaper.fixture import Press
from tests.run.conftest import file_place, s3_place
from tests.run.palimpsest import Place, until
from tests.servers.faulty import Exchange, FaultyProxy
from tests.servers.s3 import S3Server

PATH = "/story/harbour"


def _page(url: str) -> bytes:
    with urlopen(url) as answer:
        body: bytes = answer.read()
        return body


def _past(place: Place, url: str, bodies: dict[str, bytes], name: str = "past.warc.gz") -> Path:
    file = WarcFile()
    for at, body in bodies.items():
        file.answer(at, body, url)
    return file.write(place.folder / name)


def _shorter(body: bytes) -> bytes:
    """Return a page without its last paragraph, as it may have stood earlier."""
    end = body.rindex(b"<p>", 0, body.index(b"</article>"))
    return body[:end] + body[body.index(b"</p>", end) + 4 :]


@pytest.fixture
def mixed(place: Place, newspaper: Press) -> tuple[Place, str]:
    """Provide an archive with a crawled article, and with captures of before that were imported."""
    url = newspaper.url(PATH)
    place.crawl(url)
    now = _page(url)
    days = {"2026-01-02T00:00:00Z": now, "2026-01-01T00:00:00Z": _shorter(now)}
    done = place.run("import", "--json", str(_past(place, url, days)))
    assert done.status == 0, done.err
    assert done.json["files"][0]["counts"] == {"new": 1, "changed": 1}
    return place, url


def test_history_goes_by_capture_and_the_chain_by_arrival(mixed: tuple[Place, str]) -> None:
    """Numbers say when versions arrived, the order of all that reads them when they were captured;
    and all of it is in the store.
    """
    place, url = mixed
    assert [one.captured_at.month for one in place.versions(url)[1:]] == [1, 1]
    rows = place.run("history", "--json", url).json["versions"]
    assert [(one["version"], one["compared_with"]) for one in rows] == [
        (2, None),
        (3, 2),
        (1, None),
    ]
    assert [one["captured_at"][:10] for one in rows[:2]] == ["2026-01-01", "2026-01-02"]
    assert rows[0]["imported"]["file"] == "past.warc.gz"
    assert rows[2]["imported"] is None
    shown = place.run("show", "--json", "--at", "2026-01-01T12:00:00Z", url).json
    assert shown["version"] == 2
    told = place.run("diff", "--json", "--at", "2026-01-01T12:00:00Z", "--to", "3", url).json
    assert (told["from"], told["to"], told["kinds"]) == (2, 3, ["addition"])
    assert place.run("show", "--json", url).json["version"] == 1
    listed = place.run("changes", "--json").json
    assert (listed["total"], [one["version"] for one in listed["changes"]]) == (1, [3])
    assert place.verified().findings == ()
    fed = dump(place.index())
    place.lose_index()
    assert dump(place.index()) == fed


def test_a_crawl_compares_with_what_stands_now(mixed: tuple[Place, str], newspaper: Press) -> None:
    """What was imported last is not what a page is compared with; an edit follows in the chain, and
    says with which version it was compared.
    """
    place, url = mixed
    line = place.crawl(url).lines[PATH]
    assert (line.outcome, line.version) == (Outcome.UNCHANGED, 1)
    newspaper.edit("harbour")
    line = place.crawl(url).lines[PATH]
    assert (line.outcome, line.version) == (Outcome.CHANGED, 4)
    made = place.versions(url)[-1]
    assert (made.compared_with, made.imported) == (1, None)
    assert place.verified().findings == ()
    told = place.run("diff", "--json", url).json
    assert (told["from"], told["to"]) == (1, 4)
    assert told["kinds"]


def test_a_file_twice_adds_nothing(mixed: tuple[Place, str]) -> None:
    """Neither the same file nor the same captures in another one leave a trace."""
    place, _ = mixed
    before = place.listed()
    again = place.run("import", "--json", str(place.folder / "past.warc.gz"))
    assert again.json["files"][0]["left_out"]["known"] == 2
    assert again.status == 0
    assert place.listed() == before


def test_captures_between_take_their_place(mixed: tuple[Place, str]) -> None:
    """A capture that comes later and lies between two others is judged by what stood then."""
    place, url = mixed
    text = _shorter(_shorter(_page(url)))
    days = {"2026-01-01T12:00:00Z": text, "2026-01-01T13:00:00Z": text}
    done = place.run("import", "--json", str(_past(place, url, days, "more.warc.gz")))
    assert done.json["files"][0]["counts"] == {"changed": 1, "unchanged": 1}
    rows = place.run("history", "--json", url).json["versions"]
    assert [one["version"] for one in rows] == [2, 4, 3, 1]
    assert rows[1]["kinds"] == ["removal"]
    assert rows[1]["last_seen_before"] == "2026-01-01T00:00:00Z"
    assert place.verified().findings == ()


def test_a_removal_takes_three_looks(place: Place) -> None:
    """Imported looks are looks: a 404 in a file is suspected, and believed when it persists; what
    is no article where none was known leaves no trace.
    """
    file = WarcFile()
    file.answer("2026-01-01T00:00:00Z", page())
    for day in (2, 3, 4):
        file.answer(f"2026-01-0{day}T00:00:00Z", b"gone", status="404 Not Found")
    file.answer("2026-01-01T00:00:00Z", b"no", STORY + "/none", status="404 Not Found")
    done = place.run("import", "--json", str(file.write(place.folder / "a.warc.gz"))).json
    assert done["files"][0]["counts"] == {"new": 1, "gone": 1, "suspect": 2}
    assert done["files"][0]["left_out"]["no_article"] == 1
    gone = place.versions(STORY)[-1]
    assert (gone.state, gone.captured_at.day, gone.confirmed_at.day) == ("gone", 2, 4)
    assert place.verified().findings == ()


def test_an_article_is_recorded_in_the_order_of_time_at_all_its_addresses(place: Place) -> None:
    """A state that another address showed first is a version of that time, and of one article."""
    file, stories = WarcFile(), [f"{STORY}-{number}" for number in range(12)]
    for number, url in enumerate(stories):
        title = f"Ferry {number} aground"
        later = page(4, title).replace(b"<head>", f"<head><link rel=canonical href={url}>".encode())
        file.answer("2026-01-01T00:00:00Z", page(3, title), url)
        file.answer("2026-01-03T00:00:00Z", later, url)
        file.answer("2026-01-02T00:00:00Z", later, f"{url}/amp")
    done = place.run("import", "--json", str(file.write(place.folder / "a.warc.gz"))).json
    assert done["files"][0]["counts"] == {"new": 12, "changed": 12, "unchanged": 12}
    made = [(one.version, one.captured_at.day) for url in stories for one in place.versions(url)]
    assert made == [(1, 1), (2, 2)] * 12


def test_an_import_goes_on_where_it_was_stopped(place: Place) -> None:
    """After Ctrl-C all that was recorded is kept, and the same call does the rest."""
    file = WarcFile()
    for number in range(60):
        title = f"Ferry number {number} aground off Skerrin"
        file.answer("2026-01-01T00:00:00Z", page(4, title), f"{STORY}/{number:03}")
    path = str(file.write(place.folder / "a.warc.gz"))
    running = place.start("import", "--json", path)
    until(lambda: place.kinds()["versions"] > 3, "versions")
    running.signal(signal.SIGINT)
    first = running.wait()
    assert first.status == 1
    assert first.json["interrupted"]
    made = sum(first.json["files"][0]["counts"].values())
    assert place.verified().ok
    second = place.run("import", "--json", path).json["files"][0]
    assert made + second["counts"].get("new", 0) == 60
    assert second["left_out"]["known"] == made
    assert place.kinds()["versions"] == 60


@pytest.mark.slow
@pytest.mark.usefixtures("s3_environ")
def test_a_store_that_goes_away_ends_the_import(
    tmp_path: Path, seaweed: S3Server, faulty: FaultyProxy
) -> None:
    """The command says which store it was, with status 3; the same call does the rest, and nothing
    is recorded twice.
    """
    file = WarcFile()
    for number in range(60):
        title = f"Ferry number {number} aground off Skerrin"
        file.answer("2026-01-01T00:00:00Z", page(4, title), f"{STORY}/{number:03}")
    path = str(file.write(tmp_path / "a.warc.gz"))
    place = s3_place(tmp_path, seaweed, through=faulty.url).configure()
    running = place.start("import", "--json", path)
    until(lambda: place.kinds()["versions"] > 3 or not running.alive, "versions")
    faulty.spoil(Exchange.hang_up, times=None)
    done = running.wait()
    assert (done.status, done.out) == (3, "")
    assert "s3://" in done.err
    assert "Traceback" not in done.err
    assert place.verified().ok
    faulty.heal()
    again = place.run("import", "--json", path)
    assert again.status == 0, again.err
    assert place.kinds()["versions"] == 60
    assert place.verified().ok


def test_a_revisit_repeats_what_the_archive_has(place: Place) -> None:
    """An answer that an earlier call imported is found by URL and time, or by URL and digest. One
    whose digest does not agree is counted. The same call again adds nothing. Files of one call are
    recorded in the order of their first captures.
    """
    answers, later, file, at = WarcFile(), WarcFile(), WarcFile(), "2026-01-01T00:00:00Z"
    digest = answers.answer(at, page()).rec_headers.get_header("WARC-Payload-Digest")
    sha = f"sha256:{hashlib.sha256(page(3)).hexdigest()}"
    later.answer("2026-01-02T00:00:00Z", page(3))
    file.revisit("2026-01-03T00:00:00Z", digest, STORY, at)
    file.revisit("2026-01-04T00:00:00Z", sha, "https://other.example/", at)
    file.revisit("2026-01-05T00:00:00Z", "sha1:" + "A" * 32, STORY, at)
    file.revisit("2026-01-06T00:00:00Z", digest, STORY, at, url="https://other.example/")
    file.revisit("2026-01-07T00:00:00Z", sha, STORY + "/b", at, url=STORY + "/b")
    paths = later.write(place.folder / "late.warc.gz"), answers.write(place.folder / "a.warc.gz")
    first = place.run("import", "--json", *map(str, paths))
    assert [one["counts"] for one in first.json["files"]] == [{"changed": 1}, {"new": 1}]
    path = str(file.write(place.folder / "b.warc.gz"))
    done = place.run("import", "--json", path)
    told = done.json["files"][0]
    assert (done.status, told["left_out"]["unresolved"]) == (1, 2)
    assert told["counts"] == {"changed": 2, "new": 1}
    made = place.versions(STORY)[2]
    assert made.imported is not None
    assert "/captures/20260101T000000Z-" in (made.imported.refers_to or "")
    before = place.listed()
    again = place.run("import", "--json", path).json["files"][0]
    assert (again["left_out"]["known"], again["left_out"]["unresolved"]) == (3, 2)
    assert place.listed() == before
    assert place.verified().findings == ()


def test_what_wget_writes_is_read(place: Place, newspaper: Press) -> None:
    """A real tool's file becomes versions, with chunks, redirects and robots.txt in it; and what it
    leaves out because an earlier file has it is found there, and in the archive.
    """
    wget = shutil.which("wget")
    if wget is None:
        pytest.skip("wget is not installed")
    url = newspaper.url("/story/harbour")
    before = datetime.now(UTC).replace(microsecond=0)
    first = [wget, "-q", "--no-proxy", "--warc-cdx", "--warc-file=past", "-O", "page", url]
    again = [*first[:3], "--warc-dedup=past.cdx", "--warc-file=more", "-O", "page", url]
    for command in (first, again):
        subprocess.run(command, cwd=place.folder, check=True)
    assert b"WARC-Type: revisit" in gzip.decompress((place.folder / "more.warc.gz").read_bytes())
    done = place.run("import", "--json", "past.warc.gz")
    assert done.json["files"][0]["counts"] == {"new": 1}
    assert place.versions(url)[0].captured_at >= before
    done = place.run("import", "--json", "more.warc.gz")
    told = done.json["files"][0]
    assert (done.status, told["left_out"]["unresolved"]) == (0, 0), done.out
    # within one second it is the same look
    assert told["counts"].get("unchanged", 0) + told["left_out"]["known"] == 1
    both = file_place(place.folder / "both").configure()
    done = both.run("import", "--json", "../more.warc.gz", "../past.warc.gz")
    assert [one["left_out"]["unresolved"] for one in done.json["files"]] == [0, 0]
    assert done.status == 0


def test_files_that_cannot_be_read_are_named_first(place: Place) -> None:
    """A wrong name costs nothing: no file is imported, and the archive is not made."""
    good = _past(place, STORY, {"2026-01-01T00:00:00Z": page()})
    done = place.run("import", str(good), "none.warc.gz")
    assert done.status == 2
    assert "none.warc.gz is not there" in done.err
    assert place.listed() == []
    os.mkfifo(place.folder / "pipe")
    done = place.run("import", "pipe", "store", "x" * 300)
    assert done.status == 2
    for told in ("pipe is a device or a pipe", "store is ", "cannot be reached: File name too"):
        assert told in done.err
    (place.folder / "other").write_text("no capture")
    done = place.run("import", "--json", "other", str(good))
    assert (done.status, done.json["files"][0]["counts"]) == (2, {"new": 1})
    assert "other is none of the files" in done.json["refused"][0]


def test_the_run_says_which_file_it_was(place: Place) -> None:
    """A run's report names the file and its hash, so that each of its lines is known by it."""
    path = _past(place, STORY, {"2026-01-01T00:00:00Z": page()})
    told = place.run("import", "--json", str(path)).json["files"][0]
    parts = [decode_part(place.store.read(key), key) for key in place.listed("checks/")]
    report = next(part.report for part in parts if part.report)
    assert report["imported"]["sha256"] == told["sha256"]
    assert parts[0].header.trigger == "import"
    assert article_of(STORY) == place.versions(STORY)[0].article
