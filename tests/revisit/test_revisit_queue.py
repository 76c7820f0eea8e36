"""From check lines in a real index to the articles that are due."""

import asyncio
import gc
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler.config import Config, RevisitConfig, SourceConfig
from crawler.identity import alias_key, article_of, new_run_id, site_of
from crawler.index import Index
from crawler.model import Check, Outcome, State
from crawler.plan import Trigger
from jobs.planning import revisit_plan
from jobs.revisit.falling_order import Ranked
from jobs.revisit.index_record import moment_of, record_of
from jobs.revisit.policy import Policy
from jobs.revisit.revisit_queue import DueCheck, RevisitQueue
from jobs.revisit.revisit_record import CheckSummary, RevisitRecord, after
from jobs.schedule.service_jobs import ServiceJobs
from tests.examples import examples
from tests.index.making import NOON, check, part, version
from tests.revisit.plain_queue import PlainQueue

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NEWS = SourceConfig(
    name="news", feeds=("https://news.example/rss",), headers_env={"Authorization": "NEWS_TOKEN"}
)
QUIET = SourceConfig(name="quiet", feeds=("https://quiet.example/rss",), watch=False)
CONFIG = Config(sources=(NEWS, QUIET))
_numbers = count(1)


def url(number: int, host: str = "news.example") -> str:
    """Return an article's URL."""
    return f"https://{host}/2026/story-{number}"


def feed(
    index: Index,
    *checks: Check,
    trigger: str = "crawl",
    at: datetime = NOON,
    watch: bool | None = None,
    run: str | None = None,
) -> None:
    """Give the index one run's checks."""
    run = run or new_run_id(at, next(_numbers).to_bytes(4, "big"))
    plan = {"watch": watch is True, "unwatch": watch is False}
    index.add_parts([part(*checks, run=run, trigger=trigger, started=at, plan=plan)])


def seen(
    number: int,
    outcome: Outcome = Outcome.NEW,
    *,
    at: datetime = NOON,
    source: str | None = "news",
    **fields: object,
) -> Check:
    """Return a check of an article."""
    place = fields.pop("url", url(number))
    return check(outcome, url=place, fetched_at=at, source=source, **fields)


def articles(queue: RevisitQueue, now: datetime) -> list[str]:
    """Return what is due, by URL, in the order of URLs."""
    return sorted(one.url for one in queue.due(now))


def test_what_is_due_is_due_once(index: Index) -> None:
    """An article is handed out when it is due, and not again before its check line came or an hour
    went by.
    """
    feed(index, seen(1))
    queue = RevisitQueue(index, CONFIG)
    soon = queue.due(NOON) or queue.next(article_of(url(1)))
    assert soon
    assert articles(queue, NOON) == []
    later = NOON + HOUR
    assert articles(queue, later) == [url(1)]
    assert articles(queue, later + timedelta(minutes=5)) == []
    feed(index, seen(1, Outcome.UNCHANGED, at=later), trigger=Trigger.REVISIT, at=later)
    assert articles(queue, later + timedelta(minutes=6)) == []
    assert articles(queue, later + 3 * HOUR) == [url(1)]
    assert articles(queue, later + 4 * HOUR) == [url(1)]


def test_what_a_run_left_is_due_again_at_once(index: Index) -> None:
    """What was taken back, because its run ended without looking at it, is handed out again."""
    feed(index, seen(1))
    queue, later = RevisitQueue(index, CONFIG), NOON + HOUR
    handed = queue.due(later)
    queue.release(handed)
    assert queue.due(later) == handed


def test_what_never_comes_back_is_left_alone_for_a_while(index: Index) -> None:
    """Where run after run leaves no line of an article, it is handed out ten times, then once an
    hour.
    """
    feed(index, seen(1))
    queue, handed = RevisitQueue(index, CONFIG), 0
    for minute in range(120):
        due = queue.due(NOON + 2 * HOUR + timedelta(minutes=minute))
        queue.release(due)
        handed += len(due)
    assert handed == 11


