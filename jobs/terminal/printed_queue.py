"""The queue and its workers, for people."""

from collections.abc import Sequence

from rich.text import Text

from jobs.job_queue import JobState, JobStatus, QueueOverview, WorkerState
from jobs.terminal.screen import Screen, plain
from jobs.wording import counted, lasting, moment


def print_queue(out: Screen, overview: QueueOverview, *, limit: int) -> None:
    """Print how many jobs wait, who works, what was retried, and what was given up."""
    counts = overview.counts
    waiting, doing = counts.get(JobStatus.TODO, 0), counts.get(JobStatus.DOING, 0)
    since = f", the oldest for {lasting(overview.oldest)}" if overview.oldest and waiting else ""
    ended = ", ".join(
        f"{number:,} {status}"
        for status, number in sorted(counts.items())
        if status not in {JobStatus.TODO, JobStatus.DOING}
    )
    waits = f"{counted(waiting, 'job')} waiting{since}"
    out.paragraph(Text(f"{waits}; {doing:,} being done; {ended or 'none ended'}"))
    out.print(f"\n[bold]{counted(len(overview.workers), 'worker')}[/]")
    for one in overview.workers:
        out.paragraph(Text(plain(_worker(one))), lead="  ")
    _print_jobs(out, "Retried in the last day", overview.retried, limit)
    _print_jobs(out, "Given up", overview.failed, limit)


def _worker(one: WorkerState) -> str:
    doing = "; ".join(f"{entry} at {site or 'no site'}" for entry, site in one.doing)
    return (
        f"{one.host} process {one.pid}, release {one.release}, since {moment(one.since)}, "
        f"last heard of {lasting(one.silent_for)} ago, {len(one.doing)} of {one.places}: "
        f"{doing or 'idle'}"
    )


def _print_jobs(out: Screen, title: str, jobs: Sequence[JobState], limit: int) -> None:
    if not jobs:
        return
    out.print(f"\n[bold]{title}[/]")
    for one in jobs[:limit]:
        tries = "; ".join(
            f"{tried.result or 'running'}{f' ({tried.reason})' if tried.reason else ''}"
            for tried in one.attempts
        )
        text = f"job {one.id} {one.entry} at {one.site or 'no site'}, {one.status}: {tries}"
        out.paragraph(Text(plain(text)), lead="  ")
    if len(jobs) > limit:
        out.print(f"  {len(jobs) - limit:,} more; --limit {len(jobs)} shows all")
