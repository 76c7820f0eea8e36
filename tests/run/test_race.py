"""Processes look at one changing page at once: four, and eight where there is time.

Its versions are the states that it was served in, in order, each once.

The newspaper prints the next state only when the store shows a version of the present one, so every
state is there to be found, and nothing but the store tells how the race stands.
"""

import multiprocessing
import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any

import pytest

from crawler.config import StoreConfig
from crawler.identity import article_of
from crawler.index import discard, open_index
from crawler.model import Check, Version
from crawler.reindex import rebuild
from crawler.store.open_store import open_store
from crawler.verify.findings import Problem
from tests.index.dump import dump
from tests.newspaper.fixture import Press
from tests.run.conftest import file_place, s3_place
from tests.run.palimpsest import PATIENCE, Place, parts_of, until
from tests.run.reader import Reader
from tests.servers.faulty import FaultyProxy, lose_answer
from tests.servers.s3 import S3Server

pytestmark = pytest.mark.usefixtures("s3_environ")

PROCESSES = 8
FEW_PROCESSES = 4
"""As many again as there are processors to race on."""
PAGE = "editions/quay"
LOOKS = 5
"""In one run."""
BACK_AND_FORTH = (0, 1, 2, 1, 0, 3, 0)
"""States that return are the hard ones: a page that was fetched too early looks like
one of them.
"""
_context = multiprocessing.get_context("forkserver")


@pytest.fixture(
    params=[
        "files",
        # the next is the same race on harder terms
        pytest.param("s3", marks=pytest.mark.slow),
        "s3 that loses half its answers",
    ]
)
def any_place(
    request: pytest.FixtureRequest, tmp_path: Path, seaweed: S3Server, faulty: FaultyProxy
) -> Place:
    """Provide an archive that the test sees as it is, and that the readers reach as the parameter
    says.
    """
    if request.param == "files":
        return file_place(tmp_path).configure()
    if request.param == "s3":
        return s3_place(tmp_path, seaweed).configure()
    faulty.spoil(lose_answer, method="PUT", times=None, every=2)
    return s3_place(tmp_path, seaweed, through=faulty.url).configure()


def _newest(place: Place, url: str, count: int) -> bool:
    """Return whether the store shows so many versions."""
    return len(list(place.store.list(f"articles/{article_of(url)}/versions/"))) >= count


def _print(press: Press, place: Place, states: Sequence[int]) -> None:
    """Put the page into one state after the other, each when the store shows the one before."""
    for number, state in enumerate(states):
        press.set(PAGE, state)
        until(
            partial(_newest, place, press.url(f"/{PAGE}"), number + 1),
            f"version {number + 1} of {len(states)}",
        )


def _states(versions: Sequence[Version]) -> list[int]:
    """Return which state each version is, by its text."""
    return [
        int(record.extraction.text.partition("This is edition ")[2].partition(" ")[0])
        for record in versions
        if record.extraction
    ]


def _check(place: Place, url: str, states: Sequence[int]) -> None:
    """See that the versions are the states, that no check says otherwise, and that all of it is
    proved.
    """
    versions = place.versions(url)
    assert _states(versions) == list(states)
    assert {finding.problem for finding in place.verified().findings} <= {Problem.UNREFERENCED}, (
        "a lost race may leave its capture"
    )
    lines = [check for part in _parts(place) for check in part if check.kind == "article"]
    made = [check.version for check in lines if check.outcome in {"new", "changed"}]
    # each has one
    assert sorted(made, key=int) == list(range(1, len(states) + 1))  # type: ignore[arg-type]
    assert {check.outcome.value for check in lines} <= {"new", "changed", "unchanged", "failed"}
    by_number = {record.version: record.fingerprint for record in versions}
    assert all(
        check.fingerprint == by_number[check.version]
        for check in lines
        if check.version is not None
    )


def _parts(place: Place) -> Iterator[tuple[Check, ...]]:
    for run in sorted({key.rpartition("/")[2][:25] for key in place.listed("checks/")}):
        yield from (part.checks for part in parts_of(place.store, run))


