"""Pages whose story holds tables, lists and subheads, in the layouts that newsrooms use.

``page`` draws every choice at random: the layout, where the structures stand, and which widgets
that look like them stand around the story.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from html import escape

from tests.extract.shapes import head
from tests.extract.stories import Story
from tests.extract.structures import BOXES, INSIDE, LISTS, TABLES, WIDGETS, Made, Words

Layout = Callable[[Story, Sequence[str], Sequence[str]], str]
"""(story, its parts, widgets) to a page's body. A part is ``<p>…</p>`` or a structure."""


def semantic(story: Story, parts: Sequence[str], widgets: Sequence[str]) -> str:
    """Return a page of semantic elements."""
    return (
        f"<header><nav><a href=/>{story.publisher}</a></nav></header><main><article><header><h1>"
        f"{escape(story.title)}</h1><p class=byline>By {story.authors[0]}</p></header>"
        f"{''.join(parts)}</article><aside>{''.join(widgets)}</aside></main>"
        "<footer><p>Imprint</p></footer>"
    )


def wordpress(story: Story, parts: Sequence[str], widgets: Sequence[str]) -> str:
    """Return a blog's page."""
    return (
        f'<div id="page" class="site"><div id="content" class="site-content"><article class="post '
        f'type-post"><h1 class="entry-title">{escape(story.title)}</h1><div class="entry-meta">by '
        f'{story.authors[0]}</div><div class="entry-content">{"".join(parts)}</div></article></div>'
        f'<div id="secondary" class="widget-area">{"".join(widgets)}</div></div>'
    )


def hashed(story: Story, parts: Sequence[str], widgets: Sequence[str]) -> str:
    """Return a page whose names a build step made."""
    inner = "".join(part.replace("<p>", '<p class="css-at9mc1 evys1bk0">') for part in parts)
    return (
        f'<div id="app"><div class="css-1a"><h1 class="css-h1">{escape(story.title)}</h1>'
        f'<div class="css-2b">{story.authors[0]}</div><section class="css-3c">{inner}</section>'
        f'</div><div class="css-9z">{"".join(widgets)}</div></div>'
    )


def parted(story: Story, parts: Sequence[str], widgets: Sequence[str]) -> str:
    """Return a page each of whose parts stands in a box of its own."""
    inner = "".join(
        f'<div class="block block--{"text" if part.startswith("<p>") else "rich"}">{part}</div>'
        for part in parts
    )
    return (
        f'<div class="page"><h1>{escape(story.title)}</h1><div class="article__blocks">{inner}'
        f'</div></div><div class="page__rail">{"".join(widgets)}</div>'
    )


def fields(story: Story, parts: Sequence[str], widgets: Sequence[str]) -> str:
    """Return a page as a content system's fields give it."""
    return (
        f'<div class="region region-content"><div class="node node--article"><h1><span>'
        f'{escape(story.title)}</span></h1><div class="field field--name-body"><div class='
        f'"field-item">{"".join(parts)}</div></div></div></div><div class="region region-sidebar">'
        f"{''.join(widgets)}</div>"
    )


def tabled(story: Story, parts: Sequence[str], widgets: Sequence[str]) -> str:
    """Return an old page, laid out by a table."""
    return (
        f'<table width="900"><tr><td valign="top"><font size="5"><b>{escape(story.title)}</b>'
        f"</font><br>{story.authors[0]}{''.join(parts)}</td><td width=200>{''.join(widgets)}</td>"
        "</tr></table>"
    )


def plain(story: Story, parts: Sequence[str], widgets: Sequence[str]) -> str:
    """Return an old page, with everything straight in the body."""
    return (
        f"<center><h2>{escape(story.title)}</h2></center>{''.join(parts)}<hr>{''.join(widgets)}"
        "<hr><address>The webmaster</address>"
    )


def bare(story: Story, parts: Sequence[str], widgets: Sequence[str]) -> str:
    """Return a page older still: text straight in the body, ``p`` or ``br`` between paragraphs."""
    between, before, after = (
        ("<p>", "", ""),
        ("<br><br>\n", "", ""),
        ("<p>", '<font face="arial">', "</font>"),
    )[len(parts) % 3]
    inner = "".join(
        f"{before}{part[3:-4]}{after}{between}" if part.startswith("<p>") else part
        for part in parts
    )
    return (
        f"<center><font size=5><b>{escape(story.title)}</b></font></center>{inner}<hr>"
        f"{''.join(widgets)}"
    )


