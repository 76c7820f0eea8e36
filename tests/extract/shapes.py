"""Pages of many shapes around invented stories.

What newsrooms and aggregators build, reduced to its markup.

``SHAPES`` maps a name to a builder of a page: (story, widgets, random numbers) to HTML. Widgets
stand in three places: before, inside, after.
"""

# a page's markup is one line

import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from html import escape

from tests.extract.stories import STORIES, Story
from tests.extract.widgets import AFTER, BEFORE, INSIDE, Widget, next_article


@dataclass(frozen=True)
class Boilerplate:
    """Widgets around one story."""

    before: Sequence[Widget] = ()
    inside: Sequence[Widget] = ()
    after: Sequence[Widget] = ()
    order: int = 0


@dataclass
class Maker:
    """The makings of one page: its story, its boilerplate, and names for classes."""

    story: Story
    boilerplate: Boilerplate
    numbers: random.Random = field(default_factory=lambda: random.Random(0))

    def place(self, widgets: Sequence[Widget]) -> str:
        """Return the widgets' markup, one after the other."""
        return "".join(f"\n{widget(self.numbers)}" for widget in widgets)

    def between(self, parts: Sequence[str]) -> str:
        """Return the parts with the inside widgets spread between them, never before the second or
        after the last but one.
        """
        slots: dict[int, list[str]] = {}
        for widget in self.boilerplate.inside:
            slots.setdefault(self.numbers.randrange(2, max(3, len(parts) - 1)), []).append(
                widget(self.numbers)
            )
        return "\n".join(part + "".join(slots.get(at + 1, ())) for at, part in enumerate(parts))


def head(story: Story, *, linked_data: bool = True) -> str:
    """Return a page's head that declares the story by JSON-LD or by meta elements."""
    title = f"<title>{escape(story.title)} | {escape(story.publisher)}</title>"
    if linked_data:
        data = {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": story.title,
            "author": [{"@type": "Person", "name": name} for name in story.authors],
            "publisher": {"@type": "Organization", "name": story.publisher},
            "datePublished": story.published,
            "dateModified": story.modified,
        }
        declared = f'<script type="application/ld+json">{json.dumps(data)}</script>'
    else:
        authors = "".join(
            f'<meta name="author" content="{escape(name)}">' for name in story.authors
        )
        declared = (
            f'<meta property="og:title" content="{escape(story.title)}"><meta '
            f'property="og:site_name" content="{escape(story.publisher)}">'
            f'<meta property="og:type" content="article">{authors}'
            f'<meta property="article:published_time" content="{story.published}"><meta '
            f'property="article:modified_time" content="{story.modified}">'
        )
    return f'<head><meta charset="utf-8">{title}{declared}</head>'


def _byline(story: Story) -> str:
    return "By " + " and ".join(story.authors)


def _page(maker: Maker, main: str, *, linked_data: bool = True) -> str:
    story, furniture = maker.story, maker.boilerplate
    return (
        f'<!doctype html><html lang="{story.language}">{head(story, linked_data=linked_data)}<body>'
        f"{maker.place(furniture.before)}\n{main}\n{maker.place(furniture.after)}</body></html>"
    )


def semantic(maker: Maker) -> str:
    """Semantic elements: main, article, header, p."""
    story = maker.story
    body = maker.between([f"<p>{escape(text)}</p>" for text in story.paragraphs])
    top = (
        f"<header><h1>{escape(story.title)}</h1><p "
        f'class="byline">{_byline(story)}</p><time datetime="{story.published}">4 '
        "March 2026</time></header>"
    )
    return _page(maker, f"<main><article>{top}{body}</article></main>")


def hashed(maker: Maker) -> str:
    """Class names that a build step made."""
    story = maker.story
    body = maker.between(
        [f'<p class="sc-{7351:x}d kTqQvN">{escape(text)}</p>' for text in story.paragraphs]
    )
    top = (
        f'<h1 class="css-1a9q">{escape(story.title)}</h1><div class="css-9x0z"><span '
        f'class="css-b1">{_byline(story)}</span></div>'
    )
    return _page(
        maker,
        (
            f'<div class="css-root"><div class="css-w8">{top}<div '
            f'class="css-77m">{body}</div></div></div>'
        ),
    )


def divs(maker: Maker) -> str:
    """Return nothing but div elements, paragraphs too."""
    story = maker.story
    body = maker.between([f"<div>{escape(text)}</div>" for text in story.paragraphs])
    return _page(
        maker,
        (
            f"<div><div><h1>{escape(story.title)}</h1><div>{_byline(story)}</div>"
            f"<div>{body}</div></div></div>"
        ),
        linked_data=False,
    )


def breaks(maker: Maker) -> str:
    """Return one element, its paragraphs parted by line breaks."""
    story = maker.story
    body = maker.between([f"{escape(text)}<br><br>" for text in story.paragraphs])
    return _page(
        maker,
        f'<div id="wrap"><h1>{escape(story.title)}</h1><div class="story-text">{body}</div></div>',
    )


