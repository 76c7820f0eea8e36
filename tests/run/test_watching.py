"""``crawl --watch``, ``unwatch`` and ``why``.

The store remembers who is watched, and the next look is explained.
"""

from typing import Any

import pytest

from crawler.checks import Part
from crawler.codec import parse_utc
from crawler.identity import article_of
from crawler.model import Outcome
from tests.newspaper.fixture import Press
from tests.run.palimpsest import Place, parts_of

STORY, OTHER, FEED = "/story/harbour", "/story/clock", "/feeds/conditional.xml"


def _why(place: Place, url: str) -> Any:
    """Return the document of ``why``."""
    return place.run("why", "--json", url).json


@pytest.mark.slow
def test_the_newest_word_counts_and_is_in_the_store(place: Place, newspaper: Press) -> None:
    """A one-off is watched from ``crawl --watch`` on until ``unwatch``, and again after another.

    An index made anew knows it all.
    """
    url = newspaper.url(STORY)
    place.crawl(url)
    assert (_why(place, url)["watched"], _why(place, url)["next"]) == (False, None)
    for _ in range(2):
        place.crawl("--watch", url)
        place.lose_index()
        assert _why(place, url)["watched"]
        done = place.run("unwatch", "--json", url)
        assert done.status == 0
        assert done.json["articles"] == [
            {"article": article_of(url), "url": url, "was_watched": True}
        ]
        place.lose_index()
        assert not _why(place, url)["watched"]
    assert place.verified().findings == ()
    again = place.run("unwatch", "--json", url)
    assert (again.status, again.json["run"], again.json["articles"][0]["was_watched"]) == (
        0,
        None,
        False,
    )


def test_what_unwatching_writes(place: Place, newspaper: Press) -> None:
    """A run without a fetch.

    Its plan says ``unwatch``, a skipped line names each article, and its report ends it.
    """
    urls = [newspaper.url(STORY), newspaper.url(OTHER)]
    place.crawl("--watch", *urls)
    asked = len(newspaper.log())
    run = place.run("unwatch", "--json", *urls).json["run"]
    first, last = parts_of(place.store, run)
    assert len(newspaper.log()) == asked
    assert isinstance(first, Part)
    assert first.header.plan is not None
    assert (first.header.trigger, first.header.plan["unwatch"]) == ("unwatch", True)
    assert {(line.outcome, line.article) for line in last.checks} == {
        (Outcome.SKIPPED, article_of(url)) for url in urls
    }
    assert last.report is not None
    assert last.report["finished"]


def test_an_article_of_a_source_is_watched_until_unwatched(place: Place, newspaper: Press) -> None:
    """A source's articles are watched as its ``watch`` says.

    ``unwatch`` ends that for one, and a crawl of the source doesn't undo it.
    """
    source = {"name": "paper", "feeds": [newspaper.url(FEED)]}
    newspaper.say("links", f"{STORY}\n{OTHER}")
    place.configure(sources=[source]).crawl("--all")
    told = _why(place, newspaper.url(STORY))
    assert (told["watched"], told["source"]) == (True, "paper")
    place.run("unwatch", newspaper.url(STORY))
    place.crawl("--all")
    assert [_why(place, newspaper.url(path))["watched"] for path in (STORY, OTHER)] == [False, True]
    place.configure(sources=[source | {"watch": False}])
    assert not _why(place, newspaper.url(OTHER))["watched"]


def test_why_explains_the_next_look(place: Place, newspaper: Press) -> None:
    """The document has the contract's fields.

    The last reason's interval leads from the last look to the next; people are told the same.
    """
    url = newspaper.url(STORY)
    place.crawl("--watch", url)
    newspaper.edit("harbour")
    place.crawl(url)
    told = _why(place, url)
    assert list(told) == [
        *(
            "article",
            "url",
            "watched",
            "source",
            "last_checked",
            "last_outcome",
            "next",
            "reasons",
            "changes",
            "changes_per_day",
            "budget",
        )
    ]
    assert (told["article"], told["last_outcome"], told["changes"]) == (
        article_of(url),
        "changed",
        1,
    )
    assert list(told["next"]) == ["at", "interval_seconds", "final"]
    assert list(told["reasons"][0]) == ["name", "detail", "interval_seconds"]
    assert told["budget"] == {
        "per_hour": 10_000,
        "spent": 0,
        "per_host_per_hour": 600,
        "spent_at_host": 0,
    }
    assert "fresh change" in {reason["name"] for reason in told["reasons"]}
    assert told["reasons"][-1]["interval_seconds"] == told["next"]["interval_seconds"]
    seconds = (parse_utc(told["next"]["at"]) - parse_utc(told["last_checked"])).total_seconds()
    assert abs(seconds - told["next"]["interval_seconds"]) <= 1
    shown = place.run("why", url).out
    assert "fresh change: a change was seen lately" in shown
    assert "1 change seen" in shown
    assert "revisits in the last hour: 0 of 10,000 that are allowed" in shown


def test_a_page_that_was_never_kept_is_explained_too(place: Place, newspaper: Press) -> None:
    """A watched URL that failed is tried again, and ``why`` says when.

    One never looked at is a wrong call.
    """
    url = newspaper.url("/status/503")
    place.crawl("--watch", url)
    assert _why(place, url)["reasons"][-2]["name"] == "failures"
    done = place.run("why", newspaper.url("/story/unheard"))
    assert done.status == 2
    assert "error:" in done.err


def test_watching_is_for_urls(place: Place) -> None:
    """``--watch`` without a URL is a wrong call.

    A source's articles are watched by its configuration.
    """
    done = place.configure(sources=[{"name": "paper", "urls": ["https://news.example/1"]}]).run(
        "crawl", "--all", "--watch"
    )
    assert done.status == 2
    assert "watch" in done.err
