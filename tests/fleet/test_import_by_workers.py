"""An import whose pages workers read comes to what it does in one process, byte for byte."""

import json
import re
import signal
import socket
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest

from crawler.checks import decode_part
from crawler.codec import as_json, decode, sha256
from crawler.index import discard
from crawler.model import Version
from crawler.store.base import ObjectStore
from crawler.store.files import FileStore
from tests.fleet.conftest import Fleet
from tests.fleet.test_bulk_work import one_dies, waiting
from tests.imports.foreign_files import PARAGRAPHS, WarcFile
from tests.run.palimpsest import Done, Place, until
from tests.servers.postgres import PostgresServer

pytestmark = pytest.mark.slow

STORIES = 24
TIMES = {"extract_ms"}
"""Fields of check lines that no two imports have in common."""


def story(number: int, state: int, *, canonical: str | None = None) -> bytes:
    """Return a state of a story, whose words no other one has."""
    link = f"<link rel=canonical href='{canonical}'>" if canonical else ""
    own = f"The {number}th ferry of the year left at {state} o'clock with {number * 7} passengers."
    text = "".join(f"<p>{one} On ferry {number}.</p>" for one in PARAGRAPHS[: 2 + state % 3])
    title = f"Ferry {number} aground off Skerrin"
    return (
        f"<!doctype html><html lang=en><head><title>{title}</title>{link}</head><body><article>"
        f"<h1>{title}</h1><p>{own}</p>{text}</article></body></html>"
    ).encode()


def address(number: int, kind: str = "") -> str:
    """Return the address of a story, one of three sites."""
    return f"https://news{number % 3}.example/2026/ferry-number-{number}-aground{kind}"


def past_files(folder: Path) -> list[Path]:
    """Return two files.

    Stories are captured under two addresses by turns, some are removed and some are redirected to
    other sites; and the second file has revisits of answers in the first.
    """
    first, second = WarcFile(), WarcFile()
    digests = {}
    for number in range(STORIES):
        url, short = address(number), address(number, "/amp")
        first.answer("2026-01-01T00:00:00Z", story(number, 0), url)
        record = first.answer("2026-01-03T00:00:00Z", story(number, 1), url)
        digests[number] = record.rec_headers.get_header("WARC-Payload-Digest")
        told = story(number, 1, canonical=url)
        first.answer("2026-01-02T00:00:00Z", told, short)
        target = address(number + 1)
        moved = [("Location", target)]
        first.answer("2026-01-04T00:00:00Z", b"", url, status="302 Found", more=moved)
        for day in range(10, 13 if number % 4 == 0 else 10):
            first.answer(f"2026-01-{day}T00:00:00Z", b"gone", url, status="404 Not Found")
    first.answer("2026-01-01T00:00:00Z", b"<p>No story.</p>", "https://news0.example/about-us")
    for number in range(STORIES):
        url, at = address(number), "2026-01-03T00:00:00Z"
        second.revisit("2026-01-05T00:00:00Z", digests[number], url, at, url)
        second.answer("2026-01-06T00:00:00Z", story(number, 2), address(number, "/amp"))
    return [first.write(folder / "first.warc.gz"), second.write(folder / "second.warc.gz")]


def one_process(fleet: Fleet, files: list[Path]) -> tuple[Place, Done]:
    """Return an archive beside the fleet's that one process imported the files into."""
    folder = fleet.place.folder / "alone"
    folder.mkdir()
    store = FileStore(folder / "store")
    place = Place(folder, store, {"url": store.url}).configure()
    return place, place.run("import", "--json", *map(str, files))


def told(done: Done) -> Any:
    """Return the report of an import, without what differs from call to call."""
    files = [
        {
            key: value
            for key, value in one.items()
            if key not in {"run", "new_archive", "by_workers"}
        }
        for one in done.json["files"]
    ]
    return done.json | {"files": files}


def content(store: ObjectStore) -> dict[str, Any]:
    """Return all objects, but for the ids of runs, hashes that depend on them, and times taken."""
    keys = [key for key in store.list("") if not key.startswith("checks/")]
    parts = [decode_part(store.read(key), key) for key in store.list("checks/")]
    runs = list(dict.fromkeys(part.header.run for part in parts))
    lines = [
        {name: value for name, value in as_json(check).items() if name not in TIMES}
        for part in parts
        for check in part.checks
    ]
    names = {run: f"run {place}" for place, run in enumerate(sorted(runs, key=order(parts)))}
    found: dict[str, Any] = {}
    for key in sorted(keys):
        data = store.read(key)
        if "/versions/" not in key and not key.startswith("aliases/"):
            found[key] = sha256(data) if key != "palimpsest.json" else None
            continue
        text = data.decode()
        names[sha256(data)] = key
        record = json.loads(renamed(text, names))
        record.pop("sha256", None)  # of an alias
        found[key] = record
    told = (renamed(json.dumps(line, sort_keys=True), names) for line in lines)
    return found | {"checks": sorted(told)}


def order(parts: list[Any]) -> Any:
    """Return what sorts runs by the file that they imported."""
    files = {p.header.run: p.report["imported"]["file"] for p in parts if p.report is not None}
    return lambda run: (files.get(run, ""), run)


def renamed(text: str, names: Mapping[str, str]) -> str:
    """Return a text with other names for runs and hashes."""
    return re.sub("|".join(map(re.escape, names)), lambda found: names[found[0]], text)


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """Provide the files."""
    return past_files(tmp_path)


