"""Live blogs as newsrooms build them: one state, in several layouts."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape

from tests.newspaper.http import Asked, Reply
from tests.newspaper.server import Newspaper, resource

NAVIGATION = "<nav><a href='/'>Home</a><a href='/world'>World</a></nav>"
BELOW = (
    "<aside><h3>Most read</h3><ul><li><a href='/a'>The clock of Varn strikes thirteen</a></li>"
    "<li><a href='/b'>A pear tree thought lost</a></li></ul></aside>"
    "<section class='comments'><ol><li id='comment-1'><time>11:01</time><p>I was there and it was "
    "all quite different, as everybody on the mole can tell you.</p></li><li id='comment-2'><time>"
    "11:02</time><p>So was I, and the ferry never came at all in the morning.</p></li><li "
    "id='comment-3'><time>11:04</time><p>The harbour master should say so herself, I think.</p>"
    "</li><li id='comment-4'><time>11:09</time><p>Quite.</p></li></ol></section>"
    "<footer>All rights reserved</footer>"
)


@dataclass(frozen=True)
class Entry:
    """One entry: its number, the minute of the day that it came at, and what it says."""

    number: int
    minute: int
    headline: str
    paragraphs: tuple[str, ...]
    modified: int | None = None

    @property
    def id(self) -> str:
        """Return what the page calls it."""
        return f"post-{4000 + self.number}"

    @property
    def published(self) -> str:
        """Return when it came."""
        return stamp(self.minute)

    @property
    def texts(self) -> tuple[str, ...]:
        """Return its text as it is to be archived."""
        return (self.headline, *self.paragraphs) if self.headline else self.paragraphs


def stamp(minute: int) -> str:
    """Return a minute of the day as ISO 8601."""
    return f"2026-11-27T{minute // 60:02}:{minute % 60:02}:00Z"


TITLE = "Swing bridge in Tollen stuck: the day as it happened"
SUMMARY = (
    "The swing bridge over Tollen harbour has been stuck half open since six in the morning.",
    "Fourteen boats wait outside the mole and pass their catch ashore.",
)
_SUBJECTS = (
    (
        "Bridge stuck half open",
        "The bridge stopped shortly after six, when the first 14 trawlers were let through.",
    ),
    (
        "Engineers on their way",
        "Two engineers from the shipyard are climbing into the pivot housing now.",
    ),
    (
        "Grease frozen solid",
        "Harbour master Ilse Bramow says that the grease in the bearing is frozen solid.",
    ),
    (
        "Catch comes ashore in rowing boats",
        "Crews pass their crates into rowing boats so that the auction can begin at nine.",
    ),
    ("Auction begins late", "The auction has begun at 9.40, with 212 crates on the floor."),
    (
        "Council sets money aside",
        "The council sets aside 200,000 crowns for a new bearing before the winter.",
    ),
    (
        "A quarter of a turn",
        "With a hand winch the engineers have moved the bridge a quarter of a turn.",
    ),
    (
        "Last boat is in",
        "The last of the boats came in by dusk, and the bridge stands open to walkers.",
    ),
)


def entries(count: int, *, first: int = 0) -> list[Entry]:
    """Return so many entries, the oldest first, ten minutes apart."""
    return [
        Entry(
            number,
            360 + 10 * number,
            _SUBJECTS[number % 8][0],
            (
                _SUBJECTS[number % 8][1],
                f"That was report number {number} of the day, written down at the mole itself.",
            ),
        )
        for number in range(first, first + count)
    ]


def linked_data(told: Sequence[Entry], *, bodies: bool = True, ended: str | None = None) -> str:
    """Return the page's ``LiveBlogPosting``."""
    updates = [
        {
            "@type": "BlogPosting",
            "@id": f"https://paper.example/live/bridge#{one.id}",
            "headline": one.headline,
            "datePublished": one.published,
            "dateModified": stamp(one.modified or one.minute),
            **({"articleBody": "\n".join(one.paragraphs)} if bodies else {}),
        }
        for one in told
    ]
    node = {
        "@context": "https://schema.org",
        "@type": "LiveBlogPosting",
        "headline": TITLE,
        "description": SUMMARY[0],
        "datePublished": stamp(360),
        "dateModified": stamp(max(one.minute for one in told)),
        "coverageStartTime": stamp(360),
        "liveBlogUpdate": updates,
        "author": {"@type": "Person", "name": "Odo Farrell"},
    }
    if ended:
        node["coverageEndTime"] = ended
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


