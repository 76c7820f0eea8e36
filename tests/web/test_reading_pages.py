"""The pages that list: changes, articles, search, calendar."""

import html
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest.mock import patch

import pytest

from crawler.errors import UsageError
from crawler.model import Silence
from jobs.web.pages.articles import articles
from jobs.web.pages.calendar import calendar
from jobs.web.pages.changes import changes
from jobs.web.pages.search import search
from tests.feeds.newsroom_archive import NewsroomArchive, Reading
from tests.web.pages_of import Page, headlines, link, questions, shown

BRIDGE, FERRY = "https://news.example/bridge", "https://harbour.example/ferry"
MILL, GRANARY = "https://news.example/mill", "https://news.example/granary"
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)> \u202e" + "long" * 2_500


def day(number: int, hour: int = 12) -> datetime:
    """Return a time in November."""
    return datetime(2026, 11, number, hour, tzinfo=UTC)


def write(archive: NewsroomArchive) -> None:
    """Write four articles and five changes."""
    archive.publish(BRIDGE, day(2), "Bridge opens", "It opened with 40 guests.", source="daily")
    archive.publish(FERRY, day(2), "Ferry sails", "The ferry sails. It is old.", source="port")
    archive.publish(MILL, day(3), "Mill burns", "The mill burns.", source="daily")
    archive.publish(GRANARY, day(3), "Granary", "Grain is kept.", source="daily")
    archive.publish(
        BRIDGE, day(4), "Bridge shuts", "It opened with 40 guests.", kinds=("headline",)
    )
    archive.publish(
        FERRY,
        day(4, 13),
        "Ferry sails",
        "The ferry sails.",
        kinds=("removal",),
        silence=Silence.SILENT,
        source="port",
    )
    archive.publish(
        BRIDGE,
        day(6),
        "Bridge shuts",
        "It opened with 50 guests.",
        kinds=("rewrite",),
        silence=Silence.ANNOUNCED,
        publisher="The Bridge Post",
    )
    archive.publish(MILL, day(7), None, kinds=("gone",))
    archive.publish(GRANARY, day(8), "Granary", "Grain was kept.", kinds=("rewrite",))


@pytest.fixture(scope="module")
def reading(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reading]:
    """Provide the archive, opened on the ninth."""
    archive = NewsroomArchive(tmp_path_factory.mktemp("archive"))
    write(archive)
    with archive.open() as opened:
        opened.at = day(9)
        yield opened


def test_each_change_says_what_it_was(reading: Reading) -> None:
    """A headline is shown before and after; else the most telling sentence, its words marked."""
    page = shown(changes, reading, "/")
    assert headlines(page) == [
        "Granary",
        "Mill burns",
        "Bridge shuts",
        "Ferry sails",
        "Before: Bridge opens Now: Bridge shuts",
    ]
    assert "Bridge <del>opens</del>" in page
    assert "Bridge <ins>shuts</ins>" in page
    assert "It opened with <del>40</del><ins>50</ins> guests." in page.replace(
        "</del> <", "</del><"
    )
    assert "<del>It is old.</del>" in page
    assert ">removed</span>" in page
    assert re.search(r"The Bridge Post</bdi> ·\s+between ", page)
    assert "/compare/2/3" in page


@pytest.mark.parametrize(
    ("query", "first", "count"),
    [
        ("since=2026-11-06", "Granary", 3),
        ("until=2026-11-05", "Ferry sails", 2),
        ("since=48h", "Granary", 2),
        ("source=port", "Ferry sails", 1),
        ("host=harbour.example", "Ferry sails", 1),
        ("kind=gone", "Mill burns", 1),
        ("silence=silent", "Ferry sails", 1),
        ("silence=announced", "Bridge shuts", 1),
        ("q=bridge+shuts", "Bridge shuts", 2),
        ("article=https://news.example/mill", "Mill burns", 1),
    ],
)
def test_each_filter_chooses(reading: Reading, query: str, first: str, count: int) -> None:
    """Each filter leaves what fits, and its list, feed and calendar keep it."""
    page = shown(changes, reading, f"/?{query}")
    assert (headlines(page)[0], len(headlines(page))) == (first, count)
    name = query.partition("=")[0]
    addresses = [html.unescape(one) for one in re.findall(r'href="([^"]+)"', page)]
    feeds = [one for one in addresses if one.startswith("/feeds/changes.atom?")]
    assert feeds
    assert all(f"{name}=" in one for one in feeds)
    calendars = [one for one in addresses if one.startswith("/calendar")]
    assert [f"{name}=" in one for one in calendars] == [name not in {"since", "until"}]


