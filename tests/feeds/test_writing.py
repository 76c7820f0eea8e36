"""A feed's value as Atom and as JSON Feed."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import fastfeedparser
import feedparser
import feedparser_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from crawler.diff import diff
from crawler.feeds import (
    EntryContent,
    FeedEntry,
    FeedOfChanges,
    as_atom,
    as_content,
    as_json_feed,
    change_id,
    feed_id,
    web_address,
)
from crawler.feeds.entry_content import MAX_TEXT
from crawler.model import Extraction
from tests.diff.texts import pairs
from tests.feeds.standards import atom_faults, json_feed_faults

NOON = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)
BASE = "https://archive.example"

HOSTILE = (
    "<script>alert(1)</script>",
    "]]><x>",
    "a\u202eb\u2066c",
    "\x00\x07\x1b[31m\x85\ufffe\uffff",
    "&amp; & &#60;",
    "<!-- <![CDATA[",
    'x" onmouseover="alert(1)',
    "x" * 10_000,
)  # fmt: skip


def entry_of(title: str, text: str, *, number: int = 1) -> FeedEntry:
    """Return an entry whose every part that a page can fill holds this text."""
    old = Extraction(extractor="x", title="Bridge open", paragraphs=("One stays.", "Two went."))
    new = Extraction(extractor="x", title=title, language="en", paragraphs=("One stays.", text))
    page = f"{BASE}/articles/news.example/{number}"
    url = web_address("https://news.example/a?b=1&c=2")
    content = EntryContent(
        page=page,
        page_label="Compare",
        article_url=url,
        summary=(text,),
        difference=diff(old, new),
        language="en",
    )
    return FeedEntry(
        id=change_id("a" * 64, f"{number:064x}"),
        title=title,
        updated=NOON - timedelta(minutes=number),
        author=text[:200] or "news.example",
        page=page,
        article_url=url,
        content=as_content(content),
        language="en",
        categories=("headline", "silent"),
        facts={"from": 1, "to": 2, "title": title},
    )


def feed_of(*entries: FeedEntry) -> FeedOfChanges:
    """Return a feed of these entries."""
    return FeedOfChanges(
        id=feed_id("0" * 32, "kind=headline&q=a%20b"),
        title="Changes",
        updated=NOON,
        self_url=f"{BASE}/feeds/changes.atom?kind=headline&q=a%20b",
        home_url=f"{BASE}/?kind=headline&q=a%20b",
        next_url=f"{BASE}/feeds/changes.atom?cursor=x",
        first_url=f"{BASE}/feeds/changes.atom",
        entries=entries,
    )


READERS: dict[str, Any] = {
    "feedparser": feedparser.parse,
    "fastfeedparser": fastfeedparser.parse,
    "feedparser_rs": feedparser_rs.parse,
}


def content_of(found: Any) -> str:
    """Return the HTML that a reader found in an entry."""
    content = found["content"][0]
    return str(content.value if hasattr(content, "value") else content["value"])


def marks_of(content: str) -> set[str]:
    """Return what is marked in the headline, by whatever marks the reader left."""
    line = next(one for one in content.split("\n") if "Headline:" in one)
    tree = html.fragment_fromstring(line)
    return {element.text for element in tree.iter("s", "strong") if element.text}


@pytest.mark.parametrize("reader", READERS)
def test_readers_of_others_read_what_was_written(reader: str) -> None:
    """Three feed readers find in the Atom document what was put into it."""
    entry = entry_of("Bridge “shut” → closed", "Ten lorries fell into the river.")
    read = READERS[reader](as_atom(feed_of(entry)))
    assert read["feed"]["title"] == "Changes"
    found = read["entries"][0]
    assert (found["id"], found["link"], found["title"]) == (entry.id, entry.page, entry.title)
    assert datetime.fromisoformat(found["updated"]) == entry.updated
    assert marks_of(content_of(found)) == {"open", "“shut” → closed"}


@pytest.mark.parametrize("reader", ["fastfeedparser", "feedparser_rs"])
def test_readers_of_others_read_the_json(reader: str) -> None:
    """Two feed readers find in the JSON Feed what was put into it."""
    entry = entry_of("Bridge shut", "Ten lorries fell into the river.")
    read = READERS[reader](as_json_feed(feed_of(entry)))
    found = read["entries"][0]
    assert (found["id"], found["link"], found["title"]) == (entry.id, entry.page, entry.title)
    assert marks_of(content_of(found)) == {"open", "shut"}
    item = json.loads(as_json_feed(feed_of(entry)))["items"][0]
    assert item["content_html"] == entry.content
    assert item["external_url"] == entry.article_url


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_breaks_no_document_and_runs_nowhere(text: str) -> None:
    """Whatever a page says, both documents hold to their standards and no markup of it lives."""
    feed = feed_of(entry_of(text, text))
    for document, faults in (
        (as_atom(feed), atom_faults),
        (as_json_feed(feed), json_feed_faults),
    ):
        assert faults(document) == []
        assert b"\xe2\x80\xae" not in document
    content = feed.entries[0].content
    tree = html.fragment_fromstring(content, create_parent="main")
    allowed = {"main", "p", "div", "ins", "del", "s", "strong", "b", "em", "a", "br"}
    assert {element.tag for element in tree.iter()} <= allowed
    attributes = {name for element in tree.iter() for name in element.attrib}
    assert attributes <= {"dir", "lang", "href"}
    assert len(content) < 3 * MAX_TEXT + 40_000


@settings(max_examples=25, deadline=None)
@given(pairs(), st.text(max_size=40))
def test_any_change_makes_good_documents(pair: tuple[Extraction, Extraction], title: str) -> None:
    """Any two texts, and any title, give documents that hold to their standards."""
    old, new = pair
    content = as_content(
        EntryContent(
            page=BASE + "/x", page_label="Compare", article_url=None, difference=diff(old, new)
        )
    )
    feed = feed_of(replace(entry_of("x", "y"), title=title, content=content))
    assert atom_faults(as_atom(feed)) == []
    assert json_feed_faults(as_json_feed(feed)) == []


def test_an_empty_feed_is_a_feed() -> None:
    """Without any entry both documents hold to their standards."""
    assert atom_faults(as_atom(feed_of())) == []
    assert json_feed_faults(as_json_feed(feed_of())) == []


def test_the_checks_find_faults() -> None:
    """The checks of this folder refuse documents that are not as the standards ask."""
    good = as_atom(feed_of(entry_of("x", "y")))
    for old, new in (
        (b"<updated>", b"<updated>on "),
        (b'rel="self"', b'rel="me"'),
        (b"<title>", b"<title>x</title><title>"),
        (b"<author>\n<name>y</name>\n</author>", b""),
        (b"<name>y</name>", b""),
        (b'term="headline"', b'name="headline"'),
        (b'href="https://archive.example/articles', b'href="/articles'),
        (b"urn:palimpsest:change:", b"no iri "),
        (b"</feed>", b"\x07</feed>"),
    ):
        assert old in good
        assert atom_faults(good.replace(old, new)), new
    feed = json.loads(as_json_feed(feed_of(entry_of("x", "y"))))
    for broken in (
        {**feed, "version": "1"},
        {**feed, "author": "x"},
        {**feed, "_x": 1},
        {"version": feed["version"]},
        {**feed, "items": feed["items"] * 2},
        {**feed, "items": [{**feed["items"][0], "date_published": "today"}]},
        {**feed, "items": [{"id": "1"}]},
    ):
        assert json_feed_faults(json.dumps(broken).encode()), broken


def test_a_long_difference_is_cut_and_says_so() -> None:
    """A difference beyond the limit is cut, whether it has many lines or one, and is linked to."""
    for paragraphs in (("word " * 20_000,), tuple(f"Line {n} came." for n in range(5_000))):
        content = as_content(
            EntryContent(
                page=f"{BASE}/compare",
                page_label="Compare",
                article_url=None,
                difference=diff(
                    Extraction(extractor="x"), Extraction(extractor="x", paragraphs=paragraphs)
                ),
            )
        )
        assert "too long for a feed" in content
        assert f'href="{BASE}/compare"' in content
        assert (
            len(html.tostring(html.fromstring(content), method="text", encoding="unicode"))
            < MAX_TEXT + 2_000
        )


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//x.example/", ""])
def test_only_web_addresses_are_linked(url: str) -> None:
    """What is no address of the web is no link."""
    assert web_address(url) is None


def test_an_address_is_escaped() -> None:
    """Signs that no URL may hold are escaped in one."""
    assert web_address('https://x.example/a b"<\u202e%20') == (
        "https://x.example/a%20b%22%3C%E2%80%AE%20"
    )


def test_ids_hold_both_hashes() -> None:
    """An entry's id is that of its two records and of nothing else."""
    assert change_id("a" * 64, "b" * 64) == f"urn:palimpsest:change:{'a' * 64}:{'b' * 64}"
    assert " " not in feed_id("0" * 32, "q=a b&ü")
