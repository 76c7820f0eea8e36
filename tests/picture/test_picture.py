"""Pictures of changes, drawn for real: their size, what stays inside, and what they may hold."""

import re
import struct
import sys
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from crawler.change import classify
from crawler.codec import sha256
from crawler.diff import Span, diff, line_parts
from crawler.errors import UsageError
from crawler.model import Change, Extraction, ObjectRef, Silence, State, Version
from crawler.picture import (
    HEIGHT,
    WIDTH,
    ChangePicture,
    can_draw,
    draw,
    fonts,
    picture_of,
    typesetting,
)
from crawler.picture.drawing import INK, MARKED, PAPER, SOFT, WHITE
from crawler.picture.long_words import divided
from crawler.picture.paragraph import LetterStyle, Paragraph
from crawler.picture.picture_layout import PictureLayout
from crawler.telling_change import TellingChange

SVG = "{http://www.w3.org/2000/svg}"
LINK = "{http://www.w3.org/1999/xlink}href"
URL = "https://courier.example/2026/bridge"
ADDRESS = "https://archive.example/articles/courier.example/0123456789abcdef/compare/1/2"
FIRST = datetime(2026, 11, 27, 9, 15, 2, tzinfo=UTC)
SECOND = datetime(2026, 11, 27, 10, 15, 7, tzinfo=UTC)


def version(number: int, *paragraphs: str, title: str | None, **others: Any) -> Version:
    """Return a version; one without a title is gone."""
    known: dict[str, Any] = {
        "extractor": "x",
        "title": title,
        "paragraphs": paragraphs,
        "language": "en",
    }
    extraction = Extraction(**(known | others)) if title else None
    return Version(
        article="courier.example/" + "0" * 32,
        url=URL,
        version=number,
        state=State.PRESENT if title else State.GONE,
        captured_at=FIRST if number == 1 else SECOND,
        confirmed_at=SECOND,
        last_seen_before=FIRST if number > 1 else None,
        capture=ObjectRef(key="none", sha256="0" * 64),
        previous=None,
        fingerprint="x",
        content_sha256=sha256(b""),
        run="x",
        extraction=extraction,
    )


def picture(older: Version, newer: Version, change: Change | None = None) -> ChangePicture:
    """Return the picture of two versions, their change classified where none is given."""
    empty = Extraction(extractor="x")
    before, after = older.extraction or empty, newer.extraction or empty
    difference = diff(before, after)
    change = classify(before, after, difference) if change is None else change
    return picture_of(older, newer, difference, change, address=ADDRESS)


def of_titles(old: str, new: str, **others: Any) -> ChangePicture:
    """Return the picture of a change of the headline alone."""
    return picture(version(1, title=old, **others), version(2, title=new, **others))


def points(svg: bytes) -> Iterator[tuple[float, float]]:
    """Yield where each letter begins."""
    for group in ET.fromstring(svg).iter(f"{SVG}g"):
        across, _, _, down, x, y = map(float, re.findall(r"-?[\d.]+", group.get("transform", "")))
        for node in group.iter(f"{SVG}use"):
            yield x + across * float(node.get("x", 0)), y + down * float(node.get("y", 0))


def letters(svg: bytes) -> list[str]:
    """Return the shapes of all letters, in order."""
    return [node.get(LINK) or "" for node in ET.fromstring(svg).iter(f"{SVG}use")]