def test_an_article_whose_url_belongs_to_another_is_not_due(index: Index) -> None:
    """Where an alias leads from its URL to another article, looks at the URL are that one's.

    It is not looked at for itself.
    """
    feed(index, seen(1, Outcome.FAILED), seen(2))
    queue = RevisitQueue(index, CONFIG)
    assert articles(queue, NOON + 2 * HOUR) == [url(1), url(2)]
    index.add_alias(alias_key(url(1)), "news.example", url(1), article_of(url(2)))
    assert articles(RevisitQueue(index, CONFIG), NOON + 2 * HOUR) == [url(2)]
    handed = 0
    for minute in range(120):
        due = [
            one
            for one in queue.due(NOON + 3 * HOUR + timedelta(minutes=minute))
            if one.url == url(1)
        ]
        queue.release(due)
        handed += len(due)
    assert handed == 9


@pytest.mark.parametrize("again", [False, True], ids=["updated", "made anew"])
# a parameter of the test
def test_only_watched_articles_are_due(index: Index, again: bool) -> None:  # noqa: FBT001
    """Watched are articles of configured sources that say so, and one-offs of a run with ``watch``;
    an ``unwatch`` ends either.
    """
    queue = RevisitQueue(index, CONFIG)
    assert queue.due(NOON) == []
    feed(
        index,
        seen(1),
        seen(2, source="quiet"),
        seen(3, source="removed"),
        seen(4, source=None),
        seen(5),
    )
    feed(index, seen(6, source=None), seen(7, source=None), watch=True)
    feed(
        index,
        seen(7, Outcome.SKIPPED, source=None),
        seen(5, Outcome.SKIPPED, source=None),
        watch=False,
        at=NOON + timedelta(minutes=1),
    )
    queue = RevisitQueue(index, CONFIG) if again else queue
    assert articles(queue, NOON + HOUR) == [url(1), url(6)]
    feed(index, seen(7, Outcome.SKIPPED, source=None), watch=True, at=NOON + timedelta(minutes=2))
    assert url(7) in articles(queue, NOON + HOUR)


def test_the_last_word_counts(index: Index) -> None:
    """Of two runs within one second, whose names say nothing of their order, the one that started
    later has the last word.
    """
    for number in range(20):
        at = NOON + timedelta(milliseconds=number)
        feed(
            index,
            seen(1, source=None, at=at),
            watch=number % 2 == 0,
            at=at,
            run=new_run_id(NOON, bytes([7 * number % 20] * 4)),
        )
        assert articles(RevisitQueue(index, CONFIG), NOON + HOUR) == (
            [] if number % 2 else [url(1)]
        )


def test_unwatching_while_it_waits(index: Index) -> None:
    """An article that is due and waiting is dropped when it is no longer watched."""
    feed(index, *(seen(number) for number in range(20)))
    queue = RevisitQueue(
        index, CONFIG.model_copy(update={"revisit": RevisitConfig(requests_per_hour=1)})
    )
    assert len(queue.due(NOON + HOUR)) == 1
    assert queue.waiting == 19
    feed(index, *(seen(number, Outcome.SKIPPED, source=None) for number in range(20)), watch=False)
    assert queue.due(NOON + 3 * HOUR) == []
    assert len(queue) == queue.waiting == 0


STEPS = st.lists(
    st.tuples(
        st.integers(1, 200),  # minutes that pass
        st.lists(st.integers(0, 30), max_size=12),  # what a crawl looks at meanwhile
        st.integers(0, 8),  # of what is handed out, looked at
        st.sampled_from(["looked at", "released", "nothing", "unwatched"]),
    ),
    min_size=1,
    max_size=8,
)