def test_links_to_usual_times(reading: Reading) -> None:
    """Links to usual spans of time keep the other filters, and say which is shown."""
    page = shown(changes, reading, "/?since=24h&host=news.example&cursor=")
    times = re.findall(r'<li><a href="([^"]+)"( aria-current="true")?>([^<]+)</a>', page)
    spans = {name: html.unescape(address) for address, _, name in times}
    assert [name for _, current, name in times if current] == ["24 hours", "Changes"][:1]
    assert spans["Today"] == "/?host=news.example&since=2026-11-09"
    assert spans["All"] == "/?host=news.example"


def test_empty_lists_help(reading: Reading, tmp_path: Path) -> None:
    """An empty list says whether nothing fits, nothing changed, or nothing is archived."""
    page = shown(changes, reading, "/?q=zebra&since=1d")
    assert "No change fits this filter" in page
    assert '<a href="/?q=zebra">at any time</a>' in page
    assert "No article fits" in shown(articles, reading, "/articles?host=none.example")
    archive = NewsroomArchive(tmp_path)
    with archive.open() as empty:
        assert "Nothing is archived yet" in shown(changes, empty, "/")
        assert "Nothing is archived yet" in shown(articles, empty, "/articles")
        assert "No change in these months" in shown(calendar, empty, "/calendar")
    archive.publish(BRIDGE, day(2), "Bridge", "One text.")
    with archive.open() as unchanged:
        assert "No article has changed yet" in shown(changes, unchanged, "/")


def test_what_is_damaged_is_not_shown(tmp_path: Path) -> None:
    """A forged record's words are shown nowhere: not as the change, not as what stood before."""
    archive = NewsroomArchive(tmp_path)
    write(archive)
    with archive.open() as opened:
        shown(changes, opened, "/")  # whoever remembers words must not do so for another record
    archive.overwrite(BRIDGE, 2)
    with archive.open() as opened:
        page = shown(changes, opened, "/")
        found = shown(search, opened, "/search?q=shuts")
    assert "Damaged." in page
    assert "FORGED" not in page + found


def test_hostile_words_are_text(tmp_path: Path) -> None:
    """Markup in titles, publishers, sentences and queries stays text on every list."""
    archive = NewsroomArchive(tmp_path)
    for number in (1, 2):
        archive.publish(
            "https://news.example/%3Cscript%3E?a=%22%3E",
            day(number),
            f"{number} {HOSTILE}",
            f"{number} {HOSTILE}",
            source="<b>source",
            publisher=HOSTILE,
            language='en" onload="x',
            kinds=("headline", "<i>kind"),
        )
    with archive.open() as opened:
        for made, address in (
            (changes, "/"),
            (articles, "/articles"),
            (search, "/search?q=alert"),
            (search, f"/search?q=%22{HOSTILE[:60]}"),
            (calendar, "/calendar?q=%3Cscript%3E"),
        ):
            page = shown(made, opened, address)
            assert page.count("<script") == 1, address
            assert not re.search(r"<(img|b|i)\b|\son\w+=\"", page), address
            assert "\u202e" not in page
            assert len(page) < 20_000, address


def test_articles_by_state_and_place(reading: Reading) -> None:
    """Articles are chosen by host, source and state."""
    assert len(headlines(shown(articles, reading, "/articles"))) == 4
    assert headlines(shown(articles, reading, "/articles?state=gone")) == ["Mill burns"]
    assert headlines(shown(articles, reading, "/articles?source=port")) == ["Ferry sails"]
    assert headlines(shown(articles, reading, "/articles?host=HARBOUR.example")) == ["Ferry sails"]
    assert "3 versions" in shown(articles, reading, "/articles?host=news.example")
    for wrong in ("state=lost", "source=none", "after=x"):
        with pytest.raises(UsageError):
            shown(articles, reading, f"/articles?{wrong}")


def test_articles_page_after_page(reading: Reading) -> None:
    """Following the links shows each article once, with the filter kept."""
    address: str | None = "/articles?limit=1&host=news.example"
    seen: list[str] = []
    while address:
        assert "host=news.example" in address
        assert len(seen) < 4  # else it goes round
        page = shown(articles, reading, address)
        seen += headlines(page)
        address = link(page, "next")
    assert sorted(seen) == ["Bridge shuts", "Granary", "Mill burns"]


