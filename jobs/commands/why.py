"""``why``: when an article is looked at next, and what makes it then."""

from datetime import datetime
from typing import Any

from crawler.codec import format_utc
from crawler.errors import UnknownArticle
from jobs.context import Context, now
from jobs.reading.resolve_article import looked_at
from jobs.revisit.budget import Spent
from jobs.revisit.explanation import span
from jobs.revisit.revisit_queue import Explanation, RevisitQueue
from jobs.terminal.screen import counted, moment, shown, worded

_DAY = 86400


def run(context: Context, url: str) -> int:
    """Print why the article is looked at next when it is. Returns the exit status."""
    context.index.clock = now
    queue, article, at = RevisitQueue(context.index, context.config), looked_at(context, url), now()
    told = queue.explain(article)
    if told is None:
        raise UnknownArticle(
            f"{url} was never looked at", [], hint="`palimpsest crawl URL` looks at it"
        )
    spent = queue.spent(at)
    if context.json:
        context.print_json(_document(queue, told, spent))
    else:
        _print(context, queue, told, spent, at)
    return context.end()


def _document(queue: RevisitQueue, told: Explanation, spent: Spent) -> dict[str, Any]:
    history, soon = told.history, told.next
    return {
        "article": history.article,
        "url": history.url,
        "watched": told.watched,
        "source": told.source,
        "last_checked": format_utc(history.last_checked),
        "last_outcome": history.last_outcome,
        "next": {
            "at": format_utc(soon.at),
            "interval_seconds": round(soon.interval),
            "final": soon.final,
        }
        if soon
        else None,
        "reasons": [
            {"name": step.name, "detail": step.detail, "interval_seconds": round(step.interval)}
            for step in told.steps
        ],
        "changes": len(history.changes),
        "changes_per_day": round(told.rate * _DAY, 4),
        "budget": {
            "per_hour": queue.budget.total,
            "spent": sum(spent.hour.values()),
            "per_host_per_hour": queue.budget.per_host,
            "spent_at_host": spent.hour.get(history.host, 0),
        },
    }


def _print(
    context: Context, queue: RevisitQueue, told: Explanation, spent: Spent, at: datetime
) -> None:
    history, out = told.history, context.out
    out.print(f"[bold]{shown(history.url)}[/]", soft_wrap=True)
    out.print(
        f"last check {moment(history.last_checked)}: {worded(history.last_outcome)}", soft_wrap=True
    )
    out.print(_when(told, at), soft_wrap=True)
    for step in told.steps:
        out.print(
            f"  {span(step.interval):>8}  {shown(step.name)}: {shown(step.detail)}", soft_wrap=True
        )
    changes = f"{told.rate * _DAY:.3g} expected in a day from the last check on"
    out.print(f"{counted(len(history.changes), 'change')} seen; {changes}", soft_wrap=True)
    budget = queue.budget
    total = f"{sum(spent.hour.values()):,} of {budget.total:,} revisits in the last hour"
    out.print(
        (
            f"{total}, {spent.hour.get(history.host, 0):,} of {budget.per_host:,} at "
            f"{shown(history.host)}"
        ),
        soft_wrap=True,
    )


def _when(told: Explanation, at: datetime) -> str:
    """Return when the next check is, or why there is none."""
    if not told.watched:
        unwatched = told.history.watch is False
        return "not watched" + (
            " (unwatched by `palimpsest unwatch`)"
            if unwatched
            else ": no watched source led to it, and no `crawl --watch` named it"
        )
    if told.next is None:
        return "never again: the last revisit was made"
    soon = told.next.at
    wait = (
        f"in {span((soon - at).total_seconds())}"
        if soon > at
        else f"due for {span((at - soon).total_seconds())}"
    )
    return f"next check {moment(soon)}, {wait}" + (", the last one" if told.next.final else "")
