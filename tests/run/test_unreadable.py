"""An article that cannot be read any more is said aloud: in the report, to alerts, on pages."""

from contextlib import closing
from datetime import UTC, datetime

import pytest

from crawler.alert_cursors import Cursor
from crawler.archive import Archive
from crawler.config import WebConfig
from crawler.config.model import AlertConfig
from jobs.notify.event_id import Event, EventKind
from jobs.notify.events import troubles
from jobs.notify.message import Writer
from jobs.observe import SourceHealth, unreadable_articles
from tests.newspaper.fixture import Press
from tests.newspaper.stories import page, story
from tests.run.palimpsest import Place

FRAME = '<html><body><div id="root"></div><script src="/app.js"></script></body></html>'
REASON = "no text: the page is built by scripts, which only a browser runs"
HEALTH = SourceHealth(
    source="news", status="ok", reason="", last_run=None, last_success=None, last_good=None,
    found=None, since=None, interval=None,
)  # fmt: skip
ALERT = AlertConfig(name="ops", targets_env="T", broken=True)
BEGAN = Cursor(since=datetime(2026, 1, 1, tzinfo=UTC))


def _say(newspaper: Press, body: str) -> None:
    head = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
    newspaper.say("raw/bridge", head + body.encode().decode("latin-1"))


@pytest.mark.slow
def test_an_unreadable_article_is_told(place: Place, newspaper: Press) -> None:
    """From the third look in a row that could not read it, an article stands in the report; an
    index that was rebuilt says the same, an alert for what is broken is told once, and the next
    look that reads it ends it.
    """
    url = newspaper.url("/raw/bridge")
    _say(newspaper, page(story("harbour", 0)))
    assert place.crawl(url).outcomes == {"/raw/bridge": "new"}
    _say(newspaper, FRAME)
    for looks in (1, 2, 3):
        assert place.crawl(url).outcomes == {"/raw/bridge": "unreadable"}
        told = place.run("report", "--json").json["unreadable"]
        assert len(told) == (looks == 3)
    (row,) = told
    assert (row["url"], row["looks"], row["reason"]) == (url, 3, REASON)
    assert f"! {url}: unreadable at 3 looks since" in " ".join(place.run("report").out.split())
    place.lose_index()
    assert place.run("report", "--json").json["unreadable"] == told
    with closing(place.index()) as index:
        (found,) = unreadable_articles(index)
        assert (found.article, found.looks) == (row["article"], 3)
        (event,), cursor = troubles(ALERT, BEGAN, [HEALTH], index)
        assert Event.parse(event) == Event(
            kind=EventKind.UNREADABLE, subject=found.article, since=found.since
        )
        assert troubles(ALERT, cursor, [HEALTH], index)[0] == []
        message = Writer(Archive(place.store), index, {}, WebConfig()).message(event)
        assert (message.level, REASON in message.body) == ("warning", True)
    _say(newspaper, page(story("harbour", 0)))
    assert place.crawl(url).outcomes == {"/raw/bridge": "unchanged"}
    assert place.run("report", "--json").json["unreadable"] == []


@pytest.mark.parametrize("host", ["unreadable:8080", "news.example"])
def test_ids_of_two_kinds_are_told_apart(host: str) -> None:
    """A version of an article on a host of that name is a version."""
    article = f"{host}/{'ab' * 16}"
    since = datetime(2026, 11, 21, 3, tzinfo=UTC)
    for event in (
        Event(kind=EventKind.CHANGE, subject=article, version=3),
        Event.of_unreadable(article, since),
    ):
        assert Event.parse(event.id) == event
