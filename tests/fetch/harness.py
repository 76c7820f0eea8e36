"""Runs the spider in a child process, because a reactor runs once in a process, and hands back what
it yielded.

Children are forked from a process that has imported all of this once. ``python -m tests.fetch`` is
one that a test starts and signals itself: it reads a pickled ``Job`` from standard input and writes
the pickled result to standard output.
"""

import asyncio
import logging
import multiprocessing
import os
import pickle
import resource
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Self

from scrapy import signals
from scrapy.crawler import Crawler

from crawler.capture import Admission, Fetched, ListFetched
from crawler.middlewares.crawl_context import CrawlContext  # noqa: TC001  # as all imports here
from crawler.middlewares.fetch_stats import counts
from crawler.middlewares.guard.addresses import AddressRule
from crawler.middlewares.interruption import interrupt
from crawler.middlewares.requests import refetch
from crawler.plan import Limits, ListTarget, PageTarget, Plan, SourceRules
from crawler.spiders.article_spider import ArticleSpider
from crawler.spiders.scrapy_process import quiet_runner, run_reactor, stop_reactor
from crawler.spiders.settings import scrapy_settings
from crawler.workers import Workers

ROOT = Path(__file__).resolve().parents[2]
"""Where children run."""
_CHILDREN = multiprocessing.get_context("forkserver")


@dataclass(frozen=True)
class Job:
    """One crawl."""

    plan: Plan
    settings: Mapping[str, Any] = field(default_factory=dict)
    environ: Mapping[str, str] = field(default_factory=dict)
    skip: tuple[str, ...] = ()
    """URLs that the gate says to skip."""
    refetch: bool = False
    """Fetch every page a second time from the pipeline."""
    interrupt_after: int | None = None
    """Stop the run after so many items."""
    interrupt_on: str = ""
    """Stop the run on this one of Scrapy's signals."""
    public: tuple[str, ...] | None = None
    """With a value, private addresses are refused, except these networks."""


@dataclass(frozen=True)
class Outcome:
    """What the spider yielded, and what it had left."""

    pages: tuple[Fetched, ...]
    lists: tuple[ListFetched, ...]
    left: tuple[PageTarget, ...]
    log: str
    begun: int = 0
    """Bytes that the process held before it began."""
    peak: int = 0
    """Bytes that it held at most."""
    stats: Mapping[str, int] = field(default_factory=dict)
    """What it counted."""

    def page(self, url: str) -> Fetched:
        """Return the one ending of a URL."""
        (found,) = (page for page in self.pages if page.url == url)
        return found


class HarnessDesk:
    """A gate that hands out the plan's validators and skips what it is told to."""

    def __init__(self, skip: tuple[str, ...]) -> None:
        self._skip = skip

    async def admit(self, target: PageTarget) -> Admission:
        """Return the target's own validators, unless it is to be skipped."""
        skip = "told to" if target.url in self._skip else None
        return Admission(skip=skip, etag=target.etag, last_modified=target.last_modified)

    async def admit_list(self, target: ListTarget) -> Admission:
        """Return the list's own validators."""
        return Admission(etag=target.etag, last_modified=target.last_modified)


