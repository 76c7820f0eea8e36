"""Live blogs that declare nothing or box nothing: lines that open with a time, by hints alone."""

# ruff: noqa: E501, RUF001  # headlines in their own signs, many in a line

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from crawler.extract import extract
from crawler.languages import LANGUAGES, Kind, by_language, pattern
from crawler.model import Extraction
from tests.change.test_entries import judged, kinds
from tests.newspaper.live_pages import SUMMARY, TITLE, Entry, entries

AT = datetime(2026, 11, 27, 8, tzinfo=UTC)
TOLD = entries(6)[::-1]
PLAIN = "https://paper.example/2026/11/bridge"


def clock(one: Entry, sign: str = ":") -> str:
    """Return the time of day that an entry came at."""
    return f"{one.minute // 60:02}{sign}{one.minute % 60:02}"


FORMS = {
    "heading": "<h3 id={id}>{clock} – {headline}</h3><p>{0}</p><p>{1}</p>",
    "heading with a time element": (
        "<h2 id={id}><time>{clock}</time> {headline}</h2><p>{0}</p><p>{1}</p>"
    ),
    "time of its own": "<time>{clock}</time><h4>{headline}</h4><p>{0}</p><p>{1}</p>",
    "definitions": "<dt id={id}>{clock} Uhr</dt><dd><b>{headline}</b><p>{0}</p><p>{1}</p></dd>",
    "two definitions": "<dt>{clock}</dt><dd><b>{headline}</b></dd><dd>{0}</dd><dd>{1}</dd>",
    "bold time": "<p><strong>{clock}</strong> <b>{headline}</b></p><p>{0}</p><p>{1}</p>",
    "plain time": "<p>{clock}: {headline}</p><p>{0}</p><p>{1}</p>",
    "paragraph of the time": "<p>{clock}</p><p><b>{headline}</b></p><p>{0}</p><p>{1}</p>",
    "breaks": "<p><b>kl. {clock}</b><br><b>{headline}</b></p><p>{0}</p><p>{1}</p>",
}
BOXES = {"definitions": "<dl>{}</dl>", "two definitions": "<dl>{}</dl>"}


def page(form: str, told: list[Entry], *, title: str = TITLE, box: str = "{}") -> str:
    """Return a page whose entries have no boxes."""
    items = "".join(
        FORMS[form].format(*one.paragraphs, id=one.id, clock=clock(one), headline=one.headline)
        for one in told
    )
    inner = box.format(BOXES.get(form, "<div>{}</div>").format(items))
    above = f"<h1>{title}</h1><div class=summary><p>{SUMMARY[0]}</p></div>"
    below = "<aside><h3>Most read</h3><p><a href=/a>The clock strikes</a></p></aside>"
    return f"<html lang=en><body><main>{above}{inner}</main>{below}</body></html>"


def read(html: str, url: str = PLAIN) -> Extraction:
    """Return the extraction of a page."""
    return extract(html, url, fetched_at=AT)


DECLARED = (
    '<script type="application/ld+json">{"@type": "LiveBlogPosting", "headline": "'
    + TITLE
    + '"}</script><main>'
)
"""The page calls itself a live blog, and names no entry."""


@pytest.mark.parametrize(
    ("hint", "form"),
    [
        *(("declared", form) for form in FORMS),
        ("address and order", "heading"),
        ("address and order", "bold time"),
        ("headline and order", "two definitions"),
        ("name and order", "plain time"),
    ],
)
def test_loose_entries_are_read_as_boxed_ones(hint: str, form: str) -> None:
    """Each entry has its time and its paragraphs, and the time is no text."""
    title = f"LIVE: {TITLE}" if hint == "headline and order" else TITLE
    box = "<div class=live-blog>{}</div>" if hint == "name and order" else "{}"
    html = page(form, TOLD, title=title, box=box)
    if hint == "declared":
        html = html.replace("<main>", DECLARED)
    found = read(
        html, "https://paper.example/live/bridge" if hint == "address and order" else PLAIN
    )
    assert [one.published for one in found.entries] == [clock(one) for one in TOLD]
    assert found.paragraphs == (SUMMARY[0], *(text for one in TOLD for text in one.texts))
    assert [found.paragraphs[one.first : one.end] for one in found.entries] == [
        one.texts for one in TOLD
    ]


def _prose(told: list[Entry]) -> str:
    return "".join(f"<p>{' '.join(one.paragraphs)}</p>" for one in told)


