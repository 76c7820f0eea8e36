"""The queue on a real PostgreSQL, with work that ends at once: locks, faults, schedulers."""

import asyncio
import json
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest

from crawler.config import Config, EngineConfig, Schedule
from crawler.errors import EngineUnusable
from crawler.lease import ClockReading
from jobs.context import now
from jobs.fleet.fleet_worker import FleetWorker
from jobs.fleet.queued_crawl import QueuedCrawl, withdrawn_jobs
from jobs.job_queue import (
    GivenUp,
    JobState,
    JobStatus,
    PutBack,
    QueuedJob,
    TakenJob,
    open_queue,
    queue_queries,
)
from jobs.job_queue.database_queue import DatabaseQueue
from jobs.job_queue.job_values import VERSION, AttemptResult
from jobs.job_queue.queue_tables import migrations
from jobs.job_queue.worker_queue import WorkerQueue
from jobs.run_report import RunReport
from jobs.schedule.triggers import due_moment
from tests.fleet.conftest import SILENCE

Work = Callable[[WorkerQueue, TakenJob], Awaitable[None]]


def job(site: str | None = "a.example", once: str | None = None, **body: Any) -> QueuedJob:
    """Return a job."""
    return QueuedJob(kind="crawl", entry="crawl a", site=site, once=once, body=body)


def limited(work: Coroutine[Any, Any, None]) -> None:
    """Run a test's coroutine, which must end."""
    asyncio.run(asyncio.wait_for(work, 60))


@asynccontextmanager
async def working(engine: EngineConfig, work: Work, places: int = 2) -> AsyncIterator[WorkerQueue]:
    """Provide a worker whose jobs are done by ``work``, with an attempt noted for each."""

    async def doing(taken: TakenJob) -> None:
        before = await queue.attempts(taken.id)
        await queue.begin_attempt(taken.id, len(before) + 1, None, "w")
        await work(queue, taken)
        await queue.end_attempt(taken.id, len(before) + 1, AttemptResult.OK, None, {})

    queue = WorkerQueue(engine, host="here", pid=os.getpid(), places=places, doing=doing)
    await queue.open()
    stopping = asyncio.Event()
    serving = asyncio.create_task(queue.serve(stopping))
    try:
        yield queue
    finally:
        stopping.set()
        await serving
        await queue.close()


async def done(engine: EngineConfig, *numbers: int) -> dict[int, JobStatus]:
    """Return how these jobs ended."""
    async with open_queue(engine) as queue:
        states = await queue.wait(numbers, lambda _: None)
        return {number: state.status for number, state in states.items()}


def test_two_workers_never_have_one_site_at_once(engine: EngineConfig) -> None:
    """Jobs of one site are done one after the other, those of others beside them.

    Two processes that start at once make the tables once.
    """
    inside: set[str | None] = set()
    most, order = 0, []

    async def work(_: WorkerQueue, taken: TakenJob) -> None:
        nonlocal most
        assert taken.job.site not in inside
        inside.add(taken.job.site)
        most = max(most, len(inside))
        order.append(taken.id)
        await asyncio.sleep(0.05)
        inside.discard(taken.job.site)

    async def test() -> None:
        async with working(engine, work), working(engine, work), open_queue(engine) as queue:
            jobs = [job(f"{name}.example") for name in "aaabbc"]
            numbers = [one.id for one in await queue.enqueue(jobs)]
            assert set((await done(engine, *numbers)).values()) == {JobStatus.SUCCEEDED}
            assert (await queue.overview()).counts == {"succeeded": 6}

    limited(test())
    assert most > 1
    assert len(order) == 6


def test_an_entry_fires_once(engine: EngineConfig) -> None:
    """Of two schedulers one enqueues an entry, and a job that waits is not added twice."""

    async def test() -> None:
        schedule = Schedule(every=timedelta(minutes=15))
        async with open_queue(engine) as first, open_queue(engine) as second:

            def is_due(last: datetime | None, now: datetime) -> datetime | None:
                return due_moment(schedule, last, now)

            both = await asyncio.gather(
                first.fire("crawl a", is_due, [job(once="crawl a")]),
                second.fire("crawl a", is_due, [job(once="crawl a")]),
            )
            assert sorted(map(len, both)) == [0, 1]
            ((again,),) = [await first.enqueue([job(once="crawl a")])]
            assert not again.fresh
            assert await first.busy_sites() == {"a.example"}

    limited(test())


