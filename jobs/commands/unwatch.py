"""``unwatch``: articles that are no longer looked at, told by a run without fetches.

Nothing that decides lives in the index alone.
"""

import secrets
from collections.abc import Sequence

from crawler.archive import open_for_writing
from crawler.index import CheckHistory
from crawler.ingest import CheckLog
from crawler.model import Check, Outcome
from crawler.plan import Plan
from crawler.store.open_store import open_store
from jobs.context import Context, now
from jobs.planning import unwatch_plan
from jobs.reading.resolve_article import looked_at
from jobs.revisit.revisit_queue import RevisitQueue
from jobs.run_report import RunReport
from jobs.terminal.screen import shown


def run(context: Context, urls: Sequence[str]) -> int:
    """Record that these articles are no longer watched, and print which were.

    Returns the exit status.

    Raises ``UnknownArticle`` for one that was never looked at, before anything is recorded.
    """
    queue = RevisitQueue(context.index, context.config)
    found = [
        queue.explain(article) for article in dict.fromkeys(looked_at(context, url) for url in urls)
    ]
    watched = [one.history for one in found if one is not None and one.watched]
    plan = (
        unwatch_plan(context.config, now=now(), randomness=secrets.token_bytes(4))
        if watched
        else None
    )
    if plan is not None:
        _record(context, plan, watched)
    if context.json:
        rows = [
            {"article": one.history.article, "url": one.history.url, "was_watched": one.watched}
            for one in found
            if one is not None
        ]
        context.print_json({"run": plan.run if plan else None, "articles": rows})
        return context.end()
    for one in found:
        if one is not None:
            told = "no longer watched" if one.watched else "was not watched"
            context.out.print(f"{told}: {shown(one.history.url)}", soft_wrap=True)
    return context.end()


def _record(context: Context, plan: Plan, watched: Sequence[CheckHistory]) -> None:
    """Write a run whose plan says ``unwatch``, with a skipped check for each of the articles."""
    config, report = context.config, RunReport(run=plan.run, started=now())
    archive = open_for_writing(
        open_store(config.store), now=now(), single_writer=config.store.single_writer
    )
    check_log = CheckLog(archive, context.index, plan, clock=now)
    check_log.open()
    for history in watched:
        check = Check(
            kind="article",
            run=plan.run,
            url=history.url,
            article=history.article,
            fetched_at=now(),
            outcome=Outcome.SKIPPED,
            reason="no longer watched",
        )
        check_log.add(check)
        report.add(check)
    report.finished = now()
    check_log.close(report.stored())
