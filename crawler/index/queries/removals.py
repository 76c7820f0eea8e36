"""What was taken out of the archive: by orders, or because its time was over."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, case, exists, func, select

from crawler.index.column_types import Moment
from crawler.index.database import Database, in_chunks
from crawler.index.ready_statements import ready
from crawler.index.removal_tables import redacted, removals, removed, shortened
from crawler.index.schema import checks
from crawler.index.values import head_of
from crawler.model import CONFIRMED, VERSIONED, Version
from crawler.removal import RemovalKind, ShortenedRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class RedactedVersion:
    """A Version whose text was taken out."""

    record: Version
    """What stayed of it: number, times, hashes, kinds."""
    sha256: str
    """Of the record that was removed."""
    key: str
    """Of the removal."""
    at: datetime
    order_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovalTotal:
    """What removals of one kind took out."""

    kind: RemovalKind
    removals: int
    objects: int
    bytes: int
    """Of captures and derivations."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptCapture:
    """A capture that is in the archive, by its check lines."""

    article: str
    key: str
    at: datetime
    """When it was fetched."""
    is_version: bool
    """Whether a version names it."""
    is_sure: bool
    """Whether it showed the state that was known already."""


class RemovalQueries(Database):
    """The methods that ask for removals. All raise ``IndexUnusable``."""

    def redacted_of(self, names: Collection[str]) -> dict[str, dict[int, RedactedVersion]]:
        """Return the redacted Versions of each of these Articles, by number."""
        found: dict[str, dict[int, RedactedVersion]] = {name: {} for name in names}
        with self.reading() as connection:
            for some in in_chunks(names):
                for row in connection.execute(REDACTED_OF, {"names": some}):
                    found[row.article][row.version] = redacted_version(row)
        return found

    def shortened_of(self, names: Collection[str]) -> dict[str, dict[int, ShortenedRecord]]:
        """Return the Versions of each of these Articles whose quotations were removed, by number.

        Without those that were redacted themselves.
        """
        found: dict[str, dict[int, ShortenedRecord]] = {name: {} for name in names}
        with self.reading() as connection:
            for some in in_chunks(names):
                for row in connection.execute(SHORTENED_OF, {"names": some}):
                    found[row.article][row.version] = shortened_record(row)
        return found

    def taken_out(self, names: Collection[str]) -> set[tuple[str, int]]:
        """Return those of the Articles' Versions whose records need not be there."""
        return {
            (article, number)
            for found in (self.redacted_of(names), self.shortened_of(names))
            for article, numbers in found.items()
            for number in numbers
        }

    def holds_redactions(self) -> bool:
        """Return whether any Version is known as redacted."""
        with self.reading() as connection:
            return connection.execute(select(redacted.c.version).limit(1)).first() is not None

    def redaction_in_force(self, article: str) -> str | None:
        """Return the id of the order that keeps the Article from being archived again, or None."""
        with self.reading() as connection:
            row = connection.execute(_NEWEST, {"article": article}).first()
        return row.order_id if row and row.kind == RemovalKind.REDACTION else None

    def removal_of(self, key: str) -> RemovalKind | None:
        """Return what took out the object that had this key, or None where nothing did."""
        with self.reading() as connection:
            kind = connection.execute(_REMOVED, {"object": key}).scalar()
        return RemovalKind(kind) if kind else None

    def removals_of(self, article: str) -> list[str]:
        """Return the keys of the Article's removals, in order."""
        query = select(removals.c.key).where(removals.c.article == article)
        with self.reading() as connection:
            return list(connection.execute(query.order_by(removals.c.key)).scalars())

    def kept_captures(self, before: datetime) -> Iterator[KeptCapture]:
        """Yield the captures that checks before this time have stored and nothing has removed.

        By article. Of several checks that name one, that which says most of it counts: the first
        that made a version, else that which saw the head.
        """
        with self.reading() as connection:
            for row in connection.execute(_KEPT, {"before": before}):
                yield KeptCapture(
                    article=row.article,
                    key=row.capture,
                    at=row.at,
                    is_version=bool(row.versioned),
                    is_sure=bool(row.sure),
                )

    def removal_totals(self) -> list[RemovalTotal]:
        """Return what was taken out, by kind."""
        with self.reading() as connection:
            return [
                RemovalTotal(
                    kind=RemovalKind(row.kind),
                    removals=row.removals,
                    objects=int(row.objects),
                    bytes=int(row.bytes),  # PostgreSQL adds integers up to decimals
                )
                for row in connection.execute(_TOTALS)
            ]


def redacted_version(row: Row[Any]) -> RedactedVersion:
    """Return what a row of ``REDACTED_OF`` says."""
    return RedactedVersion(
        record=head_of(row).record,
        sha256=row.sha256,
        key=row.key,
        at=row.at,
        order_id=row.order_id or "",
    )


def shortened_record(row: Row[Any]) -> ShortenedRecord:
    """Return what a row of ``SHORTENED_OF`` says."""
    return ShortenedRecord(
        version=row.version,
        sha256=row.sha256,
        remainder=row.key,
    )


SHORTENED_OF = ready(
    select(shortened)
    .join(
        redacted,
        (redacted.c.article == shortened.c.article) & (redacted.c.version == shortened.c.version),
        isouter=True,
    )
    .where(
        shortened.c.article.in_(bindparam("names", expanding=True)), redacted.c.version.is_(None)
    )
)
REDACTED_OF = ready(
    select(redacted, removals.c.at, removals.c.order_id)
    .join(removals, removals.c.key == redacted.c.key)
    .where(redacted.c.article.in_(bindparam("names", expanding=True)))
)
_NEWEST = ready(
    select(removals.c.kind, removals.c.order_id)
    .where(
        removals.c.article == bindparam("article"),
        removals.c.kind.in_([RemovalKind.REDACTION.value, RemovalKind.LIFT.value]),
    )
    .order_by(removals.c.number.desc())
    .limit(1)
)
_REMOVED = ready(
    select(removals.c.kind)
    .join(removed, removals.c.key == removed.c.key)
    .where(removed.c.object == bindparam("object"))
)
_IS_VERSION = func.max(case((checks.c.outcome.in_(VERSIONED), 1), else_=0))
_IS_SURE = func.max(case((checks.c.outcome.in_(CONFIRMED), 1), else_=0))
_KEPT = (
    select(
        checks.c.article,
        checks.c.capture,
        func.min(checks.c.fetched_at, type_=Moment).label("at"),
        _IS_VERSION.label("versioned"),
        _IS_SURE.label("sure"),
    )
    .where(
        checks.c.capture.is_not(None),
        checks.c.article.is_not(None),
        ~exists().where(removed.c.object == checks.c.capture),
    )
    .group_by(checks.c.article, checks.c.capture)
    .having(func.min(checks.c.fetched_at) < bindparam("before", type_=Moment))
    .order_by(checks.c.article, checks.c.capture)
)
_TOTALS = (
    select(
        removals.c.kind,
        func.count().label("removals"),
        func.sum(removals.c.objects).label("objects"),
        func.sum(removals.c.bytes).label("bytes"),
    )
    .where(removals.c.kind != RemovalKind.LIFT.value)
    .group_by(removals.c.kind)
    .order_by(removals.c.kind)
)
