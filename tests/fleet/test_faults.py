"""Workers killed and frozen, databases and stores away: every job ends, nothing is lost or twice.

What proves it is the newspaper's own log of requests.
"""

import json
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

import psutil
import pytest

from crawler.config import EngineConfig
from tests.fleet.conftest import OTHER, SILENCE, Fleet, elsewhere
from tests.newspaper.fixture import Press
from tests.run.conftest import s3_place
from tests.run.palimpsest import Done, Running, until
from tests.servers.faulty import FaultyProxy, cut_answer, faulty_front
from tests.servers.postgres import PostgresServer
from tests.servers.s3 import S3Server

pytestmark = pytest.mark.slow

PAGES = 4
"""Of a round, on each site."""
HANDS = 4
"""Workers of whom one after the other is killed."""
DELAY = 0.6
PATIENCE = 900
"""Seconds for the jobs that were lost last: each loss triples what is waited for the next try."""


@pytest.fixture
def two_sites(fleet: Fleet, newspaper: Press) -> Fleet:
    """Provide an archive of a newspaper with two sites, of one list each.

    Its workers fork their crawls themselves, so that these can be found and killed with them.
    """
    say_round(newspaper, 0)
    fleet.place = fleet.place.lifelike()
    fleet.engine = fleet.engine.model_copy(update={"attempts": 100})
    return fleet.configure(
        crawl={"per_host_delay": DELAY},
        sources=[
            {"name": "one", "feeds": [newspaper.url("/feeds/rss.xml")]},
            {"name": "two", "feeds": [elsewhere(newspaper, "/feeds/rss.xml")]},
        ],
    )


def say_round(newspaper: Press, number: int) -> None:
    """Have the lists name the pages of a round, which no other one names."""
    newspaper.say("links", "\n".join(paths_of(number)))


def paths_of(number: int) -> list[str]:
    """Return the paths of a round's pages, on either site."""
    return [f"/story/{number * PAGES + page}" for page in range(PAGES)]


def whole(process: Running) -> list[psutil.Process]:
    """Return a worker with all the processes that it started."""
    with suppress(psutil.NoSuchProcess):
        root = psutil.Process(process.pid)
        return [root, *root.children(recursive=True)]
    return []


def kill(worker: Running, *, children: bool) -> None:
    """Kill a worker, and all its processes or itself alone."""
    for process in whole(worker)[: None if children else 1]:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    worker._process.join(30)


def at_work(newspaper: Press, crawl: Running, seconds: float) -> None:
    """Wait until somebody asks for something, and so long after that; or until all is done.

    Not for long: those who begin, or wait, are killed, too.
    """
    asked, deadline = len(newspaper.log()), time.monotonic() + SILENCE / 2
    while crawl.alive and len(newspaper.log()) == asked and time.monotonic() < deadline:
        time.sleep(0.2)
    time.sleep(seconds)


def ended(crawl: Running) -> Done:
    """Return what came of a crawl, whose last jobs may have waited long for another try."""
    crawl._process.join(PATIENCE)
    return crawl.wait()


def require_one_at_a_time(newspaper: Press, *, since: int = 0) -> None:
    """See that no site was asked by two at once: its delay lies between any two requests.

    Two at once would come at any distance; what a busy machine takes off the delay is less than
    half. ``since``: leaves out so many requests that came first.
    """
    for site in ("127.0.0.1", OTHER):
        log = newspaper.log()[since:]
        times = sorted(one["time"] for one in log if one["headers"]["Host"].startswith(site))
        assert times
        gaps = [later - earlier for earlier, later in pairwise(times)]
        assert min(gaps, default=DELAY) > DELAY / 2, (site, sorted(gaps)[:5])


def require_all_archived(fleet: Fleet, newspaper: Press, done: Done, number: int = 0) -> None:
    """See that every page of a round has one version, and that all jobs ended well."""
    assert done.status == 0, done.err
    assert {job["status"] for job in done.json["jobs"]} == {"succeeded"}
    for path in paths_of(number):
        assert len(fleet.place.versions(newspaper.url(path))) == 1
        assert len(fleet.place.versions(elsewhere(newspaper, path))) == 1


