"""HTML is written in one place: what comes in is text, and the wheel carries the templates."""

import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from jinja2 import UndefinedError

from crawler.diff import Span
from crawler.html import Pages, language_tag, style_source
from crawler.html.elements import counted_words, interval_element, kind_badges, marked_words

ROOT = Path(__file__).resolve().parents[1]
PAGE = {"sheets": ("diff.css",), "style_source": style_source("diff.css"), "language": None}


def test_values_are_text() -> None:
    """Markup, quotes and signs that nobody sees come out as text, in elements and in attributes."""
    heading, language = "<b onclick='x'>\u202e\ud800\x85\U000e0041", '"><script>'
    page = Pages().render("page.html.j2", **PAGE | {"heading": heading, "language": language})
    assert "<b " not in page
    assert "<script>" not in page
    assert '<html lang="&#34;&gt;&lt;script&gt;">' in page
    assert "&lt;b onclick=&#39;x&#39;&gt;⟨U+202E⟩⟨U+D800⟩⟨U+0085⟩⟨U+E0041⟩</h1>" in page


def test_pieces_made_by_functions_are_escaped_too() -> None:
    """Words of a page and names of kinds are text, wherever they stand."""
    hostile = "<script>&"
    shown = marked_words([Span("same", hostile), Span("removed", hostile), Span("added", hostile)])
    text = "&lt;script&gt;&amp;"
    assert shown == f"{text}<del>{text}</del><ins>{text}</ins>"
    assert kind_badges([hostile]) == f'<span class="badge kind">{text}</span> '
    assert (counted_words(1, "look"), counted_words(4_000, "look")) == ("1 look", "4,000 looks")
    assert counted_words(2, "copy", "copies") == "2 copies"


def test_an_interval_names_its_day_once() -> None:
    """Unless it ends on another one; without a begin only its end is known."""
    since = datetime(2026, 11, 28, 23, 59, 1, tzinfo=UTC)
    begin = '<time datetime="2026-11-28T23:59:01Z"'
    same, other = (interval_element(since, since + timedelta(seconds=one)) for one in (58, 60))
    assert same.startswith(f"between {begin} data-plain>2026-11-28 23:59:01</time> and ")
    assert same.endswith(">23:59:59 UTC</time>")
    assert other.endswith(">2026-11-29 00:00:01 UTC</time>")
    assert interval_element(None, since) == f"by {begin}>2026-11-28 23:59 UTC</time>"


def test_nothing_is_left_out_silently() -> None:
    """A value that a template asks for and is not given is an error, not an empty place."""
    with pytest.raises(UndefinedError, match="heading"):
        Pages().render("page.html.j2", **PAGE)


def test_a_package_has_its_own_templates() -> None:
    """A package's templates stand beside it, and it has the common ones too."""
    pages = Pages("jobs.demo")
    front = pages.render(
        "front.html.j2", publisher="A & B", url="http://a.example/?a&b", edition={"headline": "<i>"}
    )
    assert 'href="http://a.example/?a&amp;b"' in front
    assert "&lt;i&gt;" in front
    assert pages.render("page.html.j2", **PAGE | {"heading": "H"}).startswith("<!doctype html>\n")


def test_the_wheel_carries_the_templates() -> None:
    """Every template and style sheet stands in a package, and package-data names it."""
    tool = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
    patterns = tool["setuptools"]["package-data"]["*"]
    files = [
        path
        for top in ("crawler", "jobs")
        for path in (ROOT / top).rglob("*")
        if path.suffix in {".j2", ".css"}
    ]
    assert {"page.html.j2", "diff.css", "story.html.j2"} <= {path.name for path in files}
    for path in files:
        package = path.parents[1]
        assert (package / "__init__.py").is_file()
        inside = path.relative_to(package)
        assert any(inside.match(pattern) for pattern in patterns), f"{path}: not in the wheel"


@pytest.mark.parametrize(
    ("declared", "tag"),
    [
        ("en", "en"),
        ("pt_BR", "pt-BR"),
        ("zh-Hans-CN", "zh-Hans-CN"),
        ("english", ""),
        ('en"><script>', ""),
        ("en\n", "en"),
        (None, ""),
    ],
)
def test_a_language_is_named_where_it_is_one(declared: str | None, tag: str) -> None:
    """What a page declares as its language is told to browsers only if it is a language tag."""
    assert language_tag(declared) == tag
