"""Live blogs: entries with their own times and ids, whatever the page builds them of."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from crawler.extract import extract
from crawler.model import Extraction
from tests.newspaper.live_pages import (
    LAYOUTS,
    SUMMARY,
    TITLE,
    Entry,
    entries,
    linked_data,
    live_page,
    stamp,
)

URL = "https://paper.example/live/bridge"
AT = datetime(2026, 11, 27, 8, tzinfo=UTC)
TOLD = entries(6)[::-1]


def read(html: str, url: str = URL, at: datetime = AT) -> Extraction:
    """Return the extraction of a page at a time."""
    return extract(html, url, fetched_at=at)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_entries_are_paragraphs_with_times_and_ids(layout: str) -> None:
    """Summary and entries are the text, each entry knows its own; comments and prompts are none."""
    found = read(live_page(layout, TOLD))
    assert (found.problem, found.title, found.byline) == (None, TITLE, "Odo Farrell")
    assert found.paragraphs == (*SUMMARY, *(text for one in TOLD for text in one.texts))
    told = [(one.id, one.published, one.headline) for one in found.entries]
    assert told == [(one.id, one.published, one.headline) for one in TOLD]
    assert [found.paragraphs[one.first : one.end] for one in found.entries] == [
        one.texts for one in TOLD
    ]
    assert found.live is not None
    assert (found.live.running, found.developing, found.live.continued) == (True, True, False)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_relative_times_are_no_text(layout: str) -> None:
    """The fingerprinted text does not change because "5 min ago" became "9 min ago"."""
    early, late = (read(live_page(layout, TOLD, ago=ago)) for ago in (5, 9))
    assert (early.text, early.entries) == (late.text, late.entries)


def test_the_end_of_the_coverage_is_heard() -> None:
    """A declared end that has come ends it; without one it ends a day after the newest entry."""
    ended = live_page("declared", TOLD, ended=stamp(600))
    assert read(ended).developing
    after = read(ended, at=datetime(2026, 11, 27, 10, 1, tzinfo=UTC))
    assert after.live is not None
    assert (after.developing, after.live.running, after.live.ended) == (False, False, stamp(600))
    later = read(live_page("address", TOLD), at=datetime(2026, 11, 28, 9, tzinfo=UTC))
    assert (later.problem, later.developing) == (None, False)
    assert len(later.entries) == len(TOLD)


def test_an_edit_of_an_entry_is_dated_by_it() -> None:
    """``dateModified`` of an entry is its own; where it is the publication's it says nothing."""
    edited = [replace(one, modified=470) if one.number == 2 else one for one in TOLD]
    found = read(live_page("list", edited))
    assert [one.modified for one in found.entries if one.modified] == [stamp(470)]


def test_a_page_that_goes_on_elsewhere_says_so() -> None:
    """A link to older entries is told, and is no text."""
    found = read(live_page("declared", TOLD, more=True))
    assert found.live is not None
    assert found.live.continued
    assert "Older" not in found.text


def test_an_entry_of_its_own_is_read() -> None:
    """A live blog that has just begun is one already."""
    found = read(live_page("declared", entries(1)))
    assert [one.id for one in found.entries] == ["post-4000"]


def test_times_of_day_are_taken_as_shown() -> None:
    """Where a page declares no dates, an entry's time is the one that readers see."""
    items = "".join(
        f"<li id='e{one.number}'><span class='time'>{hour}</span><p>{one.paragraphs[0]}</p></li>"
        for one, hour in zip(TOLD[:3], ("5:20 pm", "16.05", "09:30"), strict=True)
    )
    page = (
        f"<html><body><main><h1>{TITLE}</h1><ul class='live-blog'>{items}</ul></main></body></html>"
    )
    found = read(page, "https://paper.example/bridge")
    assert [one.published for one in found.entries] == ["17:20", "16:05", "09:30"]


def test_times_within_sentences_stay() -> None:
    """A time that is a word of a sentence is no label."""
    text = "The council met at <time datetime='2026-11-27T06:00Z'>six</time> and voted at once."
    page = live_page("declared", TOLD).replace(TOLD[0].paragraphs[0], text)
    assert "The council met at six and voted at once." in read(page).paragraphs


def _with_word(word: str, html: str) -> str:
    return html.replace("<h1>", f"<div class='{word}'><h1>")


def _dated(items: str, box: str) -> str:
    body = f"<main><h1>{TITLE}</h1><p>{SUMMARY[0]} {SUMMARY[1]}</p>{box.format(items)}</main>"
    return f"<html><body>{body}</body></html>"


@pytest.mark.parametrize(
    ("box", "item"),
    [
        ("<ol class='comments'>{}</ol>", "<li id='c{0}'><time>1{0}:05</time><p>{1}</p></li>"),
        (
            "<section class='stories'>{}</section>",
            (
                "<article id='s{0}'><h2><a href='/story-{0}'>A story</a></h2>"
                "<time>1{0}:05</time><p>{1}</p></article>"
            ),
        ),
        ("<div class='steps'>{}</div>", "<div><time>1{0}:05</time><p>{1}</p></div>"),
        ("<div class='steps'>{}</div>", "<h3 id=s{0}>1{0}:05 The bridge</h3><p>{1}</p>"),
    ],
    ids=["comments", "teasers", "no ids", "loose"],
)
def test_dated_lists_of_other_things_are_no_live_blog(box: str, item: str) -> None:
    """At an address that sounds like one: comments, teasers, a chronicle from its beginning."""
    items = "".join(item.format(one.number, one.paragraphs[0]) for one in TOLD[::-1])
    assert read(_dated(items, box)).entries == ()


