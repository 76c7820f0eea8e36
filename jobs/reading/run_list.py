"""How the last runs ended, and which are under way."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from crawler.index import RunRecord, RunSummary
from crawler.model import RunState
from jobs.process import is_alive
from jobs.reading.opened import OpenedArchive
from jobs.reading.version_rows import stamped

SILENT = timedelta(minutes=30)
"""A run without an end on another machine counts as interrupted when it has written nothing for so
long: it can't be asked.
"""


@dataclass(frozen=True, slots=True)
class ListedRun:
    """One run, with where it stands."""

    summary: RunSummary
    state: RunState
    plan: dict[str, Any] | None
    """As stored; None in lists."""
    report: dict[str, Any]
    """As stored; empty where the run has none yet."""

    @property
    def reason(self) -> str | None:
        """Return why the run was cut short, if its report says so."""
        reason: str | None = self.report.get("reason")
        return reason

    def row(self) -> dict[str, Any]:
        """Return what documents say of it."""
        return {
            "run": self.summary.run,
            "trigger": self.summary.trigger,
            "started": stamped(self.summary.started),
            "finished": stamped(self.summary.finished),
            "state": self.state.value,
            "reason": self.reason,
            "checks": self.summary.checks,
            "counts": self.report.get("counts"),
            "costs": self.report.get("costs"),
            "stats": self.report.get("stats"),
        }


@dataclass(frozen=True, slots=True)
class RunList:
    """Runs, the newest first."""

    runs: tuple[ListedRun, ...]
    next: str | None = None
    """The run to go on after, as ``before``; None at the end of the list."""

    def document(self) -> dict[str, Any]:
        """Return the runs as JSON has them."""
        return {"runs": [one.row() for one in self.runs]}


def run_list(
    opened: OpenedArchive, *, limit: int | None = None, before: str | None = None
) -> RunList:
    """Return the newest runs, or the newest that are older than ``before``."""
    one_more = limit + 1 if limit is not None else None
    found = opened.index.newest_runs(one_more, before=before)
    chosen = found[:limit]
    return RunList(
        tuple(_listed(opened, record.summary, record) for record in chosen),
        chosen[-1].summary.run if len(found) > len(chosen) else None,
    )


def one_run(opened: OpenedArchive, run: str) -> ListedRun | None:
    """Return the run of this name, or None where the index knows none."""
    record = opened.index.run(run)
    return _listed(opened, record.summary, record) if record is not None else None


def _listed(opened: OpenedArchive, summary: RunSummary, record: RunRecord | None) -> ListedRun:
    return ListedRun(
        summary,
        state_of(summary, opened.at),
        record.plan if record else None,
        (record.report if record else None) or {},
    )


def state_of(summary: RunSummary, at: datetime) -> RunState:
    """Return where a run stands.

    A run without an end is running where its process lives, as far as this machine can tell; on
    another one, while it was heard of lately.
    """
    if summary.finished is not None:
        return RunState.FINISHED if summary.complete else RunState.INTERRUPTED
    alive = is_alive(summary.process) if summary.process else None
    heard = summary.newest or summary.started
    lately = heard is not None and at - heard < SILENT
    runs = alive or (alive is None and lately)
    return RunState.RUNNING if runs else RunState.INTERRUPTED
