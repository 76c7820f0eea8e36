"""What a look costs stands in its line.

Requests as the newspaper counts them, bytes as they came, objects as the store holds them.
"""

import urllib.request

import pytest

from crawler.store.files import FileStore
from crawler.store.metered import MeteredStore
from tests.newspaper.fixture import Press
from tests.run.palimpsest import Place


def _length(newspaper: Press, path: str) -> int:
    """Return bytes of a page."""
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(
        newspaper.url(path), timeout=30
    ) as answer:
        return len(answer.read())


def test_a_version_and_an_unchanged_look(place: Place, newspaper: Press) -> None:
    """A new page costs a request, its bytes, and two objects of the size that the store tells.

    Looked at again, a request and no object.
    """
    path = "/etag/harbour"
    new = place.crawl(newspaper.url(path)).lines[path]
    assert new.capture is not None
    kept = [new.capture, new.capture.rpartition("/captures/")[0] + "/versions/00000001.json"]
    assert (new.requests, new.received) == (1, _length(newspaper, path))
    assert (new.puts, new.objects, new.stored) == (2, 2, sum(place.store.size(key) for key in kept))
    assert new.extract_ms is not None
    assert new.fetch_ms is not None
    again = place.crawl(newspaper.url(path)).lines[path]
    assert (again.outcome, again.requests, again.received, again.puts, again.objects) == (
        "not_modified",
        1,
        0,
        0,
        0,
    )
    assert again.extract_ms is None


def test_redirects_and_retries_count(place: Place, newspaper: Press) -> None:
    """Two redirects cost three requests; a server that is too busy at first costs one more."""
    place.configure(crawl={"retries": 2})
    chain, busy = "/redirect/chain/2/harbour", "/busy/503/bridge?times=1"
    lines = place.crawl(newspaper.url(chain), newspaper.url(busy)).lines
    assert lines[chain].requests == len(newspaper.log("/redirect")) + 1 == 3
    assert lines[busy].requests == len(newspaper.log("/busy")) == 2


def test_a_list_and_the_run_count_too(place: Place, newspaper: Press) -> None:
    """A list's line has its request.

    The report has all of them, with robots.txt, and the store's requests by verb.
    """
    newspaper.say("links", newspaper.url("/story/harbour"))
    place.configure(
        sources=[{"name": "news", "feeds": [newspaper.url("/feeds/rss.xml")]}],
        crawl={"obey_robots": True},
    )
    crawled = place.crawl("--source", "news")
    (listed,) = [check for part in crawled.parts for check in part.checks if check.kind == "source"]
    assert (listed.requests, listed.received) == (1, _length(newspaper, "/feeds/rss.xml"))
    costs = crawled.report["costs"]
    assert costs["requests"] == 3, "robots.txt, the feed, the story"
    assert costs["store"]["create"] >= 4, "archive header, first part, capture, version"
    assert costs["store"]["bytes_written"] > 0


def test_the_ledger_adds_up(place: Place, newspaper: Press) -> None:
    """``report`` shows by source, article and version what the lines say, and names what was given
    without a source.
    """
    place.configure(
        sources=[
            {
                "name": "news",
                "urls": [newspaper.url(path) for path in ("/etag/harbour", "/story/bridge")],
            }
        ]
    )
    place.crawl("--all")
    place.crawl("--all", newspaper.url("/story/clock"))
    document = place.run("report", "--json").json
    news, single = document["sources"]
    assert (news["name"], news["articles"], news["checks"], news["versions"], news["requests"]) == (
        "news",
        2,
        4,
        2,
        4,
    )
    assert (news["not_modified_rate"], news["outcomes"]) == (
        0.25,
        {"new": 2, "unchanged": 1, "not_modified": 1},
    )
    assert (news["objects"], news["per_version"]["objects"], news["per_article"]["requests"]) == (
        4,
        2.0,
        2.0,
    )
    assert (single["name"], single["versions"]) == (None, 1)
    assert document["total"]["requests"] == 5
    assert [one["unmeasured"] for one in document["sources"]] == [0, 0]
    assert len(document["articles"]) == 3
    assert [run["state"] for run in document["runs"]] == ["finished", "finished"]
    assert place.run("report", "--source", "nobody").status == 2
    assert "news" in place.run("report", "--since", "1h").out


@pytest.mark.parametrize("taken", [False, True], ids=["new", "taken"])
def test_a_metered_store_counts_by_thread(place: Place, *, taken: bool) -> None:
    """A name that is taken costs a PUT and makes no object.

    What a store does is not changed by counting it.
    """
    store = MeteredStore(FileStore(place.folder / "store"))
    if taken:
        store.create("a/b", b"theirs")
    with store.usage() as tally:
        assert store.create("a/b", b"ours") is not taken
    assert (tally.puts, tally.objects, tally.stored) == (1, int(not taken), 0 if taken else 4)
    assert store.read("a/b") == (b"theirs" if taken else b"ours")
    assert list(store.list("a/")) == ["a/b"]
    assert store.size("a/b") == len(store.read("a/b"))
    totals = store.totals
    assert (totals["create"], totals["read"], totals["list"], totals["size"]) == (
        1 + taken,
        2,
        1,
        1,
    )
