"""``reindex``: throw the index away and rebuild it from the store."""

from crawler.index import Index, discard
from crawler.reindex import open_current
from jobs import fleet
from jobs.context import Context
from jobs.index_findings import known
from jobs.terminal.progress import object_counter
from jobs.terminal.screen import shown
from jobs.wording import counted


def run(context: Context, *, jobs: str | None = None) -> int:
    """Throw the index away and rebuild it from the store; by workers, where ``jobs`` is ``engine``.

    Returns the exit status.
    """
    if jobs is not None:
        fleet.require_engine(context.config, jobs)
        fleet.require_shared(context.config)
    store = context.archive.store
    index = _rebuilt(context) if jobs is None else _by_workers(context)
    counts, unusable = index.counts(), index.unusable_lines()
    if context.json:
        names = ("articles", "kept", "versions", "redacted", "aliases", "runs", "checks")
        told = (
            {"unusable": [{"line": place, "problem": why} for place, why in unusable]}
            if unusable
            else {}
        )
        context.print_json({name: getattr(counts, name) for name in names} | told)
        return 0
    context.out.print(
        f"rebuilt from {shown(store.url)}: {known(counts)}",
        soft_wrap=True,
    )
    if unusable:
        context.out.print(
            f"{counted(len(unusable), 'check line')} with values that no index can hold; "
            "`palimpsest doctor` names them"
        )
    return 0


def _rebuilt(context: Context) -> Index:
    store, url = context.archive.store, context.config.index.url
    discard(url)
    with object_counter(context.err, quiet=context.json) as bar:
        task = bar.add_task("reindexing", total=None)
        return open_current(url, store, progress=lambda number: bar.update(task, advance=number))


def _by_workers(context: Context) -> Index:
    with context.err.status("reindexing") as status:

        def waited(done: int, most: int) -> None:
            if not context.json:
                told = f"reindexing: {done:,} of {counted(most, 'range')} done by workers"
                status.update(told)

        watcher = fleet.BulkWatcher.on(context.err, waited)
        return fleet.reindexed_by_workers(context.config, context.archive.store, watcher)
