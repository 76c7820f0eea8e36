"""The calls for sources, plots and runs answer with the documents of ``jobs.reading``."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from crawler.archive import open_for_reading
from crawler.attest import CheckedReader
from crawler.config import load
from crawler.reindex import open_current
from jobs.reading.archive_plots import archive_plots
from jobs.reading.run_overview import run_overview
from jobs.reading.source_activity import SPAN, source_activity, source_view
from tests.api.conftest import BEARER, Newsroom
from tests.web.asking import AskedArchive

QUESTIONS: dict[str, Any] = {
    "/sources": source_activity,
    "/sources/desk": lambda opened: source_view(opened, "desk"),
    "/plots": archive_plots,
    "/plots?source=desk": lambda opened: archive_plots(opened, source="desk"),
    "/runs/last/overview": lambda opened: run_overview(opened, "last", limit=100),
    "/runs/last/overview?limit=1": lambda opened: run_overview(opened, "last", limit=1),
}


def as_asked(newsroom: Newsroom, document: dict[str, Any]) -> AskedArchive:
    """Return the archive as it was opened for an answer."""
    config, store = load(newsroom.place.folder / "config.yaml", {}), newsroom.place.store
    index = open_current(config.index.url, store)
    at = datetime.now(UTC)
    if "at" in document:
        at = datetime.fromisoformat(document["at"])
    elif "since" in document:
        at = datetime.fromisoformat(document["since"]) + SPAN
    return AskedArchive(config, open_for_reading(store), index, CheckedReader(store, index), at)


@pytest.mark.parametrize("call", QUESTIONS)
def test_a_call_answers_with_the_document_of_its_question(newsroom: Newsroom, call: str) -> None:
    """The same values as the pages are drawn from, whole."""
    told = newsroom.site.get(f"/api/v1{call}", authorization=BEARER)
    assert told.status == 200
    document = json.loads(told.body)
    wanted = QUESTIONS[call](as_asked(newsroom, document)).document()
    assert document == json.loads(json.dumps(wanted))


@pytest.mark.parametrize("call", ["/sources/nobody", "/plots?source=nobody", "/runs/x/overview"])
def test_what_there_is_not_is_a_problem(newsroom: Newsroom, call: str) -> None:
    """An unknown source or run is status 404, with what there is."""
    told = newsroom.site.get(f"/api/v1{call}", authorization=BEARER)
    problem = json.loads(told.body)
    assert (told.status, told.headers["content-type"]) == (404, "application/problem+json")
    assert problem["hint"]


def test_sources_and_plots_are_made_once_a_minute(newsroom: Newsroom) -> None:
    """Whoever asks again within the minute is told the same, by its tag too."""
    for call in ("/api/v1/sources", "/api/v1/plots"):
        first, again = (newsroom.site.get(call, authorization=BEARER) for _ in range(2))
        assert first.headers["etag"] == again.headers["etag"]
