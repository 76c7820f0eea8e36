"""Another extractor over real pages: an upgrade is no edit."""

import gzip
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import trafilatura

from crawler.extract import extract
from crawler.model import Extraction, Outcome
from tests.change.newsroom import Newsroom

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpora" / "aed.jsonl.gz"
WHEN = datetime(2026, 11, 21, tzinfo=UTC)
PAGES = 200


def older(html: str) -> Extraction:
    """Return what another extractor makes of a page: the bare lines that trafilatura finds."""
    text = trafilatura.extract(html, include_comments=False) or ""
    return Extraction(extractor="older", title="A title", paragraphs=tuple(text.splitlines()))


def pages() -> Iterator[tuple[str, str]]:
    """URL and HTML of real pages."""
    with gzip.open(CORPUS, "rt", encoding="utf-8") as lines:
        for line, _ in zip(lines, range(PAGES), strict=False):
            row = json.loads(line)
            yield row["url"], row["html"]


@pytest.mark.shared
@pytest.mark.slow
def test_a_new_extractor_over_an_archive_makes_no_version() -> None:
    """Pages that an older extractor read, seen again unchanged by today's, are unchanged.

    Each one of 200.
    """
    read = 0
    for url, html in pages():
        room = Newsroom()
        room.look(older(html), at=-1)
        today = extract(html, url, fetched_at=WHEN)
        if today.problem is None:
            read += 1
            assert room.look(today, at=0, head_again=today).outcome is Outcome.UNCHANGED
    assert read > PAGES * 0.9
