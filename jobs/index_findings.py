"""What ``doctor`` says of the index.

Whether it can be used, whose it is, and what in it cannot be believed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from crawler.config import Config, StoreConfig
from crawler.errors import IndexOutdated, IndexUnusable, PalimpsestError
from crawler.index import Counts, Index, open_index
from crawler.reindex import mismatch
from crawler.store.open_store import open_store
from jobs.context import now
from jobs.revisit.explanation import span
from jobs.wording import counted, moment, versions_counted

AHEAD = timedelta(minutes=5)
"""A recorded check that lies this far in the future tells of a clock that was wrong,
then or now.
"""

MAX_LINES = 10
"""Unusable check lines that are named one by one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """One thing that was looked at. ``status`` is the exit status that it asks for."""

    about: str
    state: Literal["ok", "note", "wrong"]
    detail: str
    hint: str | None = None
    status: int = 0


def wrong(about: str, error: PalimpsestError) -> Diagnosis:
    """Return the finding that an error is."""
    return Diagnosis(
        about=about, state="wrong", detail=error.message, hint=error.hint, status=error.exit_code
    )


def index_findings(config: Config) -> Iterator[Diagnosis]:
    """Yield what there is to say of the index, and of the clocks that its check lines tell of."""
    if config.index.file is not None and not config.index.file.exists():
        yield Diagnosis(
            about="index",
            state="note",
            detail=f"{config.index.file} does not exist yet; it will be created on first use",
        )
        return
    try:
        index = open_index(config.index.url)
        counts, newest, unusable = index.counts(), index.newest_look(), index.unusable_lines()
    except IndexOutdated as error:
        yield Diagnosis(
            about="index",
            state="note",
            detail=error.message,
            hint="The next command makes it anew from the store.",
        )
    except IndexUnusable as error:
        yield wrong("index", error)
    else:
        yield Diagnosis(about="index", state="ok", detail=known(counts))
        yield from _unusable(unusable)
        yield _clock(newest)
        yield from _belonging(index, config.store)


def known(counts: Counts) -> str:
    """Return how much an index knows, in the words and numbers of ``verify``."""
    told = (
        counted(counts.kept, "article"),
        versions_counted(counts.versions, counts.redacted),
        counted(counts.checks, "check"),
    )
    never = counts.articles - counts.kept
    beside = f"; {counted(never, 'address', 'addresses')} checked and never archived"
    return f"{', '.join(told)} in {counted(counts.runs, 'run')}{beside if never else ''}"


def _clock(newest: tuple[str, datetime] | None) -> Diagnosis:
    """Return whether a check lies in the future: this clock is wrong, or that of the run was."""
    here = now()
    if newest is None or newest[1] <= here + AHEAD:
        return Diagnosis(about="clock", state="ok", detail=moment(here))
    run, at = newest
    ahead = span((at - here).total_seconds())
    detail = f"it is {moment(here)} here, but run {run} made a check at {moment(at)}, {ahead} ahead"
    hint = (
        "Set the clock (NTP). Nothing in the future is believed for scheduling. The "
        "order of versions is safe: it is the chain's."
    )
    return Diagnosis(about="clock", state="wrong", detail=detail, hint=hint, status=1)


def _belonging(index: Index, config: StoreConfig) -> Iterator[Diagnosis]:
    """Yield whether the index is of this store's archive.

    Where the store cannot be asked, that was a finding already.
    """
    try:
        why = mismatch(index, open_store(config))
    except (PalimpsestError, OSError):
        return
    if why is not None:
        hint = (
            "The next command rebuilds the index from the store. If store.url is not the "
            "one that you meant, correct it first."
        )
        yield Diagnosis(
            about="index",
            state="wrong",
            detail=f"index and store do not belong together: {why}",
            hint=hint,
            status=3,
        )


def _unusable(lines: Sequence[tuple[str, str]]) -> Iterator[Diagnosis]:
    """Check lines that hold what no index can.

    An earlier release wrote what a site sent, or somebody forged them.
    """
    if lines:
        shown_lines = [f"{place}: {why}" for place, why in lines[:MAX_LINES]]
        more = [f"… and {len(lines) - MAX_LINES:,} more"] if len(lines) > MAX_LINES else []
        detail = "\n".join(
            [
                f"{counted(len(lines), 'check line')} with values that no index can hold",
                *shown_lines,
                *more,
            ]
        )
        yield Diagnosis(
            about="check lines",
            state="note",
            detail=detail,
            hint="Nothing is to be done: the rest of each line is used.",
        )
