"""``reextract``: derive every kept text again, and see which past judgements hold."""

from dataclasses import asdict
from typing import Any

from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from crawler.archive import open_for_writing
from crawler.capture_reader import workers_for
from crawler.codec import format_utc
from crawler.plan import Trigger
from crawler.reextract import Judgement, Reextraction, reextract
from crawler.store.open_store import open_store
from jobs.context import Context, now
from jobs.naming import naming_run
from jobs.wording import counted

MAX_SHOWN = 20


def run(context: Context) -> int:
    """Derive the archive again.

    Returns the exit status: 1 where a capture yields no article today, 4 where something is
    damaged.
    """
    config, index = context.config, context.index
    archive = open_for_writing(
        open_store(config.store), now=now(), single_writer=config.store.single_writer
    )
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
    run = naming_run(config, archive, index, Trigger.REEXTRACT, clock=now)

    def done(number: int) -> None:
        bar.update(task, advance=number)
        run.flush()

    with bar, workers_for(config) as workers:
        task = bar.add_task("deriving", total=index.counts().articles)
        result = reextract(archive, index, workers, progress=done)
    run.close()
    for damage in result.damaged:
        context.reader.note(damage)
    if context.json:
        context.print_json(_document(result))
    else:
        _print(context, result)
    return context.end(int(bool(result.unreadable)))


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
