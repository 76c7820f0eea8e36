"""``articles``: what the archive keeps."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from rich.text import Text

from crawler.codec import format_utc
from crawler.errors import UsageError
from crawler.index import ArticleSummary
from crawler.model import State
from jobs.context import Context, now
from jobs.reading.arguments import age
from jobs.terminal.screen import counted, moment, plain, shown, worded


def run(
    context: Context,
    *,
    host: str | None,
    source: str | None,
    state: str | None,
    max_age: str | None,
    limit: int,
) -> int:
    """Print the kept articles that fit, in the order of their ids. Returns the exit status."""
    since = now() - age(max_age, "--max-age") if max_age else None
    fitting = [
        summary
        for summary in context.index.articles(
            host=host, source=source, state=_state(state), kept=True
        )
        if since is None or (summary.first_seen is not None and summary.first_seen >= since)
    ]
    chosen = _withheld(context, fitting[:limit])
    if context.json:
        context.print_json(
            {"total": len(fitting), "articles": [_row(summary) for summary in chosen]}
        )
        return context.end()
    for summary in chosen:
        _print(context, summary)
    more = f"; --limit {len(fitting)} shows all" if len(fitting) > len(chosen) else ""
    context.out.print(
        f"{counted(len(chosen), 'article')} of {len(fitting):,}{more}"
        if fitting
        else "no matching articles"
    )
    return context.end()


def _withheld(context: Context, summaries: Sequence[ArticleSummary]) -> list[ArticleSummary]:
    """Return the summaries, without titles that check lines contradict.

    The index read the newest record of those articles otherwise than a run wrote it.
    """
    suspect = context.index.contradicted([summary.article for summary in summaries])
    context.reader.each(
        [
            (summary.article, summary.version)
            for summary in summaries
            if summary.article in suspect and summary.version
        ]
    )
    return [
        replace(summary, title=None) if summary.article in suspect else summary
        for summary in summaries
    ]


def _print(context: Context, summary: ArticleSummary) -> None:
    checked = f"last checked {moment(summary.last_checked)}: {worded(summary.last_outcome)}"
    context.out.paragraph(Text(plain(summary.title or "(no title)"), style="bold"))
    context.out.print(f"  {shown(summary.url)}", soft_wrap=True)
    context.out.paragraph(
        Text(f"{counted(summary.version or 0, 'version')}, {summary.state or '-'}; {checked}"),
        lead="  ",
    )


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
    return format_utc(value) if value else None
