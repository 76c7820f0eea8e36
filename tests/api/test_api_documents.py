"""Each call answers what its command prints with ``--json``, in the shape that is described."""

import json
from typing import Any

import pytest
from pydantic import TypeAdapter

from jobs.web.api import (
    activity_shapes,
    article_shapes,
    blame_shapes,
    cost_shapes,
    list_shapes,
    story_shapes,
)
from tests.api.conftest import BEARER, Newsroom

CALLS: dict[str, tuple[tuple[str, ...], Any]] = {
    "/changes": (("changes",), article_shapes.ChangePage),
    "/changes?kind=headline": (
        ("changes", "--kind", "headline"),
        article_shapes.ChangePage,
    ),
    "/changes?silence=silent": (("changes", "--silent"), article_shapes.ChangePage),
    "/changes?host=other.example": (
        ("changes", "--host", "other.example"),
        article_shapes.ChangePage,
    ),
    "/articles": (("articles",), list_shapes.ArticleRows),
    "/articles?source=desk&state=present": (
        ("articles", "--source", "desk", "--state", "present"),
        list_shapes.ArticleRows,
    ),
    "/articles/{article}": (("history", "{article}"), article_shapes.HistoryDocument),
    "/articles/{article}/versions/2": (
        ("show", "{article}", "--version", "2"),
        article_shapes.VersionDocument,
    ),
    "/articles/{article}/compare/1/3": (
        ("diff", "{article}", "--from", "1", "--to", "3", "--format", "json"),
        article_shapes.ComparisonDocument,
    ),
    "/articles/{article}/compare/2/3": (("diff", "{article}"), article_shapes.ComparisonDocument),
    "/articles/{article}/blame": (("blame", "{article}"), blame_shapes.BlameDocument),
    "/articles/{article}/blame?version=1": (
        ("blame", "{article}", "--version", "1"),
        blame_shapes.BlameDocument,
    ),
    "/articles/{article}/story": (("story", "{article}"), story_shapes.StoryDocument),
    "/articles/{other}/next": (("why", "{other}"), story_shapes.NextDocument),
    "/search?q=harbour": (("search", "harbour"), list_shapes.SearchPage),
    "/runs/last": (("report", "--run", "last"), list_shapes.RunDocument),
    "/report": (("report",), cost_shapes.CostDocument),
    "/report?source=desk": (("report", "--source", "desk"), cost_shapes.CostDocument),
    "/pending": (("changes", "--pending"), list_shapes.PendingPage),
}


@pytest.mark.parametrize("call", CALLS)
def test_a_call_answers_what_its_command_prints(newsroom: Newsroom, call: str) -> None:
    """The documents are equal, but for where a list goes on; the shape knows each member."""
    command, shape = CALLS[call]
    names = {"article": newsroom.article, "other": newsroom.other}
    told = newsroom.site.get(f"/api/v1{call.format(**names)}", authorization=BEARER)
    assert (told.status, told.headers["content-type"]) == (200, "application/json")
    document = json.loads(told.body)
    arguments = [one.format(**names) for one in command]
    printed = newsroom.place.run(*arguments, "--json").json
    if "next" not in printed:
        assert document.pop("next", None) is None
    assert document == printed
    TypeAdapter(shape).validate_json(told.body, strict=True, extra="forbid")


@pytest.mark.parametrize(
    ("call", "shape"),
    [
        ("/runs?limit=2", list_shapes.RunPage),
        ("/sources", activity_shapes.SourcePage),
        ("/sources/desk", activity_shapes.SourceDocument),
        ("/plots", activity_shapes.PlotsDocument),
        ("/runs/last/overview", activity_shapes.RunGlance),
        ("/calendar", list_shapes.CalendarDocument),
        ("/find?url={url}", list_shapes.FoundArticle),
    ],
)
def test_what_no_command_prints_alone_has_its_shape(
    newsroom: Newsroom, call: str, shape: Any
) -> None:
    """Runs by pages, sources and the article of an address are described too."""
    told = newsroom.site.get(f"/api/v1{call.format(url='editions')}", authorization=BEARER)
    assert told.status == 200
    TypeAdapter(shape).validate_json(told.body, strict=True, extra="forbid")
    document = json.loads(told.body)
    rows = newsroom.place.run("report", "--json").json["runs"]
    assert document.get("runs", rows[:2]) == rows[:2]
    if call == "/sources":
        assert [one["name"] for one in document["sources"]] == ["desk"]
    counted = newsroom.place.run("changes", "--json").json["total"]
    assert sum(one["changes"] for one in document.get("days", [{"changes": counted}])) == counted
    assert document.get("article", newsroom.article) == newsroom.article