LONG_GERMAN = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz"
PICTURES = {
    "fact": picture(
        version(1, "It raised $5m from donors.", title="Fund raises $5m", publisher="The Courier"),
        version(
            2, "It raised $50m from donors.", title="Fund raises $50m", publisher="The Courier"
        ),
    ),
    "compounds": of_titles(f"{LONG_GERMAN} bleibt", f"{LONG_GERMAN} geht", language="de"),
    "arabic": of_titles(
        "الحكومة تعلن عن خمسة ملايين", "الحكومة تعلن عن خمسين مليون", language="ar"
    ),
    "chinese": of_titles("政府宣布投入五百万美元", "政府宣布投入五千万美元", language="zh"),
    "hindi": of_titles("सरकार ने 5 करोड़ की घोषणा की", "सरकार ने 50 करोड़ की घोषणा की", language="hi"),
    "ten thousand letters": of_titles("word " * 2000, "word " * 1000 + "other " + "word " * 999),
    "one word of ten thousand": of_titles("W" * 10_000, "W" * 9_999 + "x"),
    "a wide word": of_titles("a", "W" * 27),
    "no spaces at all": of_titles("新" * 10_000, "新" * 5_000 + "闻" * 5_000),
    "arabic without spaces": of_titles("ب" * 10_000, "ب" * 9_999 + "ت"),
    "removal": picture(
        version(1, "It is shut. An inspector had warned of it. Buses run.", title="Bridge shut"),
        version(2, "It is shut. Buses run.", title="Bridge shut"),
    ),
    "gone": picture(version(1, "a", title="Bridge"), version(2, title=None), Change()),
    "returned": picture(version(1, title=None), version(2, "a", title="Bridge"), Change()),
    "hostile": picture(
        version(
            1,
            '#read("/etc/passwd") $x$ *b* <a href="javascript:alert(1)">x</a> 5 \\u{41}',
            title="<script>alert(1)</script>\u202e",
            publisher='</svg><script src="https://evil.example/x.js"/>',
        ),
        version(
            2,
            '#read("/etc/passwd") $x$ *b* <a href="javascript:alert(1)">x</a> 6 \\u{41}',
            title='<script>alert(2)</script>\u202e ]]> &amp; "',
            publisher='</svg><script src="https://evil.example/x.js"/>',
        ),
    ),
}


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_of_its_size_and_everything_is_inside(name: str) -> None:
    """A PNG of 1200 by 630 pixels, and an SVG in which every letter stands within the margins."""
    png = draw(PICTURES[name], "png")
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", png[16:24]) == (WIDTH, HEIGHT) == (1200, 630)
    svg = draw(PICTURES[name], "svg")
    root = ET.fromstring(svg)
    assert (root.get("width"), root.get("height")) == ("1200", "630")
    found = list(points(svg))
    assert len(found) > 30
    assert all(40 <= x < WIDTH - 60 and 30 <= y < HEIGHT - 30 for x, y in found)


@pytest.mark.parametrize("name", PICTURES)
def test_an_svg_is_shapes_alone(name: str) -> None:
    """No script, no style, no text, no link but to its own shapes, whatever the page holds."""
    root = ET.fromstring(draw(PICTURES[name], "svg"))
    assert {node.tag.removeprefix(SVG) for node in root.iter()} <= {
        *("svg", "title", "defs", "g", "path", "use")
    }
    names = {name for node in root.iter() for name in node.attrib}
    assert not [name for name in names if name.startswith("on") or "style" in name]
    assert all(
        value.startswith("#")
        for node in root.iter()
        for name, value in node.attrib.items()
        if name.endswith(("href", "src"))
    )
    assert b"http" not in re.sub(
        rb'xmlns(:\w+)?="[^"]*"|<title>.*?</title>',
        b"",
        b"" + draw(PICTURES[name], "svg"),
        flags=re.DOTALL,
    )


def test_an_svg_says_what_it_shows() -> None:
    """Who cannot see it is told by its title: site, headlines, words, marks, interval, address."""
    root = ET.fromstring(draw(PICTURES["fact"], "svg"))
    title = root.find(f"{SVG}title")
    assert title is not None
    assert title.text == (
        "The Courier. “Fund raises $5m” became “Fund raises $50m”. A number changed in the text: "
        "It raised [removed: $5m][added: $50m] from donors. Silent change. "
        f"Changed between 27 November 2026, 09:15:02 and 10:15:07 UTC. {ADDRESS}"
    )
    assert root.get("role") == "img"


def test_signs_of_direction_are_drawn_as_what_they_are() -> None:
    """A bidi override is a number in the picture, as on all pages, and turns nothing round."""
    hidden = letters(draw(of_titles("abc", "ab\u202ec"), "svg"))
    assert hidden == letters(draw(of_titles("abc", "ab⟨U+202E⟩c"), "svg"))


def test_a_letter_that_no_font_has_is_a_box() -> None:
    """Two such letters have one shape, which is not another letter's."""
    one = letters(draw(of_titles("x", "x 𓀀"), "svg"))
    assert one == letters(draw(of_titles("x", "x 𓁀"), "svg"))
    assert one != letters(draw(of_titles("x", "x 骨"), "svg"))


