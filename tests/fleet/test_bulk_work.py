"""Bulk work by workers comes to what one process comes to, whatever happens to the workers."""

import shutil
import signal
from pathlib import Path

import pytest

from crawler.archive import open_for_writing
from crawler.model import Extraction
from crawler.store.base import ObjectStore
from crawler.store.files import FileStore
from tests.archives import BORN, build_archive, capture_of
from tests.fleet.conftest import Fleet
from tests.run.older import archived as stored_by_an_older_release
from tests.run.palimpsest import Place
from tests.test_reextract import STORY, page

pytestmark = pytest.mark.slow


@pytest.fixture
def archived(fleet: Fleet) -> Fleet:
    """Provide an archive of a dozen articles, some of whose objects are spoilt or gone."""
    store = fleet.place.store
    assert isinstance(store, FileStore)
    build_archive(store, articles=12, runs=4)
    for number, key in enumerate(sorted(store.list("articles/"))):
        path = store.root / key
        if number % 9 == 4:
            path.chmod(0o644)
            path.write_bytes(b"spoilt " + path.read_bytes()[7:])
        elif number % 9 == 7:
            path.unlink()
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
    worker = archived.start_worker()
    archived.wait_for(worker, "started")
    worker.signal(signal.SIGKILL, group=True)
    archived.start_worker()
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
    worker = fleet.start_worker()
    fleet.wait_for(worker, "started")
    worker.signal(signal.SIGKILL, group=True)
    fleet.start_worker()
    done = deriving.wait()
    counted = {key: value for key, value in done.json.items() if key not in {"derived", "known"}}
    assert counted == {key: alone.json[key] for key in counted}
    assert done.json["derived"] + done.json["known"] == 8
    assert derivations(place.store) == derivations(other.store)
    assert len(derivations(place.store)) == 8
    assert place.verified().ok


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
    archived.place.configure()
    without = archived.place.run("verify", "--jobs", "engine")
    assert without.status == 2
    assert "Set `engine`" in without.err
