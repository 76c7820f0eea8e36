"""``reindex``: throw the index away and rebuild it from the store."""

from crawler.index import discard
from crawler.reindex import open_current
from jobs.context import Context
from jobs.index_findings import known
from jobs.terminal.progress import object_counter
from jobs.terminal.screen import shown
from jobs.wording import counted


def run(context: Context) -> int:
    """Throw the index away and rebuild it from the store. Returns the exit status."""
    store, url = context.archive.store, context.config.index.url
    discard(url)
    with object_counter(context.err, "reindexing", quiet=context.json) as bar:
        task = bar.add_task("reindexing", total=None)
        index = open_current(url, store, progress=lambda number: bar.update(task, advance=number))
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
