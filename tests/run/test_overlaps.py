"""An article belongs to every source that lists it, whichever of them it was checked for."""

from contextlib import closing
from typing import Any

from crawler.model import Outcome
from tests.index.dump import dump
from tests.newspaper.fixture import Press
from tests.run.palimpsest import Place

CLOCK, PEAR = "/story/clock", "/declared/pear/amp"


def _configure(place: Place, newspaper: Press) -> Place:
    sources = [
        {"name": "feed", "feeds": [newspaper.url("/feeds/rss.xml")]},
        {"name": "map", "sitemaps": [newspaper.url("/sitemaps/plain.xml")]},
        {"name": "hand", "urls": [newspaper.url(CLOCK)]},
        {"name": "again", "urls": [newspaper.url(CLOCK)], "watch": False},
    ]
    return place.configure(sources=sources)


def _members(place: Place) -> dict[str, set[str]]:
    """Return the articles of each source, as the command lists them."""
    return {
        name: {
            row["url"] for row in place.run("articles", "--source", name, "--json").json["articles"]
        }
        for name in ("feed", "map", "hand", "again")
    }


def _costs(place: Place) -> dict[str, Any]:
    document: dict[str, Any] = place.run("report", "--json").json
    return document


def test_an_article_belongs_to_all_its_sources(place: Place, newspaper: Press) -> None:
    """One crawl of four sources fetches what they share once, and each of them has it: in lists of
    articles and of changes, in what is revisited, and after the index was lost. Its costs count
    once.

    So it is with a page that belongs to another article than its address says.
    """
    _configure(place, newspaper)
    newspaper.say("links", f"{CLOCK}\n{PEAR}")
    newspaper.say("declared", "/declared/pear")
    crawled = place.crawl("--all")
    clock, pear = newspaper.url(CLOCK), newspaper.url("/declared/pear")
    assert crawled.report["counts"] == {"new": 2, "skipped": 4}
    assert (crawled.report["left"], crawled.status) == (0, 0)
    first = {  # whichever list came first
        str(check["reason"]).rpartition(" ")[2]
        for check in crawled.report["checks"]
        if check["outcome"] == Outcome.SKIPPED
    }
    assert first in ({"hand", "feed"}, {"hand", "map"})
    assert [len(newspaper.log(path)) for path in (CLOCK, PEAR)] == [1, 1]
    shared = {"feed": {clock, pear}, "map": {clock, pear}, "hand": {clock}, "again": {clock}}
    assert _members(place) == shared
    report = _costs(place)
    rows = {row["name"]: row for row in report["sources"]}
    assert {name: row["articles"] for name, row in rows.items()} == {
        "again": 1,
        "feed": 2,
        "hand": 1,
        "map": 2,
    }
    assert rows["hand"]["versions"] == rows["feed"]["versions"] + rows["map"]["versions"] == 1
    assert report["total"]["requests"] == 2 + 2  # two pages, two lists
    assert (report["total"]["versions"], report["total"]["checks"]) == (2, 2)
    with closing(place.index()) as index:
        assert {one.article for one in index.watched(["map"])} == {
            check["article"] for check in crawled.report["checks"]
        }
    newspaper.edit("clock")
    assert place.crawl("--source", "feed").outcomes[CLOCK] == "changed"
    changes = place.run("changes", "--source", "again", "--json").json["changes"]
    assert [change["url"] for change in changes] == [clock]
    assert place.run("verify", "--json").status == 0
    with closing(place.index()) as index:
        kept = dump(index)
    place.lose_index()
    assert _members(place) == shared
    with closing(place.index()) as index:
        rebuilt = dump(index)
    assert rebuilt == kept


def test_the_call_comes_before_the_source(place: Place, newspaper: Press) -> None:
    """A page that the call names, too, is checked for the call, and belongs to the source."""
    _configure(place, newspaper)
    newspaper.say("links", CLOCK)
    crawled = place.crawl("--source", "feed", newspaper.url(CLOCK))
    assert [(check["outcome"], check["reason"]) for check in crawled.report["checks"]] == [
        ("new", None),
        ("skipped", "checked in this run for the call"),
    ]
    assert _members(place)["feed"] == {newspaper.url(CLOCK)}
