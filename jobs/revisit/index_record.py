"""From the index's summary of an article's checks to the record that the policy knows."""

from datetime import UTC, date, datetime, time

from crawler.index import CheckHistory
from jobs.revisit.revisit_record import KEPT_CHANGES, RevisitRecord

_DATE_ONLY = 10


def record_of(history: CheckHistory) -> RevisitRecord:
    """Return what a policy may know of an article."""
    return RevisitRecord(
        article=history.article,
        first_seen=history.first_checked,
        published=moment_of(history.published),
        last_checked=history.last_checked,
        last_outcome=history.last_outcome,
        first_sure=history.first_sure,
        last_sure=history.last_sure,
        changes=history.changes[-KEPT_CHANGES:],
        developing=history.developing,
        gone=history.gone,
        trouble=history.trouble,
    )


def moment_of(published: str | None) -> datetime | None:
    """Return the time that a declared date stands for in UTC.

    A day without a time counts as its end. None for what is no date.
    """
    if not published:
        return None
    try:
        if len(published) <= _DATE_ONLY:
            return datetime.combine(date.fromisoformat(published), time.max, UTC)
        moment = datetime.fromisoformat(published)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
