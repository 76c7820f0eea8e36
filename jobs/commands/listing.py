"""``articles``: what the archive keeps."""

from datetime import datetime
from typing import Any

from rich.markup import escape

from crawler.codec import stamp
from crawler.errors import UsageError
from crawler.index import ArticleSummary
from crawler.model import State
from jobs.commands.context import Context, age, now
from jobs.commands.terminal import counted, moment, plain_table


def run(context: Context, *, host: str | None, source: str | None, state: str | None, max_age: str | None, limit: int) -> int:
    """Print the kept articles that fit, in the order of their ids. Returns the exit status."""
    since = now() - age(max_age, "--max-age") if max_age else None
    fitting = [
        summary
        for summary in context.index.articles(host=host, source=source, state=_state(state), kept=True)
        if since is None or (summary.first_seen is not None and summary.first_seen >= since)
    ]
    shown = fitting[:limit]
    if context.json:
        context.print_json({"total": len(fitting), "articles": [_row(summary) for summary in shown]})
        return 0
    table = plain_table("#versions", "state", "last checked (UTC)", "article")
    for summary in shown:
        lines = f"{escape(summary.title or '(no title)')}\n[dim]{escape(summary.url)}[/]"
        table.add_row(str(summary.version), summary.state or "-", moment(summary.last_checked), lines)
    context.out.print(table)
    more = f"; --limit {len(fitting)} shows all" if len(fitting) > len(shown) else ""
    context.out.print(f"{counted(len(shown), 'article')} of {len(fitting):,}{more}")
    return 0


def _state(text: str | None) -> State | None:
    if text is None:
        return None
    try:
        return State(text)
    except ValueError:
        raise UsageError(f"--state takes {' or '.join(State)}, not {text!r}") from None


def _row(summary: ArticleSummary) -> dict[str, Any]:
    return {
        "article": summary.article,
        "url": summary.url,
        "title": summary.title,
        "state": summary.state,
        "version": summary.version,
        "first_seen": _stamped(summary.first_seen),
        "last_checked": _stamped(summary.last_checked),
        "last_outcome": summary.last_outcome,
        "last_seen": _stamped(summary.last_seen),
        "sources": list(summary.sources),
    }


def _stamped(value: datetime | None) -> str | None:
    return stamp(value) if value else None