class Collector:
    """The pipeline: keeps what comes."""

    pages: list[Fetched]
    lists: list[ListFetched]
    job: Job

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the component of a crawl."""
        return cls(crawler)

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    async def process_item(self, item: Fetched | ListFetched) -> Fetched | ListFetched:
        """Keep the item, fetch it again or stop the run, as the job says."""
        if isinstance(item, ListFetched):
            self.lists.append(item)
            return item
        if self.job.refetch:
            again = await refetch(self._crawler, item)
            self.pages.extend([again] if again else [])
        self.pages.append(item)
        if self.job.interrupt_after is not None and len(self.pages) >= self.job.interrupt_after:
            interrupt(self._crawler, self.job.plan.limits.grace)
        return item


def crawl(job: Job) -> Outcome:
    """Return what the spider makes of the job, in a child process with the job's environment added
    to a bare one.
    """
    with TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "job").write_bytes(pickle.dumps(job))
        process = _CHILDREN.Process(target=_in_child, args=(place,))
        process.start()
        process.join(120)
        process.kill()
        process.join()
        log = (place / "log").read_text()
        assert process.exitcode == 0, log
        pages, lists, left, stats = pickle.loads((place / "result").read_bytes())
        begun, peak = (int(line) * 1024 for line in (place / "memory").read_text().splitlines())
        return Outcome(pages, lists, left, log, begun, peak, stats)


def _in_child(place: Path) -> None:
    log = (place / "log").open("w")
    os.dup2(log.fileno(), sys.stderr.fileno())
    job: Job = pickle.loads((place / "job").read_bytes())
    for name in os.environ.keys() - child_environment({}).keys():
        del os.environ[name]
    os.environ.update(job.environ)
    logging.basicConfig(level=logging.INFO, stream=sys.stderr)
    begun = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    (place / "result").write_bytes(pickle.dumps(_run(job)))
    (place / "memory").write_text(f"{begun}\n{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss}")


def child_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """This environment without its proxies, and with what a job adds."""
    return {
        **{
            name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")
        },
        **environ,
    }


def plan_of(*urls: str, **limits: Any) -> Plan:
    """Return a plan for plain URLs, impatient and without delays."""
    return Plan(
        run="20260303T080000Z-00000000",
        trigger="test",
        limits=limits_of(**limits),
        targets=tuple(PageTarget(url=url) for url in urls),
    )


def plan_for(rules: SourceRules, *lists: ListTarget, **limits: Any) -> Plan:
    """Return a plan for one source."""
    return Plan(
        run="20260303T080000Z-00000000",
        trigger="test",
        limits=limits_of(**limits),
        lists=lists,
        sources=(rules,),
    )


def limits_of(**limits: Any) -> Limits:
    """Limits for loopback: no delay, no robots, private addresses allowed, one retry."""
    usual = {
        "per_host_delay_ms": 0,
        "timeout": 5,
        "retries": 1,
        "obey_robots": False,
        "allow_private_networks": True,
        "grace": 1,
    }
    return Limits(user_agent="PalimpsestTest/1.0", **{**usual, **limits})


Result = tuple[tuple[Fetched, ...], tuple[ListFetched, ...], tuple[PageTarget, ...], dict[str, int]]


def _run(job: Job) -> Result:
    Collector.pages, Collector.lists, Collector.job = [], [], job
    rule = None if job.public is None else AddressRule(public=job.public)
    settings = {
        **scrapy_settings(
            job.plan.limits, pipelines={"tests.fetch.harness.Collector": 1}, address_rule=rule
        ),
        **job.settings,
    }
    runner = quiet_runner(settings)
    crawler = runner.create_crawler(ArticleSpider)
    if job.interrupt_on:

        def stop() -> None:
            interrupt(crawler, job.plan.limits.grace)

        crawler.signals.connect(stop, signal=getattr(signals, job.interrupt_on))
    with Workers(1, 60, job.plan.limits.max_page_bytes) as workers:
        crawling = runner.crawl(
            crawler, plan=job.plan, gate=HarnessDesk(job.skip), workers=workers, environ=os.environ
        )
        asyncio.get_event_loop().add_signal_handler(
            signal.SIGINT, partial(interrupt, crawler, job.plan.limits.grace)
        )
        run_reactor(runner, crawling)
        stop_reactor()
        crawling.result()
    spider = crawler.spider
    assert isinstance(spider, ArticleSpider)
    context: CrawlContext = spider  # as mypy sees, all that components ask of it is there
    assert context.plan is job.plan
    return tuple(Collector.pages), tuple(Collector.lists), spider.left, counts(crawler.stats)


def main() -> None:
    """Run the job on standard input."""
    logging.basicConfig(level=logging.INFO, stream=sys.stderr)
    job: Job = pickle.load(sys.stdin.buffer)
    sys.stdout.buffer.write(pickle.dumps(_run(job)))
