"""Some pages looked at again and again, as the service does with all: ``palimpsest watch``.

The policy, the budget, the turns at a site and the child processes are the service's own.
"""

import asyncio
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from crawler.config import Config
from crawler.errors import BadRecord, IndexUnusable, PalimpsestError, StoreUnavailable
from crawler.index import Index
from crawler.model import Check
from crawler.plan import Plan, Trigger
from jobs.planning import make_plan, revisit_plan
from jobs.revisit.policy import Next
from jobs.revisit.revisit_queue import RevisitQueue
from jobs.schedule.queued_jobs import jobs_of
from jobs.schedule.service_jobs import ServiceContext

POSTPONED = timedelta(minutes=1)
"""How long a look is put off that is due and is not made: the budget is spent, or the archive
cannot be used.
"""
FOR_EVER = timedelta(days=36500)


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """What came of one round of looks."""

    checks: tuple[Check, ...] = ()
    trouble: PalimpsestError | None = None
    """Why not all that was due was looked at; None where it was."""
    interrupted: bool = False
    """Whether it was told to stop before it was done."""
    damaged: bool = False
    """Whether something stored was met that cannot be believed."""
    list_pages: tuple[str, ...] = ()
    """Pages that list articles and are none."""


class PageWatch:
    """The watch over some pages: a first round that archives them, then one whenever one is due."""

    def __init__(self, config: Config, context: ServiceContext, urls: Sequence[str]) -> None:
        self._config, self._context, self._urls = config, context, urls
        self._jobs = jobs_of(config, context)
        self._articles: set[str] = set()
        self._queue: tuple[Index, RevisitQueue] | None = None

    async def first(self) -> Round:
        """Archive the pages. From now on they are watched, by a service on the archive, too."""
        plan = make_plan(
            self._config,
            trigger=Trigger.CRAWL,
            now=self._context.clock(),
            randomness=secrets.token_bytes(4),
            urls=self._urls,
            watch=True,
        )
        return await self._carry_out("crawl", plan)

    async def again(self) -> Round:
        """Look at the pages that are due.

        Raises the errors of store and index that no waiting mends.
        """
        handle = self._context.archive_handle
        if not await asyncio.to_thread(handle.refresh):
            trouble = handle.trouble or IndexUnusable("the archive cannot be used")
            if not isinstance(trouble, StoreUnavailable | IndexUnusable):
                raise trouble
            return Round(trouble=trouble)
        queue = self._queue_of(handle.index)
        due = await asyncio.to_thread(queue.due, self._context.clock())
        if not due:
            return Round()
        plan = revisit_plan(
            self._config,
            [one.target for one in due],
            now=self._context.clock(),
            randomness=secrets.token_bytes(4),
        )
        try:
            return await self._carry_out("revisit", plan)
        finally:
            queue.release(due)

    def next(self, article: str) -> Next | None:
        """Return the next look at an article; None where there is none."""
        return self._queue[1].next(article) if self._queue is not None else None

    @property
    def articles(self) -> frozenset[str]:
        """Return the articles that the pages were found to be."""
        return frozenset(self._articles)

    def wakes(self) -> datetime | None:
        """Return when the next round is; None where nothing is left to look at."""
        coming = [soon.at for one in self._articles if (soon := self.next(one)) is not None]
        if not coming:
            return None
        now = self._context.clock()
        return soonest if (soonest := min(coming)) > now else now + POSTPONED

    def _queue_of(self, index: Index) -> RevisitQueue:
        """Return the queue of this index. Another index, opened after a trouble, has another."""
        if self._queue is None or self._queue[0] is not index:
            self._queue = index, RevisitQueue(index, self._config, self._articles)
        return self._queue[1]

    async def _carry_out(self, job: str, plan: Plan) -> Round:
        """Carry a plan out. Returns what came of it, with the queue brought up to date."""
        ended = await self._jobs.carry_out(job, plan)
        index = self._context.archive_handle.index
        checks = index.run_checks(plan.run)
        self._articles.update(one.article for one in checks if one.article is not None)
        await asyncio.to_thread(self._queue_of(index).refresh, self._context.clock())
        answer = ended.answer if ended is not None else None
        stopped = self._context.children.stopping  # also where it had to be killed
        return Round(
            checks=tuple(checks),
            trouble=ended.failure if ended is not None and not stopped else None,
            interrupted=stopped,
            damaged=answer is not None and answer.exit_code == BadRecord.exit_code,
            list_pages=answer.list_pages if answer is not None else (),
        )


def as_often_as(config: Config, every: timedelta) -> Config:
    """Return the configuration with one interval for all articles, whatever they are, for ever."""
    # `first_day` is the interval of a morning: at the end of the day the policy is at its double
    intervals = {
        "developing": every,
        "first_day": every / 2,
        "first_week": every,
        "later": every,
        "stop_after": FOR_EVER,
    }
    return config.model_copy(update={"revisit": config.revisit.model_copy(update=intervals)})
