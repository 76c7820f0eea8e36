"""What all calls have in common: states, pages of lists, problems, names, limits."""

import json
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from sqlalchemy import event

from crawler.reindex import open_current
from jobs.web import live_archive
from tests.api.conftest import BEARER, Newsroom
from tests.feeds.newsroom_archive import BORN, NewsroomArchive
from tests.web.site import Site, config_at, serving

HOSTILE = "<script>alert(1)</script>\u202eevil\u0007"


def read(site: Site, path: str, **headers: str) -> Any:
    """Return the document that a call answers with."""
    told = site.get(path, **headers)
    assert told.status == 200, told.text
    return json.loads(told.body)


def pages(site: Site, path: str, name: str) -> Iterator[list[Any]]:
    """Yield the rows of each page of a list, as its links lead."""
    while path:
        told = site.get(path)
        document = json.loads(told.body)
        link = told.headers.get("link")
        assert link == (f'<{document["next"]}>; rel="next"' if document["next"] else None)
        yield document[name]
        path = document["next"]


def test_an_answer_that_is_known_is_not_sent_again(newsroom: Newsroom) -> None:
    """By its tag, and by its time once a second has passed over it; HEAD tells both."""
    path = f"/api/v1/articles/{newsroom.article}"
    first = newsroom.site.get(path, authorization=BEARER)
    known = newsroom.site.get(
        path, authorization=BEARER, if_none_match=f'"x", {first.headers["etag"]}'
    )
    assert (known.status, known.body) == (304, b"")
    other = newsroom.site.get(
        f"{path}/blame", authorization=BEARER, if_none_match=first.headers["etag"]
    )
    assert other.status == 200
    head = newsroom.site.get(path, method="HEAD", authorization=BEARER)
    assert (head.status, head.body) == (200, b"")
    for name in ("etag", "content-length", "content-type"):
        assert head.headers[name] == first.headers[name]


