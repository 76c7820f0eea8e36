"""Bulk work by workers comes to what one process comes to, whatever happens to the workers."""

import asyncio
import shutil
import signal
from collections.abc import Awaitable, Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest

from crawler.archive import open_for_writing
from crawler.index import discard, open_index
from crawler.model import Extraction
from crawler.store.base import ObjectStore
from crawler.store.files import FileStore
from jobs.job_queue import JobQueue, open_queue
from tests.archives import BORN, build_archive, capture_of, damage
from tests.fleet.conftest import Fleet
from tests.index.dump import dump
from tests.run.older import archived as stored_by_an_older_release
from tests.run.palimpsest import Place, until
from tests.servers.postgres import PostgresServer
from tests.test_reextract import STORY, page

pytestmark = pytest.mark.slow

T = TypeVar("T")


@pytest.fixture
def archived(fleet: Fleet) -> Fleet:
    """Provide an archive of a dozen articles, some of whose objects are spoilt or gone."""
    store = fleet.place.store
    assert isinstance(store, FileStore)
    build_archive(store, articles=12, runs=4)
    damage(store, every=9, spoilt=4, gone=7)
    return fleet


def test_workers_verify_what_one_process_verifies(archived: Fleet) -> None:
    """The report is the same in every word, and so is the status."""
    alone = archived.place.run("verify", "--json")
    assert alone.status == 4
    archived.start_worker()
    together = archived.place.run("verify", "--json", "--jobs", "engine")
    assert (together.status, together.json) == (4, alone.json)


def test_a_worker_that_is_killed_loses_nothing(archived: Fleet) -> None:
    """Ranges of a worker that was killed in the middle are verified by another one."""
    alone = archived.place.run("verify", "--json")
    verifying = archived.place.start("verify", "--json", "--jobs", "engine")
    one_dies(archived)
    done = verifying.wait()
    assert (done.status, done.json) == (4, alone.json)


def test_workers_derive_what_one_process_derives(fleet: Fleet) -> None:
    """Also where one of them is killed in the middle: the answer is the same, and so is each stored
    derivation, byte for byte.
    """
    place, older = fleet.place, Extraction(extractor="x", title="Quay", paragraphs=("Wrong.",))
    archive = open_for_writing(place.store, now=BORN)
    for number in range(8):
        url = f"https://news{number % 3}.example/2026/quay-{number}"
        stored_by_an_older_release(archive, capture_of(url, page(*STORY), BORN), older)
    shutil.copytree(place.folder / "store", place.folder / "other" / "store")
    other = copied(place.folder / "other")
    alone = other.run("reextract", "--json")
    assert alone.json["derived"] == 8
    deriving = place.start("reextract", "--json", "--jobs", "engine")
    one_dies(fleet)
    done = deriving.wait()
    counted = {key: value for key, value in done.json.items() if key not in {"derived", "known"}}
    assert counted == {key: alone.json[key] for key in counted}
    assert done.json["derived"] + done.json["known"] == 8
    assert derivations(place.store) == derivations(other.store)
    assert len(derivations(place.store)) == 8
    assert place.verified().ok


@pytest.fixture
def shared(archived: Fleet, postgres: PostgresServer) -> Fleet:
    """Provide the archive with its index in PostgreSQL, where all workers reach it."""
    discard(postgres.url)
    archived.place = replace(archived.place, server=postgres.url)
    return archived.configure()


def test_workers_fill_an_index_as_one_process_does(shared: Fleet) -> None:
    """Also where one of them is killed in the middle: the rows and the numbers are the same."""
    alone = shared.place.run("reindex", "--json")
    with closing(open_index(shared.place.index_url)) as index:
        expected = dump(index)
    filling = shared.place.start("reindex", "--json", "--jobs", "engine")
    one_dies(shared)
    done = filling.wait()
    assert (done.status, done.json) == (0, alone.json)
    with closing(open_index(shared.place.index_url)) as index:
        assert dump(index) == expected
        assert index.complete
        assert index.filled_by() is None


@pytest.mark.parametrize("command", ["verify", "reextract", "reindex"])
def test_a_call_that_was_killed_is_gone_on_with(shared: Fleet, command: str) -> None:
    """The same call waits for the jobs that are there, and comes to what it would have."""
    alone = shared.place.run(command, "--json")
    killed = shared.place.start(command, "--json", "--jobs", "engine")
    jobs = until(lambda: waiting(shared), "jobs")
    killed.signal(signal.SIGKILL, group=True)
    killed.status()
    again = shared.place.start(command, "--json", "--jobs", "engine")
    shared.start_worker()
    done = again.wait()
    assert (done.status, done.json) == (alone.status, alone.json)
    assert "the same call was killed before" in done.err
    counts = asyncio.run(asked(shared, lambda queue: queue.overview())).counts
    assert counts == {"succeeded": jobs}


def one_dies(fleet: Fleet) -> None:
    """Kill a worker in the middle of its job, and start another one."""
    worker = fleet.start_worker()
    fleet.wait_for(worker, "started")
    worker.signal(signal.SIGKILL, group=True)
    fleet.start_worker()


async def asked(fleet: Fleet, question: Callable[[JobQueue], Awaitable[T]]) -> T:
    """Return what the queue answers."""
    async with open_queue(fleet.engine) as queue:
        return await question(queue)


def waiting(fleet: Fleet) -> int:
    """Return how many jobs wait."""
    return asyncio.run(asked(fleet, lambda queue: queue.overview())).counts.get("todo", 0)


def copied(folder: Path) -> Place:
    """Return an archive in files that was copied to this folder."""
    store = FileStore(folder / "store")
    return Place(folder, store, {"url": store.url}).configure()


def derivations(store: ObjectStore) -> dict[str, bytes]:
    """Return all derivations."""
    return {key: store.read(key) for key in store.list("articles/") if "/derivations/" in key}


def test_calls_that_make_no_sense(archived: Fleet) -> None:
    """Without an engine, for one article, or for something else, it is said what is wrong."""
    wrong = archived.place.run("verify", "--jobs", "all")
    assert wrong.status == 2
    assert "takes `engine`" in wrong.err
    one = archived.place.run("verify", "https://harbour.example/x", "--jobs", "engine")
    assert one.status == 2
    file = archived.place.run("reindex", "--jobs", "engine")
    assert file.status == 2
    assert "needs the index in PostgreSQL" in file.err
    archived.place.configure()
    without = archived.place.run("verify", "--jobs", "engine")
    assert without.status == 2
    assert "Set `engine`" in without.err
