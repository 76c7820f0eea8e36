"""The scheduler itself in simulated time.

The clock is moved, and every due job is run by APScheduler's own code.
"""

import secrets
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import time_machine
from apscheduler.executors.debug import DebugExecutor
from apscheduler.schedulers.base import BaseScheduler

from crawler.archive import Archive, open_for_writing
from crawler.config import Config, Schedule, SourceConfig, StoreConfig
from crawler.index import Index
from crawler.ingest import CheckLog
from crawler.reindex import open_current
from crawler.store.files import FileStore
from jobs.planning import make_plan
from jobs.schedule.scheduled_jobs import DEFAULTS, MAX_SCHEDULE_SPAN, JobSpec, set_up

START = datetime(2026, 11, 21, 12, 7, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


class Stepped(BaseScheduler):  # type: ignore[misc]  # APScheduler has no types
    """A scheduler that does what is due when it is told to look."""

    def wakeup(self) -> None:
        """Wait to be told."""

    # APScheduler's interface
    def shutdown(self, wait: bool = True) -> None:  # noqa: FBT001, FBT002
        """End."""
        super().shutdown(wait)

    def look(self) -> None:
        """Do what is due now."""
        self._process_jobs()


def stepped() -> Stepped:
    """Return one that runs jobs at once, with the service's settings."""
    scheduler = Stepped(timezone=UTC, job_defaults=DEFAULTS, executors={"default": DebugExecutor()})
    scheduler.start()
    return scheduler


class Newsroom:
    """An archive whose service is started again and again.

    A crawl is what it leaves behind: its first part and its last.
    """

    def __init__(self, folder: Path, schedule: Schedule, index: Index) -> None:
        self.archive: Archive = open_for_writing(FileStore(folder / "store"), now=START)
        self.index = index
        source = SourceConfig(name="news", feeds=("https://news.example/rss",), schedule=schedule)
        self.config = Config(store=StoreConfig(url=f"file:{folder}/store"), sources=(source,))
        self.crawled: list[datetime] = []

    def crawl(self) -> None:
        """Leave behind what a crawl does."""
        now = datetime.now(UTC)
        plan = make_plan(
            self.config,
            trigger="schedule",
            now=now,
            randomness=secrets.token_bytes(4),
            sources=self.config.sources,
        )
        CheckLog(self.archive, self.index, plan, clock=lambda: now).open()
        self.crawled.append(now)

    def start(self) -> Stepped:
        """Start the service, as after a restart: all it knows is in the archive."""
        now, (source,) = datetime.now(UTC), self.config.sources
        last = self.index.last_crawls([source.name], now - MAX_SCHEDULE_SPAN)
        assert source.schedule is not None
        scheduler, work = stepped(), self.crawl
        set_up(
            scheduler,
            [
                JobSpec(
                    name="crawl", schedule=source.schedule, work=_sync(work), last=last.get("news")
                )
            ],
            now,
        )
        return scheduler


def _sync(work: Callable[[], None]) -> Any:
    """Work that APScheduler's debug executor can run."""
    return work


@pytest.fixture
def newsroom(tmp_path: Path) -> Iterator[Callable[[Schedule], Newsroom]]:
    """Newsrooms by their schedule."""
    (tmp_path / "store").mkdir()
    opened: list[Index] = []

    def make(schedule: Schedule) -> Newsroom:
        opened.append(open_current(f"sqlite:///{tmp_path}/index.db", FileStore(tmp_path / "store")))
        return Newsroom(tmp_path, schedule, opened[-1])

    yield make
    for index in opened:
        index.close()


@pytest.mark.parametrize(
    "schedule", [Schedule(every=15 * MINUTE), Schedule(cron="*/15 * * * *")], ids=["every", "cron"]
)
def test_a_service_restarted_every_minute_keeps_its_quarter_of_an_hour(
    newsroom: Callable[[Schedule], Newsroom], schedule: Schedule
) -> None:
    """In two hours it crawls at once and then every 15 minutes, though none of its lives lasts
    longer than a minute.
    """
    room = newsroom(schedule)
    with time_machine.travel(START, tick=False) as clock:
        for minute in range(120):
            clock.move_to(START + minute * MINUTE)
            scheduler = room.start()
            scheduler.look()
            scheduler.shutdown()
    gaps = {
        later - earlier for earlier, later in zip(room.crawled[1:], room.crawled[2:], strict=False)
    }
    assert gaps == {15 * MINUTE}
    assert len(room.crawled) in {8, 9}


def test_runs_that_were_missed_are_made_up_for_once(
    newsroom: Callable[[Schedule], Newsroom],
) -> None:
    """A machine that slept for a day crawls once when it wakes, and is back on its schedule."""
    room = newsroom(Schedule(cron="*/15 * * * *"))
    with time_machine.travel(START, tick=False) as clock:
        scheduler = room.start()
        scheduler.look()
        clock.move_to(START + timedelta(days=1))
        scheduler.look()
        clock.move_to(START + timedelta(days=1, minutes=8))
        scheduler.look()
    assert room.crawled == [START, START + timedelta(days=1), START + timedelta(days=1, minutes=8)]


def test_a_revisit_is_no_crawl_of_the_source(newsroom: Callable[[Schedule], Newsroom]) -> None:
    """Runs that look at a source's articles again do not put off the next look at its lists."""
    room = newsroom(Schedule(every=15 * MINUTE))
    with time_machine.travel(START, tick=False):
        plan = make_plan(
            room.config,
            trigger="revisit",
            now=START,
            randomness=b"0123",
            sources=room.config.sources,
        )
        CheckLog(room.archive, room.index, plan, clock=lambda: START).open()
    assert room.index.last_crawls(["news"], START - MAX_SCHEDULE_SPAN) == {}


def test_a_changed_timetable_replaces_the_old_one() -> None:
    """After a reload no job of the old configuration is left, and those that stayed keep their last
    run.
    """
    done: list[str] = []
    scheduler = stepped()
    with time_machine.travel(START, tick=False) as clock:
        set_up(
            scheduler,
            [
                JobSpec(
                    name=name,
                    schedule=Schedule(every=10 * MINUTE),
                    work=_sync(partial(done.append, name)),
                )
                for name in "ab"
            ],
            START,
        )
        scheduler.look()
        kept = JobSpec(
            name="b",
            schedule=Schedule(every=10 * MINUTE),
            work=_sync(lambda: done.append("b again")),
            last=START,
        )
        assert set_up(scheduler, [kept], START) == {"b": START + 10 * MINUTE}
        clock.move_to(START + 10 * MINUTE)
        scheduler.look()
    assert done == ["a", "b", "b again"]