def require_whole(fleet: Fleet, newspaper: Press, rounds: int) -> dict[str, int]:
    """See that nothing is lost or twice after all rounds. Returns how attempts ended."""
    require_one_at_a_time(newspaper)
    versions = [key for key in fleet.place.listed("articles/") if "/versions/" in key]
    assert len(versions) == rounds * PAGES * 2
    assert fleet.place.verified().ok
    told = fleet.place.run("report", "--workers", "--json").json
    assert (told["failed"], told["jobs"].get("todo"), told["jobs"].get("doing")) == ([], None, None)
    tried = [one for job in told["retried"] for one in job["attempts"]]
    assert all(one["reason"] for one in tried if one["result"] != "ok")
    return dict(Counter(one["result"] for one in tried))


def told_of(test: str, **figures: object) -> None:
    """Write what a long run came to, for who runs it with ``-s``."""
    sys.stdout.write(f"{test}: {json.dumps(figures)}\n")


def test_workers_are_killed_at_random_moments(
    two_sites: Fleet, newspaper: Press, pytestconfig: pytest.Config
) -> None:
    """Jobs of the killed are done by others, round after round. `--kills 200` kills so many."""
    dice, wanted = random.Random(17), pytestconfig.getoption("kills")
    for _ in range(HANDS):
        two_sites.start_worker()
    killed = rounds = 0
    while killed < wanted:
        say_round(newspaper, rounds)
        crawl = two_sites.place.start("crawl", "--json", "--all")
        while killed < wanted:
            at_work(newspaper, crawl, dice.uniform(0, 2))
            if not crawl.alive:
                break
            worker = dice.choice(two_sites.workers)
            two_sites.workers.remove(worker)
            kill(worker, children=dice.random() < 0.5)
            killed += 1
            two_sites.start_worker()
        require_all_archived(two_sites, newspaper, ended(crawl), rounds)
        rounds += 1
    attempts = require_whole(two_sites, newspaper, rounds)
    told_of("kills", kills=killed, rounds=rounds, asked=len(newspaper.log()), attempts=attempts)
    assert attempts["lost"]


def test_a_frozen_worker_does_not_go_on(two_sites: Fleet, newspaper: Press) -> None:
    """Woken after another one has its site, it sends nothing more and writes nothing."""
    frozen = two_sites.start_worker("--jobs", "2")
    crawl = two_sites.place.start("crawl", "--json", "--all")
    until(lambda: len(newspaper.log("/story/")) >= 4, "some pages")
    stopped = whole(frozen)
    for process in stopped:
        process.suspend()
    asked = len(newspaper.log())
    other = two_sites.start_worker("--jobs", "2")
    until(lambda: len(newspaper.log()) >= asked + 3, "pages fetched by another")
    for process in reversed(stopped):
        process.resume()
    two_sites.wait_for(frozen, "this worker was thought dead: its jobs are others' by now")
    done = crawl.wait()
    require_all_archived(two_sites, newspaper, done)
    assert set(require_whole(two_sites, newspaper, 1)) == {"lost", "ok"}
    assert two_sites.log(other, "workers fell silent")
    told = two_sites.place.run("report", "--workers", "--json").json
    assert {one["attempts"][0]["result"] for one in told["retried"]} == {"lost"}
    counts = Counter(one["path"] for one in newspaper.log("/story/"))
    assert max(counts.values()) <= 4  # once for each site and attempt at most


