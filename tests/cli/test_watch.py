"""``watch``: pages archived, looked at again as they are due, and each change told.

The looks are real crawls in child processes. Only the time between them passes at once.
"""

import asyncio
import io
import json
import signal
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from crawler.capture_reader import ArchiveReader
from crawler.config import Config, load
from crawler.errors import PalimpsestError
from crawler.model import Check, Outcome
from jobs.children import Children
from jobs.commands import watch as command
from jobs.context import Context, now
from jobs.observe import logs
from jobs.revisit.policy import Policy
from jobs.revisit.revisit_record import RevisitRecord
from jobs.schedule.page_watch import PageWatch, as_often_as
from jobs.terminal.screen import Screen
from jobs.watch_log import WatchLog
from tests.archives import Built
from tests.cli.shell import Shell
from tests.newspaper.fixture import Press
from tests.run.conftest import file_place, place
from tests.run.palimpsest import Place, path_of, until
from tests.servers.made_site import front, teasers

__all__ = ["place"]

STORY, TAKEN, LATE, OTHER = "/editions/a", "/gone/clock", "/gone/late", "/story/pier"
SECTION = "/written/sport"
HOUR = timedelta(hours=1)


@dataclass
class Told:
    """What one watch told, for people and as JSON, and when it said that it would look."""

    people: str
    lines: list[dict[str, Any]]
    status: int
    waits: list[datetime]
    looks: list[str]
    """The paths that the newspaper was asked for."""

    def of(self, event: str) -> list[dict[str, Any]]:
        """Return the lines of an event."""
        return [line for line in self.lines if line["event"] == event]


class BothLogs:
    """Tells people and machines of the same rounds."""

    def __init__(self, logs: Sequence[WatchLog]) -> None:
        self._logs = logs

    def began(self, checks: Sequence[Check], list_pages: Sequence[str] = ()) -> None:
        """Tell of the first round."""
        for log in self._logs:
            log.began(checks, list_pages)

    def looked(self, checks: Sequence[Check], trouble: PalimpsestError | None = None) -> None:
        """Tell of a further round."""
        for log in self._logs:
            log.looked(checks, trouble)

    def ended(self, *, nothing_left: bool = False) -> int:
        """Tell of the end."""
        return max(log.ended(nothing_left=nothing_left) for log in self._logs)


@dataclass
class Time:
    """The time as the watch takes it: it goes to the next look at once."""

    events: list[Callable[[], bool]]
    """What happens before each further round. True: somebody pressed Ctrl-C."""
    ahead: timedelta = timedelta()
    waits: list[datetime] = field(default_factory=list)

    def now(self) -> datetime:
        """Return the present."""
        return now() + self.ahead

    async def wait(self, then: datetime) -> bool:
        """Let something happen, and go there."""
        self.waits.append(then)
        # further than needed: one page's interval is a tenth longer than the other's
        self.ahead += max(then - self.now(), timedelta()) + HOUR / 4
        return self.events.pop(0)()


def _watched(place: Place, config: Config, time: Time, urls: Sequence[str]) -> Told:
    """Return what a watch tells."""
    logs.set_up(quiet=True)
    people, lines = io.StringIO(), io.StringIO()

    async def watched() -> int:
        service = command.service_context(config, Children(), clock=time.now, plain_logs=False)
        watch = PageWatch(config, service, urls)
        both = BothLogs(
            [
                WatchLog(
                    Context(
                        config_path=place.folder / "config.yaml",
                        json=json,
                        out=Screen(file=out),
                        err=Screen(file=people),
                        capture_readers=ArchiveReader,
                    ),
                    next_look=watch.next,
                    hurried=False,
                )
                for json, out in ((False, people), (True, lines))
            ]
        )
        try:
            return await command.follow(watch, both, time.wait)  # type: ignore[arg-type]
        finally:
            service.archive_handle.close()

    status = asyncio.run(watched())
    told = [json.loads(line) for line in lines.getvalue().splitlines()]
    return Told(people.getvalue(), told, status, time.waits, [])


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory, module_press: Press) -> Iterator[Told]:
    """Provide what a watch of three pages tells: one changes, one leaves, one comes late. A
    section is no article.

    Another article of the archive is watched by the service, and is none of its business.
    """
    press, place = module_press, file_place(tmp_path_factory.mktemp("watch")).configure()
    press.set("gone/late", 404)
    links = teasers([f"/2026/11/27/story-{number}" for number in range(12)])
    press.say("written/sport", front(body=links))
    place.crawl("--watch", press.url(OTHER))

    urls = [press.url(path) for path in (STORY, TAKEN, LATE, SECTION)]

    def change() -> bool:
        press.set("editions/a", 1)
        press.set("gone/clock", 404)
        press.set("gone/late", 0)
        return False

    def unwatch() -> bool:
        assert place.run("unwatch", *urls).status == 0
        return False

    config = as_often_as(load(place.folder / "config.yaml", {}), HOUR)
    told = _watched(place, config, Time([change, unwatch]), urls)
    yield replace(told, looks=[entry["path"] for entry in press.log("/")])
    press.reset()


def test_the_pages_are_told_first(told: Told) -> None:
    """Each has its title, its words, and when it is looked at next."""
    first = {path_of(line["url"]): line for line in told.of("watching")[:4]}
    story, taken = (first[path] for path in (STORY, TAKEN))
    assert {one["outcome"] for one in (story, taken)} == {"new"}
    assert {one["version"] for one in (story, taken)} == {1}
    assert story["title"] in told.people
    assert f"new: version 1, {story['words']} words" in told.people
    soonest = min(one["next"] for one in first.values())
    assert soonest[:19] == told.waits[0].isoformat()[:19]


