"""``verify``: recompute every hash and link of the archive."""

import re
from collections.abc import Sequence
from pathlib import Path

from rich.progress import Progress, TaskID

from crawler.checkpoint.cosignatures import witness_key
from crawler.checkpoint.timestamping import read_roots
from crawler.errors import UsageError
from crawler.store.open_store import open_store
from crawler.verify import Elsewhere, Signed, VerifyReport
from crawler.verify import verify as recompute
from jobs import fleet
from jobs.context import Context
from jobs.reading.resolve_article import locate
from jobs.terminal.progress import object_counter
from jobs.terminal.screen import shown
from jobs.wording import counted, versions_counted

DAMAGE = 4
"""Exit status: verification found damage."""


MAX_NOTES = 20
"""Notes that a terminal is shown; damage is always shown whole."""


def run(
    context: Context,
    url: str | None,
    *,
    checkpoint: Path | None = None,
    roots: Path | None = None,
    trusted: Sequence[str] = (),
    witnesses: Sequence[str] = (),
    jobs: str | None = None,
) -> int:
    """Recompute every hash and link from the store alone, and print what is damaged.

    Returns the exit status.

    ``checkpoint`` is the file of a copy that was kept elsewhere, ``roots`` that of certificates for
    time-stamps; ``trusted`` are public keys that the caller has from elsewhere, and ``witnesses``
    those of witnesses beside the configured ones. ``jobs``: ``engine`` where workers do it.
    """
    if jobs is not None:
        _require_whole(context, jobs, url)
    copy = None if checkpoint is None else _read(checkpoint)
    certificates = None if roots is None else read_roots(roots)
    keys = [_public_key(key) for key in trusted]
    cosigning = [witness_key(one) for one in (*context.config.checkpoint.witness_keys, *witnesses)]
    article = locate(context, url) if url is not None else None
    # a whole id names that article alone, and asks no index
    joined = context.index.joined_to(article) if article is not None and article != url else ()
    store = open_store(context.config.store)
    with object_counter(context.err, quiet=context.json) as bar:
        task = bar.add_task("verifying", total=None)
        report = recompute(
            store,
            article,
            lambda number: bar.update(task, advance=number),
            joined=joined,
            checkpoint=copy,
            roots=certificates,
            trusted=keys,
            witnesses=cosigning,
            reopen=lambda: open_store(context.config.store),
            beside=context.config.store,
            elsewhere=_by_workers(context, trusted, bar, task) if jobs else None,
        )
    if context.json:
        context.print_json(report.to_json())
    else:
        _print(context, report)
    return context.end(0 if report.ok else DAMAGE)


def _require_whole(context: Context, jobs: str, url: str | None) -> None:
    """Raise ``UsageError`` for ``--jobs`` in a call where it makes no sense."""
    fleet.require_engine(context.config, jobs)
    if url is not None:
        raise UsageError("--jobs engine is for the whole archive: one article is one job")


def _by_workers(context: Context, trusted: Sequence[str], bar: Progress, task: TaskID) -> Elsewhere:
    """Return what has workers verify. The bar shows how far they are."""

    def waited(done: int, most: int) -> None:
        told = f"verifying, {done:,} of {counted(most, 'range')} done by workers:"
        bar.update(task, description=told)

    watcher = fleet.BulkWatcher.on(context.err, waited)
    return fleet.verified_by_workers(context.config, [one.lower() for one in trusted], watcher)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(
            f"the copy {path} cannot be read: {error.strerror}",
            hint="Give the file of a checkpoint that you kept: a copy of checkpoints/NUMBER.json.",
        ) from error


def _public_key(text: str) -> str:
    if not re.fullmatch(r"[0-9a-fA-F]{64}", text):
        raise UsageError(
            f"--trusted-key {text!r} is no public key",
            hint="Give its 64 hexadecimal digits: `public_key` in a checkpoint.",
        )
    return text.lower()


def _print(context: Context, report: VerifyReport) -> None:
    damage = [finding for finding in report.findings if finding.severity == "damage"]
    notes = [finding for finding in report.findings if finding.severity == "note"]
    for finding in damage:
        context.out.print(
            f"[bold red]{finding.problem}[/] {shown(finding.key)}\n  {shown(finding.detail)}",
            soft_wrap=True,
        )
    for finding in notes[:MAX_NOTES]:
        context.out.print(
            f"[yellow]note[/] {finding.problem} {shown(finding.key)}\n  {shown(finding.detail)}",
            soft_wrap=True,
        )
    if len(notes) > MAX_NOTES:
        context.out.print(
            f"… and {counted(len(notes) - MAX_NOTES, 'more note')}; --json lists them all"
        )
    looked = ", ".join(
        (
            counted(report.articles, "article"),
            versions_counted(report.versions + report.redacted, report.redacted),
            counted(report.captures, "capture"),
            counted(report.checks, "check"),
        )
    )
    _print_signed(context, report.signed)
    objects = len({finding.key for finding in damage})
    verdict = (
        f"[bold red]{counted(objects, 'object')} damaged[/]" if damage else "[green]no damage[/]"
    )
    context.out.print(f"{looked}: {verdict}")


def _print_signed(context: Context, signed: Signed) -> None:
    """Print whose signatures there are. Whose they should be is for the reader to know."""
    for key in signed.keys:
        context.out.print(
            f"{counted(key.checkpoints, 'checkpoint')} signed with key {shown(key.key_id)}"
        )
    if signed.timestamps:
        against = (
            "" if signed.timestamps_checked else "; --timestamp-roots FILE checks who made them"
        )
        context.out.print(f"{counted(signed.timestamps, 'time-stamp')} over them{against}")
    if signed.cosignatures:
        context.out.print(f"{counted(signed.cosignatures, 'cosignature')} by known witnesses")
