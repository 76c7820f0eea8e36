"""A crawl that is told to stop, or killed, in the middle.

What was finished is kept, what was not is said, and the next run goes on.
"""

import secrets
import signal
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from crawler.codec import encode
from crawler.config import load
from crawler.verify.findings import Problem
from jobs.planning import make_plan
from tests.newspaper.fixture import Press
from tests.run.palimpsest import Place, Running, parts_of, until

READ = [f"/story/{number}" for number in range(1, 4)]
WAITING = ["/held/1", "/held/2"]
QUEUED = [f"/story/{number}" for number in range(4, 8)]


@pytest.fixture
def busy(place: Place) -> Place:
    """Provide an archive whose crawls do two things at a time."""
    return place.lifelike().configure(crawl={"concurrency": 2})


def _stuck(place: Place, newspaper: Press, running: Running) -> set[str]:
    """Return the pages that are finished, as far as the store shows, when both connections wait for
    pages that don't come.
    """
    until(
        lambda: len(newspaper.log("/held/")) == len(WAITING) or not running.alive,
        "requests for both pages that wait",
    )
    asked = {str(entry["path"]) for entry in newspaper.log("/story/")}
    until(lambda: place.kinds()["versions"] == len(asked), "a version of each page that was read")
    return asked


@pytest.mark.parametrize(
    ("number", "group"), [(signal.SIGINT, True), (signal.SIGTERM, False)], ids=["Ctrl-C", "SIGTERM"]
)
def test_a_crawl_that_is_told_to_stop_ends_well(
    busy: Place, newspaper: Press, number: signal.Signals, *, group: bool
) -> None:
    """It ends though its servers never answer, keeps every finished check, and reports that it was
    interrupted and what was left.
    """
    paths = [*READ, *WAITING, *QUEUED]
    running = busy.start("crawl", "--json", *map(newspaper.url, paths))
    finished = _stuck(busy, newspaper, running)
    running.signal(number, group=group)
    stopped = busy.crawled(running)
    assert stopped.status == 1
    assert stopped.outcomes == dict.fromkeys(finished, "new")
    assert stopped.lines.keys() == finished
    assert (stopped.report["interrupted"], stopped.report["left"]) == (
        True,
        len(paths) - len(finished),
    )
    last = stopped.parts[-1].report
    assert last is not None
    assert (last["interrupted"], last["left"]) == (True, len(paths) - len(finished))
    assert busy.verified().findings == ()
    until(running.leaves_nobody, "the end of its workers")
    for path in WAITING:
        newspaper.set(path[1:], 1)
    rest = busy.crawl(*map(newspaper.url, paths))
    assert rest.outcomes == {path: "unchanged" if path in finished else "new" for path in paths}


@pytest.mark.slow
def test_people_are_told_what_was_left(busy: Place, newspaper: Press) -> None:
    """Without ``--json`` the summary says that it was interrupted and how many pages are left
    unchecked.
    """
    running = busy.start("crawl", *map(newspaper.url, (*READ, *WAITING)))
    finished = _stuck(busy, newspaper, running)
    running.signal(signal.SIGINT, group=True)
    done = running.wait()
    assert done.status == 1
    assert (
        "interrupted: all that was finished is kept; "
        f"{len(READ) + len(WAITING) - len(finished)} pages left unchecked"
    ) in done.out


def test_a_second_signal_cuts_at_once(busy: Place, newspaper: Press) -> None:
    """With a grace of an hour for running downloads, the run still ends when it is told a second
    time, with its report.
    """
    config = load(busy.folder / "config.yaml", {})
    urls = list(map(newspaper.url, (*READ, *WAITING)))
    plan = make_plan(
        config, trigger="test", now=datetime.now(UTC), randomness=secrets.token_bytes(4), urls=urls
    )
    running = busy.start_plan(encode(replace(plan, limits=replace(plan.limits, grace=3600))))
    finished = _stuck(busy, newspaper, running)
    running.signal(signal.SIGINT, group=True)

    def ends() -> bool:
        if running.alive:
            running.signal(signal.SIGINT, group=True)
        return not running.alive

    until(ends, "the end of the run")
    report = running.wait().json
    assert (report["interrupted"], report["left"]) == (True, len(urls) - len(finished))
    assert parts_of(busy.store, plan.run)[-1].report is not None


def test_a_killed_crawl_leaves_nothing_wrong(busy: Place, newspaper: Press) -> None:
    """After ``kill -9`` there is no report and ``verify`` notes as much.

    The versions stand, and the next run takes them up.
    """
    paths = [*READ, *WAITING]
    running = busy.start("crawl", "--json", *map(newspaper.url, paths))
    finished = _stuck(busy, newspaper, running)
    running.signal(signal.SIGKILL)
    assert running.wait().status == -signal.SIGKILL
    until(running.leaves_nobody, "the end of its workers, whom nobody tells")
    (first,) = busy.listed("checks/")
    found = busy.verified()
    assert found.ok
    problems = [finding.problem for finding in found.findings]
    assert sorted(problems) == sorted([*[Problem.UNATTESTED] * len(finished), Problem.INTERRUPTED])
    assert [
        finding.key for finding in found.findings if finding.problem is Problem.INTERRUPTED
    ] == [first]
    for path in WAITING:
        newspaper.set(path[1:], 1)
    rest = busy.crawl(*map(newspaper.url, paths))
    assert rest.outcomes == {path: "unchanged" if path in finished else "new" for path in paths}
    assert rest.parts[0].header.seen[0].key == first
    assert [finding.problem for finding in busy.verified().findings] == [Problem.INTERRUPTED]
