"""How sources do: ok, waiting, late or broken, in simulated time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from crawler.config import Config, SourceConfig
from crawler.index import Index, open_index
from crawler.model import Outcome
from crawler.reindex import catch_up
from crawler.store.files import FileStore
from jobs.observe import SourceHealth, health
from tests.notify.press import Clock, Press

PAGE = "https://courier.example/2026/bridge"
QUARTER = timedelta(minutes=15)


@dataclass
class Watch:
    """One source, its crawls, and what is said of it.

    ``every`` is its schedule; crawls come at that pace.
    """

    folder: Path
    settings: dict[str, Any] = field(
        default_factory=lambda: {"feeds": ["https://courier.example/rss"]}
    )
    every: timedelta | None = QUARTER
    clock: Clock = field(default_factory=Clock)

    def __post_init__(self) -> None:
        self.press = Press(FileStore(self.folder / "store"), self.clock)
        self.index: Index = open_index(f"sqlite:///{self.folder}/index.db")
        self.started = self.clock.now

    def crawl(
        self,
        times: int = 1,
        *,
        lists: Sequence[tuple[Outcome, int | None]] = (),
        pages: Sequence[Outcome] = (),
    ) -> None:
        """Crawl so often, each time finding these lists and pages; time passes after each."""
        for _ in range(times):
            run = self.press.run()
            for outcome, found in lists:
                run.read_list(outcome, found, "status 503" if outcome is Outcome.FAILED else None)
            for number, outcome in enumerate(pages):
                run.look(f"{PAGE}/{number}", outcome)
            run.flush(ended=True)
            self.clock.now += self.every or QUARTER

    def ask(self, **span: int) -> SourceHealth:
        """Return what is said of the source after so much time."""
        catch_up(self.index, self.press.store)
        config = Config.model_validate({"sources": [{"name": "courier", **self.settings}]})
        # a function, as the service has it
        interval: Callable[[SourceConfig], timedelta | None] = lambda _: self.every  # noqa: E731
        (found,) = health(
            config,
            self.index,
            self.clock.now + timedelta(**span),
            interval=interval,
            started=self.started,
        )
        return found


@pytest.fixture
def watch(tmp_path: Path) -> Watch:
    """Provide a source with a feed, crawled every quarter of an hour."""
    return Watch(tmp_path)


GOOD = ((Outcome.CHANGED, 5),)
SAME = ((Outcome.NOT_MODIFIED, 5),)
EMPTY = ((Outcome.CHANGED, 0),)
FAILED = ((Outcome.FAILED, None),)


def test_a_source_that_does_well(watch: Watch) -> None:
    """A source whose lists answer, changed or not, within its schedule is ok and ready."""
    watch.crawl(2, lists=GOOD)
    watch.crawl(2, lists=SAME, pages=[Outcome.UNCHANGED])
    found = watch.ask()
    assert (found.status, found.ready, found.found, found.since) == ("ok", True, 5, None)
    assert found.last_run == found.last_success == watch.clock.now - QUARTER


def test_a_source_that_was_never_crawled(watch: Watch) -> None:
    """A source is waited for when the service has just started, and late when it should have been
    crawled by then.
    """
    assert (watch.ask().status, watch.ask().ready) == ("waiting", True)
    assert watch.ask(minutes=34).status == "waiting"
    late = watch.ask(minutes=36)
    assert (late.status, late.ready, late.reason) == ("late", False, "it has never been crawled")


def test_a_crawl_that_does_not_come(watch: Watch) -> None:
    """A source whose last success lies further back than its schedule allows is late, unless the
    service was not there to crawl it.
    """
    watch.crawl(lists=GOOD)
    assert watch.ask(minutes=19).status == "ok"
    assert watch.ask(minutes=21).status == "late"
    watch.started = watch.clock.now + timedelta(days=3)
    assert watch.ask(days=3, minutes=10).status == "ok"


def test_without_a_schedule_nothing_is_late(watch: Watch) -> None:
    """A source that only people crawl is never late, whatever it was like last."""
    watch.every = None
    assert watch.ask(days=10).status == "waiting"
    watch.crawl(lists=GOOD)
    assert watch.ask(days=10).status == "ok"


def test_only_failures_break_a_source(watch: Watch) -> None:
    """A source whose lists do nothing but fail is late at first, and broken after its time.

    One success makes it well.
    """
    watch.crawl(4, lists=GOOD)
    went_down = watch.clock.now
    watch.crawl(3, lists=FAILED)
    assert (watch.ask().status, watch.ask().since) == ("late", went_down)
    watch.crawl(20, lists=FAILED)
    assert watch.ask().status == "late"
    watch.crawl(lists=FAILED)
    broken = watch.ask()
    assert (broken.status, broken.ready, broken.since) == ("broken", False, went_down)
    assert (
        broken.reason == "since 2026-11-21T10:00:00Z no look at its lists has succeeded: status 503"
    )
    watch.crawl(lists=GOOD)
    assert watch.ask().status == "ok"


def test_one_list_of_several_is_enough(watch: Watch) -> None:
    """While one list answers and gives links, the source is not broken."""
    watch.crawl(40, lists=[*FAILED, *GOOD, *EMPTY])
    assert watch.ask().status == "ok"


def test_lists_that_give_nothing_break_a_source(watch: Watch) -> None:
    """Lists that answer without any link are a success, and all the same a broken source after its
    time.
    """
    watch.crawl(lists=GOOD)
    dried_up = watch.clock.now
    watch.crawl(23, lists=EMPTY)
    assert watch.ask().status == "ok"
    watch.crawl(lists=EMPTY)
    broken = watch.ask()
    assert (broken.status, broken.found, broken.since) == ("broken", 0, dried_up)
    assert broken.last_success == watch.clock.now - QUARTER
    assert broken.last_good == dried_up - QUARTER
    assert broken.reason.endswith("its lists have given no link")
    run = watch.press.run()
    run.read_list(Outcome.CHANGED, 0, same_site=200, duplicate=1)
    run.read_list(Outcome.CHANGED, 0, same_site=74)
    run.flush(ended=True)
    assert watch.ask().reason.endswith(
        "given no link; left out: 274 on other sites (same_site), 1 listed twice"
    )
    watch.crawl(lists=SAME)
    assert watch.ask().status == "ok"


def test_pages_that_all_fail_break_a_source(watch: Watch) -> None:
    """A site that shows its feed and blocks every page is broken, though its lists answer.

    One page that is seen is enough.
    """
    watch.crawl(
        30,
        lists=GOOD,
        pages=[Outcome.BLOCKED, Outcome.UNREADABLE, Outcome.UNREADABLE, Outcome.UNCHANGED],
    )
    assert watch.ask().status == "ok"
    watch.crawl(
        30, lists=GOOD, pages=[Outcome.UNREADABLE, Outcome.UNREADABLE]
    )  # two pages that are none, and no other was looked at
    assert watch.ask().status == "ok"
    watch.crawl(
        30, lists=GOOD, pages=[Outcome.BLOCKED, Outcome.FAILED, Outcome.SUSPECT, Outcome.SKIPPED]
    )
    broken = watch.ask()
    assert broken.status == "broken"
    assert "no page of it could be read" in broken.reason


def test_plain_urls(watch: Watch) -> None:
    """A source of plain URLs is judged by its pages.

    One that was seen, unchanged or gone, is a success.
    """
    watch.settings = {"urls": [PAGE]}
    watch.crawl(3, pages=[Outcome.NOT_MODIFIED])
    assert (watch.ask().status, watch.ask().found) == ("ok", None)
    watch.crawl(3, pages=[Outcome.FAILED])
    assert watch.ask().status == "late"
    watch.crawl(22, pages=[Outcome.FAILED])
    assert watch.ask().status == "broken"
    watch.crawl(pages=[Outcome.GONE])
    assert watch.ask().status == "ok"


def test_two_intervals_at_least(watch: Watch) -> None:
    """A source that is crawled once a day is not broken after six hours.

    Two of its crawls must have failed.
    """
    watch.every = timedelta(days=1)
    watch.crawl(lists=GOOD)
    watch.crawl(lists=FAILED)
    assert watch.ask().status == "ok"
    watch.crawl(lists=FAILED)
    assert watch.ask().status == "broken"


@pytest.mark.parametrize(("hours", "status"), [(1, "broken"), (3, "broken"), (4, "late")])
def test_the_time_is_the_sources_own(watch: Watch, hours: int, status: str) -> None:
    """``broken_after`` says for each source how long its trouble may last."""
    watch.settings["broken_after"] = f"{hours}h"
    watch.crawl(lists=GOOD)
    watch.crawl(12, lists=FAILED)
    assert watch.ask().status == status


def test_a_gap_without_looks_breaks_nothing(watch: Watch) -> None:
    """A source that failed once before the service was stopped for a day is not broken when it
    starts again.
    """
    watch.crawl(lists=GOOD)
    watch.crawl(2, lists=FAILED)
    watch.clock.pass_by(days=1)
    watch.started = watch.clock.now
    assert watch.ask(minutes=1).status == "ok"


def test_skipped_checks_are_no_looks(watch: Watch) -> None:
    """What was skipped because it was checked recently says nothing of the source."""
    watch.settings = {"urls": [PAGE]}
    watch.crawl(pages=[Outcome.SKIPPED])
    assert watch.ask().last_run is None
