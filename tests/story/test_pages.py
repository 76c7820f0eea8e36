"""The two documents that the project was created from are one story, and the publisher's is the
original.
"""

from html import escape
from pathlib import Path

import pytest

from crawler.extract import extract
from crawler.identity import article_of
from crawler.story import story_of
from tests.story.making import history, indexed

SEEDS = Path(__file__).resolve().parents[3] / "shared" / "seeds"
AGGREGATOR, PUBLISHER = (
    "https://www.newsbreak.com/news/2701/as-russia-and-iran",
    "https://www.newsweek.com/russia-iran-drones-1738",
)

pytestmark = pytest.mark.shared


def aggregator_page() -> str:
    """Return the aggregator's lines as a page.

    Headline, byline, outlet and date above, the story, and the widgets below.
    """
    lines = [
        line.strip()
        for line in (SEEDS / "000_a94e7e24bf7a8bcd.txt").read_text("utf-8").splitlines()
        if line.strip()
    ]
    start = next(at for at, line in enumerate(lines) if line.startswith("As President"))
    end = next(at for at, line in enumerate(lines) if line.endswith("as it becomes available.")) + 1
    headline = next(line for line in lines[:start] if line.startswith("As Russia"))
    above = "".join(
        f"<h1>{escape(line)}</h1>" if line == headline else f"<div>{escape(line)}</div>"
        for line in lines[:start]
    )
    body = "".join(f"<p>{escape(line)}</p>" for line in lines[start:end])
    below = "".join(
        f'<div><a href="/n/{at}">{escape(line)}</a></div>' for at, line in enumerate(lines[end:])
    )
    head = (
        f'<meta charset="utf-8"><title>{escape(headline)} - NewsBreak</title><meta '
        'property="og:site_name" content="NewsBreak">'
    )
    content = f'{above}<div class="content">{body}</div><section>{below}</section>'
    return f'<!doctype html><html lang="en"><head>{head}</head><body>{content}</body></html>'


def publisher_page() -> str:
    """Return the publisher's lines as a page."""
    lines = [
        line.strip()
        for line in (SEEDS / "001_c648ab38aeb2ce6e.txt").read_text("utf-8").splitlines()
        if line.strip()
    ]
    end = next(at for at, line in enumerate(lines) if line.startswith("About the writer"))
    body = "".join(f"<p>{escape(line)}</p>" for line in lines[1:end])
    head = (
        '<meta charset="utf-8"><title>U.S. Frets Over Iran Drones | '
        'Newsweek</title><meta property="og:site_name" content="Newsweek">'
    )
    writer = f"<div><h3>{escape(lines[end])}</h3><p>{escape(' '.join(lines[end + 1 :]))}</p></div>"
    return (
        f'<!doctype html><html lang="en"><head>{head}</head><body><article><h1>U.S. '
        "Frets Over Iran Drones</h1>"
        f"<div>{escape(lines[0])}</div>{body}{writer}</article></body></html>"
    )


def test_the_seeds_are_one_story() -> None:
    """Each page holds nearly all of the other's text, and the publisher has the original, because
    the aggregator names it.
    """
    pages = {AGGREGATOR: aggregator_page(), PUBLISHER: publisher_page()}
    articles = [history(url, extract(html, url)) for url, html in pages.items()]
    with indexed(*articles) as index:
        for asked in pages:
            story = story_of(index, article_of(asked))
            assert story is not None
            assert story.original is not None
            assert story.original.url == PUBLISHER
            assert story.original_reason.kind == "outlet"
            (copy,) = story.copies
            assert copy.member.url == AGGREGATOR
            assert copy.similarity.contains > 0.95
            assert copy.similarity.contained_in > 0.95
            assert copy.lacks == ()
