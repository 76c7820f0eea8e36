"""Feeds as they are served: filters in the address, conditional requests, wrong calls."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection, HTTPResponse
from urllib.parse import urlencode, urlsplit

import feedparser
import pytest

from crawler.errors import UsageError
from crawler.identity import article_of
from crawler.model import ChangePosition
from jobs.reading.change_cursor import cursor_place, cursor_text
from jobs.web.change_query import filter_in_words, filter_query, given_filters
from jobs.web.feed_states import MAX_FEEDS, FeedStates
from jobs.web.page_request import PageRequest
from jobs.web.pages import feeds
from tests.feeds.newsroom_archive import NewsroomArchive
from tests.feeds.standards import atom_faults, json_feed_faults
from tests.feeds.test_change_feed import ADDITION, BRIDGE, GONE, HEADLINE, REMOVAL, hour
from tests.feeds.test_change_feed import publish_changes as publish
from tests.web.site import PATIENCE, config_at, serving

NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)


class Site:
    """Pages that answer over HTTP, and the archive that they show."""

    def __init__(self, archive: NewsroomArchive, port: int) -> None:
        self.archive, self.port = archive, port

    def get(self, path: str, **headers: str) -> tuple[HTTPResponse, bytes]:
        """Return the answer to a request, and its body."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request("GET", path, headers=names)
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return answer, body

    def titles(self, **query: str) -> list[str]:
        """Return the titles of both feeds, which must be the same."""
        asked = f"?{urlencode(query)}" if query else ""
        answer, body = self.get(f"/feeds/changes.json{asked}")
        assert answer.status == 200, body
        assert json_feed_faults(body) == []
        items = json.loads(body)["items"]
        _, atom = self.get(f"/feeds/changes.atom{asked}")
        assert atom_faults(atom) == []
        read = feedparser.parse(atom)
        assert [entry.id for entry in read.entries] == [item["id"] for item in items]
        assert [entry.title for entry in read.entries] == [item["title"] for item in items]
        return [item["title"] for item in items]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Provide the pages of an archive with four changes."""
    folder = tmp_path_factory.mktemp("archive")
    archive = NewsroomArchive(folder)
    publish(archive)
    with pytest.MonkeyPatch.context() as patch, serving(config_at(folder)) as served:
        # the tests change much meanwhile
        patch.setattr("jobs.web.shared_pages.SHARED_SECONDS", 0.0)
        patch.setattr("jobs.web.shared_pages.KEPT_SECONDS", 0.0)
        yield Site(archive, served.port)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, [REMOVAL, GONE, ADDITION, HEADLINE]),
        ({"kind": "headline", "silent": "1"}, [HEADLINE]),
        ({"silence": "unknown"}, [REMOVAL]),
        ({"source": "harbour"}, [GONE, ADDITION]),
        ({"host": "News.example"}, [REMOVAL, HEADLINE]),
        ({"article": BRIDGE}, [REMOVAL, HEADLINE]),
        ({"q": "ferry late"}, [ADDITION]),
        ({"since": hour(5).isoformat()}, [REMOVAL, GONE]),
        ({"until": hour(4).isoformat()}, [HEADLINE]),
        ({"kind": ""}, [REMOVAL, GONE, ADDITION, HEADLINE]),
    ],
)
def test_the_address_is_the_filter(site: Site, query: dict[str, str], expected: list[str]) -> None:
    """Both feeds hold the changes that fit the filter in their address."""
    assert site.titles(**query) == expected


@pytest.mark.parametrize("path", ["/feeds/changes.atom", "/feeds/changes.json"])
def test_who_has_the_feed_is_told_so(site: Site, path: str) -> None:
    """A reader who names the state that it has gets 304 without a body, and else the feed."""
    answer, body = site.get(path)
    etag = answer.headers["ETag"]
    assert answer.headers["Cache-Control"] == feeds.CACHE_CONTROL
    assert body
    again, nothing = site.get(path, If_None_Match=etag)
    assert (again.status, nothing, again.headers["ETag"]) == (304, b"", etag)
    other, body = site.get(path, If_None_Match='"another"')
    assert (other.status, bool(body)) == (200, True)
    filtered, _ = site.get(f"{path}?kind=fact", If_None_Match=etag)
    assert filtered.status == 200


def test_a_date_is_answered_as_an_etag_is(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader who names the date of the state that it has gets 304; an ETag of another counts."""
    states = FeedStates()
    monkeypatch.setattr(feeds, "_STATES", states)
    path = "/feeds/changes.atom"
    first, _ = site.get(path)
    etag = first.headers["ETag"].removeprefix("W/").strip('"')
    for address, (_, since) in list(states._known.items()):
        states._known[address] = etag, since - timedelta(hours=1)
    dated, _ = site.get(path)
    date = dated.headers["Last-Modified"]
    assert site.get(path, If_Modified_Since=date)[0].status == 304
    assert site.get(path, If_Modified_Since=date, If_None_Match='"x"')[0].status == 200
    assert site.get(path, If_Modified_Since="Thu, 01 Jan 2026 00:00:00 GMT")[0].status == 200


