"""The end of an article's watching: a run without fetches says so.

Nothing that decides lives in the index alone.
"""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from crawler.archive import open_for_writing
from crawler.config import Config
from crawler.index import CheckHistory, Index
from crawler.ingest import CheckLog
from crawler.model import Check, Outcome
from crawler.plan import Plan
from crawler.store.open_store import open_store
from jobs.planning import unwatch_plan
from jobs.revisit.revisit_queue import RevisitQueue
from jobs.run_report import RunReport


@dataclass(frozen=True, slots=True)
class Unwatching:
    """What became of the articles that are no longer to be watched."""

    run: str | None
    """The run that says so; None where none of them was watched."""
    articles: tuple[tuple[CheckHistory, bool], ...]
    """Each with whether it was watched."""

    def document(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        rows = [
            {"article": one.article, "url": one.url, "was_watched": watched}
            for one, watched in self.articles
        ]
        return {"run": self.run, "articles": rows}


def unwatch(
    config: Config, index: Index, articles: Sequence[str], *, clock: Callable[[], datetime]
) -> Unwatching:
    """Record that these articles, which were looked at, are no longer watched.

    Raises the errors of store and index.
    """
    queue = RevisitQueue(index, config)
    told = [one for one in map(queue.explain, dict.fromkeys(articles)) if one is not None]
    watched = [one.history for one in told if one.watched]
    plan = None
    if watched:
        plan = unwatch_plan(config, now=clock(), randomness=secrets.token_bytes(4))
        _record(config, index, plan, watched, clock)
    return Unwatching(plan.run if plan else None, tuple((one.history, one.watched) for one in told))


def _record(
    config: Config,
    index: Index,
    plan: Plan,
    watched: Sequence[CheckHistory],
    clock: Callable[[], datetime],
) -> None:
    """Write a run whose plan says ``unwatch``, with a skipped check for each of the articles."""
    report = RunReport(run=plan.run, started=clock())
    archive = open_for_writing(
        open_store(config.store), now=clock(), single_writer=config.store.single_writer
    )
    check_log = CheckLog(archive, index, plan, clock=clock)
    check_log.open()
    for history in watched:
        check = Check(
            kind="article",
            run=plan.run,
            url=history.url,
            article=history.article,
            fetched_at=clock(),
            outcome=Outcome.SKIPPED,
            reason="no longer watched",
        )
        check_log.add(check)
        report.add(check)
    report.finished = clock()
    check_log.close(report.stored())