def nested(maker: Maker) -> str:
    """Return every paragraph in a wrapper of its own, with links and emphasis inside."""
    story = maker.story
    paragraphs = []
    for text in story.paragraphs:
        first, _, rest = escape(text).partition(" ")
        paragraphs.append(
            '<div class="block"><div class="block__inner"><p><a '
            f'href="/topic/{len(rest)}">{first}</a> <span>{rest}</span></p></div></div>'
        )
    return _page(
        maker,
        (
            '<div class="page"><section '
            f'class="content"><h1>{escape(story.title)}</h1>{maker.between(paragraphs)}'
            "</section></div>"
        ),
        linked_data=False,
    )


def split(maker: Maker) -> str:
    """Return the body in several boxes, as pages have it whose paragraphs are parted by teasers."""
    paragraphs = [f"<p>{escape(text)}</p>" for text in maker.story.paragraphs]
    third = max(2, len(paragraphs) // 3)
    boxes = [
        f'<div class="article-body__part">{"".join(paragraphs[at : at + third])}</div>'
        for at in range(0, len(paragraphs), third)
    ]
    widgets = [widget(maker.numbers) for widget in maker.boilerplate.inside]
    parts = "".join(
        box + (widgets[at] if at < len(widgets) and at < len(boxes) - 1 else "")
        for at, box in enumerate(boxes)
    )
    return _page(
        maker,
        (
            f'<article class="article"><h1>{escape(maker.story.title)}</h1><div '
            f'class="meta">{_byline(maker.story)}</div>{parts}</article>'
        ),
    )


def aggregator(maker: Maker) -> str:
    """Return an aggregator's copy: the publisher named above it, counts and boxes all around."""
    story = maker.story
    body = maker.between(
        [f'<p class="text-gray-900">{escape(text)}</p>' for text in story.paragraphs]
    )
    top = (
        '<nav><a href="/">Home</a> <a href="/us">News</a> <a '
        'href="/local">Local</a></nav><div class="flex"><h1 '
        f'class="text-2xl">{escape(story.title)}</h1>'
        '<div class="flex items-center"><a '
        f'href="/publisher/9">{escape(story.publisher)}</a><span>2 days '
        "ago</span></div></div>"
        "<div>https://img.example/0Xa91_0hPq3f00</div>"
    )
    foot = '<div class="comments-count"><a href="#c">Comments / 2</a></div>'
    return _page(
        maker,
        (
            f'<div id="__next"><div class="article-page">{top}<div '
            f'class="article-content">{body}</div>{foot}</div></div>'
        ),
    )


def publisher(maker: Maker) -> str:
    """Return a publisher's own page with an AI voice above the body and its writer below it."""
    story = maker.story
    body = maker.between([f"<p>{escape(text)}</p>" for text in story.paragraphs])
    voice = (
        '<div class="player"><span>Voice is AI-generated. Inconsistencies may occur.</span></div>'
    )
    writer = (
        '<div class="author-box"><h3>About the '
        f"writer</h3><p>{escape(story.authors[0])} is a senior reporter who covers "
        "harbours, rivers and small towns "
        'for this newspaper ... <a href="/authors/1">Read more</a></p></div>'
    )
    top = f'<h1>{escape(story.title)}</h1><div class="byline">{_byline(story)}</div>'
    return _page(
        maker,
        f'<article>{top}{voice}<div class="article-body v_text">{body}</div>{writer}</article>',
    )


def scrolling(maker: Maker) -> str:
    """Infinite scroll: the next article stands below this one, as complete as it."""
    story = maker.story
    body = maker.between([f"<p>{escape(text)}</p>" for text in story.paragraphs])
    other = STORIES[(STORIES.index(story) + 1) % len(STORIES)] if story in STORIES else STORIES[0]
    this = (
        f'<article class="story"><h1>{escape(story.title)}</h1><div '
        f'class="byline">{_byline(story)}</div><div '
        f'class="story-body">{body}</div></article>'
    )
    return _page(maker, f'<main class="feed">{this}{next_article(other)}</main>')


SHAPES: dict[str, Callable[[Maker], str]] = {
    builder.__name__: builder
    for builder in (semantic, hashed, divs, breaks, nested, split, aggregator, publisher, scrolling)
}


def boilerplate(numbers: random.Random) -> Boilerplate:
    """Return a random choice of widgets in random order."""
    return Boilerplate(
        before=numbers.sample(BEFORE, numbers.randrange(len(BEFORE) + 1)),
        inside=numbers.sample(INSIDE, numbers.randrange(min(3, len(INSIDE)) + 1)),
        after=numbers.sample(AFTER, numbers.randrange(len(AFTER) + 1)),
    )


def page(shape: str, story: Story, around: Boilerplate | None = None, seed: int = 0) -> str:
    """Return the page of one shape around a story."""
    return SHAPES[shape](Maker(story, around or Boilerplate(), random.Random(seed)))
