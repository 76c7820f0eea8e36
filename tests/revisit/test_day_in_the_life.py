"""The table at the head of docs/understand/revisits.md, against the policy itself."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawler.config import RevisitConfig
from crawler.model import Outcome
from jobs.revisit import policy
from jobs.revisit.revisit_record import CheckSummary, RevisitRecord, after

PAGE = Path(__file__).parents[2] / "docs" / "understand" / "revisits.md"
_ROW = re.compile(r"^\| (?:day (\d), )?(\d\d):(\d\d) \| `(\w+)`[^|]*\| ([^|]+) \|", re.MULTILINE)

BORN = datetime(2026, 11, 1, 8, tzinfo=UTC)
FOUND = BORN + timedelta(minutes=10)
EDITS = (BORN + timedelta(hours=1, minutes=10), BORN + timedelta(hours=5))
REMOVED = BORN + timedelta(days=1, hours=1)
NEEDED, OVER = 3, timedelta(hours=2)
"""When a removal is confirmed: so many checks over so much time."""


def a_life(
    days: int, *, edits: Sequence[datetime] = EDITS, removed: datetime | None = REMOVED
) -> dict[datetime, tuple[Outcome, timedelta]]:
    """Return what each check of the article in the table finds, and how long the next one waits.

    Times are cut to the minute.
    """
    record = RevisitRecord(article="news.example/" + "0" * 32, first_seen=FOUND, published=BORN)
    at, before, outcome, missing = FOUND, FOUND, Outcome.NEW, []
    checks = {}
    while at < BORN + timedelta(days=days):
        record = after(record, CheckSummary(at=at, outcome=outcome))
        soon = policy.Policy(RevisitConfig()).next(record)
        wait = soon.at - at if soon is not None else timedelta()
        checks[at.replace(second=0, microsecond=0)] = (outcome, wait)
        if soon is None:
            break
        before, at = at, soon.at
        if removed is None or at < removed:
            edited = any(before < edit <= at for edit in edits)
            outcome = Outcome.CHANGED if edited else Outcome.UNCHANGED
        else:
            missing.append(at)
            confirmed = len(missing) >= NEEDED and at - missing[0] >= OVER
            outcome = Outcome.GONE if confirmed else Outcome.SUSPECT
    return checks


def worded(wait: timedelta) -> str:
    """Return a wait as the table has it."""
    minutes = round(wait.total_seconds() / 60)
    return f"{minutes} min" if minutes < 60 * 24 else f"{minutes // 1440} d"


def test_the_table_is_what_the_policy_does(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each row names a check that the policy makes, its outcome, and the wait that follows."""
    monkeypatch.setattr(policy, "jitter", lambda _: 1.0)  # the table leaves it out, and says so
    checks = a_life(days=2)
    rows = _ROW.findall(PAGE.read_text(encoding="utf-8"))
    assert len(rows) >= 10
    for day, hour, minute, outcome, wait in rows:
        at = BORN.replace(hour=int(hour), minute=int(minute)) + timedelta(days=int(day or 1) - 1)
        assert at in checks, f"no check at {at}; there are {[f'{one:%d %H:%M}' for one in checks]}"
        assert (outcome, wait) == (checks[at][0].value, worded(checks[at][1]))


def test_the_numbers_below_the_table(monkeypatch: pytest.MonkeyPatch) -> None:
    """So often is the article checked in its first day, and one that never changes till the end."""
    monkeypatch.setattr(policy, "jitter", lambda _: 1.0)
    quiet = a_life(days=100, edits=(), removed=None)
    told = [
        len(a_life(days=1)),
        *(sum(at < BORN + timedelta(days=days) for at in quiet) for days in (1, 2, 100)),
    ]
    page = " ".join(PAGE.read_text(encoding="utf-8").split())
    sentence = (
        f"This article is checked {told[0]} times in its first day. One that never changes is "
        f"checked {told[1]} times in its first day, {told[2]} times in two days, and {told[3]} "
        "times until revisits end after 90 days."
    )
    assert sentence in page
