"""A PDF is an article like any other: crawled, compared, searched, shown and exported."""

import pytest

from tests.newspaper.fixture import Press
from tests.newspaper.stories import story
from tests.run.palimpsest import Place


@pytest.mark.slow
def test_a_document_has_versions(place: Place, newspaper: Press) -> None:
    """Its capture is kept, an edit is told by its words, and all that reads articles reads it."""
    path = "/printed/harbour.pdf"
    url = newspaper.url(path)
    first = place.crawl(url).lines[path]
    assert first.outcome == "new"
    assert place.crawl(url).lines[path].outcome == "unchanged"
    newspaper.set("octets/harbour.pdf", 1)
    newspaper.edit("harbour.pdf")
    assert place.crawl(url).lines[path].outcome == "changed"
    shown = place.run("show", url, "--json").json
    assert shown["paragraphs"] == list(story("harbour", 1).paragraphs)
    assert (shown["title"], shown["byline"]) == (
        story("harbour", 1).title,
        story("harbour", 1).author,
    )
    history = place.run("history", url, "--json").json
    assert "addition" in history["versions"][-1]["kinds"]
    assert "by dusk" in place.run("diff", url).out
    assert place.run("search", "hand winch", "--json").json["results"]
    for form in ("warc", "wacz", "json", "html"):
        assert place.run("export", url, "--format", form, "--output", f"x.{form}").status == 0
    assert place.run("verify", "--json").json["ok"]