def test_workers_read_what_one_process_reads(fleet: Fleet, files: list[Path]) -> None:
    """Every record, alias and check line is the same, and so is the report; also where a worker is
    killed in the middle.
    """
    other, alone = one_process(fleet, files)
    counts = [one["counts"] for one in alone.json["files"]]
    assert counts == [
        {"new": 24, "changed": 24, "gone": 6, "unchanged": 24, "suspect": 12},
        {"changed": 24, "unchanged": 24},
    ]
    importing = fleet.place.start("import", "--json", "--jobs", "engine", *map(str, files))
    one_dies(fleet)
    done = importing.wait()
    assert (done.status, told(done)) == (alone.status, told(alone))
    assert [one["by_workers"] for one in done.json["files"]] == [73, 48]
    assert content(fleet.place.store) == content(other.store)
    assert fleet.place.verified().findings == ()


def test_a_call_that_was_killed_is_gone_on_with(
    fleet: Fleet, files: list[Path], postgres: PostgresServer
) -> None:
    """Before anything was recorded, and in the middle: the same call comes to the same versions.

    What was read already is not read again; nothing is left in the queue that anybody waits for.
    """
    discard(postgres.url)
    fleet.place = replace(fleet.place, server=postgres.url)
    fleet.configure()
    other, alone = one_process(fleet, files)
    call = ("import", "--json", "--jobs", "engine", *map(str, files))
    killed = fleet.place.start(*call)
    until(lambda: waiting(fleet), "jobs")
    killed.signal(signal.SIGKILL, group=True)
    killed.status()
    again = fleet.place.start(*call)
    fleet.start_worker()
    until(lambda: any("/versions/" in key for key in fleet.place.listed()), "a version")
    again.signal(signal.SIGKILL, group=True)
    again.status()
    done = fleet.place.run(*call)
    assert done.status == 0, done.err
    assert "the same call was killed before" in done.err
    assert versions(fleet.place.store) == versions(other.store)
    assert fleet.place.verified().ok
    assert queued(postgres, fleet) == (0, [])
    assert alone.status == 0


def test_an_interrupted_call_leaves_no_jobs(fleet: Fleet, files: list[Path]) -> None:
    """Ctrl-C ends a call that waits for workers, and what nobody asks for is withdrawn."""
    call = fleet.place.start("import", "--json", "--jobs", "engine", *map(str, files))
    until(lambda: waiting(fleet), "jobs")
    call.signal(signal.SIGINT)
    done = call.wait()
    assert (done.status, done.json["interrupted"]) == (1, True)
    assert waiting(fleet) == 0
    assert not [key for key in fleet.place.listed() if "/versions/" in key]


def versions(store: ObjectStore) -> list[tuple[Any, ...]]:
    """Return what the versions of an archive say, but for their runs."""
    records = (decode(Version, store.read(key)) for key in store.list("") if "/versions/" in key)
    return [
        (one.article, one.version, one.url, one.state, one.captured_at, one.capture, one.extraction)
        for one in records
    ]


def queued(postgres: PostgresServer, fleet: Fleet) -> tuple[int, list[str]]:
    """Return how many calls are remembered, and the entries of jobs whose pages still are."""
    name = fleet.engine.namespace
    with psycopg.connect(postgres.url.replace("+psycopg", "")) as connection:
        calls = connection.execute(f"SELECT count(*) FROM {name}.palimpsest_calls").fetchone()
        jobs = connection.execute(
            f"SELECT args->>'entry' FROM {name}.procrastinate_jobs j "
            f"JOIN {name}.palimpsest_attempts a ON a.job_id = j.id "
            "WHERE args ? 'body' OR answer ? 'pages_read'"
        ).fetchall()
    return (calls or (None,))[0], [one for (one,) in jobs]


def test_a_file_that_no_worker_reaches_is_named(fleet: Fleet, files: list[Path]) -> None:
    """What was recorded stays; whose file it is that cannot be reached, and where, is told."""
    worker = fleet.start_worker()
    fleet.wait_for(worker, "the worker takes jobs")
    worker.signal(signal.SIGSTOP)  # or it would be done before the file is another one for it
    call = fleet.place.start("import", "--jobs", "engine", *map(str, files))
    until(lambda: waiting(fleet), "jobs")
    with files[0].open("ab") as file:
        file.write(b"more")
    worker.signal(signal.SIGCONT)
    done = call.wait()
    assert done.status == 1
    assert f"{files[0]} is another file on {socket.gethostname()}" in " ".join(done.err.split())
    assert waiting(fleet) == 0


def test_reindexed_stories_are_those_of_one_process(
    fleet: Fleet, files: list[Path], postgres: PostgresServer
) -> None:
    """Stories are linked as they are read, from passages that workers put into the index."""
    discard(postgres.url)
    fleet.place = replace(fleet.place, server=postgres.url)
    fleet.configure()
    copy = WarcFile()
    for number in range(STORIES):
        url = f"https://copies{number % 2}.example/taken-over/ferry-number-{number}-aground"
        copy.answer("2026-01-02T06:00:00Z", story(number, 1), url)
    copies = copy.write(fleet.place.folder / "copies.warc.gz")
    assert fleet.place.run("import", str(files[0]), str(copies)).status == 0
    fleet.start_worker()
    done = fleet.place.run("import", "--json", "--jobs", "engine", str(files[1]))
    assert done.json["files"][0]["by_workers"] == 48  # also revisits of what the archive has
    assert done.json["files"][0]["counts"] == {"changed": 24, "unchanged": 24}
    alone = linked(fleet)
    assert all(len(one["members"]) > 1 for one in alone)
    discard(postgres.url)
    assert fleet.place.run("reindex", "--jobs", "engine").status == 0
    assert linked(fleet) == alone


def linked(fleet: Fleet) -> list[Any]:
    """Return all stories."""
    return [fleet.place.run("story", "--json", address(number)).json for number in range(4)]
