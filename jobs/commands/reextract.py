"""``reextract``: derive every kept text again, and see which past judgements hold."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from crawler.codec import format_utc
from crawler.reextract import Judgement, Reextraction, kept_articles
from jobs import fleet
from jobs.context import Context, now
from jobs.reextracting import derive_again
from jobs.wording import counted

MAX_SHOWN = 20


def run(context: Context, *, jobs: str | None = None) -> int:
    """Derive the archive again; by workers, where ``jobs`` says ``engine``.

    Returns the exit status: 1 where a capture yields no article today, 4 where something is
    damaged.
    """
    if jobs is not None:
        fleet.require_engine(context.config, jobs)
    columns = (
        TextColumn("deriving"),
        BarColumn(bar_width=None),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    bar = Progress(
        *columns,
        console=context.err,
        transient=True,
        disable=context.json or not context.err.is_terminal,
    )
    with bar:
        task = bar.add_task("deriving", total=context.index.counts().articles)
        result = _derived(context, jobs, lambda number: bar.update(task, advance=number))
    for damage in result.damaged:
        context.reader.note(damage)
    if context.json:
        context.print_json(_document(result))
    else:
        _print(context, result)
    return context.end(int(bool(result.unreadable)))


def _derived(context: Context, jobs: str | None, progress: Callable[[int], None]) -> Reextraction:
    config, index = context.config, context.index
    if jobs is None:
        return derive_again(config, None, clock=now, index=index, progress=progress)

    articles = kept_articles(index)
    told = 0

    def waited(done: int, most: int) -> None:
        nonlocal told
        by_now = len(articles) * done // max(1, most)
        progress(by_now - told)
        told = by_now

    return fleet.reextracted_by_workers(config, articles, fleet.BulkWatcher.on(context.err, waited))


def _document(result: Reextraction) -> dict[str, Any]:
    def rows(judgements: tuple[Judgement, ...]) -> list[dict[str, Any]]:
        return [asdict(judgement) | {"at": format_utc(judgement.at)} for judgement in judgements]

    return {
        "articles": result.articles,
        "versions": result.versions,
        "derived": result.derived,
        "known": result.known,
        "vanished": rows(result.vanished),
        "appeared": rows(result.appeared),
        "unreadable": rows(result.unreadable),
    }


def _print(context: Context, result: Reextraction) -> None:
    out = context.out
    for name, judgements in (
        ("vanished", result.vanished),
        ("appeared", result.appeared),
        ("unreadable", result.unreadable),
    ):
        for judgement in judgements[:MAX_SHOWN]:
            out.print(
                (
                    f"[bold]{name}[/] version {judgement.version} of {escape(judgement.url)}\n "
                    f" {escape(judgement.detail)}"
                ),
                soft_wrap=True,
            )
        if len(judgements) > MAX_SHOWN:
            out.print(f"… and {len(judgements) - MAX_SHOWN:,} more; --json lists them all")
    looked = f"{counted(result.articles, 'article')}, {counted(result.versions, 'text')}"
    judged = (
        f"{counted(len(result.vanished), 'past change')} vanished, "
        f"{len(result.appeared):,} appeared"
    )
    out.print(
        f"{looked}: {result.derived:,} derived now, {result.known:,} were known; "
        f"{judged}, {len(result.unreadable):,} unreadable"
    )
