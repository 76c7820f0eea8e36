"""What checks have told of one article: all that a policy may know."""

from dataclasses import dataclass, replace
from datetime import datetime

from crawler.model import SURE, Outcome

SAW_CHANGE = frozenset({Outcome.CHANGED, Outcome.GONE})
"""Outcomes of a check that saw another state than the sure look before it."""

KEPT_CHANGES = 20
"""Changes that are kept: the newest. A live blog's many more would say nothing new."""

Change = tuple[datetime, datetime]
"""The sure look before it, and the look that saw it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One article's checks, summed up. Times are aware and in UTC."""

    article: str
    first_seen: datetime
    """When its first check was made."""
    published: datetime | None = None
    """As the page says, if it says so."""
    last_checked: datetime | None = None
    """The newest look, whatever came of it."""
    last_outcome: Outcome | None = None
    first_sure: datetime | None = None
    """The first look that saw its state."""
    last_sure: datetime | None = None
    changes: tuple[Change, ...] = ()
    """The newest ``KEPT_CHANGES``, oldest first."""
    developing: bool = False
    """Whether the last page read said that the story is still developing."""
    gone: bool = False
    """Whether its removal is believed."""
    trouble: int = 0
    """How many looks in a row saw no state of it, the newest among them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One look at an article, as its check line tells it."""

    at: datetime
    outcome: Outcome
    developing: bool | None = None
    """None where no page was read."""
    published: datetime | None = None


def after(record: Record, look: Look) -> Record:
    """Return the record with one more look, which is no earlier than the last one. A skipped one was no look."""
    if look.outcome is Outcome.SKIPPED:
        return record
    if look.outcome not in SURE:
        return replace(record, last_checked=look.at, last_outcome=look.outcome, trouble=record.trouble + 1)
    changed = look.outcome in SAW_CHANGE and record.last_sure is not None
    changes = (*record.changes, (record.last_sure, look.at))[-KEPT_CHANGES:] if changed else record.changes
    return Record(
        article=record.article,
        first_seen=record.first_seen,
        published=look.published or record.published,
        last_checked=look.at,
        last_outcome=look.outcome,
        first_sure=record.first_sure or look.at,
        last_sure=look.at,
        changes=changes,  # type: ignore[arg-type]  # `changed` says that last_sure is there
        developing=record.developing if look.developing is None else look.developing,
        gone=look.outcome is Outcome.GONE or (record.gone and look.outcome is Outcome.NOT_MODIFIED),
    )
