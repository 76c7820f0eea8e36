"""Versions, checks and parts for tests, with only that said which a test is about."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from crawler.checks import Part, PartHeader, encode_part
from crawler.codec import encode, sha256
from crawler.identity import article_of, version_key
from crawler.index.version_rows_of import StoredVersion
from crawler.index.writes import StoredPart
from crawler.model import Change, Check, Extraction, ObjectRef, Outcome, State, Version

IN_A_FILE = pytest.mark.parametrize("url", ["sqlite"], indirect=True)
"""For tests of what only SQLite does. All others of an index hold in every database."""

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
RUN = "20261121T120000Z-00000001"
URL = "https://harbour.example/2026/ferry-strike"
ARTICLE = article_of(URL)


def after(**amount: float) -> datetime:
    """Return a time after noon."""
    return NOON + timedelta(**amount)


def run_id(number: int, day: int = 21) -> str:
    """Return a run's name, the later the higher its number."""
    return f"202611{day:02d}T12{number:02d}00Z-{number:08x}"


def version(number: int = 1, url: str = URL, **fields: Any) -> StoredVersion:
    """Return a stored version of the article at ``url``: key, record, SHA-256."""
    at = fields.pop("at", after(hours=number))
    gone = fields.get("state") is State.GONE
    title = fields.pop("title", f"Ferry crews strike, day {number}")
    record = Version(
        **{
            "article": article_of(url),
            "url": url,
            "version": number,
            "state": State.PRESENT,
            "captured_at": at,
            "confirmed_at": at,
            "last_seen_before": None,
            "capture": ObjectRef(
                key=f"articles/{article_of(url)}/captures/{number}", sha256="0" * 64
            ),
            "previous": None if number == 1 else "1" * 64,
            "fingerprint": f"print {number}",
            "content_sha256": "2" * 64,
            "run": RUN,
            "extraction": None
            if gone
            else Extraction(
                extractor="test 1", title=title, paragraphs=("The ferries stay in port.",)
            ),
            "change": Change(kinds=() if number == 1 else ("headline",)),
        }
        | fields
    )
    return version_key(record.article, number), record, sha256(encode(record))


def check(outcome: Outcome = Outcome.UNCHANGED, **fields: Any) -> Check:
    """Return one check of the article at ``url``, or of a list when a ``kind`` of source is asked
    for.
    """
    defaults: dict[str, Any] = {
        "kind": "article",
        "run": RUN,
        "url": URL,
        "fetched_at": NOON,
        "outcome": outcome,
    }
    if fields.get("kind", "article") == "article":
        defaults |= {"article": article_of(fields.get("url", URL)), "version": 1}
    return Check(**(defaults | fields))


def part(
    *checks: Check,
    number: int = 1,
    run: str = RUN,
    report: dict[str, Any] | None = None,
    **header: Any,
) -> StoredPart:
    """Return a stored part of a run: key, SHA-256, and the part.

    Its checks are made those of the run.
    """
    stated: dict[str, Any] = (
        {"plan": {"watch": False}, "trigger": "cli", "started": NOON} if number == 1 else {}
    )
    stated |= header
    made = Part(
        header=PartHeader(
            run=run, part=number, previous=None if number == 1 else "3" * 64, **stated
        ),
        checks=tuple(replace(check, run=run) for check in checks),
        report=report,
    )
    return made.key, sha256(encode_part(made)), made


REPORT = {"finished": "2026-11-21T12:30:00Z", "interrupted": False}
