"""The end of a run whose process came to none.

The last part, with a report that says so, written by whoever saw it die.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from crawler import identity
from crawler.archive import Archive
from crawler.checks import Part, PartHeader, decode_part, encode_part
from crawler.codec import as_json, sha256
from crawler.errors import BadRecord, IndexUnusable, StoreError
from crawler.index import Index
from crawler.ingest import seen_tips
from crawler.plan import Plan
from jobs.observe import logs
from jobs.run_report import RunReport


@contextmanager
def recording_end(run: str) -> Iterator[None]:
    """Log it where the end of a run cannot be recorded: whoever saw it has more to do."""
    try:
        yield
    except (StoreError, IndexUnusable, BadRecord) as error:
        logs.logger(run=run).error("the end of the run could not be recorded", error=error.message)


def close_run(
    archive: Archive,
    index: Index,
    plan: Plan | None,
    run: str,
    reason: str,
    *,
    clock: Callable[[], datetime],
) -> bool:
    """Write the missing last part of a run.

    Returns False where it has a report already, or never wrote a part and no plan is known.

    Only for a run whose process has ended: a living one would meet the part in its way. Raises the
    errors of store and index.
    """
    stored = [
        (key, archive.store.read(key))
        for key in archive.store.list(f"{identity.check_key(run, 1).rpartition('-')[0]}-")
    ]
    parts = [decode_part(data, key) for key, data in stored]
    if any(part.report is not None for part in parts) or not (parts or plan):
        return False
    report = _report(run, parts, reason, clock)
    if parts or plan is None:
        previous = sha256(stored[-1][1]) if stored else None
        header = PartHeader(run=run, part=len(parts) + 1, previous=previous)
    else:
        header = _first(archive, index, plan, clock)
    part = Part(header=header, report=report.stored())
    data = encode_part(part)
    if not archive.put(part.key, data):
        return False
    index.add_part(part.key, sha256(data), part)
    return True


def _report(
    run: str, parts: Sequence[Part], reason: str, clock: Callable[[], datetime]
) -> RunReport:
    """Return the report of a run that was cut short, from the parts that it wrote."""
    started = next((part.header.started for part in parts if part.header.started), None)
    report = RunReport(run=run, started=started or clock())
    for part in parts:
        for check in part.checks:
            report.add(check)
    report.interrupted, report.reason, report.finished = True, reason, clock()
    return report


def _first(archive: Archive, index: Index, plan: Plan, clock: Callable[[], datetime]) -> PartHeader:
    """Return the header of a run that died before its first part.

    What was meant to be done is recorded all the same.
    """
    return PartHeader(
        run=plan.run,
        part=1,
        previous=None,
        plan=as_json(plan),
        trigger=plan.trigger,
        started=clock(),
        seen=seen_tips(index),
        archive=archive.id,
    )
