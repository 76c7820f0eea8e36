"""The end of a run whose process came to none.

The last part, with a report that says so, written by whoever saw it die.
"""

from collections.abc import Callable
from datetime import datetime

from crawler import identity
from crawler.archive import Archive
from crawler.checks import Part, PartHeader, decode_part, encode_part
from crawler.codec import as_json, sha256
from crawler.index import Index
from crawler.ingest import seen_tips
from crawler.plan import Plan
from jobs.run_report import RunReport


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
    report = RunReport(
        run=run,
        started=next((part.header.started for part in parts if part.header.started), None)
        or clock(),
    )
    for check in (check for part in parts for check in part.checks):
        report.add(check)
    report.interrupted, report.reason, report.finished = True, reason, clock()
    header = PartHeader(
        run=run, part=len(parts) + 1, previous=sha256(stored[-1][1]) if stored else None
    )
    if (
        not parts and plan is not None
    ):  # it died before its first part: what was meant to be done is recorded all the same
        header = PartHeader(
            run=run,
            part=1,
            previous=None,
            plan=as_json(plan),
            trigger=plan.trigger,
            started=clock(),
            seen=seen_tips(index),
            archive=archive.id,
        )
    part = Part(header=header, report=report.stored())
    data = encode_part(part)
    if not archive.put(part.key, data):
        return False
    index.add_part(part.key, sha256(data), part)
    return True
