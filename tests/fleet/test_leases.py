"""The right to fetch, and plans cut to one site: what needs no database."""

import os
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import jobs.run
from crawler.capture import Overlap
from crawler.codec import as_json, decode, encode
from crawler.config import Config, load
from crawler.errors import LeaseLost
from crawler.handing_on import NOTHING, Begun, BegunFetch, BegunRobots, Lease, Onward
from crawler.identity import site_of
from crawler.lease import ClockReading, Fence
from crawler.plan import Limits, ListKind, ListTarget, PageTarget, Plan, SourceRules
from crawler.spiders.elsewhere import Elsewhere
from jobs.children import ChildAnswer, Ended, EndedBy
from jobs.context import now
from jobs.fleet.crawl_attempts import MAX_DEPTH, further_jobs, resumed, verdict
from jobs.job_queue import Attempt, AttemptResult, QueuedJob, by_site
from jobs.observe.metrics import Metrics
from jobs.planning import make_plan
from jobs.run import carry_out
from tests.newspaper.fixture import Press
from tests.run.palimpsest import Place, Running, inherited

NOW = datetime(2026, 11, 28, 8, tzinfo=UTC)
LIMITS = Limits(user_agent="t", per_host_delay_ms=1000)


def plan_of(*urls: str, lists: tuple[str, ...] = ()) -> Plan:
    """Return a plan."""
    return Plan(
        run="20261128T080000Z-00000000",
        trigger="crawl",
        limits=LIMITS,
        targets=tuple(PageTarget(url=url) for url in urls),
        lists=tuple(ListTarget(source="n", url=url, kind="feed") for url in lists),
        sources=(SourceRules(name="n"),),
    )


def test_a_lease_ends_by_the_clock_that_says_more() -> None:
    """A machine that slept has lost its lease, though one of its clocks stood still.

    An older renewal that comes late takes nothing back.
    """
    clock = [ClockReading(0.0, 0.0)]
    fence = Fence(15.0, clock[0], now=lambda: clock[0])
    assert fence.holds
    clock[0] = ClockReading(1.0, 16.0)
    assert not fence.holds
    fence.renew(ClockReading(1.0, 10.0))
    assert fence.holds
    fence.renew(ClockReading(0.5, 0.5))
    assert fence.holds
    clock[0] = ClockReading(2.0, 25.5)
    assert not fence.holds
    assert not fence.wait(0.0)


def _without_lease(config: Path, url: str) -> None:
    """Carry out a plan whose lease is over already."""
    jobs.run.RENEWAL_PATIENCE = 0.0
    settings = load(config, os.environ)
    plan = make_plan(settings, trigger="crawl", now=now(), randomness=b"0000", urls=[url])
    over = ClockReading(time.monotonic() - 100, time.monotonic() - 100)
    lease = Lease(site="127.0.0.1", fence=Fence(15.0, over))
    try:
        carry_out(plan, settings, clock=now, watcher=lambda _, __: None, lease=lease)
    except LeaseLost as error:
        print(error.message)  # noqa: T201  # the child's whole output


def test_without_a_lease_nothing_is_asked_and_nothing_written(
    place: Place, newspaper: Press
) -> None:
    """A crawl that wakes up after its lease is over sends no request and writes no report."""
    running = Running(
        place.folder,
        inherited(),
        _without_lease,
        place.folder / "config.yaml",
        newspaper.url("/story/harbour"),
    )
    assert "was not renewed" in running.wait().out
    assert newspaper.log() == []
    assert len(place.listed("checks/")) == 1  # the plan, from before


def test_a_plan_is_split_by_site() -> None:
    """Each part names one site and what is needed there. What is no URL stays, to be refused."""
    plan = plan_of(
        "https://a.example/1",
        "https://www.a.example/2",
        "https://b.example/1",
        "nonsense",
        lists=("https://feeds.b.example/x",),
    )
    parts = {one.site: one.plan for one in by_site(plan, now=NOW)}
    assert parts.keys() == {"a.example", "b.example"}
    assert [one.url for one in parts["a.example"].targets][:2] == [
        "https://a.example/1",
        "https://www.a.example/2",
    ]
    assert len(parts["b.example"].lists) == 1
    assert [rules.name for rules in parts["b.example"].sources] == ["n"]
    assert parts["a.example"].sources == ()
    assert {len({part.run for part in parts.values()})} == {2}
    assert sum(len(part.targets) for part in parts.values()) == len(plan.targets)
    assert decode(Plan, encode(as_json(plan))) == plan


def bound_to(site: str, begun: Begun = NOTHING) -> Elsewhere:
    """Return what a crawl of a site leaves to others."""
    fence = Fence(15.0, ClockReading.now())
    return Elsewhere(Lease(site=site, fence=fence, begun=begun))