def test_chinese_characters_are_drawn_as_the_language_writes_them() -> None:
    """Japanese and simplified Chinese have other shapes for one character."""
    title = "直ちに"
    assert letters(draw(of_titles(title, f"{title}骨", language="ja"), "svg")) != letters(
        draw(of_titles(title, f"{title}骨", language="zh"), "svg")
    )


def test_a_picture_is_the_same_whenever_it_is_drawn() -> None:
    """By several threads at once too."""
    first = {form: draw(PICTURES["fact"], form) for form in ("svg", "png")}
    draw(PICTURES["arabic"], "png")
    with ThreadPoolExecutor(4) as threads:
        again = list(threads.map(lambda form: draw(PICTURES["fact"], form), ["svg", "png"] * 4))
    assert again == [first["svg"], first["png"]] * 4


def test_marks_are_drawn_and_not_colour_alone() -> None:
    """A line goes through what left, and one stands under what came."""
    shown = [PICTURES["fact"], replace(PICTURES["fact"], headline=(Span("same", "Fund"),))]
    strokes = [
        [path.get("fill") for path in ET.fromstring(draw(one, "svg")).findall(f"{SVG}path")]
        for one in shown
    ]
    assert [strokes[0].count(colour) for colour in MARKED.values()] == [3, 3]
    assert [strokes[1].count(colour) for colour in MARKED.values()] == [2, 2]


@pytest.mark.parametrize(
    ("silence", "badge"),
    [(Silence.SILENT, "Silent change"), (Silence.ANNOUNCED, "Announced"), (Silence.UNKNOWN, "")],
)
def test_the_badge_says_whether_it_was_announced(silence: Silence, badge: str) -> None:
    """What is not known has none."""
    shown = replace(PICTURES["fact"], silence=silence)
    assert shown.badge == badge
    assert (badge or "UTC") in shown.description


def test_what_is_between_two_days_names_both() -> None:
    """The interval is never a single time, unless nothing was seen before."""
    shown = replace(PICTURES["fact"], since=FIRST.replace(day=26))
    assert shown.when == (
        "Changed between 26 November 2026, 09:15:02 and 27 November 2026, 10:15:07 UTC"
    )
    assert replace(shown, since=None).when == "Seen on 27 November 2026, 10:15:07 UTC"
    assert PICTURES["gone"].when.startswith("Taken down between 27 November 2026, 09:15:02 and ")


def test_versions_far_apart_have_the_interval_between_them() -> None:
    """For two that are no neighbours it begins when the older one was captured."""
    older, newer = version(1, "a b", title="A"), version(4, "a c", title="A")
    shown = picture_of(
        older, newer, diff(Extraction(extractor="x"), Extraction(extractor="x")), None
    )
    assert shown.since == FIRST
    assert shown.address == f"{URL} (versions 1 and 4)"
    assert shown.site == "courier.example"


def test_the_headline_is_shown_once_where_it_stayed() -> None:
    """Also of an article that went or is back."""
    for name, title in (("removal", "Bridge shut"), ("gone", "Bridge"), ("returned", "Bridge")):
        assert PICTURES[name].headline == (Span("same", title),)
        assert "became" not in PICTURES[name].description


def test_a_changed_headline_is_not_told_twice() -> None:
    """The words below it are others, or none."""
    assert of_titles("Bridge shut", "Bridge lost").telling is None
    telling = PICTURES["fact"].telling
    assert isinstance(telling, TellingChange)
    assert telling.part == "text"


def test_without_the_extra_the_error_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is drawn without HarfBuzz and the fonts; the hint says what to install."""
    can_draw.cache_clear()
    monkeypatch.setitem(sys.modules, "uharfbuzz", None)
    with pytest.raises(UsageError) as raised:
        draw(PICTURES["fact"], "png")
    can_draw.cache_clear()
    assert "palimpsest-archive[pictures]" in (raised.value.hint or "")


def pixels(png: bytes) -> list[bytes]:
    """Return the colours of the picture's pixels, row by row."""
    chunks, at = {}, 8
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        chunks[png[at + 4 : at + 8]] = png[at + 8 : at + 8 + length]
        at += length + 12
    palette, rows = chunks[b"PLTE"], zlib.decompress(chunks[b"IDAT"])
    colours = [palette[place : place + 3] for place in range(0, len(palette), 3)]
    return [
        colours[number]
        for start in range(0, len(rows), WIDTH + 1)
        for number in rows[start + 1 : start + 1 + WIDTH]
    ]


