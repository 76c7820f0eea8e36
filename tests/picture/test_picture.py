"""Pictures of changes, drawn for real: their size, what stays inside, and what they may hold."""

import re
import struct
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from crawler.change import classify
from crawler.codec import sha256
from crawler.diff import Span, diff
from crawler.errors import UsageError
from crawler.model import Change, Extraction, ObjectRef, Silence, State, Version
from crawler.picture import HEIGHT, WIDTH, ChangePicture, draw, picture_of, typesetting
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

    def below(node: ET.Element, x: float, y: float, sign: int) -> Iterator[tuple[float, float]]:
        numbers = [float(one) for one in re.findall(r"-?[\d.]+", node.get("transform", ""))]
        kind = (node.get("transform") or "").partition("(")[0]
        if kind == "matrix":
            x, y, sign = x + numbers[4], y + sign * numbers[5], int(sign * numbers[3])
        elif kind == "translate":
            x, y = x + numbers[0], y + sign * (numbers[1] if len(numbers) > 1 else 0)
        if node.tag == f"{SVG}use":
            yield x + float(node.get("x", 0)), y + sign * float(node.get("y", 0))
        for child in node:
            yield from below(child, x, y, sign)

    return below(ET.fromstring(svg), 0, 0, 1)


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
    assert all(40 <= x < WIDTH - 50 and 30 <= y < HEIGHT - 30 for x, y in found)


@pytest.mark.parametrize("name", PICTURES)
def test_an_svg_is_shapes_alone(name: str) -> None:
    """No script, no style, no text, no link but to its own shapes, whatever the page holds."""
    root = ET.fromstring(draw(PICTURES[name], "svg"))
    assert {node.tag.removeprefix(SVG) for node in root.iter()} <= {
        *("svg", "title", "defs", "symbol", "clipPath", "g", "path", "use")
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
    fact = PICTURES["fact"]
    lines = [
        node.get("stroke") for node in ET.fromstring(draw(fact, "svg")).iter() if node.get("stroke")
    ]
    bare = replace(fact, headline=(Span("same", "Fund"),), telling=None)
    few = [node for node in ET.fromstring(draw(bare, "svg")).iter() if node.get("stroke")]
    assert len(lines) >= len(few) + 4


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
    """Nothing is drawn without Typst and the fonts; the hint says what to install."""
    typesetting._compiler.cache_clear()
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(UsageError) as raised:
        draw(PICTURES["fact"], "png")
    assert "palimpsest-archive[pictures]" in (raised.value.hint or "")