def test_an_answer_that_is_known_by_its_time(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Within its first second a state has no time: another could come with the same one."""
    path, real = f"/api/v1/articles/{newsroom.other}/story", datetime

    class Later(real):  # type: ignore[misc,valid-type]
        """A clock that is ten seconds ahead."""

        @classmethod
        def now(cls, tz: Any = None) -> Any:
            """Return that time."""
            return real.now(tz) + timedelta(seconds=10)

    assert "last-modified" not in newsroom.site.get(path, authorization=BEARER).headers
    monkeypatch.setattr(live_archive, "datetime", Later)
    since = newsroom.site.get(path, authorization=BEARER).headers["last-modified"]
    known = newsroom.site.get(path, authorization=BEARER, if_modified_since=since)
    assert known.status == 304
    changed = newsroom.site.get(
        path, authorization=BEARER, if_modified_since=since, if_none_match='"another"'
    )
    assert changed.status == 200, "a tag that is another counts, and the time does not"


def test_each_change_comes_once_while_others_arrive(tmp_path: Path) -> None:
    """Whoever follows the links gets every change that there was, whatever comes meanwhile."""
    archive = NewsroomArchive(tmp_path)

    def publish(number: int, edition: int) -> None:
        url, at = f"https://n.example/{number}", BORN + timedelta(hours=edition, minutes=number % 3)
        archive.publish(url, at, f"Title {edition}", f"Text {number} {edition}.")

    for edition in (1, 2, 3):
        for number in range(4):
            publish(number, edition)
    with serving(config_at(tmp_path), fresh=True) as site:
        wanted = {
            (row["article"], row["version"])
            for row in read(site, "/api/v1/changes?limit=100")["changes"]
        }
        assert len(wanted) == 8
        found: list[tuple[str, int]] = []
        for edition, rows in enumerate(pages(site, "/api/v1/changes?limit=3", "changes"), 4):
            found += [(row["article"], row["version"]) for row in rows]
            publish(0, edition)
        assert (len(found), set(found)) == (8, wanted)
        articles = [
            row["article"]
            for rows in pages(site, "/api/v1/articles?limit=1&host=N.example", "articles")
            for row in rows
        ]
        assert (len(articles), articles) == (4, sorted(articles))
        runs = [row["run"] for rows in pages(site, "/api/v1/runs?limit=4", "runs") for row in rows]
        assert (len(runs) > 12, runs) == (True, sorted(set(runs), reverse=True))
        assert read(site, "/api/v1/articles?limit=1")["total"] == 4


@pytest.mark.parametrize(
    ("path", "status", "told"),
    [
        ("/api/v1/nothing", 404, "no call"),
        ("/api/v1/changes?limit=0", 422, "limit"),
        ("/api/v1/changes?since=yesterday", 422, "since"),
        ("/api/v1/changes?since=2026-13-01", 422, "since"),
        ("/api/v1/changes?kind=no", 422, "kind"),
        ("/api/v1/changes?cursor=x", 400, "no place"),
        ("/api/v1/changes?source=no", 404, "no source"),
        ("/api/v1/articles?source=no", 404, "no source"),
        ("/api/v1/articles?state=no", 422, "state"),
        ("/api/v1/articles?host=a%00b", 400, "NUL"),
        ("/api/v1/articles/a.example/1", 422, "key"),
        (f"/api/v1/articles/a.example/{'0' * 32}", 404, "no version"),
        ("/api/v1/articles/{article}/versions/9", 404, "no version 9"),
        ("/api/v1/articles/{article}/versions/0", 422, "number"),
        ("/api/v1/articles/{article}/compare/1/9", 404, "no version 9"),
        ("/api/v1/articles/{article}/blame?version=9", 404, "no version 9"),
        ("/api/v1/runs/no", 404, "no run"),
        ("/api/v1/orders/no", 404, "no run"),
        ("/api/v1/search?q=%22a", 400, "never closed"),
        ("/api/v1/search", 422, "q"),
        ("/api/v1/find?url=no-such-page", 404, "keeps no version"),
        ("/api/v1/report?source=no", 404, "no check"),
        (f"/api/v1/changes?x={'a' * 5_000}", 414, "longer"),
    ],
)
def test_problems_are_documents(newsroom: Newsroom, path: str, status: int, told: str) -> None:
    """Whatever is wrong is told as RFC 9457 has it, and never as HTML."""
    answer = newsroom.site.get(path.format(article=newsroom.article), authorization=BEARER)
    assert (answer.status, answer.headers["content-type"]) == (status, "application/problem+json")
    document = json.loads(answer.body)
    assert document["status"] == status
    assert told in document["detail"]


def test_who_asks_and_how(newsroom: Newsroom) -> None:
    """Without the token nothing is told; methods that a call does not know are named."""
    site = newsroom.site
    assert site.get("/api/v1/changes").status == 401
    assert site.get("/api/v1/changes", authorization=BEARER, host="evil.example").status == 421
    told = site.get("/api/v1/articles", method="PUT", authorization=BEARER)
    assert (told.status, told.headers["allow"]) == (405, "GET, HEAD, POST")
    told = site.get(f"/api/v1/articles/{newsroom.article}", method="PUT", authorization=BEARER)
    assert told.headers["allow"] == "DELETE, GET, HEAD"
    told = site.get("/api/v1/changes", method="POST", authorization=BEARER)
    assert (told.status, told.headers["allow"]) == (405, "GET, HEAD")
    assert (
        "access-control-allow-origin"
        not in site.get(
            "/api/v1/changes", authorization=BEARER, origin="https://evil.example"
        ).headers
    )


def test_no_archive_yet(tmp_path: Path) -> None:
    """The description is there before the archive is; all else is 503 with a hint."""
    with serving(config_at(tmp_path)) as site:
        assert read(site, "/api/v1/openapi.json")["openapi"].startswith("3.1")
        told = site.get("/api/v1/changes")
        assert (told.status, "palimpsest crawl" in json.loads(told.body)["hint"]) == (503, True)


def test_hostile_content_stays_content(tmp_path: Path) -> None:
    """It comes as JSON that no browser takes for a page, and is told as it was read.

    Of a forged version nothing is told but that it is damaged.
    """
    archive = NewsroomArchive(tmp_path)
    for edition in (1, 2, 3):
        archive.publish(
            "https://n.example/x",
            BORN + timedelta(hours=edition),
            HOSTILE + "a" * 10_000,
            f"{HOSTILE} {edition}",
            silence=None,
        )
    archive.overwrite("https://n.example/x", 3)
    with serving(config_at(tmp_path)) as site:
        told = site.get("/api/v1/changes")
        assert told.headers["content-type"] == "application/json"
        assert told.headers["x-content-type-options"] == "nosniff"
        assert "\u202e" not in told.text
        assert "\u0007" not in told.text
        newest, older = json.loads(told.body)["changes"]
        assert older["title"] == HOSTILE + "a" * 10_000
        assert (newest["title"], newest["damaged"][0]["version"]) == (None, 3)
        assert "FORGED" not in told.text
        article = newest["article"]
        version = read(site, f"/api/v1/articles/{article}/versions/3")
        assert (version["text"], version["damaged"][0]["version"]) == (None, 3)
        assert "blocks" not in read(site, f"/api/v1/articles/{article}/compare/2/3")
        assert "sentences" not in read(site, f"/api/v1/articles/{article}/blame")


def test_a_list_asks_a_fixed_number_of_questions(tmp_path: Path) -> None:
    """However many changes and articles a page holds, the database is asked as often."""
    counts = []
    for size in (2, 12):
        folder = tmp_path / str(size)
        folder.mkdir()
        archive = NewsroomArchive(folder)
        for number in range(size):
            for edition in (1, 2):
                archive.publish(
                    f"https://n.example/{number}", BORN + timedelta(hours=edition), "A", "B."
                )
        with closing(open_current(f"sqlite:///{folder}/index.db", archive.archive.store)):
            pass
        with serving(config_at(folder)) as site:
            read(site, "/api/v1/changes")
            engine = site.pages.archive._opened[1].engine  # type: ignore[index]
            asked: list[str] = []
            event.listen(
                engine, "before_cursor_execute", lambda *given, to=asked: to.append(given[2])
            )
            row = []
            for path in ("/api/v1/changes?limit=100", "/api/v1/articles?limit=100"):
                asked.clear()
                read(site, path)
                row.append(len(asked))
            counts.append(row)
    assert counts[0] == counts[1]


def test_next_is_a_path_of_ours(newsroom: Newsroom) -> None:
    """A link names no host, so that it holds behind any proxy, and keeps the filter."""
    told = read(newsroom.site, "/api/v1/changes?kind=headline&limit=1", authorization=BEARER)
    link = urlsplit(told["next"] or "/api/v1/changes?kind=headline")
    assert (link.netloc, link.path) == ("", "/api/v1/changes")
    assert "kind=headline" in link.query