async def look(queue: WorkerQueue, second: float) -> int:
    """Have a worker look for dead ones at a second of its own clock. Returns the jobs it took."""
    queue.clock = lambda: ClockReading(second, second)
    return await queue.bury()


def test_the_silent_lose_their_jobs_and_cannot_end_them(
    engine: EngineConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A job whose worker fell silent is put back.

    That worker learns it at its next heartbeat, and what it says of the job counts no more.
    """
    begun, learned, freed = (asyncio.Event() for _ in range(3))

    async def stuck(queue: WorkerQueue, _: TakenJob) -> None:
        queue.lost = learned.set
        begun.set()
        await freed.wait()

    async def test() -> None:
        other = WorkerQueue(engine, host="x", pid=1, places=1, doing=lambda _: asyncio.sleep(0))
        await other.open()
        async with working(engine, stuck, places=1) as frozen:
            (added,) = await other.enqueue([job()])
            await begun.wait()
            heart = frozen._manager.update_heartbeat
            monkeypatch.setattr(
                frozen._manager, "update_heartbeat", lambda worker_id: asyncio.sleep(0, worker_id)
            )
            buried = [await look(other, second) for second in range(SILENCE * 2)]
            assert (sum(buried), sum(buried[:SILENCE])) == (1, 0)
            monkeypatch.setattr(frozen._manager, "update_heartbeat", heart)
            state = (await other.states([added.id]))[added.id]
            assert state.status is JobStatus.TODO
            assert [one.result for one in state.attempts] == [AttemptResult.LOST]
            await other.tell("UPDATE procrastinate_jobs SET scheduled_at = now() + interval '1 h'")
            await learned.wait()
            freed.set()
        state = (await other.states([added.id]))[added.id]
        assert state.status is JobStatus.TODO
        await other.close()

    limited(test())


def test_a_step_of_the_database_clock_kills_nobody(engine: EngineConfig) -> None:
    """Heartbeats that seem an hour old, because the database's clock was set, are heard anew."""

    async def work(_: WorkerQueue, __: TakenJob) -> None:
        """Do nothing."""

    async def test() -> None:
        other = WorkerQueue(engine, host="x", pid=1, places=1, doing=lambda _: asyncio.sleep(0))
        await other.open()
        async with working(engine, work) as living:
            while not (await living.overview()).workers:  # noqa: ASYNC110  # it registers by itself
                await asyncio.sleep(0.05)
            for second in range(SILENCE * 2):
                await other.tell(
                    "UPDATE procrastinate_workers SET last_heartbeat = "
                    "last_heartbeat - interval '1 hour'"
                )
                assert await look(other, second) == 0
            assert len((await other.overview()).workers) == 1
        await other.close()

    limited(test())


def test_the_end_of_an_attempt_is_noted_with_what_it_hands_on(
    engine: EngineConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both or neither, and once: a database that fails in between makes no job twice."""

    async def test() -> None:
        queue = DatabaseQueue(engine)
        await queue.open()
        (mine,) = await queue.enqueue([job()])
        await queue.begin_attempt(mine.id, 1, None, "w")

        async def end() -> None:
            ok = AttemptResult.OK
            await queue.end_attempt(mine.id, 1, ok, None, {}, further=[job("b.example")])

        with monkeypatch.context() as broken:
            broken.setattr(queue_queries, "END_ATTEMPT", "SELECT 1 / 0")
            with pytest.raises(EngineUnusable):
                await end()
        assert (await queue.overview()).counts == {"todo": 1}
        for _ in range(2):  # the answer to the first may have been lost on its way
            await end()
        assert (await queue.overview()).counts == {"todo": 2}
        (attempt,) = await queue.attempts(mine.id)
        assert len((attempt.answer or {})["handed_on"]) == 1
        await queue.close()

    limited(test())


def test_a_worker_that_was_thought_dead_has_no_lease_to_give(engine: EngineConfig) -> None:
    """A job that it had just taken is put back, and is no error."""
    worker = WorkerQueue(engine, host="x", pid=1, places=1, doing=lambda _: asyncio.sleep(0))
    assert worker.renewed is None
    worker._noted(ClockReading(1.0, 1.0))
    assert worker.renewed == ClockReading(1.0, 1.0)
    worker._was_lost()
    assert worker.renewed is None
    config = Config.model_validate({"store": {"url": "file:x"}, "engine": engine.url})
    taken = TakenJob(id=1, worker=1, job=job())

    async def test() -> None:
        with pytest.raises(PutBack):
            await FleetWorker(config, places=1, clock=now, plain_logs=False)._do(taken)

    limited(test())


def test_a_poisonous_job_is_given_up(engine: EngineConfig) -> None:
    """A job whose workers die is tried so often and no more. It stays, as failed, for all to see.

    One that is put back comes again, one that is given up does not.
    """
    tries: dict[int, int] = {}

    async def work(_: WorkerQueue, taken: TakenJob) -> None:
        tries[taken.id] = tries.get(taken.id, 0) + 1
        if "again" in taken.job.body and tries[taken.id] < 2:
            raise PutBack(0)
        if "bad" in taken.job.body:
            raise GivenUp("no")

    async def test() -> None:
        async with open_queue(engine) as queue:
            (poison,) = await queue.enqueue([job("poison.example")])
            killer = WorkerQueue(
                engine, host="x", pid=1, places=1, doing=lambda _: asyncio.sleep(0)
            )
            await killer.open()
            for number in range(1, 4):
                await killer.tell(
                    "UPDATE procrastinate_jobs SET status = 'doing', worker_id = NULL "
                    "WHERE id = %(job)s",
                    job=poison.id,
                )
                await killer.begin_attempt(poison.id, number, None, "w")
                assert await look(killer, 0) == 1
            await killer.close()
            async with working(engine, work):
                others = await queue.enqueue(
                    [job("b.example", again=1), job("c.example", bad=1), job("d.example")]
                )
                ends = await done(engine, *[one.id for one in others])
            assert list(ends.values()) == [
                JobStatus.SUCCEEDED,
                JobStatus.FAILED,
                JobStatus.SUCCEEDED,
            ]
            overview = await queue.overview()
            assert {one.id for one in overview.failed} == {poison.id, others[1].id}
            assert [len(one.attempts) for one in overview.retried if one.id == poison.id] == [3]

    limited(test())
    assert sorted(tries.values()) == [1, 1, 2]


def test_a_newer_job_is_left_and_an_older_one_is_read(engine: EngineConfig) -> None:
    """A worker takes no job of a version that it does not know: a newer worker will."""
    seen: list[str] = []

    async def work(_: WorkerQueue, taken: TakenJob) -> None:
        seen.append(taken.job.kind)

    async def test() -> None:
        async with open_queue(engine) as first:
            newer, older = await first.enqueue([job("a.example"), job("b.example")])
            queue = DatabaseQueue(engine)
            await queue.open()
            arguments = json.dumps({"version": VERSION + 1, "kind": "unheard-of"})
            await queue.tell(
                "UPDATE procrastinate_jobs SET queue_name = %(queue)s, args = %(arguments)s::jsonb "
                "WHERE id = %(job)s",
                job=newer.id,
                queue=f"palimpsest-{VERSION + 1}",
                arguments=arguments,
            )
            async with working(engine, work):
                assert (await done(engine, older.id))[older.id] is JobStatus.SUCCEEDED
            states = await queue.states([newer.id])
            assert states[newer.id].status is JobStatus.TODO
            await queue.close()

    limited(test())
    assert job(plan={}).queue == "palimpsest-1"  # which workers of the first release take
    assert job(plan={}, begun={}).queue == "palimpsest-2"
    older = QueuedJob.of({"version": 1, "kind": "crawl", "added": 1}, site=None, once=None)
    assert (older.kind, older.entry, older.depth) == ("crawl", "crawl", 0)


def test_a_retry_gives_way_to_the_next_job_of_its_entry(engine: EngineConfig) -> None:
    """A job that is put back while another one of its entry waits ends, and its lock with it."""

    async def work(queue: WorkerQueue, taken: TakenJob) -> None:
        if "first" in taken.job.body:
            await queue.enqueue([job(once="e")])
            raise PutBack(0)

    async def test() -> None:
        async with working(engine, work, places=1) as queue:
            (first,) = await queue.enqueue([job(once="e", first=1)])
            ends = await done(engine, first.id, first.id + 1)
            assert ends == {first.id: JobStatus.ABORTED, first.id + 1: JobStatus.SUCCEEDED}

    limited(test())


def test_what_has_ended_is_not_asked_after_again(
    engine: EngineConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who waits for many jobs asks after those that have not ended, and is told of all in order."""
    asked: list[list[int]] = []
    states_of = DatabaseQueue.states

    async def recorded(queue: DatabaseQueue, jobs: Sequence[int]) -> dict[int, JobState]:
        asked.append(list(jobs))
        return await states_of(queue, jobs)

    async def test() -> None:
        seen: list[Mapping[int, JobState]] = []
        may_end = asyncio.Event()

        def saw(states: Mapping[int, JobState]) -> None:
            seen.append(states)
            if sum(one.status.is_final for one in states.values()) == 1:
                may_end.set()

        async def work(_: WorkerQueue, taken: TakenJob) -> None:
            if taken.job.site == "b.example":
                await may_end.wait()

        async with working(engine, work), open_queue(engine) as queue:
            jobs = await queue.enqueue([job(), job(site="b.example")])
            quick, slow = (one.id for one in jobs)
            states = await queue.wait([slow, quick], saw)
            assert [one.status for one in states.values()] == [JobStatus.SUCCEEDED] * 2
            assert list(states) == list(seen[-1]) == [slow, quick]
            assert (asked[0], asked[-1]) == ([slow, quick], [slow])

    monkeypatch.setattr(DatabaseQueue, "states", recorded)
    limited(test())


def test_who_stops_waiting_withdraws_nothing_of_others(engine: EngineConfig) -> None:
    """Of two calls that wait for one job, the one that did not add it leaves it alone.

    Who waits for a job that was withdrawn all the same is told so by the exit status. What a job
    has handed on is withdrawn with it.
    """

    async def test() -> None:
        async with open_queue(engine) as queue:
            (mine,) = await queue.enqueue([job(once="e")])
            (shared,) = await queue.enqueue([job(once="e")])
            assert (shared.id, shared.fresh) == (mine.id, False)
            withdrawn, states = await withdrawn_jobs(queue, [], [mine.id])
            assert (withdrawn, states[mine.id].status) == (0, JobStatus.TODO)
            (further,) = await queue.enqueue([job(site="b.example")])
            database = cast("DatabaseQueue", queue)
            await database.begin_attempt(mine.id, 1, None, "w")
            handed_on = {"handed_on": [further.id]}
            await database.end_attempt(mine.id, 1, AttemptResult.OK, None, handed_on)
            withdrawn, states = await withdrawn_jobs(queue, [mine.id], [mine.id])
            assert withdrawn == 2
            assert {one.status for one in states.values()} == {JobStatus.CANCELLED}
            report = RunReport(run="r", started=datetime.now(UTC))
            assert QueuedCrawl(report, list(states.values())).exit_code == 1

    limited(test())


def test_the_schedule_of_two_schedulers_is_one() -> None:
    """An entry fires no more often than its schedule says, whatever the phases of the two are.

    One that was late once is not left out the next time.
    """
    schedule = Schedule(every=timedelta(minutes=15))
    start = datetime(2026, 11, 28, tzinfo=UTC)
    fired: datetime | None = None
    times = []
    for minute in sorted([*range(0, 600, 15), *range(8, 600, 15)]):
        now = start + timedelta(minutes=minute)
        moment = due_moment(schedule, fired, now)
        if moment is not None:
            fired = moment
            times.append(minute)
    assert 39 <= len(times) <= 42
    late = due_moment(schedule, start, start + timedelta(minutes=16))
    assert late is not None
    assert due_moment(schedule, late, start + timedelta(minutes=30)) is not None
    daily = Schedule(cron="0 6 * * *")
    assert due_moment(daily, start.replace(hour=6), start.replace(hour=6, minute=1)) is None


def test_an_engine_that_is_not_there_is_named() -> None:
    """An address that does not answer is one error, without a password in it."""
    engine = EngineConfig.model_validate("postgresql+psycopg://u:secret@127.0.0.1:1/x")

    async def test() -> None:
        await DatabaseQueue(engine).open()

    with pytest.raises(EngineUnusable) as raised:
        limited(test())
    assert "secret" not in raised.value.message
    with suppress(AttributeError):
        assert raised.value.exit_code == 3


def test_migrations_of_the_library_are_found() -> None:
    """Between two releases of the library lie its migrations, in order."""
    names = [path.name for path in migrations("3.2.0", "3.10.0")]
    assert names[0].startswith("03.03.00")
    assert names[-1].startswith("03.04.00_50")
    assert migrations("3.10.0", "3.10.0") == []


def test_a_call_that_was_killed_finds_its_jobs_again(engine: EngineConfig) -> None:
    """Until it ends, or one of its jobs is withdrawn; another call has jobs of its own.

    A queue that an early release made learns of calls when it is opened.
    """

    async def test() -> None:
        early = DatabaseQueue(engine)
        await early.open()
        await early.tell("DROP TABLE palimpsest_calls")
        await early.close()
        async with open_queue(engine) as queue:

            def jobs() -> list[QueuedJob]:
                return [job(None), job(None)]

            first, known = await queue.call("verify all", jobs)
            assert (len(first), known) == (2, False)
            assert await queue.call("verify all", jobs) == (first, True)
            assert (await queue.call("verify some", jobs))[1] is False
            await queue.withdraw(first[:1])
            second, known = await queue.call("verify all", jobs)
            assert (set(first) & set(second), known) == (set(), False)
            assert (await queue.overview()).counts == {"todo": 4, "cancelled": 2}
            await queue.end_call("verify all", first)
            assert await queue.call("verify all", jobs) == (second, True)
            await queue.end_call("verify all", second)
            assert (await queue.call("verify all", jobs))[1] is False

    limited(test())


def test_what_has_ended_is_remembered_by_who_waits(engine: EngineConfig) -> None:
    """A job that went well may be forgotten before the others are done, which may take days."""

    async def test() -> None:
        queue = DatabaseQueue(engine)
        await queue.open()
        first, second = [one.id for one in await queue.enqueue([job(None), job(None)])]
        ended = "UPDATE procrastinate_jobs SET status = 'succeeded' WHERE id = %(job)s"

        async def saw(states: Mapping[int, JobState]) -> None:
            if not states[first].status.is_final:
                await queue.tell(ended, job=first)
            else:
                await queue.tell("DELETE FROM procrastinate_jobs WHERE id = %(job)s", job=first)
                await queue.tell(ended, job=second)

        states = await queue.wait([first, second], saw)
        await queue.close()
        assert {number: state.status for number, state in states.items()} == dict.fromkeys(
            (first, second), JobStatus.SUCCEEDED
        )

    limited(test())


def test_a_job_that_makes_no_sense_says_why(engine: EngineConfig) -> None:
    """Whether its plan cannot be read, or what it goes on with, or this release knows no such work.

    It is given up at once, and whoever waits for it is told the reason.
    """
    config = Config.model_validate({"engine": engine.model_dump()})
    bodies = ({"plan": {"run": 1}}, {"plan": None})

    async def test() -> None:
        worker = FleetWorker(config, places=1, clock=now, plain_logs=False)
        await worker._queue.open()
        serving = asyncio.create_task(worker._queue.serve(worker._stopping))
        async with open_queue(engine) as queue:
            jobs = [*(job(None, **body) for body in bodies), replace(job(None), kind="dance")]
            numbers = [one.id for one in await queue.enqueue(jobs)]
            states = (await queue.wait(numbers, lambda _: None)).values()
        worker._stop()
        await serving
        await worker._queue.close()
        assert {one.status for one in states} == {JobStatus.FAILED}
        reasons = [one.last.reason if one.last is not None else None for one in states]
        assert [reason[:24] if reason else None for reason in reasons] == [
            "the plan of a job is no ",
            "the plan of a job is no ",
            "no worker of this releas",
        ]

    limited(test())
