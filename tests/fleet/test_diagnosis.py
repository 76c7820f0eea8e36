"""What ``doctor`` says of the engine, and what a crawl does where it cannot be used."""

import asyncio
import os
import subprocess
import sys
from typing import Any

import pytest

from jobs.job_queue.database_queue import DatabaseQueue
from jobs.job_queue.worker_queue import WorkerQueue
from tests.fleet.conftest import Fleet
from tests.run.palimpsest import Done, Place

PAGE = "https://a.example/x"
NOWHERE = "postgresql+psycopg://u@127.0.0.1:1/x"


def told(place: Place, status: int) -> dict[str, dict[str, Any]]:
    """Return what ``doctor`` finds, by name."""
    done = place.run("doctor", "--json")
    assert done.status == status, done.out + done.err
    return {one["about"]: one for one in done.json["findings"]}


def test_the_engine_is_examined(fleet: Fleet) -> None:
    """Before there are tables, with tables that an earlier release made, and with a worker."""
    engine = fleet.engine
    new = told(fleet.place, 0)["engine"]
    assert (new["state"], "no tables yet" in new["detail"]) == ("note", True)
    assert "workers" not in told(fleet.place, 0)

    async def test() -> None:
        queue = WorkerQueue(engine, host="x", pid=1, places=3, doing=lambda _: asyncio.sleep(0))
        await queue.open()
        await queue.tell("UPDATE palimpsest_queue SET procrastinate = '3.9.0'")
        old = await asyncio.to_thread(told, fleet.place, 0)
        assert old["engine"]["state"] == "note"
        assert "3.9.0" in old["engine"]["detail"]
        await queue.close()
        queue = DatabaseQueue(engine)  # type: ignore[assignment]  # which brings them up to date
        await queue.open()
        idle = await asyncio.to_thread(told, fleet.place, 0)
        assert (idle["engine"]["state"], idle["workers"]["state"]) == ("ok", "note")
        assert "palimpsest worker" in idle["workers"]["hint"]
        await queue.close()

    asyncio.run(test())
    worker = fleet.start_worker("--jobs", "3")
    fleet.wait_for(worker, "the worker takes jobs")
    busy = told(fleet.place, 0)["workers"]
    assert busy["state"] == "ok"
    assert "1 worker on 1 machine with 3 places; 0 jobs" in busy["detail"]


@pytest.mark.parametrize(
    "command",
    [
        ["crawl", PAGE],
        ["crawl", "--watch", PAGE],
        ["watch", PAGE],
        ["import", "old.jsonl", "--jobs", "engine"],
    ],
)
def test_an_engine_that_cannot_be_reached_is_told_before_there_is_an_archive(
    place: Place, command: list[str]
) -> None:
    """Nothing is made for a crawl that nobody can take."""
    place.configure(engine=NOWHERE)
    (place.folder / "old.jsonl").write_text("{}")
    done: Done = place.run(*command)
    assert done.status == 3
    assert "the engine postgresql" in done.err
    assert "Traceback" not in done.err
    assert place.listed() == []
    assert told(place, 3)["engine"]["state"] == "wrong"


def test_a_library_that_is_missing_is_named(place: Place) -> None:
    """By whatever needs an engine, with the extra that brings it, and no archive is made."""
    place.configure(engine=NOWHERE)
    hiding = place.folder / "hiding"
    hiding.mkdir()
    missing = "raise ModuleNotFoundError('procrastinate', name='procrastinate')"
    (hiding / "procrastinate.py").write_text(missing)
    environ = {**os.environ, **place.environ, "PYTHONPATH": str(hiding)}
    (place.folder / "old.jsonl").write_text("{}")
    for command in (
        ["crawl", PAGE],
        ["watch", PAGE],
        ["import", "old.jsonl", "--jobs", "engine"],
        ["run"],
        ["worker"],
        ["doctor"],
    ):
        call = [sys.executable, "-m", "jobs", *command]
        done = subprocess.run(
            call, cwd=place.folder, env=environ, capture_output=True, text=True, check=False
        )
        assert done.returncode == 2, done.stderr
        assert "palimpsest-archive[engine]" in done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        assert place.listed() == []


@pytest.mark.parametrize(
    ("module", "spared"),
    [
        ("jobs.commands.crawl", ("jobs.fleet.queued_crawl", "procrastinate", "psycopg")),
        ("jobs.children.ended", ("crawler.verify", "crawler.reindex", "crawler.reextract")),
    ],
)
def test_what_is_not_needed_is_not_loaded(module: str, spared: tuple[str, ...]) -> None:
    """A crawl without an engine loads nothing of one; what a child answers loads no work."""
    code = f"import sys, {module}; print([name for name in {spared!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
