"""Pages that programs order to be archived, and articles that they no longer want watched."""

import http.client
import json
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest

from crawler.identity import article_of
from crawler.plan import Trigger
from tests.api.conftest import BEARER, TOKEN, Newsroom
from tests.newspaper.fixture import Press
from tests.run.palimpsest import Place, parts_of, until
from tests.service.running import serving as service_of
from tests.web.site import config_at, serving

Call = Callable[..., tuple[int, dict[str, str], Any]]


def caller(port: int) -> Call:
    """Return what sends a request and returns status, headers and document.

    It comes again while it is told to: on a busy machine an archive takes seconds to open.
    """

    def call(method: str, path: str, body: Any = None, **headers: str) -> Any:
        def answered() -> Any:
            told = once(method, path, body, **headers)
            return told if told[0] != HTTPStatus.SERVICE_UNAVAILABLE else None

        return until(answered, f"an answer at {path}")

    def once(method: str, path: str, body: Any = None, **headers: str) -> Any:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        sent = {"Authorization": BEARER, "Content-Type": "application/json"} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        data = body if isinstance(body, str | None) else json.dumps(body)
        try:
            connection.request(method, path, data, {k: v for k, v in sent.items() if v})
            answer = connection.getresponse()
            told = {name.lower(): value for name, value in answer.getheaders()}
            return answer.status, told, json.loads(answer.read())
        finally:
            connection.close()

    return call


@contextmanager
def _web(place: Place) -> Iterator[int]:
    """Run ``palimpsest web`` alone, as a process; yields its port."""
    running = place.start("web", "--json", "--port", "0")
    try:
        address = until(
            lambda: running._out.read_text() if running._out.exists() else "", "the address"
        )
        yield int(json.loads(address)["address"].rstrip("/").rpartition(":")[2])
    finally:
        running.signal(signal.SIGTERM)
        done = running.wait()
        assert (done.status, "Traceback" in done.err) == (0, False), done.err


@contextmanager
def _service(place: Place) -> Iterator[int]:
    """Run ``palimpsest run``; yields its port."""
    with service_of(place) as service:
        yield service.port


@pytest.mark.parametrize("served", [_web, pytest.param(_service, marks=pytest.mark.slow)])
def test_a_page_is_archived_and_watched_until_that_ends(
    place: Place, newspaper: Press, served: Any
) -> None:
    """The whole way, by pages alone and in a service: ordered, archived, watched, unwatched."""
    place = replace(place, environ={"DESK_TOKEN": TOKEN}).configure(
        web={"token_env": "DESK_TOKEN"}, service={"port": 0, "revisit_every": "1h"}
    )
    url = newspaper.url("/story/harbour")
    article = article_of(url)
    with served(place) as port:
        call = caller(port)
        status, headers, order = call("POST", "/api/v1/articles", {"url": url})
        assert (status, order["article"], order["state"]) == (202, article, "waiting")
        assert headers["location"] == order["address"] == f"/api/v1/orders/{order['run']}"
        again = call("POST", "/api/v1/articles", {"url": url})
        assert (again[0], again[2]["run"]) == (202, order["run"]), "the same order"

        def done() -> Any:
            told = call("GET", order["address"])[2]
            return told if told["state"] == "finished" else None

        told = until(done, "the end of the run")
        assert (told["outcome"], told["version"], told["article"]) == ("new", 1, article)
        assert call("GET", f"/api/v1/articles/{article}/next")[2]["watched"] is True
        refused = call("POST", "/api/v1/articles", {"url": newspaper.url("/no-such-page")})[2]
        until(
            lambda: call("GET", refused["address"])[2]["outcome"] not in {None, "new"},
            "its outcome",
        )
        status, _, ended = call("DELETE", f"/api/v1/articles/{article}")
        assert (status, ended["articles"][0]["was_watched"]) == (200, True)
        status, _, ended = call("DELETE", f"/api/v1/articles/{article}")
        assert (ended["run"], ended["articles"][0]["was_watched"]) == (None, False)
        until(
            lambda: call("GET", f"/api/v1/articles/{article}/next")[2]["watched"] is False,
            "the end of the watching",
        )
        assert call("DELETE", f"/api/v1/articles/a.example/{'0' * 32}")[0] == 404
    assert len(newspaper.log("/story/harbour")) == 1
    (part, *_) = parts_of(place.store, order["run"])
    assert part.header.trigger == Trigger.CRAWL
    assert place.verified().findings == ()