def _paragraphs(one: Entry) -> str:
    return "".join(f"<p>{escape(text)}</p>" for text in one.paragraphs)


def _article(one: Entry, ago: int) -> str:
    return (
        f'<article id="{one.id}" class="block"><header><time datetime="{one.published}">{ago} min '
        f"ago</time><h2>{escape(one.headline)}</h2></header><div>{_paragraphs(one)}</div>"
        '<div class="share"><a href="#">Share</a><a href="#">Copy link</a></div></article>'
    )


def _item(one: Entry, ago: int) -> str:
    clock = f"{one.minute // 60:02}:{one.minute % 60:02}"
    return (
        f'<li data-entry-id="{one.id}"><span class="timestamp">{clock}</span><h3>'
        f'{escape(one.headline)}</h3><p class="byline">Odo Farrell</p>{_paragraphs(one)}'
        f'<p class="time-ago">{ago} minutes ago</p></li>'
    )


def _micro(one: Entry, ago: int) -> str:
    return (
        f'<div itemprop="liveBlogUpdate" itemscope itemtype="https://schema.org/BlogPosting" '
        f'id="{one.id}"><p><time itemprop="datePublished" datetime="{one.published}">{ago}m</time> '
        f'<b itemprop="headline">{escape(one.headline)}</b></p><div itemprop="articleBody">'
        f"{_paragraphs(one)}</div></div>"
    )


LAYOUTS = ("declared", "microdata", "list", "script-only", "address")


def live_page(
    layout: str,
    told: Sequence[Entry],
    *,
    ago: int = 5,
    summary: Sequence[str] = SUMMARY,
    ended: str | None = None,
    more: bool = False,
) -> str:
    """Return the page. ``told`` stands in its order; ``ago`` is what the newest says of its age."""
    head, above = f"<title>{TITLE} - The Tollen Courier</title>", f"<h1>{TITLE}</h1>"
    points = "".join(f"<li>{escape(text)}</li>" for text in summary)
    above += "<p class='byline'>By <a rel='author' href='/odo'>Odo Farrell</a></p>"
    above += f"<p>Last updated {ago} minutes ago</p>"
    if summary:
        above += f"<div class='summary'><h2>Key points</h2><ul>{points}</ul></div>"
    below = "<a class='load-more' href='?page=2'>Older</a>" if more else ""
    forms = {"microdata": _micro, "list": _item}
    body = "".join(forms.get(layout, _article)(one, ago + at) for at, one in enumerate(told))
    if layout in {"declared", "list", "script-only"}:
        head += linked_data(told, bodies=layout != "list", ended=ended)
    if layout == "microdata":
        end = f"<meta itemprop='coverageEndTime' content='{ended}'>" if ended else ""
        body = f"<div itemscope itemtype='https://schema.org/LiveBlogPosting'>{end}{body}</div>"
    elif layout == "list":
        body = f"<ol class='stream'>{body}</ol>"
    elif layout == "script-only":
        body = "<div id='root'></div>"
    return (
        f"<!DOCTYPE html><html lang='en'><head>{head}</head><body>{NAVIGATION}<main>{above}"
        f"<div class='posts'>{body}</div>{below}</main>{BELOW}</body></html>"
    )


STATES = (
    entries(6),
    entries(7),
    [
        replace(one, paragraphs=("The shipyard has sent three engineers.", *one.paragraphs[1:]))
        if one.number == 1
        else one
        for one in entries(7, first=1)
    ],
    [one for one in entries(7, first=1) if one.number not in {1, 4}],
)
"""A live blog as it goes on: an entry comes; another comes, the oldest scrolls off and the second
is edited; the fifth and the second are taken away.
"""


@resource("live")
async def live(paper: Newspaper, _: Asked, name: str) -> Reply:
    """Return a live blog, which goes on when the control edits it."""
    state = min(paper.state[name], len(STATES) - 1)
    return Reply(live_page("list", STATES[state][::-1], ago=3 + 7 * state).encode())