def test_what_lies_elsewhere_is_taken_once() -> None:
    """Without a site there is no elsewhere. Another port of the host is not elsewhere."""
    elsewhere = bound_to("a.example")
    assert not elsewhere.takes(PageTarget(url="https://www.a.example/1"))
    assert not elsewhere.takes(PageTarget(url="https://a.example:8443/1"))
    assert not elsewhere.takes(PageTarget(url="nonsense"))
    for _ in range(2):
        assert elsewhere.takes(PageTarget(url="https://b.example/1"))
        assert elsewhere.takes(ListTarget(source="n", url="https://c.example/f", kind="feed"))
    onward = elsewhere.onward()
    assert (len(onward.pages), len(onward.lists), bool(onward.begun)) == (1, 1, False)
    assert not Elsewhere(None).takes(PageTarget(url="https://b.example/1"))


def test_one_machine_one_lock() -> None:
    """Subdomains and ports of one registrable domain are one site, blogs of one host are not."""
    one = ["https://a.example/", "http://a.example:8443/x", "https://www.news.a.example/"]
    assert {site_of(url) for url in one} == {"a.example"}
    assert site_of("http://[::1]:8080/") == site_of("http://[::1]/") == "[::1]"
    assert site_of("http://127.0.0.1:81/") == "127.0.0.1"
    assert site_of("https://x.github.io/") != site_of("https://y.github.io/")
    (part,) = by_site(plan_of(*one), now=NOW)
    assert (part.site, len(part.plan.targets)) == ("a.example", 3)


def test_who_listed_a_page_too_is_handed_on_with_it() -> None:
    """A page of two sources is asked for once, and belongs to both."""
    elsewhere = bound_to("a.example")
    page = PageTarget(url="https://a.example/1", source="n")
    elsewhere.hand_on(page, begun_at(page.url, "https://b.example/1"))
    assert elsewhere.hands_on("https://a.example/1#top")
    assert not elsewhere.hands_on("https://a.example/2")
    overlap = Overlap(url="https://a.example/1?utm_source=x", source="m", modified=None, first="n")
    onward = elsewhere.onward([overlap])
    assert [one.source for one in onward.pages] == ["n", "m"]
    assert [onward.begun.next_site(one) for one in onward.pages] == ["b.example"] * 2


def test_a_port_has_an_owner_of_its_own() -> None:
    """A source that renders owns the pages at its own port, though the host is one site."""
    source = {"name": "n", "urls": ["http://a.example:8080/x"], "render": True}
    config = Config.model_validate({"store": {"url": "file:x"}, "sources": [source]})
    for url, owners in (("http://a.example:8080/y", 1), ("http://a.example/y", 0)):
        plan = make_plan(config, trigger="crawl", now=NOW, randomness=b"0000", urls=[url])
        assert len(plan.sources) == owners


def begun_at(url: str, next_url: str, kind: ListKind | None = None) -> BegunFetch:
    """Return a fetch that redirects have led to another address."""
    return BegunFetch(url=url, source="n", kind=kind, next_url=next_url, hops="x")


def test_a_begun_fetch_belongs_to_where_it_goes_on() -> None:
    """Its robots.txt comes first, wherever that is; both are carried on until they are needed."""
    page = PageTarget(url="https://a.example/1", source="n")
    begun = Begun(fetches=(begun_at(page.url, "https://b.example/1"),))
    assert begun.next_site(page) == "b.example"
    assert bound_to("a.example", begun).takes(page)
    assert not bound_to("b.example", begun).takes(page)
    robots = BegunRobots(origin="https://b.example", next_url="https://c.example/robots.txt")
    waiting = replace(begun, robots=(robots,))
    assert waiting.next_site(page) == "c.example"
    other = bound_to("c.example", waiting)
    assert other.sought_robots == (robots,)
    assert other.takes(page)
    other.end_robots(robots, "no")
    onward = other.onward()
    assert onward.begun.next_site(page) == "b.example"
    assert onward.begun.fetches == begun.fetches
    assert not bound_to("b.example", onward.begun).takes(page)


def tried(result: AttemptResult, number: int = 1) -> Attempt:
    """Return an attempt that began ten minutes ago."""
    return Attempt(
        job=1,
        number=number,
        run="20261128T075000Z-00000000",
        worker="w",
        started=NOW - timedelta(minutes=10),
        result=result,
    )


def ended(by: EndedBy, answer: ChildAnswer | None = None) -> Ended:
    """Return the end of a child."""
    return Ended(by=by, reason="so", seconds=1, memory=0, answer=answer)


def test_an_attempt_skips_what_an_earlier_one_has_checked() -> None:
    """It is a run of its own, of the same plan."""
    plan = plan_of("https://a.example/1")
    assert resumed(plan, [], now=NOW, randomness=b"1234") == plan
    again = resumed(plan, [tried(AttemptResult.LOST)], now=NOW, randomness=b"1234")
    assert again.run != plan.run
    assert again.since_last is not None
    assert again.since_last >= 600
    assert again.targets == plan.targets