def test_a_section_is_said_to_be_none(told: Told) -> None:
    """What lists articles is watched as asked, and a hint says what to do instead."""
    (hint,) = (line for line in told.people.splitlines() if line.startswith("hint:"))
    assert f"{SECTION} lists articles and is none: `palimpsest init " in hint


def test_a_page_that_comes_late_is_told_then(told: Told) -> None:
    """It is watched from the first, and said to be archived when it is."""
    late = [line for line in told.of("watching") if line["url"].endswith(LATE)]
    assert [line["version"] for line in late] == [None, 1]
    assert late[1]["outcome"] == "new"


def test_a_change_is_told_with_its_difference(told: Told) -> None:
    """Once, with when it came about, its kinds, whether it was announced, and the words."""
    (change,) = told.of("change")
    assert (change["version"], change["kinds"], change["silence"]) == (2, ["fact"], "silent")
    assert ["removed", "0"] in change["diff"]["blocks"][-1]["spans"]
    assert told.people.count("fact, silent; came about after ") == 1
    assert told.people.count("edition [-0-]{+1+} of the report") == 1


def test_trouble_is_told_and_the_watch_goes_on(told: Told) -> None:
    """A page that is missing has a line."""
    (line,) = told.of("outcome")
    assert (line["outcome"], path_of(line["url"])) == ("suspect", TAKEN)
    assert "the article may have been taken down: the server answered with status 404" in (
        told.people
    )


def test_an_outcome_is_told_where_it_is_another(kept: tuple[Shell, Built], tmp_path: Path) -> None:
    """Trouble that goes on is told once, and its end is told too."""
    shell, built = kept
    config, out = tmp_path / "config.yaml", io.StringIO()
    config.write_text(
        f'store: {{url: "file:{shell.folder}/store"}}\n'
        f'index: {{url: "sqlite:///{tmp_path}/index.db"}}\n'
    )
    context = Context(
        config_path=config,
        json=True,
        out=Screen(file=out),
        capture_readers=ArchiveReader,
    )
    log = WatchLog(context, next_look=lambda _: None, hurried=True)
    seen = Check(
        kind="article",
        run="20261121T120000Z-00000000",
        url="https://news.example/2026/bridge-1",
        fetched_at=now(),
        outcome=Outcome.UNCHANGED,
        article=built.articles[1],
        version=2,
    )
    log.began([seen])
    for outcome in (Outcome.FAILED, Outcome.FAILED, Outcome.NOT_MODIFIED, Outcome.UNCHANGED):
        log.looked([replace(seen, outcome=outcome)])
    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [line["outcome"] for line in lines] == ["unchanged", "failed", "not_modified"]


def test_only_the_pages_of_the_call_are_looked_at(told: Told) -> None:
    """What else is watched in the archive is the service's business."""
    assert [told.looks.count(path) for path in (STORY, TAKEN, LATE, OTHER)] == [2, 2, 2, 1]


def test_the_watch_ends_when_nothing_is_left(told: Told) -> None:
    """It says where the archive is and how to go on, and its status is 0."""
    (end,) = told.of("end")
    assert (end["nothing_left"], end["checks"], end["changes"], told.status) == (True, 8, 1, 0)
    assert end["archive"] in told.people
    assert "nothing is left to check after 8 checks, with 1 change" in told.people
    assert "palimpsest articles --config" in told.people


@pytest.mark.slow
def test_ctrl_c_ends_it_in_order(place: Place, newspaper: Press) -> None:
    """While it waits, and with a status of 0. It needs no configuration but where the test is."""
    running = place.start("watch", newspaper.url(STORY))
    until(lambda: "next check" in running._out.read_text(), "the first round")
    running.signal(signal.SIGINT)
    done = running.wait()
    assert done.status == 0, done.err
    assert "stopped after 1 check, with 0 changes; the archive is at file:" in done.out
    assert f"palimpsest history {newspaper.url(STORY)}" in done.out
    assert "made a new archive at" in done.err
    assert place.verified().findings == ()


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (["https://news.example/"], "https://news.example/ is a front page"),
        (["news.example/a"], "has no scheme"),
        (["https://news.example/a", "--every", "20s"], "--every '20s' is too often"),
        (["https://news.example/a", "--every", "soon"], "--every 'soon': a duration"),
    ],
)
def test_a_wrong_call_archives_nothing(place: Place, call: list[str], said: str) -> None:
    """Front pages, what is no URL, and what is too often are refused before anything is fetched."""
    done = place.run("watch", *call)
    assert (done.status, done.out) == (2, "")
    assert said in done.err
    assert place.listed() == []


def test_damage_ends_it_as_other_commands(place: Place, newspaper: Press) -> None:
    """An archive that cannot be used ends the watch at once, with the status of the error."""
    (place.folder / "store" / "stray").write_text("no archive")
    done = place.run("watch", newspaper.url(STORY))
    assert (done.status, done.out) == (3, "")


@pytest.mark.parametrize("age", [timedelta(), HOUR, timedelta(days=2), timedelta(days=900)])
def test_one_interval_for_all(age: timedelta) -> None:
    """With ``--every``, articles of every age are looked at so often, and never for the last
    time.
    """
    seen = now()
    for every in (timedelta(minutes=1), timedelta(days=3)):
        policy = Policy(as_often_as(Config(), every).revisit)
        soon = policy.next(
            RevisitRecord(
                article="news.example/a",
                first_seen=seen,
                published=seen - age,
                last_checked=seen,
                first_sure=seen,
                last_sure=seen,
            )
        )
        assert soon is not None
        assert not soon.final
        assert abs(soon.interval / every.total_seconds() - 1) <= 0.1
