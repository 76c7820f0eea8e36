"""``why``: when an article is looked at next, and what makes it then."""

from datetime import datetime

from jobs.context import Context, now
from jobs.reading.revisit_view import RevisitView, revisit_view
from jobs.revisit.explanation import span
from jobs.revisit.revisit_queue import Explanation
from jobs.terminal.screen import shown
from jobs.wording import counted, moment, worded


def run(context: Context, url: str) -> int:
    """Print why the article is looked at next when it is. Returns the exit status."""
    context.index.clock = now
    view = revisit_view(context, url)
    if context.json:
        context.print_json(view.document())
    else:
        _print(context, view)
    return context.end()


def _print(context: Context, view: RevisitView) -> None:
    out, told, history = context.out, view.told, view.told.history
    out.print(f"[bold]{shown(history.url)}[/]", soft_wrap=True)
    out.print(
        f"last check {moment(history.last_checked)}: {worded(history.last_outcome)}", soft_wrap=True
    )
    out.print(_when(told, context.at), soft_wrap=True)
    for step in told.steps:
        out.print(
            f"  {span(step.interval):>8}  {shown(step.name)}: {shown(step.detail)}", soft_wrap=True
        )
    changes = f"{view.changes_per_day:.3g} expected in a day from the last check on"
    out.print(f"{counted(len(history.changes), 'change')} seen; {changes}", soft_wrap=True)
    budget, spent = view.budget, view.spent
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