def test_which_attempts_count() -> None:
    """Failures and losses are counted, interruptions are not; a wrong call is tried once."""
    failing = ended(EndedBy.TIME)
    lost, stopped = tried(AttemptResult.LOST), tried(AttemptResult.INTERRUPTED)
    assert not verdict(failing, [lost], attempts=3).is_final
    assert verdict(failing, [lost, lost], attempts=3).is_final
    assert not verdict(failing, [stopped] * 10, attempts=3).is_final
    assert not verdict(ended(EndedBy.LEASE), [lost] * 2, attempts=3).is_final
    assert verdict(ended(EndedBy.LEASE), [], attempts=3).result is AttemptResult.INTERRUPTED
    halted = replace(ended(EndedBy.ITSELF, ChildAnswer(interrupted=True)), reason=None)
    reasons = [verdict(halted, [], 3, is_told=told).reason or "" for told in (True, False)]
    assert ["told to stop" in reason for reason in reasons] == [True, False]
    wrong = ended(EndedBy.ERROR, ChildAnswer(error="no", exit_code=2))
    assert verdict(wrong, [], attempts=3).is_final


def test_what_is_handed_on_ends() -> None:
    """A list that leads to another site's list and back is not handed on for ever.

    Pages name no lists, and redirects are counted as they are in one process.
    """
    job = QueuedJob(kind="crawl", entry="crawl n", site="a.example", once="crawl n a.example")
    named = ListTarget(source="n", url="https://c.example/f", kind="feed")
    moved = ListTarget(source="n", url="https://a.example/f", kind="feed")
    answer = ChildAnswer(
        onward=Onward(
            pages=(PageTarget(url="https://b.example/1", source="n"),),
            lists=(named, moved),
            begun=Begun(fetches=(begun_at(moved.url, "https://d.example/f", "feed"),)),
        )
    )
    plan = plan_of("https://a.example/1")
    found = further_jobs(job, plan, answer, now=NOW, randomness=b"1234")
    sites = {one.site: (one.depth, one.version) for one in found}
    assert sites == {"b.example": (0, 1), "c.example": (1, 1), "d.example": (0, 2)}
    assert len({one.once for one in found}) == 3
    assert all(one.body["plan"]["run"] != plan.run for one in found)
    assert all(decode(Begun, encode(one.body.get("begun", {}))) is not None for one in found)
    last = replace(job, depth=MAX_DEPTH)
    further = further_jobs(last, plan, answer, now=NOW, randomness=b"1234")
    assert [one.site for one in further] == ["d.example", "b.example"]


def test_what_waits_here_waits_for_the_next_attempt() -> None:
    """A crawl that was stopped before it had another site's robots.txt hands its pages to nobody.

    Another job of a site waits for other pages, and replaces none.
    """
    job = QueuedJob(kind="crawl", entry="crawl n", site="c.example", once="crawl n")
    page = PageTarget(url="https://a.example/1", source="n")
    robots = BegunRobots(origin="https://a.example", next_url="https://c.example/robots.txt")
    begun = Begun(robots=(robots,))
    answer = ChildAnswer(onward=Onward(pages=(page,), begun=begun))
    assert further_jobs(job, plan_of(), answer, now=NOW, randomness=b"1234") == []
    once = set()
    for number in (1, 2):
        pages = (PageTarget(url=f"https://b.example/{number}", source="n"),)
        answer = ChildAnswer(onward=Onward(pages=pages))
        (further,) = further_jobs(job, plan_of(), answer, now=NOW, randomness=b"1234")
        once.add(further.once)
    assert len(once) == 2


def test_the_figures_of_the_queue() -> None:
    """Depth, age and workers are figures; an archive without an engine has none of them."""
    metrics = Metrics()
    assert b"palimpsest_jobs" not in metrics.text()
    metrics.engine_usable(yes=True)
    metrics.queued({"todo": 7}, oldest=timedelta(seconds=90), workers=2)
    told = metrics.text().decode().splitlines()
    for line in (
        'palimpsest_jobs{state="todo"} 7.0',
        'palimpsest_jobs{state="failed"} 0.0',
        "palimpsest_jobs_oldest_seconds 90.0",
        "palimpsest_workers 2.0",
        "palimpsest_engine_usable 1.0",
    ):
        assert line in told


def test_without_an_engine_there_are_no_workers(place: Place) -> None:
    """Both calls that need one say so."""
    for call in (("worker",), ("report", "--workers")):
        done = place.run(*call)
        assert done.status == 2
        assert "names no engine" in done.err
        assert "Traceback" not in done.err
