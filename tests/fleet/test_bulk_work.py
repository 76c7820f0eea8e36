"""Bulk work by workers comes to what one process comes to, whatever happens to the workers."""

import signal

import pytest

from crawler.store.files import FileStore
from tests.archives import build_archive
from tests.fleet.conftest import Fleet

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
