"""One run at a glance, however many checks it made: its counts, and the first of each sort."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Literal

from crawler.model import VERSIONED, Check, Outcome
from jobs.reading.opened import OpenedArchive
from jobs.reading.run_details import check_row, list_row, run_named
from jobs.reading.run_list import ListedRun

Kind = Literal["article", "source"]

TROUBLE = tuple(one for one in Outcome if one.is_trouble or one.is_doubtful)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOverview:
    """One run. Its lists of checks are cut; ``counts`` tell how long they are."""

    run: ListedRun
    counts: dict[str, int]
    """Looks at articles by outcome, by the run's check lines."""
    list_counts: dict[str, int]
    """Looks at lists by outcome."""
    lists: tuple[Check, ...]
    made: tuple[Check, ...]
    """Checks that made a version."""
    list_trouble: tuple[Check, ...]
    trouble: tuple[Check, ...]
    """Checks of articles that failed or could not be believed."""

    @property
    def versions(self) -> int:
        """Return how many versions it made."""
        return sum(self.counts.get(one.value, 0) for one in VERSIONED)

    @property
    def troubles(self) -> int:
        """Return how many looks at articles failed or could not be believed."""
        return sum(self.counts.get(one.value, 0) for one in TROUBLE)

    def document(self) -> dict[str, Any]:
        """Return the run as JSON has it."""
        return {
            "run": {
                **self.run.row(),
                "counts": self.counts,
                "list_counts": self.list_counts,
                "left": self.run.report.get("left"),
            },
            "sources": [list_row(one) for one in self.lists],
            "made": [check_row(one) for one in self.made],
            "trouble": [check_row(one) for one in (*self.list_trouble, *self.trouble)],
        }


def run_overview(opened: OpenedArchive, name: str, *, limit: int) -> RunOverview:
    """Return the run of this name, of a name that begins so, or the ``last``.

    At most ``limit`` checks of each sort. Raises ``UnknownName`` where none or several fit.
    """
    run = run_named(opened, name)
    key, index = run.summary.run, opened.index
    counted = index.run_outcomes(key)

    def first(kind: Kind, outcomes: Collection[Outcome]) -> tuple[Check, ...]:
        if not any((kind, outcome) in counted for outcome in outcomes):
            return ()
        return tuple(index.run_checks(key, kind=kind, outcomes=outcomes, limit=limit))

    lists = first("source", tuple(Outcome))
    list_counts = _of_kind(counted, "source")
    return RunOverview(
        run=run,
        counts=_of_kind(counted, "article"),
        list_counts=list_counts,
        lists=lists,
        made=first("article", VERSIONED),
        list_trouble=tuple(one for one in lists if one.outcome in TROUBLE)
        if sum(list_counts.values()) <= limit
        else first("source", TROUBLE),
        trouble=first("article", TROUBLE),
    )


def _of_kind(counted: dict[tuple[str, Outcome], int], kind: str) -> dict[str, int]:
    return {
        outcome.value: counted[kind, outcome] for outcome in Outcome if (kind, outcome) in counted
    }
