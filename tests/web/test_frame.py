"""What all pages have in common: addresses, headers, states, errors."""

import json
import re
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from crawler.archive import open_for_writing
from crawler.errors import StoreUnavailable, UnknownArticle, UsageError
from crawler.identity import article_of
from crawler.store.files import FileStore
from jobs.reading.opened import OpenedArchive
from jobs.web import app
from jobs.web.guard import HEADERS
from jobs.web.page_calls import PageCalls
from jobs.web.page_request import RAW_POLICY, PageAnswer, PageRequest, raw
from jobs.web.serving import _bound
from tests.archives import BORN, Builder
from tests.web.site import Site, config_at, serving


def _text(_: OpenedArchive, __: PageRequest) -> PageAnswer:
    return PageAnswer(body=b"made", media_type="text/plain")


def test_pages_and_their_files(site: Site) -> None:
    """The front page names its style and script by their content, and they may be kept for ever."""
    front = site.get("/")
    assert (front.status, front.headers["content-type"]) == (200, "text/html; charset=utf-8")
    files = re.findall(r'"(/static/[^"]+)"', front.text)
    assert {name.rpartition(".")[2] for name in files} == {"css", "js", "svg"}
    for name in files:
        file = site.get(name)
        assert file.status == 200
        assert "immutable" in file.headers["cache-control"]
    assert site.get("/static/palimpsest.css").status == 404


def test_every_answer_has_the_headers(site: Site) -> None:
    """Pages, files, health, errors and refusals alike come with all headers that guard browsers."""
    style = re.findall(r'"(/static/[^"]+)"', site.get("/").text)[0]
    tag = site.get("/").headers["etag"]
    answers = [
        *(site.get(path) for path in ("/", style, "/healthz", "/metrics", "/no", "/?kind=no")),
        site.get("/", host="evil.example"),
        site.get("/", method="POST"),
        site.get("/", if_none_match=tag),
    ]
    assert [one.status for one in answers] == [200, 200, 200, 200, 404, 400, 421, 405, 304]
    for one in answers:
        assert {name: one.headers.get(name.lower()) for name in HEADERS} == HEADERS
        assert "server" not in one.headers
        assert "set-cookie" not in one.headers


def test_nothing_in_a_page_is_inline_or_from_elsewhere(site: Site) -> None:
    """No style, script or handler stands in the HTML, and all that it loads is our own."""
    for path in ("/", "/no"):
        html = site.get(path).text
        assert not re.search(r"<style|style=|\son\w+=|<script(?! src=)|javascript:", html)
        assert all(
            one.startswith("/") for one in re.findall(r'(?:src|href|action)="([^"#]+)', html)
        )


def test_what_is_not_there(site: Site) -> None:
    """An unknown address gets a page, and below ``/api/`` a document of RFC 9457."""
    assert "There is no page" in site.get("/no").text
    told = site.get("/api/v1/no")
    assert (told.status, told.headers["content-type"]) == (404, "application/problem+json")
    document = json.loads(told.body)
    assert (document["status"], document["title"]) == (404, "Not Found")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "BREW"])
def test_only_reading(site: Site, method: str) -> None:
    """Whatever would write is refused, with the methods that are there."""
    told = site.get("/", method=method)
    assert (told.status, told.headers["allow"]) == (405, "GET, HEAD")
    head = site.get("/", method="HEAD")
    assert (head.status, head.body) == (200, b"")
    assert int(head.headers["content-length"]) > 1000


def test_a_known_state_is_not_sent_again(site: Site) -> None:
    """A page that the reader has is 304; another page's tag makes no difference."""
    tag = site.get("/").headers["etag"]
    assert site.get("/", if_none_match=f'W/"x", {tag}').status == 304
    assert site.get("/?limit=1", if_none_match=tag).status == 200
    assert site.get("/no", if_none_match=tag).status == 404


def test_the_archive_may_come_and_grow(tmp_path: Path) -> None:
    """Without an archive the page says what to do; then it is shown, and what is added to it."""
    with serving(config_at(tmp_path), fresh=True) as site:
        none = site.get("/")
        assert none.status == 503
        assert "palimpsest crawl" in none.text
        archive = open_for_writing(FileStore(tmp_path / "store"), now=BORN)
        builder = Builder(archive, articles=1, lines=100)
        for number in (1, 2):
            builder.run(number)
        first = site.get("/")
        assert "1 change." in first.text
        builder.run(3)
        second = site.get("/", if_none_match=first.headers["etag"])
        assert (second.status, "2 changes." in second.text) == (200, True)


