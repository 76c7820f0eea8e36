"""All that is known of one run: its plan, what its lists gave, what went wrong, what it made."""

from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from crawler.errors import UnknownName
from crawler.model import Check
from jobs.reading.opened import OpenedArchive
from jobs.reading.run_list import ListedRun, one_run
from jobs.reading.version_rows import stamped

LAST = "last"
"""What asks for the newest run."""

NEAR = 5
"""So many runs are named to somebody who mistyped one."""

LIKENED = 1_000
"""Newest runs among whose names one like an unknown name is sought."""


@dataclass(frozen=True, slots=True)
class RunDetails:
    """One run with its checks, in the order in which they were written."""

    run: ListedRun
    lists: tuple[Check, ...]
    """Looks at lists."""
    checks: tuple[Check, ...]
    """Looks at articles."""

    @property
    def made(self) -> tuple[Check, ...]:
        """Return the checks that made a version."""
        return tuple(one for one in self.checks if one.outcome.is_version)

    @property
    def trouble(self) -> tuple[Check, ...]:
        """Return the checks, of articles and lists, that failed or could not be believed."""
        return tuple(
            one
            for one in (*self.lists, *self.checks)
            if one.outcome.is_trouble or one.outcome.is_doubtful
        )

    @property
    def counts(self) -> dict[str, int]:
        """Return the looks at articles by outcome.

        Counted by its check lines: a run that was killed has no report.
        """
        found: dict[str, int] = {}
        for one in self.checks:
            found[one.outcome.value] = found.get(one.outcome.value, 0) + 1
        return found

    def document(self) -> dict[str, Any]:
        """Return the run as JSON has it."""
        return {
            "run": {
                **self.run.row(),
                "counts": self.counts,
                "left": self.run.report.get("left"),
                "plan": self.run.plan,
            },
            "sources": [list_row(one) for one in self.lists],
            "checks": [check_row(one) for one in self.checks],
        }


def run_details(opened: OpenedArchive, name: str) -> RunDetails:
    """Return the run of this name, of a name that begins so, or the ``last``.

    Raises ``UnknownName`` where none or several fit.
    """
    run = run_named(opened, name)
    lines = opened.index.run_checks(run.summary.run)
    return RunDetails(
        run,
        tuple(one for one in lines if one.kind == "source"),
        tuple(one for one in lines if one.kind == "article"),
    )


def run_named(opened: OpenedArchive, name: str) -> ListedRun:
    """Return the run of this name, of a name that begins so, or the ``last``.

    Raises ``UnknownName`` where none or several fit.
    """
    run = one_run(opened, name) or one_run(opened, _named(opened, name))
    assert run is not None  # noqa: S101  # its name was just read from the index
    return run


def _named(opened: OpenedArchive, name: str) -> str:
    """Return the whole name of the run that is meant."""
    if name == LAST:
        newest = opened.index.run_names(limit=1)
        if not newest:
            raise UnknownName("there was no run yet", hint="`palimpsest crawl URL` makes one.")
        return newest[0]
    fitting = opened.index.run_names(begin=name, limit=NEAR)
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        raise UnknownName(
            f"several runs begin with {name!r}", hint=f"Those are: {', '.join(fitting)}."
        )
    known = opened.index.run_names(limit=LIKENED)
    near = get_close_matches(name, known, n=NEAR, cutoff=0.6) or known[:NEAR]
    raise UnknownName(
        f"the archive knows no run {name!r}",
        hint=f"Near it: {', '.join(near)}. `palimpsest report` lists the last ones."
        if near
        else "It knows no run at all.",
    )


def list_row(one: Check) -> dict[str, Any]:
    """Return what documents say of a look at a list."""
    return {
        "name": one.source,
        "url": one.url,
        "fetched_at": stamped(one.fetched_at),
        "outcome": one.outcome.value,
        "found": one.found,
        "dropped": dict(one.dropped or ()),
        "reason": one.reason,
    }


def check_row(one: Check) -> dict[str, Any]:
    """Return what documents say of a look at an article."""
    return {
        "url": one.url,
        "article": one.article,
        "source": one.source,
        "fetched_at": stamped(one.fetched_at),
        "outcome": one.outcome.value,
        "version": one.version,
        "reason": one.reason,
    }
