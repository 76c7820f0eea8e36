"""What checks have told of one article: all that a policy may know."""

from dataclasses import dataclass, replace
from datetime import datetime

from crawler.model import Outcome

KEPT_CHANGES = 20
"""Changes that are kept: the newest. A live blog's many more would say nothing new."""

Change = tuple[datetime, datetime]
"""The confirming check before it, and the check that saw it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisitRecord:
    """One article's checks, summed up. Times are aware and in UTC."""

    article: str
    first_seen: datetime
    """When its first check was made."""
    published: datetime | None = None
    """As the page says, if it says so."""
    last_checked: datetime | None = None
    """The newest check, whatever came of it."""
    last_outcome: Outcome | None = None
    first_sure: datetime | None = None
    """The first check that saw its state."""
    last_sure: datetime | None = None
    changes: tuple[Change, ...] = ()
    """The newest ``KEPT_CHANGES``, oldest first."""
    developing: bool = False
    """Whether the last page read said that the story is still developing."""
    gone: bool = False
    """Whether its removal is believed."""
    trouble: int = 0
    """How many checks in a row saw no state of it, the newest among them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckSummary:
    """One check of an article, as its check line tells it."""

    at: datetime
    outcome: Outcome
    developing: bool | None = None
    """None where no page was read."""
    published: datetime | None = None


def after(record: RevisitRecord, check: CheckSummary) -> RevisitRecord:
    """Return the record with one more check, which is no earlier than the last one.

    A skipped one was no check.
    """
    if check.outcome is Outcome.SKIPPED:
        return record
    if not check.outcome.confirms_head:
        return replace(
            record, last_checked=check.at, last_outcome=check.outcome, trouble=record.trouble + 1
        )
    changed = check.outcome.is_change and record.last_sure is not None
    changes = (
        (*record.changes, (record.last_sure, check.at))[-KEPT_CHANGES:]
        if changed
        else record.changes
    )
    return RevisitRecord(
        article=record.article,
        first_seen=record.first_seen,
        published=check.published or record.published,
        last_checked=check.at,
        last_outcome=check.outcome,
        first_sure=record.first_sure or check.at,
        last_sure=check.at,
        changes=changes,  # type: ignore[arg-type]  # `changed` says that last_sure is there
        developing=record.developing if check.developing is None else check.developing,
        gone=check.outcome is Outcome.GONE
        or (record.gone and check.outcome is Outcome.NOT_MODIFIED),
    )