def test_search_says_whether_words_stand(reading: Reading) -> None:
    """A hit shows its words marked, in which versions they stood, and since when they do not."""
    stands = shown(search, reading, "/search?q=sails")
    assert "still stands" in stands
    assert "versions 1\N{EN DASH}2" in stands
    assert "The ferry <mark>sails</mark>." in stands
    left = shown(search, reading, "/search?q=%22is+old%22")
    assert "words gone" in left
    assert "/compare/1/2" in left
    assert "article removed" in shown(search, reading, "/search?q=mill")
    assert "No version has all these words" in shown(search, reading, "/search?q=zebra")


def test_search_helps_with_wrong_queries(reading: Reading) -> None:
    """A query that cannot be read is explained, and stays in its field."""
    page = shown(search, reading, "/search?q=%22bridge")
    assert "never closed" in page
    assert 'value="&#34;bridge"' in page
    assert '<details class="help" open>' in page


def test_no_search_without_fts5(reading: Reading) -> None:
    """Where the index has no text search, the page says so, and where else words are found."""
    with patch("crawler.index.queries.full_text.can_search", return_value=False):
        page = shown(search, reading, "/search?q=bridge")
    assert "no text search" in page
    assert 'href="/?q=bridge"' in page


def test_calendar_counts_days(reading: Reading) -> None:
    """Each day says how many changes it had, in UTC, and leads to them with the filter kept."""
    page = shown(calendar, reading, "/calendar?host=news.example")
    days = re.findall(r'<a href="([^"]+)" aria-label="([^"]+)"', page)
    assert [said for _, said in days] == [
        "4 November 2026: 1 change",
        "6 November 2026: 1 change",
        "7 November 2026: 1 change",
        "8 November 2026: 1 change",
    ]
    listed = shown(changes, reading, html.unescape(days[1][0]))
    assert headlines(listed) == ["Bridge shuts"]
    assert "5 changes" in shown(calendar, reading, "/calendar")
    assert "2 changes" in shown(calendar, reading, "/calendar?q=bridge")


def test_calendar_goes_back_and_forth(reading: Reading) -> None:
    """Earlier months follow without a gap; what is no month is told."""
    earlier = link(shown(calendar, reading, "/calendar"), "next")
    assert earlier == "/calendar?month=2026-05"
    page = shown(calendar, reading, earlier)
    assert "No change in these months" in page
    assert link(page, "prev") == "/calendar?month=2026-11"
    for wrong in ("2026-13", "9999-12", "0001-01", "x"):
        with pytest.raises(UsageError):
            shown(calendar, reading, f"/calendar?month={wrong}")


@pytest.mark.parametrize(
    ("made", "small", "large", "most"),
    [
        (changes, "/?limit=2", "/?limit=5", 5),
        (changes, "/?limit=2&silence=silent&since=2026-11-01", "/?silence=silent", 6),
        (articles, "/articles?limit=1", "/articles", 5),
        (search, "/search?q=sails&limit=1", "/search?q=the", 5),
        (calendar, "/calendar?q=zebra", "/calendar", 1),
    ],
)
def test_questions_are_counted(
    reading: Reading, made: Page, small: str, large: str, most: int
) -> None:
    """How many questions a page asks does not depend on how much it shows."""
    few, many = questions(made, reading, small), questions(made, reading, large)
    assert few == many <= most


def test_a_marked_time_shows_what_came_after(tmp_path: Path) -> None:
    """Without script: the bookmark of now lists exactly what is confirmed from then on."""
    archive = NewsroomArchive(tmp_path)
    write(archive)
    with archive.open() as opened:
        opened.at = day(9)
        page = shown(changes, opened, "/?host=news.example")
        found = re.search(r'<a href="([^"]+)">Only what comes from now on', page)
    assert found is not None
    mark = html.unescape(found[1])
    with archive.open() as opened:
        opened.at = day(9, 13)
        assert shown(changes, opened, "/?host=news.example") == page  # the clock changes nothing
        assert "No change fits" in shown(changes, opened, mark)
    archive.publish(GRANARY, day(9) + timedelta(hours=1), "Granary", "No grain.")
    archive.publish(FERRY, day(9) + timedelta(hours=2), "Ferry sank", "No ferry.")
    with archive.open() as opened:
        assert headlines(shown(changes, opened, mark)) == ["Granary"]
