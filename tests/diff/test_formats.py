"""The written forms of a Diff: nothing is lost, nothing is trusted."""

import json
import re
from collections.abc import Sequence

from hypothesis import given, settings
from lxml import html

from crawler.diff import Diff, diff
from crawler.diff.formats import STYLE_HASH, as_html, as_json, as_lines, as_parts, as_unified
from crawler.model import Extraction
from tests.diff.texts import pairs
from tests.examples import examples

OLD = Extraction(
    extractor="x",
    title="Bridge closed",
    language="en",
    paragraphs=(
        "One stays.",
        "Two lorries fell into the river.",
        "Three stays.",
        "Four stays.",
        "Five stays.",
    ),
)
NEW = Extraction(
    extractor="x",
    title="Bridge shut",
    language="en",
    paragraphs=(
        "One stays.",
        "Ten lorries fell into the river.",
        "Three stays.",
        "Four stays.",
        "Five stays.",
        "<b>Six</b> & more.",
    ),
)

_HUNK = re.compile(r"@@ -(\d+),(\d+) \+(\d+),(\d+) @@")


def patched(document: Sequence[str], patch: str) -> list[str]:
    """Return the document with a unified diff applied, each kept and removed line checked, as
    ``patch`` does.
    """
    result: list[str] = []
    at = 0
    for line in patch.split("\n")[2:-1]:
        hunk = _HUNK.fullmatch(line)
        if hunk:
            start = int(hunk[1]) - (hunk[2] != "0")
            result += document[at:start]
            at = start
        elif line[0] == "+":
            result.append(line[1:])
        else:
            assert document[at] == line[1:]
            result += [line[1:]] if line[0] == " " else []
            at += 1
    return result + list(document[at:])


def document(page: Extraction, other: Extraction) -> list[str]:
    """Return the lines that the unified format compares.

    The fields that differ, then the paragraphs.
    """
    names = ("title", "byline", "published", "modified")
    fields = [
        (name, getattr(page, name))
        for name in names
        if (getattr(page, name) or None) != (getattr(other, name) or None)
    ]
    lines = [f"{name}: {value}" for name, value in fields if value]
    return [" ".join(line.split()) for line in [*lines, *page.text.split("\n\n")] if line.strip()]


@settings(max_examples=examples(150), deadline=None)
@given(pairs())
def test_unified_applies(pair: tuple[Extraction, Extraction]) -> None:
    """The unified form, applied to the old document, gives the new one."""
    patch = as_unified(diff(*pair))
    assert patched(document(*pair), patch) == document(pair[1], pair[0])


def test_unified() -> None:
    """The unified form has labels, hunks with their lines counted, and context."""
    assert as_unified(diff(OLD, NEW), old_label="version 1", new_label="version 2", context=1) == (
        "--- version 1\n+++ version 2\n"
        "@@ -1,4 +1,4 @@\n-title: Bridge closed\n+title: Bridge shut\n One stays.\n"
        "-Two lorries fell into the river.\n+Ten lorries fell into the river.\n Three stays.\n"
        "@@ -6,1 +6,2 @@\n Five stays.\n+<b>Six</b> & more.\n"
    )


def as_text(difference: Diff, *, old_label: str, new_label: str) -> str:
    """Return the plain form as it reads without colour, its parts put end to end."""
    counts = f"{difference.words_added} words added, {difference.words_removed} removed"
    lines = ["".join(part.text for part in as_parts(line)) for line in as_lines(difference)]
    return "\n\n".join([f"--- {old_label}\n+++ {new_label}\n{counts}", *lines]) + "\n"


def test_text_needs_no_colour() -> None:
    """The plain form marks what left and what came, folds what is far from any change, and says how
    much changed.
    """
    assert as_text(diff(OLD, NEW), old_label="version 1", new_label="version 2") == (
        "--- version 1\n+++ version 2\n6 words added, 2 removed\n\n"
        "~ title: Bridge [-closed-]{+shut+}\n\n"
        "  One stays.\n\n"
        "~ [-Two-]{+Ten+} lorries fell into the river.\n\n"
        "  Three stays.\n\n"
        "  (1 paragraph unchanged)\n\n"
        "  Five stays.\n\n"
        "+ <b>Six</b> & more.\n"
    )


@settings(max_examples=examples(100), deadline=None)
@given(pairs())
def test_json_holds_both_texts(pair: tuple[Extraction, Extraction]) -> None:
    """Both texts can be made of the JSON form, after a trip through JSON."""
    shape = json.loads(json.dumps(as_json(diff(*pair))))
    for number, (side, mark, away) in enumerate(
        (("old", "added", "moved_here"), ("new", "removed", "moved_away"))
    ):
        blocks = [
            block
            for block in shape["blocks"]
            if block[side][0] < block[side][1] and block["kind"] != away
        ]
        texts = ("".join(text for kind, text in block["spans"] if kind != mark) for block in blocks)
        assert "\n\n".join(texts) == pair[number].text


def test_lines_fold_nothing_on_demand() -> None:
    """A negative context shows every paragraph."""
    assert [line.role for line in as_lines(diff(OLD, NEW), context=-1)] == [
        "field",
        "same",
        "edited",
        "same",
        "same",
        "same",
        "added",
    ]


def page_of(heading: str) -> str:
    """Return the HTML form of the example."""
    return as_html(
        diff(OLD, NEW),
        heading=heading,
        old_label="version 1",
        new_label="version 2",
        language="en",
        facts=[("URL", "https://a.example/?a&b")],
    )


def test_html_is_marked_up_and_escaped() -> None:
    """The page holds the marks as elements, and nothing of a story becomes markup."""
    tree = html.fromstring(page_of("<script>alert(1)</script>"))
    assert tree.xpath("//ins/text()") == ["shut", "Ten", "<b>Six</b> & more."]
    assert tree.xpath("//del/text()") == ["closed", "Two"]
    assert tree.xpath("//h1/text()") == ["<script>alert(1)</script>"]
    assert tree.xpath("//summary/text()") == ["1 paragraph unchanged"]
    assert tree.get("lang") == "en"


def test_html_loads_and_runs_nothing() -> None:
    """The page's own policy forbids everything but its style, and it has neither scripts, handlers,
    links nor inline style.
    """
    tree = html.fromstring(page_of("Bridge"))
    policy = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy == [f"default-src 'none'; style-src '{STYLE_HASH}'"]
    assert not tree.xpath(
        "//script | //link | //img | //iframe | //*[@style] | //@*[starts-with(name(), "
        "'on')] | //*[@src]"
    )
