"""A run without fetches, whose check parts name what a job has stored.

So profiles and derivations are vouched for as all else is.
"""

import secrets
from collections.abc import Callable
from datetime import datetime

from crawler.archive import Archive
from crawler.config import Config
from crawler.index import Index
from crawler.ingest import CheckLog
from crawler.plan import Plan, Trigger
from jobs.planning import naming_plan
from jobs.run_report import RunReport

ENOUGH = 1000
"""Objects that wait for their name at most: a job that is killed leaves so many unnamed."""


class NamingRun:
    """Writes its first part when there is something to name.

    It writes none for a job that has stored nothing.
    """

    def __init__(
        self, archive: Archive, index: Index, plan: Plan, *, clock: Callable[[], datetime]
    ) -> None:
        self._archive, self._clock = archive, clock
        self.run = plan.run
        self._ledger = CheckLog(archive, index, plan, clock=clock)
        self._report = RunReport(run=plan.run, started=clock())
        self._open = False

    def flush(self, least: int = ENOUGH) -> None:
        """Name what was stored since the last time, where it is enough."""
        if len(self._archive.made) < least:
            return
        if self._open:
            self._ledger.flush()
        else:
            self._ledger.open()  # its first part names them
            self._open = True

    def close(self) -> None:
        """Name the rest, and end the run if it was begun."""
        self.flush(least=1)
        if self._open:
            self._report.finished = self._clock()
            self._ledger.close(self._report.stored())


def naming_run(
    config: Config,
    archive: Archive,
    index: Index,
    trigger: Trigger,
    *,
    clock: Callable[[], datetime],
) -> NamingRun:
    """Return a run that begins now, for a job of this name."""
    plan = naming_plan(config, trigger, now=clock(), randomness=secrets.token_bytes(4))
    return NamingRun(archive, index, plan, clock=clock)