@pytest.mark.slow
def test_the_guard_of_crawls_holds_for_orders(place: Place, newspaper: Press) -> None:
    """A private address is refused where crawls refuse it, and nothing is asked of it."""
    place = replace(place, environ={"DESK_TOKEN": TOKEN}).configure(
        web={"token_env": "DESK_TOKEN"}, crawl={"allow_private_networks": False}
    )
    with _web(place) as port:
        call = caller(port)
        order = call("POST", "/api/v1/articles", {"url": newspaper.url("/story/harbour")})[2]
        told = until(
            lambda: next(
                (one for one in [call("GET", order["address"])[2]] if one["outcome"]), None
            ),
            "its outcome",
        )
    assert told["outcome"] == "refused"
    assert newspaper.log("/story/") == []


@pytest.mark.parametrize(
    ("body", "headers", "status", "told"),
    [
        ({"url": "https://a.example/1"}, {"Authorization": ""}, 401, "who reads"),
        ({"url": "https://a.example/1"}, {"Authorization": "Basic OnB3"}, 401, "who reads"),
        ({"url": "https://a.example/1"}, {"Content_Type": "text/plain"}, 415, "media type"),
        ({"url": "https://a.example/1"}, {"Content_Type": ""}, 415, "media type"),
        ({"url": "https://a.example/1"}, {"Origin": "https://evil.example"}, 403, "another site"),
        ({"url": "https://a.example/1"}, {"Origin": "null"}, 403, "another site"),
        ({"url": "file:///etc/passwd"}, {}, 422, ""),
        ({"url": "javascript:alert(1)"}, {}, 422, ""),
        ({"url": ""}, {}, 422, "url"),
        ({"url": "https://a.example/\0"}, {}, 422, "url"),
        ({"url": "https://a.example/\x1b"}, {}, 422, "url"),
        ({"address": "https://a.example/1"}, {}, 422, "url"),
        ("{", {}, 422, "JSON"),
        ({"url": "https://a.example/" + "a" * 20_000}, {}, 413, "16,384"),
    ],
)
def test_what_is_no_order(
    newsroom: Newsroom, body: Any, headers: dict[str, str], status: int, told: str
) -> None:
    """Nothing is ordered without the token as programs send it, by a form, or for no page."""
    before = list(newsroom.orders.taken)
    answer = caller(newsroom.site.port)("POST", "/api/v1/articles", body, **headers)
    assert (answer[0], answer[1]["content-type"]) == (status, "application/problem+json")
    assert told in answer[2]["detail"]
    assert newsroom.orders.taken == before


def test_too_many_orders(newsroom: Newsroom) -> None:
    """Who orders more than is done is told when to come again."""
    newsroom.orders.most = len(newsroom.orders.taken)
    try:
        status, headers, _ = caller(newsroom.site.port)(
            "POST", "/api/v1/articles", {"url": "https://a.example/2"}
        )
    finally:
        newsroom.orders.most = 1_000_000
    assert (status, headers["retry-after"]) == (429, "30")


def test_without_a_token_nothing_is_taken(tmp_path: Path) -> None:
    """Even on loopback: the answer says how to allow it."""
    with serving(config_at(tmp_path)) as site:
        for method, path in (("POST", "/api/v1/articles"), ("DELETE", "/api/v1/articles/a/b")):
            told = site.get(path, method=method, authorization=BEARER)
            assert (told.status, "web.token_env" in told.text) == (403, True)