def test_both_forms_show_the_same() -> None:
    """Where the SVG has letters and strokes of a colour, the PNG has them, and nowhere else."""
    for name in ("fact", "arabic", "gone"):
        found = pixels(draw(PICTURES[name], "png"))
        svg = draw(PICTURES[name], "svg")
        for colour in (INK, SOFT, *MARKED.values(), WHITE):
            assert (bytes.fromhex(colour[1:]) in found) == (colour.encode() in svg), (name, colour)
        places = [(round(x), round(y)) for x, y in points(svg)]
        paper = bytes.fromhex(PAPER[1:])
        for x, y in places:
            around = [
                found[row * WIDTH + x + of] for row in range(y - 12, y + 3) for of in range(12)
            ]
            assert set(around) != {paper}, (name, x, y)


def test_white_words_stand_on_the_badge() -> None:
    """What is drawn later hides what is below it, and its edges are mixed with that."""
    found = pixels(draw(PICTURES["fact"], "png"))
    badge = {
        found[row * WIDTH + column]
        for row in range(50, 74)
        for column in range(WIDTH - 60 - 150, WIDTH - 62)
    }
    assert {bytes.fromhex(WHITE[1:]), bytes.fromhex(INK[1:])} < badge
    assert len(badge) > 30
    assert all(len(set(colour)) == 1 for colour in badge)  # grey: no paper, and no other colour


def test_before_and_after_break_alike() -> None:
    """Two headlines of as many lines are broken at the same width."""
    words = "Officials who investigate the collapse of the riverside"
    shown = of_titles(f"{words} bridge", f"{words} badly on Monday")
    rows: dict[float, int] = {}
    for part in PictureLayout(typesetting._texts(shown)).drawing().letters:
        if part.font.name.startswith("serif"):
            rows[part.y] = rows.get(part.y, 0) + len(part.letters)
    lengths = list(rows.values())
    before, after = lengths[: len(rows) // 2], lengths[len(rows) // 2 :]
    assert len(before) == len(after) > 1
    assert before[:-1] == after[:-1]


def test_korean_words_are_kept_whole() -> None:
    """A line ends between words, and anywhere where there are none."""
    assert line_parts("정부, 다리 수리에 5000만 달러", "ko") == [
        *("정부, ", "다리 ", "수리에 ", "5000만 ", "달러")
    ]
    assert max(map(len, line_parts("가" * 100, "ko"))) <= 12
    assert line_parts("수리에", "ja") == ["수", "리", "에"]


def test_long_compounds_are_divided_by_their_language() -> None:
    """With a hyphen where the language is known; others where there is room, without one."""
    assert "über\u00adwa\u00adchungs" in divided(LONG_GERMAN, "de")
    assert divided("Wahrscheinlichkeit", "de") == "Wahrscheinlichkeit"
    assert divided("x" * 40, "de") == "\u200b".join(["x" * 12] * 3 + ["x" * 4])


def test_what_comes_for_what_left_is_no_part_of_it() -> None:
    """Numbers that were exchanged in a text that runs leftwards stand in its order."""
    spans = (
        Span("same", "نحو "),
        Span("removed", "4.6"),
        Span("added", "46"),
        Span("same", " مليون"),
    )
    (line,) = Paragraph(spans, LetterStyle(leftwards=True)).lines(100_000)
    marks = [run.mark for run in line.runs]
    assert marks.index("added") < marks.index("removed")


def test_chinese_words_keep_away_from_others() -> None:
    """A narrow space stands between them, whether or not a mark begins there."""
    told = [
        Paragraph(spans, LetterStyle()).text
        for spans in (
            (Span("same", "橋の修理に500万"),),
            (Span("same", "橋の修理に"), Span("removed", "500"), Span("same", "万")),
        )
    ]
    assert told == ["橋の修理に\u2005500\u2005万"] * 2


@pytest.mark.parametrize("family", ["serif", "sans"])
def test_the_first_fonts_have_plain_english(family: str) -> None:
    """Nobody looks for the font of each sign of a text that is printable ASCII."""
    assert set(range(0x20, 0x7F)) <= fonts._covered(family)
