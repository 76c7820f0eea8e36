"""How the times of a live blog's entries are written, and the lines that stand beside them."""

from datetime import UTC, datetime

import pytest

from crawler.extract import extract
from crawler.extract.live.entry_times import ago, is_signed_time, is_time, shown_time
from crawler.model import Extraction
from tests.newspaper.live_pages import SUMMARY, TITLE, Entry, entries

AT = datetime(2026, 11, 27, 8, tzinfo=UTC)
TOLD = entries(6)[::-1]
LIVE = "https://paper.example/live/bridge"
DAY = "2026-11-27T"


def read(stamp: str, *, above: str = "", item: str = "", ids: bool = True) -> Extraction:
    """Return the extraction of a live blog whose entries show their times so."""
    form = item or "<div class=c{id}>{stamp}<h3>{headline}</h3><p>{0}</p><p>{1}</p></div>"
    items = [
        form.format(
            *one.paragraphs,
            id=f" id={one.id}" if ids else "",
            stamp=stamp.format(h=one.minute // 60, m=one.minute % 60, ago=3 + 7 * at),
            headline=one.headline,
            iso=one.published,
        )
        for at, one in enumerate(TOLD)
    ]
    body = f"<h1>{TITLE}</h1><p>{SUMMARY[0]}</p>{above.format(items[2])}{''.join(items)}"
    return extract(f"<html lang=en><body><main>{body}</main></body></html>", LIVE, fetched_at=AT)


def is_whole(found: Extraction, *above: str) -> bool:
    """Return whether summary and entries are the text, and nothing else is."""
    return found.paragraphs == (SUMMARY[0], *above, *(text for one in TOLD for text in one.texts))


def _clocks(day: str = "") -> list[str]:
    return [f"{day}{one.minute // 60:02}:{one.minute % 60:02}" for one in TOLD]


@pytest.mark.parametrize(
    ("stamp", "day"),
    [
        ("<div>27.11.2026, {h:02}:{m:02}</div>", DAY),
        ("<div>{h:02}:{m:02} | 27/11/2026</div>", DAY),
        ("<div>27 November 2026 {h}.{m:02} am</div>", DAY),
        ("<div>27 de noviembre, {h:02}:{m:02} h</div>", ""),
        ("<div>11月27日 {h:02}時{m:02}分</div>", ""),
        ("<div>27 نوفمبر {h:02}:{m:02}</div>", ""),
        ("<div><span>27.11.</span><span>{h:02}:{m:02}</span></div>", ""),
        ("<div>{h:02}:{m:02}:12</div>", ""),
        ("<div>Posted at {h:02}:{m:02}</div>", ""),
        ("<div>Опубликовано в {h:02}:{m:02}</div>", ""),
        ("<span><svg><path d=M0 /></svg>{h:02}:{m:02}</span>", ""),
        ("<div>Ilse Bramow · {h:02}:{m:02}</div>", ""),
        ("<p><span>{h:02}:{m:02}</span> <span>Ilse Bramow</span></p>", ""),
    ],
)
def test_a_time_beside_its_day_label_or_author(stamp: str, day: str) -> None:
    """Whatever a time's line holds besides, the entry has its time, and the line is no text."""
    for ids in (True, False):
        found = read(stamp, ids=ids)
        assert is_whole(found)
        assert [one.published for one in found.entries] == _clocks(day)


@pytest.mark.parametrize("stamp", ["<span>{ago} minutes ago</span>", "<i>vor {ago} Minuten</i>"])
def test_how_long_ago_says_the_order(stamp: str) -> None:
    """Entries that say no more are read, without a time that would be another at each look."""
    found = read(stamp, ids=False)
    assert is_whole(found)
    assert {one.published for one in found.entries} == {None}


def test_times_in_attributes_alone() -> None:
    """A script shows the time, or nothing does: the attribute tells it."""
    own = "<div class=c{id} data-published-at='{iso}'><h3>{headline}</h3><p>{0}</p><p>{1}</p></div>"
    empty = own.replace(" data-published-at='{iso}'>", "><span data-time='{iso}'></span>")
    for item in (own, empty):
        found = read("", item=item)
        assert is_whole(found)
        assert [one.published for one in found.entries] == [one.published for one in TOLD]


@pytest.mark.parametrize("ids", [True, False])
def test_a_pinned_entry_is_no_summary(ids: bool) -> None:  # noqa: FBT001
    """What stands above the entries and among them stands in the text once."""
    for box in ("<div class=pinned>{}</div>", "{}"):
        found = read("<span>{h:02}:{m:02}</span>", above=box, ids=ids)
        assert is_whole(found)


@pytest.mark.parametrize(
    "heading", ["Key points so far", "Das Wichtigste", "Главное к этому часу", "これまでの要点"]
)
def test_key_points_are_summary_in_every_language(heading: str) -> None:
    """Short items below such a heading are kept, the heading is none of them."""
    points = ("Bridge stuck half open", "Two engineers at work")
    items = "".join(f"<li>{text}</li>" for text in points)
    for stamp in ("<span>{h:02}:{m:02}</span>", "<span>{ago} minutes ago</span>"):
        assert is_whole(read(stamp, above=f"<h2>{heading}</h2><ul>{items}</ul>"), *points)


@pytest.mark.parametrize(
    "text",
    ["27.11.", "27.11.2026", "Kick-off 19:30", "Holm and 09:30", "25:30", "1.250,30", "12:75 Uhr"],
)
def test_what_is_no_entrys_time(text: str) -> None:
    """A day, a number, a clock among words."""
    assert not is_time(text)


def test_what_a_time_says() -> None:
    """The day is not taken for a clock, and what comes before "p.m." is the afternoon."""
    assert shown_time("27.11.2026, 9.30 p.m.") == "2026-11-27T21:30"
    assert shown_time("27.11.") is None
    assert shown_time("05/06/2026 09:30") == "09:30"
    assert ago("Vor 12 Minuten") == ("vor # minuten", 12)
    assert is_signed_time("Ilse Bramow | 09:30")
    assert not is_signed_time("The gates open | 09:30")


def _of(count: int) -> list[Entry]:
    return entries(count)


def test_hours_of_an_articles_chronicle_stay() -> None:
    """From its beginning on, with prose around, at an ordinary address: it is text."""
    prose = "".join(f"<p>{' '.join(one.paragraphs)}</p>" for one in _of(8))
    items = "".join(
        f"<div><span>27.11.2026, {one.minute // 60:02}:{one.minute % 60:02}</span>"
        f"<p>{one.paragraphs[0]}</p></div>"
        for one in _of(5)
    )
    page = f"<html lang=en><body><main><h1>{TITLE}</h1>{prose}{items}</main></body></html>"
    assert extract(page, "https://paper.example/2026/bridge", fetched_at=AT).entries == ()