@given(STEPS, st.sampled_from([6, 30, 600]), st.sampled_from([6, 24]))
@settings(
    max_examples=examples(40),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_the_plain_way_gives_the_same(
    index: Index, story: Sequence[tuple[int, Sequence[int], int, str]], total: int, per_host: int
) -> None:
    """Whatever happens, the queue hands out what one does that puts all that wait into order.

    In the same order, with a budget that is too small and with one that is not.
    """
    index.start_over()
    limits = RevisitConfig(requests_per_hour=total, requests_per_host_per_hour=per_host)
    config = CONFIG.model_copy(update={"revisit": limits})
    places = [url(number, f"{'abc'[number % 3]}.example") for number in range(31)]
    feed(index, *(seen(number, url=place) for number, place in enumerate(places[:25])))
    queue, plain, now = RevisitQueue(index, config), PlainQueue(index, config), NOON
    for minutes, crawled, looked, then in story:
        now += timedelta(minutes=minutes)
        feed(index, *(_look(places[one], now) for one in set(crawled)), at=now)
        due = queue.due(now)
        assert [one.article for one in due] == plain.due(now)
        assert queue.waiting == plain.waiting
        if then in {"looked at", "released"}:
            lines = [_look(one.url, now) for one in due[:looked]]
            feed(index, *lines, trigger=Trigger.REVISIT, at=now)
        if then == "released":
            queue.release(due)
            plain.release(due)
        if then == "unwatched":
            lines = [
                seen(0, Outcome.SKIPPED, url=one.url, source=None, at=now) for one in due[:looked]
            ]
            feed(index, *lines, watch=False, at=now)


def _look(place: str, at: datetime) -> Check:
    return seen(0, Outcome.UNCHANGED, url=place, at=at)


def test_a_restart_forgets_no_spending(index: Index) -> None:
    """The budget of the last hour is known from the check lines of revisits.

    Other runs' checks are not counted.
    """
    config = CONFIG.model_copy(
        update={"revisit": RevisitConfig(requests_per_hour=60, requests_per_host_per_hour=30)}
    )
    later = NOON + 5 * HOUR
    feed(
        index,
        *(seen(number) for number in range(50)),
        *(seen(number, url=url(number, "other.example")) for number in range(50)),
    )
    feed(
        index,
        *(seen(number, Outcome.UNCHANGED, at=later) for number in range(5)),
        trigger=Trigger.REVISIT,
        at=later,
    )
    feed(
        index,
        *(seen(number, Outcome.UNCHANGED, at=later) for number in range(5, 9)),
        trigger="schedule",
        at=later,
    )
    feed(
        index,
        *(seen(number, Outcome.UNCHANGED, at=later - 2 * HOUR) for number in range(9, 12)),
        trigger=Trigger.REVISIT,
        at=later - 2 * HOUR,
    )
    queue = RevisitQueue(index, config)
    assert queue.spent(later).hour == {"news.example": 5}
    due = queue.due(later)
    assert sum(one.article.startswith("other") for one in due) == 5
    assert len(due) == 5
    assert queue.spent(later).hour == {"news.example": 5, "other.example": 5}


def test_a_plan_of_due_checks(index: Index) -> None:
    """The plan asks for the URL that the last confirming check asked for, in the name of its
    source, whose headers' names it carries.
    """
    asked = url(1) + "?edition=evening"
    feed(index, replace(seen(1), url=asked), seen(2, source=None))
    feed(index, seen(2, Outcome.UNCHANGED, source=None), watch=True)
    feed(
        index, replace(seen(1, Outcome.FAILED, at=NOON + timedelta(minutes=1)), url=url(1) + "/amp")
    )
    due = RevisitQueue(index, CONFIG).due(NOON + 5 * HOUR)
    plan = revisit_plan(CONFIG, [one.target for one in due], now=NOON, randomness=bytes(4))
    assert plan.trigger == Trigger.REVISIT
    assert {(target.url, target.source) for target in plan.targets} == {
        (asked, "news"),
        (url(2), None),
    }
    assert [(rules.name, rules.headers_env) for rules in plan.sources] == [
        ("news", (("Authorization", "NEWS_TOKEN"),))
    ]
    assert not plan.lists


OUTCOMES = st.sampled_from([one for one in Outcome if one not in {Outcome.NEW, Outcome.GONE}])
LOOKS = st.lists(st.tuples(OUTCOMES, st.booleans(), st.integers(1, 10**6)), max_size=25)


@given(LOOKS)
@settings(
    max_examples=examples(60),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_the_index_tells_what_the_looks_told(
    index: Index, story: Sequence[tuple[Outcome, bool, int]]
) -> None:
    """Whatever looks came to, the record that the index gives is the one that they add up to one by
    one.
    """
    number = next(_numbers)
    first = CheckSummary(
        at=NOON, outcome=Outcome.NEW, developing=False, published=moment_of("2026-11-20T08:00:00Z")
    )
    record = after(RevisitRecord(article=article_of(url(number)), first_seen=NOON), first)
    checks, at, head = [seen(number, developing=False, published="2026-11-20T08:00:00Z")], NOON, 1
    versions = [version(1, url(number), at=NOON)]
    for outcome, developing, seconds in story:
        at += timedelta(seconds=seconds)
        if outcome is Outcome.CHANGED:
            head += 1
            versions.append(version(head, url(number), at=at))
        mark = (
            developing if outcome in {Outcome.CHANGED, Outcome.UNCHANGED, Outcome.SUSPECT} else None
        )
        checks.append(seen(number, outcome, at=at, developing=mark, version=head))
        record = after(record, CheckSummary(at=at, outcome=outcome, developing=mark))
    index.add_versions(versions)
    feed(index, *checks)
    history = index.check_history(article_of(url(number)))
    assert history is not None
    assert record_of(history) == record


def test_gone_is_told(index: Index) -> None:
    """A believed removal is known, and counts as a change."""
    index.add_versions(
        [version(1, url(1), at=NOON), version(2, url(1), at=NOON + HOUR, state=State.GONE)]
    )
    feed(index, seen(1), seen(1, Outcome.GONE, at=NOON + HOUR, version=2))
    history = index.check_history(article_of(url(1)))
    assert history is not None
    assert history.gone
    assert record_of(history).changes == ((NOON, NOON + HOUR),)


def test_explanations(index: Index) -> None:
    """What is told of an article is what the queue goes by.

    One that is not watched has no next check, one never seen nothing at all.
    """
    feed(index, seen(1), seen(2, source=None))
    queue = RevisitQueue(index, CONFIG)
    queue.due(NOON)
    told = queue.explain(article_of(url(1)))
    assert told is not None
    assert told.watched
    assert (
        told.next
        == queue.next(article_of(url(1)))
        == Policy(CONFIG.revisit).next(record_of(told.history))
    )
    other = queue.explain(article_of(url(2)))
    assert other is not None
    assert (other.watched, other.next, other.steps) == (False, None, ())
    assert queue.explain(article_of(url(3))) is None


@pytest.mark.parametrize(
    ("declared", "moment"),
    [
        ("2026-11-21T10:24:39Z", datetime(2026, 11, 21, 10, 24, 39, tzinfo=UTC)),
        ("2026-11-21T10:24:39+02:00", datetime(2026, 11, 21, 8, 24, 39, tzinfo=UTC)),
        ("2026-11-21T10:24:39", datetime(2026, 11, 21, 10, 24, 39, tzinfo=UTC)),
        ("2026-11-21", datetime(2026, 11, 21, 23, 59, 59, 999999, tzinfo=UTC)),
        ("lately", None),
        ("0001-01-01T00:00:00+05:00", None),
        (None, None),
    ],
)
def test_declared_dates(declared: str | None, moment: datetime | None) -> None:
    """A date without a time stands for its end, one without a zone is UTC, and what is no date says
    nothing.
    """
    assert moment_of(declared) == moment


def searched() -> int:
    """Return how many objects of waiting checks are searched for garbage."""
    return sum(isinstance(one, DueCheck | Ranked) for one in gc.get_objects())


def test_what_waits_is_not_searched_for_garbage(index: Index) -> None:
    """The service leaves the checks that it has read, and that wait, out of all searches to come.

    It does so once. What comes later is searched, or garbage of other work would stay with it.
    """
    feed(index, *(seen(one) for one in range(5)))
    asked: Any = SimpleNamespace(
        archive_handle=SimpleNamespace(index=index),
        clock=lambda: NOON + DAY,
        metrics=SimpleNamespace(waits=lambda *_: None),
        slots=SimpleNamespace(busy={site_of(url(1))}),  # so that no run is begun
    )
    jobs = ServiceJobs(CONFIG, asked)
    before, frozen = searched(), gc.get_freeze_count()
    asyncio.run(jobs.revisit())
    assert (searched(), gc.get_freeze_count() > frozen) == (before, True)
    feed(index, *(seen(one) for one in range(5, 8)), at=NOON + HOUR)
    asyncio.run(jobs.revisit())
    assert searched() >= before + 3
