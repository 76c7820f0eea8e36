"""Child processes: real ones, that crawl a real server, and are held to their limits."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

import psutil
import pytest

from crawler.archive import Archive, open_for_writing
from crawler.config import Config, load
from crawler.plan import Plan
from jobs.children import ChildAnswer, Children, Ended, EndedBy, JobResult, Task, child_pool
from jobs.children.child_process import ChildProcess
from jobs.children.close_run import close_run
from jobs.context import now
from jobs.planning import make_plan
from jobs.process import is_alive, memory_of, this_process
from tests.newspaper.fixture import Press
from tests.run.palimpsest import Place, parts_of, until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes as Linux shows them")


def config_of(place: Place, **service: Any) -> Config:
    """Return the place's configuration, with these limits."""
    place.configure(service=service)
    return load(place.folder / "config.yaml", {})


def plan_of(config: Config, *urls: str) -> Plan:
    """Return a plan to look at these pages, which waits for none of them when it is
    told to stop.
    """
    plan = make_plan(config, trigger="schedule", now=now(), randomness=os.urandom(4), urls=urls)
    return replace(plan, limits=replace(plan.limits, grace=0))


class Clock:
    """The machine's clock, which a test may put forward."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def __call__(self) -> float:
        """Seconds."""
        return time.monotonic() + self.ahead


def carried_out(
    config: Config, plan: Plan, meanwhile: Callable[[Clock, int], None] | None = None
) -> Ended:
    """Return how a child ended that was to carry out the plan.

    ``meanwhile`` is given the watch's clock and the child's process id.
    """

    async def scene() -> Ended:
        clock = Clock()
        children = Children(clock=clock)
        running = asyncio.create_task(children.run(Task(job="crawl", config=config, plan=plan)))
        if meanwhile is not None:
            pid = await asyncio.to_thread(
                until, lambda: next(iter(children._running), None), "the child"
            )
            await asyncio.to_thread(meanwhile, clock, pid)
        return await running

    return asyncio.run(scene())


def closed(place: Place, plan: Plan, ended: Ended) -> dict[str, Any]:
    """Return the report of the run, whose end the service writes where its child came to none."""
    index = place.index()
    assert close_run(_archive(place), index, plan, plan.run, str(ended.reason), clock=now)
    index.close()
    report = parts_of(place.store, plan.run)[-1].report
    assert report is not None
    assert place.verified().ok
    return report


def group_of(pid: int) -> list[psutil.Process]:
    """Return the processes of the group that this one leads."""
    found = []
    for one in psutil.process_iter():
        with suppress(ProcessLookupError):
            found += [one] if os.getpgid(one.pid) == pid else []
    return found


def _archive(place: Place) -> Archive:
    return open_for_writing(place.store, now=now())


def test_a_child_does_its_crawl_and_ends_well(place: Place, newspaper: Press) -> None:
    """It archives the page, ends with an answer, and its peak of memory was seen.

    The store holds its report with what it cost.
    """
    config = config_of(place)
    plan = plan_of(config, newspaper.url("/story/harbour"))
    ended = carried_out(config, plan)
    assert (ended.reason, ended.result) == (None, "ok")
    assert ended.by is EndedBy.ITSELF
    assert ended.memory > 10_000_000
    report = parts_of(place.store, plan.run)[-1].report
    assert report is not None
    assert (report["counts"], report["costs"]["requests"]) == ({"new": 1}, 1)
    assert len(place.versions(newspaper.url("/story/harbour"))) == 1


def test_a_killed_child_is_told_from_others(place: Place, newspaper: Press) -> None:
    """SIGKILL out of nowhere gives a reason.

    The run gets an end that holds what was done before it, and nothing is damaged.
    """
    config = config_of(place)
    plan = plan_of(config, newspaper.url("/story/harbour"), newspaper.url("/held/1"))

    def kill(_: Clock, pid: int) -> None:
        until(
            lambda: place.kinds()["versions"] == 1 and newspaper.log("/held/"),
            "the page that is finished, and the one that is not",
        )
        os.kill(pid, signal.SIGKILL)

    ended = carried_out(config, plan, kill)
    assert (ended.result, "SIGKILL" in str(ended.reason)) == ("failed", True)
    assert (ended.by, ended.answer) == (EndedBy.SIGNAL, None)
    report = closed(place, plan, ended)
    assert (report["interrupted"], "SIGKILL" in report["reason"]) == (True, True)
    index = place.index()
    assert close_run(_archive(place), index, plan, plan.run, "again", clock=now) is False
    index.close()


def test_a_child_that_hangs_is_killed_with_all_its_processes(
    place: Place, newspaper: Press
) -> None:
    """One that does not even answer SIGTERM when its time is over is killed after the grace, and
    its workers with it.
    """
    config = config_of(place, crawl_time="1h", stop_grace="1s")
    plan = plan_of(config, newspaper.url("/story/harbour"), newspaper.url("/held/1"))
    family: list[psutil.Process] = []
    servers: set[int] = set()

    def freeze(clock: Clock, pid: int) -> None:
        until(
            lambda: newspaper.log("/held/") and len(group_of(pid)) > 1,
            "the request for the page that never comes, and the worker that read the other one",
        )
        family.extend(group_of(pid))
        servers.update(one.ppid() for one in family)
        os.kill(pid, signal.SIGSTOP)
        clock.ahead = 3601

    ended = carried_out(config, plan, freeze)
    assert len(servers) == 1 or sys.version_info >= (3, 14), "another server was started"
    assert "longer than the 3600 s" in str(ended.reason)
    assert "was killed" in str(ended.reason)
    assert (ended.by, ended.killed) == (EndedBy.TIME, True)
    until(
        lambda: (
            not any(one.is_running() and one.status() != psutil.STATUS_ZOMBIE for one in family)
        ),
        "the end of all of them",
    )
    assert closed(place, plan, ended)["interrupted"] is True


def test_a_child_that_takes_too_long_stores_what_it_has(place: Place, newspaper: Press) -> None:
    """Told to stop when its time is over, it ends in order.

    Its own report says that it was interrupted, and what was left.
    """
    config = config_of(place, crawl_time="1h", stop_grace="60s")
    plan = plan_of(config, newspaper.url("/held/1"))

    def wait(clock: Clock, _: int) -> None:
        until(lambda: newspaper.log("/held/"), "the request for the page that never comes")
        clock.ahead = 3601

    ended = carried_out(config, plan, wait)
    assert "longer than the 3600 s" in str(ended.reason)
    index = place.index()
    assert close_run(_archive(place), index, plan, plan.run, "it has an end", clock=now) is False
    index.close()
    report = parts_of(place.store, plan.run)[-1].report
    assert report is not None
    assert (report["interrupted"], report["left"]) == (True, 1)


def test_a_child_that_takes_too_much_memory_is_told_to_stop(place: Place, newspaper: Press) -> None:
    """More than the limit over all its processes.

    It is stopped, and the reason names the setting.
    """
    config = config_of(place).model_copy(update={})
    service = config.service.model_copy(
        update={"crawl_memory": 1_000_000}
    )  # less than the smallest that can be configured
    config = config.model_copy(update={"service": service})
    ended = carried_out(config, plan_of(config, newspaper.url("/held/1")))
    assert "service.crawl_memory" in str(ended.reason)
    assert ended.by is EndedBy.MEMORY


def test_a_store_that_cannot_be_used_is_the_reason(place: Place, newspaper: Press) -> None:
    """An error that has a sentence comes out as that sentence, not as an exit status."""
    config = config_of(place)
    (place.folder / "store" / "strange").write_text("not an archive")
    ended = carried_out(config, plan_of(config, newspaper.url("/story/harbour")))
    assert "holds other things" in str(ended.reason)
    assert (ended.by, ended.result) == (EndedBy.ERROR, JobResult.FAILED)


@pytest.mark.parametrize(
    ("by", "killed", "interrupted", "result"),
    [
        (EndedBy.ITSELF, False, False, JobResult.OK),
        (EndedBy.ITSELF, False, True, JobResult.INTERRUPTED),
        (EndedBy.STOPPED, False, None, JobResult.INTERRUPTED),
        (EndedBy.STOPPED, True, None, JobResult.FAILED),
        (EndedBy.STOPPED, True, True, JobResult.FAILED),
        (EndedBy.LEASE, True, None, JobResult.INTERRUPTED),
        *(
            (by, False, None, JobResult.FAILED)
            for by in EndedBy
            if by not in {"itself", "stopped", "lease"}
        ),
    ],
)
def test_what_a_job_came_to(
    by: EndedBy,
    killed: bool,  # noqa: FBT001
    interrupted: bool | None,  # noqa: FBT001
    result: JobResult,
) -> None:
    """Each way to end has one result, whatever its reason says.

    A child that was told to stop and had to be killed has failed.
    """
    answer = None if interrupted is None else ChildAnswer(interrupted=interrupted)
    ended = Ended(
        by=by, reason="the service was stopped", killed=killed, seconds=1, memory=1, answer=answer
    )
    assert ended.result is result


def test_a_child_ends_when_its_parent_is_gone(place: Place, newspaper: Press) -> None:
    """The end of the pipe is the end of the service.

    What was fetched is stored, and the run says that it was interrupted.
    """
    config = config_of(place)
    plan = plan_of(config, newspaper.url("/held/1"))

    async def scene() -> int:
        child = await ChildProcess.started()
        child.tell(Task(job="crawl", config=config, plan=plan).encode())
        await asyncio.to_thread(
            until, lambda: newspaper.log("/held/"), "the request for the page that never comes"
        )
        child.leave()
        return await child.wait()

    assert asyncio.run(scene()) == 0
    report = parts_of(place.store, plan.run)[-1].report
    assert report is not None
    assert report["interrupted"] is True


def test_a_child_that_comes_too_late_is_told_nothing(place: Place) -> None:
    """Its start takes a while, in which its parent may have been told to stop."""
    config = config_of(place)

    async def scene() -> Ended:
        children = Children()
        children.stop()
        return await children.run(Task(job="crawl", config=config, plan=plan_of(config)))

    ended = asyncio.run(scene())
    assert (ended.by, ended.seconds, ended.answer) == (EndedBy.STOPPED, 0.0, None)
    assert ended.result is JobResult.INTERRUPTED


@pytest.mark.parametrize(("told", "status"), [(True, 0), (False, 1)])
def test_a_child_without_a_parent_ends_quietly(
    place: Place,
    capfd: pytest.CaptureFixture[str],
    told: bool,  # noqa: FBT001
    status: int,
) -> None:
    """An answer that nobody hears any more is no error, and a task that nobody tells is none."""
    task = Task(job="reextract", config=config_of(place), body={"articles": []}, quiet=True)

    async def scene() -> int:
        child = await ChildProcess.started()
        child._answers._transport.close()  # type: ignore[attr-defined]  # asyncio has no other way
        if told:
            child.tell(task.encode())
        else:
            child.leave()
        return await child.wait()

    assert asyncio.run(scene()) == status
    assert capfd.readouterr().err == ""


def process_of(place: Place, plan: Plan) -> str | None:
    """Return the name of the process that carried a plan out."""
    return parts_of(place.store, plan.run)[0].header.process


def in_turn(*tasks: Task) -> list[Ended]:
    """Return how tasks ended that were done one after another, by children that may rest."""

    async def scene() -> list[Ended]:
        children = Children(rest=60)
        try:
            return [await children.run(task) for task in tasks]
        finally:
            children.stop()
            await children.gone()
            assert not _forked_for_tasks()

    return asyncio.run(scene())


def _forked_for_tasks() -> list[psutil.Process]:
    """Return the processes that lead a group of their own below this one."""
    found = []
    for one in psutil.Process().children(recursive=True):
        with suppress(ProcessLookupError, psutil.NoSuchProcess):
            is_dead = one.status() == psutil.STATUS_ZOMBIE
            found += [one] if os.getpgid(one.pid) == one.pid and not is_dead else []
    return found


def test_a_child_carries_out_one_crawl_after_another(place: Place, newspaper: Press) -> None:
    """The same process does them, each with its own report, costs and rule for addresses, and is
    gone when its parent has no more for it.
    """
    config = config_of(place)
    first, again = (plan_of(config, newspaper.url("/story/harbour")) for _ in range(2))
    guarded = plan_of(config, newspaper.url("/story/harbour"))
    guarded = replace(guarded, limits=replace(guarded.limits, allow_private_networks=False))
    plans = (first, again, guarded, plan_of(config, newspaper.url("/story/harbour")))
    ends = in_turn(*(Task(job="crawl", config=config, plan=plan) for plan in plans))
    assert [(one.by, one.result) for one in ends] == [(EndedBy.ITSELF, JobResult.OK)] * 4
    assert len({process_of(place, plan) for plan in plans}) == 1
    reports = [parts_of(place.store, plan.run)[-1].report or {} for plan in plans]
    assert [one["counts"] for one in reports] == [
        *({"new": 1}, {"unchanged": 1}, {"refused": 1}, {"unchanged": 1}),
    ]
    assert [one["costs"]["requests"] for one in reports] == [1, 1, 1, 1]
    assert [bool(one["costs"]["received"]) for one in reports] == [True, True, False, True]
    assert place.verified().ok


def test_a_crawl_that_was_not_in_order_is_the_last_of_its_child(
    place: Place, newspaper: Press
) -> None:
    """Another process does the next one, after an error and for another configuration."""
    config = config_of(place)
    plans = [plan_of(config, newspaper.url("/story/harbour")) for _ in range(4)]
    wrong = replace(plans[1], run=plans[0].run)  # its part is taken
    other = config.model_copy()
    tasks = [
        Task(job="crawl", config=given, plan=plan)
        for given, plan in (
            (config, plans[0]),
            (config, wrong),
            (config, plans[2]),
            (other, plans[3]),
        )
    ]
    assert [one.by for one in in_turn(*tasks)] == [
        *(EndedBy.ITSELF, EndedBy.ERROR, EndedBy.ITSELF, EndedBy.ITSELF),
    ]
    assert len({process_of(place, plans[one]) for one in (0, 2, 3)}) == 3


@pytest.mark.parametrize(("name", "value"), [("MAX_TASKS", 1), ("LEFT_BEHIND", 0)])
def test_a_child_is_not_used_for_ever(
    place: Place, newspaper: Press, monkeypatch: pytest.MonkeyPatch, name: str, value: int
) -> None:
    """After so many tasks, or with so much memory, another one takes its place."""
    monkeypatch.setattr(child_pool, name, value)
    config = config_of(place)
    plans = [plan_of(config, newspaper.url("/story/harbour")) for _ in range(2)]
    in_turn(*(Task(job="crawl", config=config, plan=plan) for plan in plans))
    assert len({process_of(place, plan) for plan in plans}) == 2


def test_a_child_that_rests_ends_when_its_parent_is_gone(place: Place, newspaper: Press) -> None:
    """It ends in order, since there is nothing to stop."""
    config = config_of(place)
    plan = plan_of(config, newspaper.url("/story/harbour"))

    async def scene() -> tuple[ChildAnswer | None, int]:
        child = await ChildProcess.started()
        answer = await child.ask(Task(job="crawl", config=config, plan=plan, stays=True).encode())
        assert not child.has_ended
        child.leave()
        return answer, await child.wait()

    answer, status = asyncio.run(scene())
    assert answer is not None
    assert (answer.interrupted, answer.error, status) == (False, None, 0)


def test_a_process_is_known_by_more_than_its_number() -> None:
    """Our own process lives.

    One of its number started at another time, or before the last boot, does not; elsewhere nobody
    knows.
    """
    host, boot, pid, _ = this_process().split(" ")
    assert is_alive(this_process()) is True
    assert is_alive(f"{host} {boot} {pid} 2020-01-01T00:00:00+00:00") is False
    assert is_alive(f"{host} another-boot {pid} 2020-01-01T00:00:00+00:00") is False
    assert is_alive(f"another-host {boot} {pid} 2020-01-01T00:00:00+00:00") is None
    assert is_alive("nonsense") is None


def test_memory_counts_the_whole_family() -> None:
    """Processes that have ended take nothing; living ones take something."""
    assert memory_of(os.getpgrp()) > 1_000_000
    assert memory_of(2**22 + 1) == 0