def test_pages_never_write(archive_folder: Path) -> None:
    """The archive that a page is given takes nothing, and an index elsewhere leaves it as it is."""

    def writes(opened: OpenedArchive, _: PageRequest) -> PageAnswer:
        opened.archive.store.create("captures/x", b"x")
        return PageAnswer(body=b"")

    with serving(config_at(archive_folder), more={"/writes": writes}) as site:
        assert site.get("/writes").status == 503
    assert not (archive_folder / "store" / "captures" / "x").exists()


@pytest.mark.parametrize(
    ("error", "status", "told"),
    [
        (UsageError("this is <wrong>", hint="do that"), 400, "this is &lt;wrong&gt;"),
        (UnknownArticle("not kept", ["https://a.example/<1>"]), 404, "https://a.example/&lt;1&gt;"),
        (StoreUnavailable("the store is down"), 503, "the store is down"),
        (ZeroDivisionError("a secret of ours"), 500, "could not be made"),
    ],
)
def test_errors_become_pages(
    archive_folder: Path, error: Exception, status: int, told: str
) -> None:
    """What a page raises is told with its status; a bug is told to the log alone."""

    def fails(_: OpenedArchive, __: PageRequest) -> PageAnswer:
        raise error

    with serving(config_at(archive_folder), more={"/fails": fails}) as site:
        answer = site.get("/fails")
    assert (answer.status, told in answer.text) == (status, True)
    assert "a secret of ours" not in answer.text


def test_archived_bytes_are_never_a_page(archive_folder: Path) -> None:
    """They come as a download, in a sandbox without an origin, and never as HTML."""

    def bytes_of(_: OpenedArchive, __: PageRequest) -> PageAnswer:
        return raw(
            b"<script>alert(1)</script>", media_type="text/html", file_name='a"b/../\r\nc.html'
        )

    with serving(config_at(archive_folder), more={"/raw": bytes_of}) as site:
        told = site.get("/raw").headers
    assert told["content-type"] == "application/octet-stream"
    assert told["content-disposition"] == 'attachment; filename="a_b_..___c.html"'
    assert told["content-security-policy"] == RAW_POLICY
    assert told["x-content-type-options"] == "nosniff"


def test_a_long_answer_comes_in_pieces(archive_folder: Path) -> None:
    """Its pieces are made one after the other, away from the event loop."""
    makers = set()

    def long(_: OpenedArchive, __: PageRequest) -> PageAnswer:
        def pieces() -> Iterator[bytes]:
            for number in range(50):
                makers.add(threading.current_thread().name.rpartition("_")[0])
                yield bytes([number]) * 10_000

        return PageAnswer(body=pieces(), media_type="application/zip")

    with serving(config_at(archive_folder), more={"/long": long}) as site:
        body = site.get("/long").body
    assert body == b"".join(bytes([number]) * 10_000 for number in range(50))
    assert makers == {"page"}


def test_find_leads_to_the_article(site: Site) -> None:
    """An archived address leads to its page, another one to the nearest, and none to a question."""
    told = site.get("/find?url=https%3A%2F%2Fnews.example%2F2026%2Fbridge-1")
    assert told.status == 303
    assert (
        told.headers["location"] == f"/articles/{article_of('https://news.example/2026/bridge-1')}"
    )
    unknown = site.get("/find?url=https%3A%2F%2Fnews.example%2F2026%2Fbridge-7")
    assert (unknown.status, "bridge-1" in unknown.text) == (404, True)
    assert site.get("/find").status == 200


async def _echo(scope: Scope, receive: Receive, send: Send) -> None:
    await PlainTextResponse(f"asked {scope['path']}")(scope, receive, send)


def late(_: PageCalls) -> ASGIApp:
    """Return an application that is made late."""
    return _echo


def test_another_application_is_made_when_it_is_asked(
    archive_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is mounted answers below its address, behind the same guard."""
    monkeypatch.setattr(app, "MOUNTS", (("/api/v1", "tests.web.test_frame:late"),))
    with serving(config_at(archive_folder)) as site:
        for _ in range(2):
            told = site.get("/api/v1/x")
            assert told.body == b"asked /api/v1/x"
            assert told.headers["x-frame-options"] == "DENY"
        assert site.get("/api/v1/x", host="evil.example").status == 421


def test_no_answer_waits_for_an_acknowledgement() -> None:
    """An answer is sent in two parts: the second leaves at once, on every connection."""
    with (
        _bound("127.0.0.1", 0, section="web") as listening,
        socket.create_connection(listening.getsockname()),
        listening.accept()[0] as taken,
    ):
        assert taken.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
