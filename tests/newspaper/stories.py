"""What the newspaper prints.

Invented stories, each in the successive states that its editors put it in.
"""

from dataclasses import dataclass
from html import escape


@dataclass(frozen=True)
class Story:
    """One state of one article."""

    title: str
    author: str
    published: str
    paragraphs: tuple[str, ...]
    modified: str | None = None


def _told(text: str) -> tuple[str, ...]:
    """Paragraphs, which blank lines part and line ends do not."""
    return tuple(" ".join(paragraph.split()) for paragraph in text.split("\n\n"))


_HARBOUR = _told("""
The swing bridge over Tollen harbour stuck half open on Tuesday morning and cut the old town off from the fish market for most of
the day.

Harbour master Ilse Bramow said that a bearing had seized shortly after six, when the first trawlers were let through. Two engineers
from the shipyard climbed into the pivot housing and found the grease frozen solid.

Fourteen boats waited outside the mole, and the crews passed their catch ashore in rowing boats so that the auction could begin at
nine.

The council plans to replace the bearing before the winter and has set aside two hundred thousand crowns for the work.
""")
_SECOND_BOAT = _told("""
By late afternoon the engineers had the bridge moving again with a hand winch, a quarter of a turn at a time, and the last of the boats
was in by dusk.
""")
_ORCHARD = _told("""
A pear tree that was thought to have died out stands in a back garden in Nether Wick, where it has fed wasps and schoolchildren for a
century.

Pomologist Odo Farrell recognised the fruit by its square shoulders when a neighbour brought a basket of windfalls to his stall. He
compared the pips with a painting in the county archive and then took cuttings to be sure.

The owners, who had meant to fell the tree for a garage, now sell grafts of it at the gate and have given up the garage.

Some forty grafts will go to schools in the valley this autumn, each with a card that tells the story of the tree.
""")
_CLOCK = _told("""
The clock on the town hall of Varn has struck thirteen at noon for a week, and the council has decided to leave it so until the spring.

Clockmaker Runa Holt traced the extra stroke to a worn pin in the striking train. A new pin would have to be forged, she said, and the
forge in the next valley is closed until March.

Shopkeepers report that visitors come at noon to hear it, and the baker opposite sells a roll with thirteen seeds.

A petition to keep the thirteenth stroke for good had gathered three hundred names by Friday evening.
""")

STORIES: dict[str, tuple[Story, ...]] = {
    "harbour": (
        Story("Bridge stuck half open in Tollen", "Mira Quast", "2026-03-03T07:20:00Z", _HARBOUR),
        Story(
            "Bridge stuck half open in Tollen",
            "Mira Quast",
            "2026-03-03T07:20:00Z",
            _HARBOUR + _SECOND_BOAT,
            "2026-03-03T17:45:00Z",
        ),
        Story(
            "Tollen bridge moves again after ten hours",
            "Mira Quast",
            "2026-03-03T07:20:00Z",
            (_HARBOUR[0].replace("most of the day", "ten hours"), *_HARBOUR[1:], *_SECOND_BOAT),
            "2026-03-03T19:10:00Z",
        ),
    ),
    "orchard": (
        Story("Lost pear found behind a garage plan", "Tam Aldous", "2026-03-04", _ORCHARD),
        Story(
            "Lost pear found behind a garage plan",
            "Tam Aldous",
            "2026-03-04",
            (*_ORCHARD[:3], _ORCHARD[3].replace("forty", "sixty")),
        ),
    ),
    "clock": (
        Story("Thirteen o'clock in Varn", "Jo Pellin", "2026-03-05T12:05:00Z", _CLOCK),
        Story(
            "Thirteen o'clock in Varn, until spring",
            "Jo Pellin",
            "2026-03-05T12:05:00Z",
            _CLOCK,
            "2026-03-05T15:00:00Z",
        ),
    ),
}


def story(name: str, state: int) -> Story:
    """Return the story in its given state; the last state lasts.

    Names that are no story's get one made up from them.
    """
    states = STORIES.get(name) or made_up(name)
    return states[min(state, len(states) - 1)]


def made_up(name: str) -> tuple[Story, ...]:
    """Two states of a story about nothing in particular, different for each name."""
    body = tuple(
        paragraph.replace("Tollen", f"Port {name}").replace("Bramow", f"Bramow-{name}")
        for paragraph in _HARBOUR
    )
    first = Story(
        f"Bridge number {name} stuck half open", "Mira Quast", "2026-03-06T08:00:00Z", body
    )
    return first, Story(
        first.title, first.author, first.published, body + _SECOND_BOAT, "2026-03-06T18:00:00Z"
    )


def page(told: Story, *, head: str = "", charset: str = "utf-8") -> str:
    """Return the story in the newspaper's markup, with the boilerplate that surrounds it."""
    modified = (
        f'<meta property="article:modified_time" content="{told.modified}">'
        if told.modified
        else ""
    )
    text = "".join(f"<p>{escape(paragraph)}</p>\n" for paragraph in told.paragraphs)
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="{charset}"><title>{escape(told.title)} - The Lying Newspaper</title>
<meta property="og:title" content="{escape(told.title)}"><meta property="og:site_name" content="The Lying Newspaper">
<meta name="author" content="{escape(told.author)}">
<meta property="article:published_time" content="{told.published}">{modified}{head}</head>
<body><header><nav><a href="/section">News</a> <a href="/about">About us</a></nav></header>
<main><article><h1>{escape(told.title)}</h1><p class="byline">By <span rel="author">{escape(told.author)}</span></p>
{text}</article></main>
<footer><p>The Lying Newspaper is printed on loopback.</p></footer></body></html>
"""