def test_an_article_that_names_a_live_blog_is_none() -> None:
    """The ``LiveBlogPosting`` of another page, with another headline, makes no live blog."""
    other = linked_data(TOLD).replace(TITLE, "The election as it happens")
    told = "".join(f"<p>{text}</p>" for one in TOLD for text in one.paragraphs)
    article = (
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "'
        f'{TITLE}", "datePublished": "{stamp(300)}", "author": "Odo Farrell"}}</script>'
    )
    html = f"<html><head>{article}{other}</head><body><article><h1>{TITLE}</h1>{told}</article>"
    found = read(html, "https://paper.example/bridge")
    assert (found.problem, found.entries, found.live) == (None, (), None)


@pytest.mark.parametrize("broken", ["{", '{"liveBlogUpdate": [1, null, {"articleBody": []}]}'])
def test_broken_declarations_cost_nothing(broken: str) -> None:
    """Entries that are no objects, and linked data that is none, leave what the page shows."""
    html = live_page("address", TOLD).replace(
        "</head>", f'<script type="application/ld+json">{broken}</script></head>'
    )
    assert len(read(html).entries) == len(TOLD)


def test_entries_without_ids_in_a_declared_live_blog() -> None:
    """A page that calls itself one needs no ids: times tell entries apart."""
    bare = live_page("microdata", TOLD).replace('itemprop="liveBlogUpdate"', "")
    for one in TOLD:
        bare = bare.replace(f'id="{one.id}"', "")
    found = read(bare)
    assert [one.published for one in found.entries] == [one.published for one in TOLD]


def test_a_surrogate_in_an_entry_can_be_stored() -> None:
    """What can be stored nowhere is replaced in entries too."""
    odd = Entry(9, 400, "A half \ud83d of a pair", ("The text of the entry is as any other is.",))
    found = read(live_page("script-only", [odd, *TOLD]))
    assert found.entries[0].headline == "A half \ufffd of a pair"


def test_lines_around_an_entrys_text_are_none() -> None:
    """Pointers to articles, captions, signatures and calls to sign up are no text of an entry."""
    lines = (
        "<p>Read more: <a href='/other'>The clock of Varn strikes thirteen</a></p>"
        "<figure><img src='a.jpg'><figcaption>The bridge on Tuesday</figcaption></figure>"
        "<p>Runa Holt 27 November 2026 06:50</p><p><a href='/x'>Full story here</a></p>"
    )
    page = live_page("declared", TOLD).replace('<div class="share">', f"{lines}<div class='share'>")
    assert page.count("Runa Holt") == len(TOLD)
    assert read(page).paragraphs == read(live_page("declared", TOLD)).paragraphs


def _maker(entry: str, box: str, *, pinned: bool = False) -> str:
    """Return a page by another maker: how an entry looks, and what they stand in."""
    items = [
        entry.format(id=one.id, time=f"{9 + at}:05", headline=one.headline, text=one.paragraphs[0])
        for at, one in enumerate(TOLD)
    ]
    first = f"<div class=pinned>{items[2]}</div>" if pinned else ""
    return _dated(first + "".join(items), box)


MAKERS = [
    (
        "<section class=post id={id}><span class=date>{time}</span><h3>{headline}</h3>"
        "<p>{text}</p></section>"
    ),
    (
        "<article class=lb-post data-js-post-id={id}><div class=lb-post-date>{time}</div>"
        "<h3>{headline}</h3><p>{text}</p></article>"
    ),
    (
        "<div class=item id={id}><div class=when><span class=sr-only>Published on 14 Mar 2026"
        "</span><span>{time} GMT</span></div><h2>{headline}</h2><p>{text}</p></div>"
    ),
    (
        "<div class=entry id={id}><a class=liveblog-time-update href=#x><span>{time}</span></a>"
        "<div class=entry__headline>{headline}</div><p>{text}</p></div>"
    ),
]


@pytest.mark.parametrize("pinned", [False, True])
@pytest.mark.parametrize("entry", MAKERS)
def test_entries_of_other_makers_are_read_once(entry: str, pinned: bool) -> None:  # noqa: FBT001
    """A bare time of day marks an entry, and one that is pinned above the others is no other."""
    found = read(_maker(entry, "<div class=live-blog>{}</div>", pinned=pinned))
    assert [one.id for one in found.entries] == [one.id for one in TOLD]
    assert [one.published for one in found.entries] == [f"{9 + at:02}:05" for at in range(6)]
    assert [one.headline for one in found.entries] == [one.headline or "None" for one in TOLD]


def test_entries_whose_headings_alone_have_ids_are_taken_as_declared() -> None:
    """Where an id stands on a heading beside the text, the declaration holds the whole entry."""
    items = "".join(
        f"<h3 id={one.id}>{one.headline}, as we were told on the bridge</h3>"
        f"<p>{one.paragraphs[0]}</p>"
        for one in TOLD
    )
    body = f"<main><h1>{TITLE}</h1>{items}</main>"
    page = f"<html><head>{linked_data(TOLD)}</head><body>{body}</body></html>"
    assert all(one.paragraphs[0] in read(page).text for one in TOLD)