def boxes(story: Story, parts: Sequence[str], widgets: Sequence[str]) -> str:
    """Return a page of boxes whose paragraphs are boxes too."""
    inner = "".join(
        part.replace("<p>", '<div class="text">').replace("</p>", "</div>")
        if part.startswith("<p>")
        else part
        for part in parts
    )
    return (
        f'<div id="wrapper"><div id="main"><h1>{escape(story.title)}</h1><div id="story">{inner}'
        f'</div></div><div id="right">{"".join(widgets)}</div></div>'
    )


LAYOUTS: tuple[Layout, ...] = (
    semantic,
    wordpress,
    hashed,
    parted,
    fields,
    tabled,
    plain,
    bare,
    boxes,
)

_SUBHEADS = (
    "<h2>{}</h2>",
    "<h2>{}</h2>",
    "<h3>{}</h3>",
    "<h4>{}</h4>",
    "<p><strong>{}</strong></p>",
    "<p><b>{}</b></p>",
    '<h2 class="wp-block-heading">{}</h2>',
    '<h3 id="part"><a href="#part" class="anchor"></a>{}</h3>',
    '<div class="subhead">{}</div>',
    '<h2 class="css-subhead eoo0vm40"><span>{}</span></h2>',
)


@dataclass
class Wanted:
    """What a page must give: all its lines in order, and those of its structures by kind."""

    lines: list[str] = field(default_factory=list)
    tables: list[str] = field(default_factory=list)
    items: list[str] = field(default_factory=list)
    subheads: list[str] = field(default_factory=list)
    widgets: list[str] = field(default_factory=list)
    """Markup of the widgets."""


@dataclass
class _Maker:
    numbers: random.Random
    words: Words
    wanted: Wanted = field(default_factory=Wanted)
    parts: list[str] = field(default_factory=list)

    def paragraph(self, text: str) -> None:
        self.parts.append(f"<p>{escape(text)}</p>")
        self.wanted.lines.append(text)

    def structure(self, made: Made, kind: list[str]) -> None:
        self.parts.append(made[0])
        self.wanted.lines += made[1]
        kind += made[1]

    def subhead(self, form: str) -> None:
        text = self.words.thing()
        self.structure((form.format(escape(text)), [text]), self.wanted.subheads)

    def drawn(self) -> None:
        """Add a table, a list or a box of facts, with a line above it or without."""
        numbers, words, wanted = self.numbers, self.words, self.wanted
        kind = numbers.random()
        if kind < 0.5:
            self.structure(numbers.choice(TABLES)(words), wanted.tables)
        else:
            builders = LISTS if kind < 0.9 else BOXES
            if numbers.random() < 0.4:
                self.paragraph(f"{words.thing()}:")
            self.structure(numbers.choice(builders)(words), wanted.items)


def page(story: Story, words: Words, numbers: random.Random) -> tuple[str, Wanted]:
    """Return a page and what it must give."""
    maker = _Maker(numbers, words)
    short = numbers.random() < 0.1
    paragraphs = story.paragraphs[:2] if short else story.paragraphs
    form = numbers.choice(_SUBHEADS)
    places = sorted(numbers.sample(range(len(paragraphs) + 1), 1 if short else 2))
    places = [at if at or numbers.random() < 0.5 else 1 for at in places]
    headed = numbers.random() < 0.6
    for at, text in enumerate([*paragraphs, ""]):
        for _ in range(places.count(at)):
            if headed and at and numbers.random() < 0.4:
                maker.subhead(form)
            maker.drawn()
        if text:
            if headed and 0 < at < len(paragraphs) and numbers.random() < 0.3:
                maker.subhead(form)
            maker.paragraph(text)
    for make in numbers.sample(INSIDE, numbers.choice((0, 0, 0, 1))):
        ends = [at for at, part in enumerate(maker.parts, 1) if at > 1 and part.endswith(".</p>")]
        maker.parts.insert(numbers.choice(ends or [len(maker.parts)]), make(words))
    widgets = [make(words) for make in numbers.sample(WIDGETS, numbers.randrange(0, 4))]
    maker.wanted.widgets = widgets
    body = numbers.choice(LAYOUTS)(story, maker.parts, widgets)
    html = f'<!doctype html><html lang="{story.language}">{head(story)}<body>{body}</body></html>'
    return html, maker.wanted
