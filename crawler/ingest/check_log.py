"""A run's check lines, written to the store in parts and then to the index.

The first part goes out before the first fetch, with the plan; the others on the way; the last with
the report. So the record of a killed run misses at most what was not yet flushed, and the missing
report shows that it was interrupted.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from crawler import identity
from crawler.archive import Archive
from crawler.checks import Part, PartHeader, encode_part
from crawler.codec import as_json, encode, sha256
from crawler.errors import StoreBroken
from crawler.index import Index
from crawler.model import Check, ObjectRef, Outcome
from crawler.plan import Plan

log = logging.getLogger(__name__)

FLUSH_EVERY = 30.0
"""Seconds between parts: well within the minute of check lines that a killed run may lose."""

FULL_PART = 5000
"""Lines after which a part is written without waiting for its time: an object of about 300 kB."""


def seen_tips(index: Index) -> tuple[ObjectRef, ...]:
    """Return the last parts of the newest runs that the index knows.

    What a run's first part names.
    """
    return tuple(ObjectRef(key=key, sha256=digest) for key, digest in index.tips())


class CheckLog:
    """The check lines of one run. Safe to use from several threads."""

    def __init__(
        self, archive: Archive, index: Index, plan: Plan, *, clock: Callable[[], datetime]
    ) -> None:
        self._archive, self._index, self._plan, self._clock = archive, index, plan, clock
        self._lines: list[Check] = []
        self._part = 0
        self._previous: str | None = None
        self._adding = threading.Lock()
        self._writing = threading.Lock()

    def open(self, process: str | None = None) -> None:
        """Write the first part.

        The plan, what started it, which process it is, and the last parts of the newest runs that
        were seen.
        """
        self._write(
            PartHeader(
                run=self._plan.run,
                part=1,
                previous=None,
                plan=as_json(self._plan),
                trigger=self._plan.trigger,
                started=self._clock(),
                process=process,
                seen=seen_tips(self._index),
                archive=self._archive.id,
            ),
            (),
            None,
        )

    def add(self, check: Check) -> bool:
        """Take a line. Returns True when so many wait that a flush is due at once."""
        with self._adding:
            self._lines.append(check)
            return len(self._lines) >= FULL_PART

    def flush(self) -> None:
        """Write the waiting lines as a part, and what is to be named.

        Without any, nothing is written. On a ``StoreError`` they wait on.
        """
        if self._lines or self._archive.made:
            self._write(None, None, None)

    def close(self, report: dict[str, Any]) -> None:
        """Write what waits, and the report, as the last part."""
        self._write(None, None, report)

    def _write(
        self,
        header: PartHeader | None,
        lines: tuple[Check, ...] | None,
        report: dict[str, Any] | None,
    ) -> None:
        with self._writing:
            if lines is None:
                with self._adding:
                    lines = tuple(self._lines)
            number, made = self._part + 1, self._archive.made
            header = replace(
                header or PartHeader(run=self._plan.run, part=number, previous=self._previous),
                made=made,
            )
            part = Part(header=header, checks=_writable(lines), report=report)
            data, key = encode_part(part), identity.check_key(self._plan.run, number)
            if not self._archive.put(key, data):
                raise StoreBroken(
                    f"{key} is taken by another run of the same name",
                    hint="Crawl again: a new run gets a new name.",
                )
            self._part, self._previous = number, sha256(data)
            self._archive.attested(made)
            with self._adding:
                del self._lines[: len(lines)]
            self._index.add_part(key, self._previous, part)


def _writable(lines: tuple[Check, ...]) -> tuple[Check, ...]:
    """Return the lines, each that cannot be written with a stand-in that says so.

    One bad line must never lose the others.
    """
    return tuple(
        line if trouble is None else _stand_in(line, trouble)
        for line, trouble in ((line, _trouble(line)) for line in lines)
    )


def _trouble(line: Check) -> str | None:
    try:
        encode(line)
    except (ValueError, TypeError) as error:
        return f"{type(error).__name__}: {str(error)!a}"
    return None


def _stand_in(line: Check, trouble: str) -> Check:
    log.error("a check line could not be written: %s", trouble)
    reason = f"internal error: this check's line could not be written: {trouble}"
    return Check(
        kind=line.kind,
        run=line.run,
        url=ascii(line.url)[1:-1],
        fetched_at=line.fetched_at,
        outcome=Outcome.FAILED,
        reason=reason,
    )