@pytest.mark.parametrize("form", FORMS)
def test_an_ordinary_chronicle_is_text(form: str) -> None:
    """Hours of a day within an article, the first first, are its text with their times."""
    told = entries(6)
    html = page(form, told, box=f"<div>{_prose(entries(8))}{{}}</div>")
    for url in (PLAIN, "https://paper.example/live/bridge"):
        found = read(html, url)
        assert (found.entries, found.live) == ((), None)
        # a time that has a line and an element of its own is read as the page's date
        assert (clock(told[2]) in found.text) == (form != "time of its own")
        assert all(one.paragraphs[0] in found.text for one in told)


def test_a_chronicle_in_a_story_with_every_hint_is_text() -> None:
    """What the entries hold must be most of what the page tells."""
    box = f"<div>{_prose(entries(30, first=9))}{{}}</div>"
    html = page("heading", TOLD, title=f"LIVE: {TITLE}", box=box)
    assert read(html, "https://paper.example/live/bridge").entries == ()


def test_what_happens_to_loose_entries_is_told() -> None:
    """One that came is an entry, an edit is found in its own, one that left is a removal."""
    told = entries(12)[::-1]
    url = "https://paper.example/live/bridge"
    old = read(page("bold time", told), url)

    def after(now: list[Entry]) -> dict[str, str]:
        return kinds(judged(old, read(page("bold time", now), url)))

    assert after(entries(13)[::-1]).keys() == {"entry"}
    assert after(entries(12, first=2)[::-1]).keys() == {"entry"}
    fact = (told[-1].paragraphs[0].replace("14", "15"), told[-1].paragraphs[1])
    edited = [*entries(13)[:0:-1], replace(told[-1], paragraphs=fact)]
    assert after(edited).keys() == {"entry", "fact"}
    assert after([one for one in told if one.number != 5]).keys() == {"removal"}


HEADLINES = """
en LIVE: Bridge stuck in Tollen|en Bridge stuck in Tollen – live updates|de Brücke in Tollen blockiert: Der Liveticker
de Newsblog zur Brücke von Tollen|fr EN DIRECT - Le pont de Tollen bloqué|fr Pont de Tollen : suivez notre direct
es Directo: el puente de Tollen|es El puente de Tollen, minuto a minuto|it Il ponte di Tollen, la diretta: bloccato
pt AO MINUTO: a ponte de Tollen|nl Brug in Tollen: volg het hier live|sv DIREKT: Bron i Tollen|da Broen i Tollen minut for minut
no Direkte: Broen i Tollen|fi Tollenin silta hetki hetkeltä|is Beint: Brúin í Tollen|pl Most w Tollen: relacja na żywo
cs ONLINE: Most v Tollenu|hu Élő: a tolleni híd|ro LIVE TEXT Podul din Tollen|ru Мост в Толлене: онлайн-трансляция
uk Міст у Толлені наживо|bg Мостът в Толен: на живо|sr UŽIVO: Most u Tolenu|tr CANLI: Tollen köprüsü|ko [실시간] 톨렌 다리
ja 【随時更新】トレンの橋|zh 文字直播：托伦大桥|ar تغطية مباشرة: جسر تولن|fa لحظه به لحظه با پل تولن|ur لائیو: تولن کا پل
he עדכונים שוטפים: הגשר בטולן|el Η γέφυρα του Τόλεν λεπτό προς λεπτό|hi लाइव: टोलेन का पुल|bn লাইভ: টোলেন সেতু
ta நேரலை: டோலன் பாலம்|th เกาะติดสถานการณ์ สะพานโทลเลน|ka პირდაპირ ეთერში: ტოლენის ხიდი|hy Ուղիղ եթեր. Տոլենի կամուրջը
id Siaran langsung: jembatan Tollen|vi Trực tiếp: cây cầu Tollen
"""
PROSE = """
en Those who live on the quay|en Live music returns to the quay|en How to live with less|de Leben am Kai: ein Besuch
fr Le directeur du pont démissionne|es El directo de los dos hermanos|it Il direttore del ponte si dimette|ru Онлайн-магазин моста закрылся
pl Relacje między miastami|cs Živel na řece|hu Az élővilág a hídnál|tr Canlılar köprüde|sv Direktör för bron avgår
"""


def _lines(text: str) -> list[tuple[str, str]]:
    rows = [line for row in text.strip().split("\n") for line in row.split("|")]
    return [(row[:2], row[3:]) for row in rows]


def test_headlines_of_live_blogs_in_every_language() -> None:
    """Each is a hint, and no ordinary headline with the same words is."""
    hint = pattern(Kind.LIVE_HEADLINES).search
    assert [line for line in _lines(HEADLINES) if not hint(line[1])] == []
    assert [line for line in _lines(PROSE) if hint(line[1])] == []
    assert set(by_language(Kind.LIVE_HEADLINES)) == set(LANGUAGES)
    assert {code for code, _ in _lines(HEADLINES)} == set(LANGUAGES) - {"mul"}