def test_the_database_is_restarted_in_mid_crawl(
    two_sites: Fleet, newspaper: Press, postgres: PostgresServer, pytestconfig: pytest.Config
) -> None:
    """Crawls go on while it is away for a moment, and stop by themselves when it is for longer.

    `--restarts 20` restarts it so often, round after round.
    """
    dice, wanted = random.Random(17), pytestconfig.getoption("restarts")
    two_sites.start_worker("--jobs", "2")
    restarted = rounds = 0
    while restarted < wanted:
        say_round(newspaper, rounds)
        asked = len(newspaper.log("/story/"))
        crawl = two_sites.place.start("crawl", "--json", "--all")
        until(lambda: len(newspaper.log("/story/")) >= asked + 2, "some pages")  # noqa: B023
        while crawl.alive and restarted < wanted:
            postgres.stop()
            time.sleep(SILENCE if restarted % 4 == 1 else 0.5)
            postgres.start()
            restarted += 1
            time.sleep(dice.uniform(0.5, 4))
        require_all_archived(two_sites, newspaper, ended(crawl), rounds)
        rounds += 1
    attempts = require_whole(two_sites, newspaper, rounds)
    told_of("restarts", restarts=restarted, rounds=rounds, attempts=attempts)


@pytest.fixture
def front(seaweed: S3Server) -> Iterator[FaultyProxy]:
    """Provide a front for the store, which can be cut."""
    with faulty_front(seaweed.endpoint_url) as proxy:
        yield proxy


@pytest.mark.usefixtures("s3_environ")
def test_the_store_is_cut_off_in_mid_crawl(
    tmp_path: Path, engine: EngineConfig, seaweed: S3Server, front: FaultyProxy, newspaper: Press
) -> None:
    """A crawl whose store goes away is tried again, and the report says why."""
    fleet = Fleet(s3_place(tmp_path, seaweed, through=front.url), engine)
    fleet.engine = engine.model_copy(update={"attempts": 50})
    newspaper.say("links", "\n".join(f"/story/{number}" for number in range(PAGES)))
    fleet.configure(
        crawl={"per_host_delay": DELAY},
        sources=[{"name": "one", "feeds": [newspaper.url("/feeds/rss.xml")]}],
    )
    worker = fleet.start_worker()
    try:
        crawl = fleet.place.start("crawl", "--json", "--all")
        until(lambda: len(newspaper.log("/story/")) >= 3, "some pages")
        front.spoil(cut_answer, times=None)
        fleet.wait_for(worker, "put back")
        front.heal()
        done = crawl.wait()
        assert done.status == 0, done.err
        told = fleet.place.run("report", "--workers", "--json").json
        assert told["retried"][0]["attempts"][0]["result"] == "failed"
        for number in range(PAGES):
            assert len(fleet.place.versions(newspaper.url(f"/story/{number}"))) == 1
    finally:
        fleet.close()


def test_a_job_that_never_ends_well_is_given_up(fleet: Fleet, newspaper: Press) -> None:
    """After its attempts it is failed, the call says so, and it does not come back."""
    fleet.configure(service={"crawl_time": "2s", "stop_grace": "1s"})
    worker = fleet.start_worker()
    done = fleet.place.run("crawl", "--json", newspaper.url("/held/never"))
    assert done.status == 1
    (job,) = done.json["jobs"]
    assert (job["status"], job["attempts"]) == ("failed", 3)
    assert "given up" in done.err
    assert "service.crawl_time" in job["reason"]
    assert len(fleet.log(worker, "put back")) == 2
    told = fleet.place.run("report", "--workers")
    assert "Given up" in told.out


def test_two_schedulers_are_one(fleet: Fleet, newspaper: Press) -> None:
    """Two services on one queue crawl each source once, and revisit each article once."""
    fleet.configure(
        service={"port": 0},
        sources=[
            {"name": "one", "urls": [newspaper.url("/story/harbour")], "schedule": {"every": "1h"}}
        ],
    )
    services = [fleet.place.start("run", "--json") for _ in range(2)]
    worker = fleet.start_worker()
    fleet.wait_for(worker, "ended")
    for service in services:
        fleet.wait_for(service, "timetable")
    told = fleet.place.run("report", "--workers", "--json").json
    assert told["jobs"] == {"succeeded": 1}
    assert len(newspaper.log("/story/")) == 1
    for service in services:
        service.signal(15)  # type: ignore[arg-type]
        assert service.wait().status == 0