def test_links_are_absolute_and_lead_back(site: Site) -> None:
    """A feed names its own address in its one form, and the page of the same changes."""
    _, body = site.get("/feeds/changes.json?silent=1&kind=fact&limit=7")
    feed = json.loads(body)
    base = f"http://127.0.0.1:{site.port}"
    assert feed["feed_url"] == f"{base}/feeds/changes.json?kind=fact&silence=silent"
    assert feed["home_page_url"] == f"{base}/?kind=fact&silence=silent"
    assert feed["items"][0]["url"].startswith(f"{base}/articles/news.example/")
    assert feed["_palimpsest"]["id"].endswith(":kind=fact&silence=silent")
    _, body = site.get(f"/feeds/changes.json?{urlencode({'article': BRIDGE})}")
    assert json.loads(body)["feed_url"].endswith(urlencode({"article": article_of(BRIDGE)}))


def test_the_page_of_changes_offers_its_feed(site: Site) -> None:
    """The list of changes names the feed of its own filter, to feed readers and to people."""
    _, page = site.get("/?kind=headline&silence=silent&limit=5")
    for path in ("/feeds/changes.atom", "/feeds/changes.json"):
        assert f'href="{path}?kind=headline&amp;silence=silent"'.encode() in page
    assert b"application/atom+xml" in page
    assert b"Follow this as a feed" in page
    target = urlsplit("/feeds/changes.atom?kind=headline&silence=silent")
    assert site.get(f"{target.path}?{target.query}")[0].status == 200


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ("kind=nope", 400, b"no kind of change"),
        ("source=nope", 404, b"no source"),
        ("silence=nope", 400, b"silence is"),
        ("silent=0", 400, b"silent is 1"),
        ("silent=1&silence=unknown", 400, b"silent is 1"),
        ("since=nope", 400, b"no age and no time"),
        ("since=9999-12-31T23:59:59-10:00", 400, b"no age and no time"),
        ("until=0001-01-01T00:00:00%2B10:00", 400, b"no age and no time"),
        ("cursor=9999-12-31T23:59:59-10:00,a,1", 400, b"names no place"),
        ("cursor=nope", 400, b"names no place"),
        ("cursor=2026-11-21T10:00:00,a,1", 400, b"names no place"),
        ("q=" + "+".join("abcdefghi"), 400, b"8 words at most"),
        ("q=a&q=b", 400, b"given 2 times"),
        ("article=https://other.example/", 404, b"keeps no version"),
    ],
)
def test_a_wrong_call_is_told_what_is_wrong(
    site: Site, query: str, status: int, said: bytes
) -> None:
    """An address that asks for what there cannot be is answered with the reason."""
    answer, body = site.get(f"/feeds/changes.atom?{query}")
    assert (answer.status, said in body) == (status, True)


def test_a_feed_of_half_an_index_is_none(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """While the index is made anew no feed is served, for it would be an older one."""
    monkeypatch.setattr("crawler.index.Index.complete", False)
    answer, body = site.get("/feeds/changes.atom")
    assert (answer.status, b"made anew" in body) == (503, True)
    assert answer.headers["Retry-After"]


def test_a_state_has_a_date_after_its_first_second() -> None:
    """Two states of a feed never have one date."""
    states = FeedStates()
    at = NOON + timedelta(milliseconds=300)
    assert states.last_modified("feed", "one", at) is None
    assert states.last_modified("feed", "two", at + timedelta(milliseconds=600)) is None
    dated = states.last_modified("feed", "two", NOON + timedelta(seconds=1))
    assert dated == "Fri, 27 Nov 2026 12:00:00 GMT"
    assert states.last_modified("feed", "two", NOON + timedelta(hours=1)) == dated
    assert states.last_modified("feed", "one", NOON + timedelta(hours=2)) is None


def test_few_states_are_remembered() -> None:
    """What was asked for longest ago is forgotten first."""
    states = FeedStates()
    for number in range(MAX_FEEDS + 1):
        states.last_modified(number, "state", NOON)
    later = NOON + timedelta(minutes=1)
    assert len(states._known) == MAX_FEEDS
    assert states.last_modified(MAX_FEEDS, "state", later) is not None
    assert states.last_modified(0, "state", later) is None


def test_a_place_in_the_list_is_text_and_back() -> None:
    """A cursor leads back to the place that it was made of."""
    place = ChangePosition(confirmed_at=NOON, article=f"x.example:8080/{'0' * 32}", version=12)
    assert cursor_place(cursor_text(place)) == place
    with pytest.raises(UsageError):
        cursor_place(cursor_text(place) + ",")


def test_one_filter_has_one_form() -> None:
    """The same filter, however written, gives one query and one wording."""

    def given(*query: tuple[str, str]) -> dict[str, str]:
        return given_filters(
            PageRequest(path="/", base_url="http://x.example", site_name="x", query=query)
        )

    one = given(("silent", "1"), ("q", " a b "), ("kind", "fact"), ("host", "A.example"))
    assert one == given(
        ("host", "a.example"), ("kind", "fact"), ("silence", "silent"), ("q", "a b"), ("x", "y")
    )
    assert filter_query(one) == "host=a.example&kind=fact&silence=silent&q=a+b"
    assert filter_in_words(one) == "on a.example, fact, silent, “a b”"
