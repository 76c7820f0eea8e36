"""A run that is told to stop ends within its grace, keeps what was finished, and knows what was
left.
"""

import pickle
import signal
import subprocess
import sys
import time

import pytest

from crawler.capture import FetchStatus
from tests.fetch.harness import ROOT, Job, Outcome, child_environment, crawl, plan_of
from tests.newspaper.fixture import Press


def _everything(outcome: Outcome) -> list[str]:
    return sorted([page.url for page in outcome.pages] + [target.url for target in outcome.left])


def test_interrupted_run_leaves_what_it_did_not_get_to(newspaper: Press) -> None:
    """After the stop nothing new is sent; slow answers are cut.

    Every target is either finished or left, and none is both.
    """
    slow = [newspaper.url(f"/slow/{number}?seconds=600") for number in range(3)]
    urls = [
        newspaper.url("/story/clock"),
        *slow,
        *(newspaper.url(f"/story/{number}") for number in range(40)),
    ]
    outcome = crawl(Job(plan_of(*urls, concurrency=4, timeout=600, grace=1), interrupt_after=1))
    assert _everything(outcome) == sorted(urls)
    assert set(slow) <= {target.url for target in outcome.left}
    assert all(page.fetch_status is FetchStatus.ANSWERED for page in outcome.pages)
    assert outcome.log == ""


def test_stop_before_the_plan_was_read_leaves_the_rest(newspaper: Press) -> None:
    """A run that is stopped by its first target knows of all that were to follow."""
    urls = [
        "file:///etc/passwd",
        *(newspaper.url(f"/slow/{number}?seconds=600") for number in range(40)),
    ]
    outcome = crawl(Job(plan_of(*urls, concurrency=1, timeout=600, grace=0), interrupt_after=1))
    assert [page.fetch_status for page in outcome.pages] == [FetchStatus.REFUSED]
    assert sorted(target.url for target in outcome.left) == sorted(urls[1:])


@pytest.mark.parametrize("moment", ["spider_opened", "engine_started", "scheduler_empty"])
def test_stop_during_the_start_is_heard(newspaper: Press, moment: str) -> None:
    """A crawl that is told to stop before it has begun ends, and fetches nothing."""
    urls = [newspaper.url(f"/story/{number}") for number in range(8)]
    limits = {"per_host_delay_ms": 300_000, "timeout": 600}
    outcome = crawl(Job(plan_of(*urls, **limits), interrupt_on=moment))
    assert _everything(outcome) == sorted(urls)
    assert outcome.log == ""
    assert moment == "scheduler_empty" or newspaper.log() == []


def test_host_with_a_long_delay_does_not_hold_up_the_end(newspaper: Press) -> None:
    """Requests that wait for their turn at a host are left at once, however long its turns are."""
    urls = [newspaper.url(f"/story/{number}") for number in range(8)]
    outcome = crawl(Job(plan_of(*urls, per_host_delay_ms=300_000, timeout=600), interrupt_after=1))
    assert _everything(outcome) == sorted(urls)
    assert len(outcome.left) >= 6


def test_retry_that_waits_does_not_hold_up_the_end(newspaper: Press) -> None:
    """A page that waits for its next attempt is left when the run stops."""
    other = newspaper.base.replace("127.0.0.1", "127.0.0.2")
    urls = [
        f"{other}/busy/429/clock?wait=100",
        f"{other}/story/harbour",
        newspaper.url("/slow/clock?seconds=1"),
    ]
    outcome = crawl(Job(plan_of(*urls, concurrency=3), interrupt_after=1))
    assert _everything(outcome) == sorted(urls)


def test_signal_stops_the_run(newspaper: Press) -> None:
    """SIGINT ends a crawl in order, with all that was finished handed over."""
    urls = [newspaper.url("/story/clock"), newspaper.url("/slow/x?seconds=600")]
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.fetch"],
        cwd=ROOT,
        env=child_environment({}),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdin
    process.stdin.write(pickle.dumps(Job(plan_of(*urls, timeout=600))))
    process.stdin.close()
    process.stdin = None
    deadline = time.monotonic() + 60
    while len(newspaper.log()) < len(urls) and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    output, _ = process.communicate(timeout=60)
    pages, _, left, _ = pickle.loads(output)
    assert process.returncode == 0
    assert ([page.url for page in pages], [target.url for target in left]) == (urls[:1], urls[1:])
