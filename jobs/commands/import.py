"""``import``: take in the past captures of files that other tools wrote."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

from rich.text import Text

from crawler.errors import UsageError
from crawler.imports import LeftOut
from jobs import fleet
from jobs.context import Context, now
from jobs.import_report import ImportReport
from jobs.importing import ImportSession
from jobs.importing.file_import import Watcher
from jobs.stop_signal import StopSignal
from jobs.terminal.screen import plain, show_error, shown
from jobs.wording import counted, worded

_WORDS = {
    "no_answer": "no answers of a server",
    "not_http": "not of the web",
    "not_html": "no HTML",
    "status": "redirects and errors",
    "too_large": "larger than crawl.max_page_bytes",
    "broken": "broken",
    "unresolved": "repeat an answer that is neither in these files nor in the archive",
    "repeated": "twice in the file",
    "known": "in the archive already",
    "no_article": "no articles",
}


def run(context: Context, files: list[Path], *, jobs: str | None = None) -> int:
    """Import the files; what is in them is read by workers, where ``jobs`` is ``engine``.

    Returns the exit status: 1 where something in them could not be read.
    """
    if jobs is not None:
        fleet.require_engine(context.config, jobs)
    _check(files)
    stop = StopSignal()
    with context.err.status("") as status:

        def saw(report: ImportReport, doing: str, done: int) -> None:
            if not context.json:
                of = f" of {report.pages:,}" if report.pages else " records"
                status.update(f"{doing} {shown(report.source.name)}: {done:,}{of}")

        by_workers = jobs is not None
        session, reports = asyncio.run(_imported(context, saw, files, stop, by_workers=by_workers))
    if session.refused and not reports:
        raise session.refused[0]
    for error in session.refused:
        show_error(context.err, error)
    if context.json:
        document = {"files": [report.as_json() for report in reports]}
        refused = {"refused": [error.message for error in session.refused]}
        context.print_json({"interrupted": stop.told, **document, **refused})
    else:
        for report in reports:
            _print(context, report)
        if stop.told:
            context.out.print(
                "[bold]interrupted[/]: what was recorded is kept; "
                "the same call goes on with the rest"
            )
    codes = [report.exit_code for report in reports]
    codes += [error.exit_code for error in session.refused]
    return max(codes, default=int(stop.told))


async def _imported(
    context: Context, saw: Watcher, files: list[Path], stop: StopSignal, *, by_workers: bool
) -> tuple[ImportSession, list[ImportReport]]:
    """Open the archive and import the files. An engine is opened first: it may be away."""
    config = context.config
    async with AsyncExitStack() as opened:
        reader = None
        if by_workers:
            watcher = fleet.BulkWatcher.on(context.err)
            reader = await opened.enter_async_context(fleet.pages_by_workers(config, watcher))
        session = ImportSession(config, clock=now, watcher=saw)
        return session, await session.run(files, stop, reader=reader)


def _check(files: list[Path]) -> None:
    """Raise one ``UsageError`` for all the files that cannot be read, before any is imported."""
    problems = [f"{path} {why}" for path in files if (why := _why_no_file(path))]
    if problems:
        raise UsageError(
            "\n".join(problems), hint="give files: WARC, WACZ or JSON Lines, packed or not"
        )


def _why_no_file(path: Path) -> str:
    """Return what is the matter with a path; "" where it is a file."""
    try:
        if path.is_file():
            return ""
        if path.is_dir():
            return "is a folder"
        return (
            "is a device or a pipe, which cannot be read twice" if path.exists() else "is not there"
        )
    except OSError as error:
        return f"cannot be reached: {error.strerror}"


def _print(context: Context, report: ImportReport) -> None:
    out, tally = context.out, report.tally
    origin = f"{report.source.kind.value}, SHA-256 {report.source.sha256}"
    out.print(f"[bold]{shown(str(report.source.path))}[/] ({origin})", soft_wrap=True)
    came = ", ".join(f"{number:,} {worded(name)}" for name, number in report.counts.items())
    run = f"; run {report.run}" if report.outcomes else ""
    out.paragraph(
        Text(plain(f"{counted(tally.records, 'record')}: {came or 'nothing new'}{run}")), lead="  "
    )
    if report.by_workers:
        out.print(f"  {counted(report.by_workers, 'page')} read by workers")
    left = ", ".join(
        f"{number:,} {_WORDS[why.value]}" for why, number in sorted(tally.left_out.items())
    )
    if left:
        out.paragraph(Text(plain(f"left out: {left}")), lead="  ")
    for text in tally.broken:
        out.paragraph(Text(plain(f"broken: {text}")), lead="  ")
    more = tally.left_out[LeftOut.BROKEN] - len(tally.broken)
    if more > 0:
        out.print(f"  … and {more:,} more broken ones")
