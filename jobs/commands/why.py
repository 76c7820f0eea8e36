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
    if told.steps:
        out.print("how that is worked out, each line from the one above:")
    for step in told.steps:
        out.print(
            f"  {span(step.interval):>8}  {shown(step.name)}: {shown(step.detail)}", soft_wrap=True
        )
    out.print(
        f"{counted(len(history.changes), 'change')} seen so far; in the day after the last check "
        f"about {view.changes_per_day:.3g} more may come",
        soft_wrap=True,
    )
    budget, spent = view.budget, view.spent
    out.print(
        f"revisits in the last hour: {sum(spent.hour.values()):,} of {budget.total:,} that are "
        f"allowed; at {shown(history.host)} {spent.hour.get(history.host, 0):,} of "
        f"{budget.per_host:,}",
        soft_wrap=True,
    )


def _when(told: Explanation, at: datetime) -> str:
    """Return when the next check is, or why there is none."""
    if not told.watched:
        unwatched = told.history.watch is False
        return "not watched: " + (
            "`palimpsest unwatch` ended it"
            if unwatched
            else "no watched source led to it; `palimpsest crawl --watch URL` has it watched"
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