@pytest.fixture(params=["sqlite", "postgresql"])
def shared(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """Provide an archive in files, with an index in either database that all readers share."""
    here = file_place(tmp_path)
    if request.param == "sqlite":
        return here.configure()
    server: str = request.getfixturevalue("postgres")
    discard(server)
    return replace(here, server=server).configure()


@contextmanager
def _readers(place: Place, url: str, count: int) -> Iterator[None]:
    """So many processes that look at the page in run after run.

    Half of them share an index, the others have their own.
    """
    stop = _context.Event()
    indexes = [
        f"sqlite:///{place.folder}/{'index' if number % 2 else number}.db"
        for number in range(count)
    ]
    readers = [
        _context.Process(target=_read, args=(place.settings, place.environ, index, url, stop))
        for index in indexes
    ]
    for reader in readers:
        reader.start()
    try:
        yield
    finally:
        stop.set()
        for reader in readers:
            reader.join(PATIENCE)
    assert [reader.exitcode for reader in readers] == [0] * count


def _read(
    settings: Mapping[str, Any], environ: Mapping[str, str], index_url: str, url: str, stop: Event
) -> None:
    """Look at the page, in runs of a few looks each, until told to stop."""
    os.environ.update(environ)
    reader = Reader(open_store(StoreConfig(**settings)), open_index(index_url))
    while not stop.is_set():
        reader.look(url, times=LOOKS, until=stop.is_set)


def _race(place: Place, press: Press, states: Sequence[int], processes: int) -> None:
    url = press.url(f"/{PAGE}")
    press.set(PAGE, states[0])
    with _readers(place, url, processes):
        _print(press, place, states)
    _check(place, url, states)
    _check_index(place)


def _check_index(place: Place) -> None:
    """See that the index which several processes fed is the one that the store alone gives."""
    shared, fresh = place.index(), open_index("sqlite://")
    rebuild(fresh, place.store)
    assert dump(shared) == dump(fresh)
    for index in (shared, fresh):
        index.close()


def test_no_state_is_lost_and_none_comes_twice(any_place: Place, newspaper: Press) -> None:
    """Readers that look as fast as they can leave the page's states, also where old ones return and
    where answers are lost.
    """
    _race(any_place, newspaper, BACK_AND_FORTH, FEW_PROCESSES)


@pytest.mark.slow
def test_no_state_is_lost_in_a_long_race(any_place: Place, newspaper: Press) -> None:
    """As the short race, with a hundred states, a third of which return."""
    _race(
        any_place,
        newspaper,
        [state for number in range(33) for state in (number, number + 1000, number)],
        PROCESSES,
    )


def _crawls(place: Place, press: Press, states: Sequence[int]) -> None:
    """Run eight ``palimpsest crawl`` at a time until the page has been seen in all states."""
    url, ended = press.url(f"/{PAGE}"), threading.Event()

    def crawl() -> set[str]:
        outcomes = set()
        while not ended.is_set():
            done = place.crawl(url)
            outcomes.add(done.outcomes[f"/{PAGE}"])
        return outcomes

    press.set(PAGE, states[0])
    with ThreadPoolExecutor(PROCESSES) as pool:
        crawling = [pool.submit(crawl) for _ in range(PROCESSES)]
        try:
            _print(press, place, states)
        finally:
            ended.set()
    assert set().union(*(each.result() for each in crawling)) <= {"new", "changed", "unchanged"}
    _check(place, url, states)
    _check_index(place)


@pytest.mark.slow
def test_crawls_of_one_page_at_once(place: Place, newspaper: Press) -> None:
    """Eight crawls by the command line, over one index, leave each state once."""
    _crawls(place, newspaper, (0, 1))


@pytest.mark.slow
def test_many_crawls_of_one_page_at_once(any_place: Place, newspaper: Press) -> None:
    """As above, through twelve states, in every place."""
    _crawls(any_place, newspaper, (*BACK_AND_FORTH, 4, 5, 4, 6, 7))


@pytest.mark.slow
def test_many_articles_recorded_at_once(shared: Place, newspaper: Press) -> None:
    """Processes that record one article together, and each another one besides, over one index,
    leave every state of each once, and the index that the store alone gives.
    """
    url, stop = newspaper.url(f"/{PAGE}"), _context.Event()
    own = [f"editions/own{number}" for number in range(FEW_PROCESSES)]
    newspaper.set(PAGE, 0)
    for page in own:
        newspaper.set(page, 0)
    readers = [
        _context.Process(target=_read_both, args=(shared, [url, newspaper.url(f"/{page}")], stop))
        for page in own
    ]
    for reader in readers:
        reader.start()
    try:
        for number in range(6):
            for page in (PAGE, *own):
                newspaper.set(page, number)
            for page in (PAGE, *own):
                until(
                    partial(_newest, shared, newspaper.url(f"/{page}"), number + 1),
                    f"version {number + 1} of {page}",
                )
    finally:
        stop.set()
        for reader in readers:
            reader.join(PATIENCE)
    assert [reader.exitcode for reader in readers] == [0] * FEW_PROCESSES
    for page in (PAGE, *own):
        assert _states(shared.versions(newspaper.url(f"/{page}"))) == list(range(6))
    _check_index(shared)


def _read_both(place: Place, urls: Sequence[str], stop: Event) -> None:
    """Look at the pages by turns, in runs of a few looks each, until told to stop."""
    reader = Reader(open_store(StoreConfig(**place.settings)), open_index(place.index_url))
    while not stop.is_set():
        for url in urls:
            reader.look(url, times=LOOKS, until=stop.is_set)
