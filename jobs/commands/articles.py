"""``articles``: what the archive keeps."""

from rich.text import Text

from crawler.index import ArticleSummary
from jobs.context import Context
from jobs.reading.arguments import age
from jobs.reading.article_list import article_list, state_named
from jobs.reading.change_list import check_source
from jobs.reading.pending import Pending, waits
from jobs.terminal.screen import plain, shown
from jobs.wording import counted, moment, worded


def run(
    context: Context,
    *,
    host: str | None,
    source: str | None,
    state: str | None,
    max_age: str | None,
    limit: int,
) -> int:
    """Print the kept articles that fit, in the order of their ids. Returns the exit status.

    Raises ``UsageError`` for a source that there is not.
    """
    if source is not None:
        check_source(context, source)
    listed = article_list(
        context,
        host=host.lower() if host is not None else None,
        source=source,
        state=state_named(state),
        since=context.at - age(max_age, "--max-age") if max_age is not None else None,
        limit=limit,
    )
    if context.json:
        context.print_json(listed.document())
        return context.end()
    for summary in listed.articles:
        count = listed.counts.get(summary.article, 0)
        _print(context, summary, count, listed.pending.get(summary.article))
    total, number = listed.total, len(listed.articles)
    more = f"; --limit {total} shows all" if total > number else ""
    context.out.print(
        f"{counted(number, 'article')} of {total:,}{more}" if total else "no matching articles"
    )
    return context.end()


def _print(context: Context, summary: ArticleSummary, count: int, pending: Pending | None) -> None:
    checked = f"last checked {moment(summary.last_checked)}: {worded(summary.last_outcome)}"
    context.out.paragraph(Text(plain(summary.title or "(no title)"), style="bold"))
    context.out.print(f"  {shown(summary.url)}", soft_wrap=True)
    context.out.paragraph(
        Text(f"{counted(count, 'version')}, {summary.state or '-'}; {checked}"),
        lead="  ",
    )
    if pending is not None:
        context.out.paragraph(Text(plain(waits(pending)), style="yellow"), lead="  ")
