"""A database that is away for a moment costs no work that was done, and no connection is left."""

import asyncio
import gc
from contextlib import closing
from pathlib import Path

import pytest

from crawler.archive import open_for_writing
from crawler.config import EngineConfig, load
from crawler.errors import EngineUnusable
from crawler.index import open_index
from crawler.reindex import open_current
from jobs.fleet.bulk_jobs import BulkWatcher, done_by_workers
from jobs.fleet.bulk_reindex import _begun
from jobs.job_queue import patience
from jobs.job_queue.database_queue import DatabaseQueue
from jobs.job_queue.patience import patiently
from tests.archives import BORN
from tests.fleet.conftest import Fleet
from tests.fleet.test_diagnosis import NOWHERE
from tests.run.palimpsest import Place


class Away:
    """A question that is answered after so many times."""

    def __init__(self, times: int) -> None:
        self.left = times

    async def __call__(self, *_: object) -> str:
        """Raise what is raised while the database is away."""
        if self.left:
            self.left -= 1
            raise EngineUnusable("away")
        return "here"


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask again at once."""
    monkeypatch.setattr(patience, "AGAIN_AFTER", 0)


def test_a_database_that_is_away_is_waited_for() -> None:
    """Until it answers; not where nobody waits any more, and not for ever."""
    assert asyncio.run(patiently(Away(3))) == "here"
    away = Away(3)
    with pytest.raises(EngineUnusable):
        asyncio.run(patiently(away, is_over=lambda: True))
    assert away.left == 2


def test_its_patience_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """A database that does not come back is told of."""
    monkeypatch.setattr(patience, "PATIENCE", 0)
    with pytest.raises(EngineUnusable):
        asyncio.run(patiently(Away(1_000_000)))


def test_a_call_whose_jobs_are_done_ends_well(
    fleet: Fleet, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the database is away just then: what the jobs answered is not lost."""
    fleet.configure()
    config = load(fleet.place.folder / "config.yaml", {})
    ending = Away(1)
    monkeypatch.setattr(DatabaseQueue, "end_call", ending)
    watcher = BulkWatcher(lambda _: None, lambda _done, _all: None)
    done = done_by_workers(
        config, "verify", lambda _: [], call="verify x", a_place=1, watcher=watcher
    )
    assert (done, ending.left) == ([], 0)


def test_an_index_is_kept_where_the_engine_is_away(place: Place, engine: EngineConfig) -> None:
    """It is thrown away when workers can fill another one, and not before."""
    place = Place(place.folder, place.store, place.settings, server=engine.url)
    place.configure(engine=NOWHERE)
    open_for_writing(place.store, now=BORN)
    open_current(place.index_url, place.store).close()
    assert place.run("reindex", "--jobs", "engine").status == 3
    with closing(open_index(place.index_url)) as index:
        assert index.complete


def test_an_old_index_is_closed_before_it_is_thrown_away(place: Place) -> None:
    """Else each has connections as long as the process lives."""
    open_for_writing(place.store, now=BORN)
    open_current(place.index_url, place.store).close()
    gc.disable()
    try:
        index, _ = _begun(place.index_url, place.store)
        index.close()
        files = [str(one.readlink()) for one in Path("/proc/self/fd").iterdir() if one.exists()]
    finally:
        gc.enable()
    file = place.index_url.removeprefix("sqlite:///")
    assert [one for one in files if one.startswith(file)] == []
