"""Pages whose markup says nothing: the same story and widgets in a dialect drawn at random.

Where ``shapes`` has one builder for each kind of site, here every choice is drawn for itself: what
a paragraph and a heading are made of, which names elements have, what is linked, what is boxed, and
which widgets stand before, inside and after the story. At its hardest, every line of the page is a
bare ``div`` beside all others, and only the order of lines tells.
"""

import json
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import pairwise

from tests.extract.stories import Story

Line = tuple[str, str]
"""A role (see ``Dialect.line``) and a text."""


@dataclass(frozen=True)
class Supply:
    """What widgets are filled with: other stories' headlines and openings, names, and labels."""

    teasers: Sequence[tuple[str, str]]
    outlets: Sequence[str]
    people: Sequence[str]
    places: Sequence[str]
    topics: Sequence[str]
    blurbs: Sequence[str]
    """Sentences that outlets and writers say of themselves."""
    further: Story
    """The article that an endless page shows next."""
    related: Sequence[str] = (
        "Related",
        "RELATED",
        "Related stories",
        "More from us",
        "You may also like",
        "Recommended",
        "Trending now",
    )


_NAMED = {
    "para": ("article-text", "paragraph", "body-text"),
    "head": ("widget-title", "section-heading", "module__title"),
    "title": ("card-title", "teaser-headline", "item__hed"),
    "teaser": ("card-text", "teaser-summary", "item__dek"),
    "label": ("kicker", "label", "card-meta"),
    "count": ("count", "stat", "meta"),
    "box": ("related", "widget", "module"),
    "body": ("article-body", "story-content", "entry"),
}


_WRAPPED = {
    "span": ("<div><span", "</span></div>"),
    "td": ("<table><tr><td", "</td></tr></table>"),
    "br": ("<span", "</span><br><br>"),
}
"""Elements that make no paragraph on their own: what stands before and after them."""


@dataclass
class Dialect:
    """One site's way to write its pages, drawn at random."""

    numbers: random.Random
    memory: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Draw every choice."""
        draw = self.numbers.choice
        self.naming = draw(("none", "none", "hashed", "hashed", "one", "words"))
        self.para = draw(("p", "p", "p", "div", "div", "span", "section", "td", "br"))
        self.short = draw((self.para, "div", "span", "p"))
        self.heading = draw((self.short, "h2", "h3", "h4"))
        self.headline = draw(("h1", "h1", "h1", "h2", "div"))
        self.linked = draw(("none", "none", "title", "title", "card", "labels"))
        self.flat = self.numbers.random() < 0.3
        self.depth = draw((0, 1, 1, 2, 4))
        self.own_box = self.numbers.random() < 0.6
        self.semantic = self.numbers.random() < 0.25

    def name(self, role: str) -> str:
        """Return the class attribute of an element in this role.

        None, made by a build step, or a word.
        """
        if self.naming == "none":
            return ""
        if role not in self.memory:
            made = "c" + "".join(
                self.numbers.choice("abcdefghijkmnopqrstuvwxyz0123456789") for _ in range(6)
            )
            one = self.memory.setdefault("*", made)
            words = self.numbers.choice(_NAMED.get(role, ("box",)))
            self.memory[role] = {"hashed": made, "one": one, "words": words}[self.naming]
        return f' class="{self.memory[role]}"'

    def line(self, role: str, text: str) -> str:
        """Return one line in its element. Roles: para, head, title, teaser, label, count."""
        tag = {
            "para": self.para,
            "teaser": self.para,
            "head": self.heading,
            "title": self.heading,
        }.get(role, self.short)
        content = escape(text)
        if (self.linked == "title" and role == "title") or (
            self.linked == "labels" and role in ("title", "label")
        ):
            content = f'<a href="/a/{self.numbers.randrange(99999)}">{content}</a>'
        if tag in _WRAPPED:
            before, after = _WRAPPED[tag]
            return f"{before}{self.name(role)}>{content}{after}"
        return f"<{tag}{self.name(role)}>{content}</{tag}>"

    def lines(self, lines: Sequence[Line]) -> str:
        """Return lines one after the other."""
        return "\n".join(self.line(*line) for line in lines)

    def box(self, content: str, role: str = "box") -> str:
        """Content in its box; on a flat page as it is."""
        if self.flat:
            return content
        tag = "aside" if self.semantic and role == "box" else "div"
        for _ in range(self.depth if role == "box" else 1):
            content = f"<{tag}{self.name(role)}>{content}</{tag}>"
        return content

    @property
    def main(self) -> str:
        """The element around an article."""
        return "article" if self.semantic else "div"

    def top(self, story: Story) -> str:
        """Section, headline, byline, outlet and age, as aggregators and publishers set them."""
        numbers = self.numbers
        lines = [
            ("label", "By " + " and ".join(story.authors)),
            ("label", story.publisher),
            *([("label", story.publisher)] if numbers.random() < 0.3 else []),
            ("count", _ago(numbers)),
        ]
        kicker = (
            self.line("label", numbers.choice(("Military", "Region", "Politics", "World")))
            if numbers.random() < 0.5
            else ""
        )
        headline = (
            f"<{self.headline}{self.name('headline')}>{escape(story.title)}</{self.headline}>"
        )
        return self.box(
            f"{kicker}{headline}{self.lines(lines[: numbers.randrange(1, len(lines) + 1)])}", "top"
        )

    def card(self, lines: Sequence[Line]) -> str:
        """Return one teaser."""
        content = self.lines(lines)
        if self.linked == "card":
            return f'<a href="/a/{self.numbers.randrange(99999)}">{content}</a>'
        return self.box(content, "card") if self.own_box else content


Widget = Callable[[Dialect, Supply], str]


def navigation(dialect: Dialect, supply: Supply) -> str:
    """Return a site's menu, linked or not."""
    words = ["Home", "Local", *supply.topics[:3]]
    if dialect.linked == "none" and dialect.numbers.random() < 0.5:
        return dialect.box(
            dialect.line("label", "".join(words))
            + dialect.line("label", "Contributors Publishers Advertisers")
        )
    return dialect.box(
        "".join(f'<a href="/{at}">{escape(word)}</a> ' for at, word in enumerate(words))
    )


def cards(dialect: Dialect, supply: Supply, most: int = 5) -> str:
    """Teasers below a heading, each with its outlet, headline, opening and section, as far as this
    site shows them.
    """
    numbers = dialect.numbers
    outlet, section, opening = (numbers.random() < 0.6 for _ in range(3))
    made = []
    for title, text in numbers.sample(
        supply.teasers, min(len(supply.teasers), numbers.randrange(1, most + 1))
    ):
        lines: list[Line] = [("label", numbers.choice(supply.outlets))] if outlet else []
        lines.append(("title", title))
        lines += [("teaser", text)] if opening else []
        lines += [("count", _ago(numbers))] if not outlet else []
        lines += [("label", numbers.choice(supply.topics).upper())] if section else []
        made.append(dialect.card(lines))
    head = dialect.line("head", numbers.choice(supply.related)) if numbers.random() < 0.7 else ""
    return dialect.box(head + "\n".join(made))


def _ago(numbers: random.Random) -> str:
    count = numbers.randrange(2, 23)
    return numbers.choice(
        (
            f"{count} hours ago",
            f"{count}h ago",
            f"{count} days ago",
            f"{count} min read",
            "Yesterday",
            f"4 Mar 2026, {count}:15",
        )
    )


def inline_teaser(dialect: Dialect, supply: Supply) -> str:
    """Return one teaser between paragraphs, with or without its opening."""
    title, text = dialect.numbers.choice(supply.teasers)
    shape = dialect.numbers.randrange(3)
    if shape == 0:
        return dialect.line(
            "label", f"{dialect.numbers.choice(('Read more', 'Also read', 'See also'))}: {title}"
        )
    head = (
        [("head", dialect.numbers.choice(supply.related))] if dialect.numbers.random() < 0.5 else []
    )
    return dialect.box(
        dialect.lines(head)
        + dialect.card([("title", title), *([("teaser", text)] if shape == 1 else [])])
    )


def people(dialect: Dialect, supply: Supply) -> str:
    """Return pairs of a kind and a name."""
    pairs = [line for name in supply.people[:4] for line in (("count", "Person"), ("label", name))]
    return dialect.box(
        dialect.lines(
            [
                ("head", dialect.numbers.choice(("RELATED PEOPLE", "People", "In this story"))),
                *pairs,
            ]
        )
    )


def places(dialect: Dialect, supply: Supply) -> str:
    """Return pairs of a kind and a place or a theme."""
    kinds = ("Country", "City", "Topic", dialect.numbers.choice(supply.outlets))
    pairs = [
        line
        for place in supply.places[:4]
        for line in (("count", dialect.numbers.choice(kinds)), ("label", place))
    ]
    return dialect.box(
        dialect.lines(
            [("head", dialect.numbers.choice(("YOU MAY ALSO LIKE", "Places", "More on"))), *pairs]
        )
    )


def topics(dialect: Dialect, supply: Supply) -> str:
    """Tags, in one line or each in its own."""
    signs = [f"#{topic}" for topic in supply.topics]
    lines = (
        [("label", "".join(signs))]
        if dialect.numbers.random() < 0.5
        else [("label", sign) for sign in signs]
    )
    return dialect.box(
        dialect.lines(
            [("head", dialect.numbers.choice(("IN THIS ARTICLE", "Topics", "Tags"))), *lines]
        )
    )


def profile(dialect: Dialect, supply: Supply) -> str:
    """Return an outlet's profile."""
    numbers, name = dialect.numbers, dialect.numbers.choice(supply.outlets)
    counts = [
        line
        for kind in ("Followers", "Posts", "Views")
        for line in (
            ("count", f"{numbers.randrange(1, 990)}{numbers.choice('KM')}+"),
            ("count", kind),
        )
    ]
    about = [
        ("head", "ABOUT"),
        ("teaser", numbers.choice(supply.blurbs)),
        ("label", f"https://www.{name.split()[-1].lower()}.example"),
    ]
    return dialect.box(
        dialect.lines([("title", name), ("label", numbers.choice(supply.places)), *counts, *about])
    )


def comments(dialect: Dialect, supply: Supply) -> str:
    """Return a count of comments, sometimes with the house's rules."""
    del supply
    lines = [("count", f"Comments / {dialect.numbers.randrange(99)}")]
    return dialect.box(
        dialect.lines(
            [*lines, ("label", "Community Policy")] if dialect.numbers.random() < 0.4 else lines
        )
    )


def letter(dialect: Dialect, supply: Supply) -> str:
    """Return a newsletter's prompt."""
    title, text = dialect.numbers.choice(
        (
            (
                "Sign up for the morning letter",
                "Get the stories of the day in your inbox every morning at six.",
            ),
            (
                "Subscribe to our newsletter",
                "What matters this week, chosen by our editors and sent every Friday.",
            ),
            (
                "The Weekend Letter",
                "Long reads and good news. Enter your email address below to receive it.",
            ),
            ("Sign up for our newsletter", "The five stories to know, before breakfast."),
            ("Get our app", "Be the first to know when something happens near you."),
            ("Join our newsletter", f"{dialect.numbers.choice(supply.blurbs)}"),
            (
                "Subscribe",
                (
                    "Good journalism takes time. Help us to go on with it for less than the "
                    "price of a coffee."
                ),
            ),
        )
    )
    return dialect.box(dialect.lines([("head", title), ("teaser", text)]))


def writer(dialect: Dialect, supply: Supply) -> str:
    """Return a box on the author."""
    head = dialect.numbers.choice(("About the writer", "About the author", "The author"))
    return dialect.box(
        dialect.lines(
            [
                ("head", head),
                (
                    "teaser",
                    dialect.numbers.choice(supply.blurbs)
                    + dialect.numbers.choice((" ... Read more", "")),
                ),
            ]
        )
    )


def voice(dialect: Dialect, supply: Supply) -> str:
    """Return a notice on a synthetic voice."""
    del supply
    sign = dialect.numbers.choice(("🎙️ ", ""))
    return dialect.box(
        dialect.line("label", f"{sign}Voice is AI-generated. Inconsistencies may occur.")
    )


def address(dialect: Dialect, supply: Supply) -> str:
    """Return an image's bare address."""
    del supply
    return dialect.line(
        "label", f"https://img.example/image.php?url={dialect.numbers.randrange(10**6):x}_0hc"
    )


def advertisement(dialect: Dialect, supply: Supply) -> str:
    """Return an ad slot's label."""
    del supply
    return dialect.box(
        dialect.line(
            "count",
            dialect.numbers.choice(
                ("Advertisement", "ADVERTISEMENT", "Story continues below advertisement")
            ),
        )
    )


def footer(dialect: Dialect, supply: Supply) -> str:
    """Return the site's last lines."""
    return dialect.box(
        dialect.lines(
            [("label", "Imprint"), ("label", f"© 2026 {supply.outlets[0]}. All rights reserved.")]
        )
    )


def next_article(dialect: Dialect, supply: Supply) -> str:
    """Return a whole further article, as an endless page adds it.

    In the markup of the first, where that can be told from a subhead.
    """
    story = supply.further
    if dialect.flat and dialect.headline == "div":
        return ""
    lines: list[Line] = [("para", text) for text in story.paragraphs]
    inner = dialect.top(story) + dialect.box(dialect.lines(lines), "body")
    return (
        inner if dialect.flat else f"<{dialect.main}{dialect.name('main')}>{inner}</{dialect.main}>"
    )


BEFORE: tuple[Widget, ...] = (navigation, navigation, voice, address, comments)
INSIDE: tuple[Widget, ...] = (
    address,
    inline_teaser,
    inline_teaser,
    letter,
    advertisement,
    cards,
    topics,
)
PLAIN: tuple[Widget, ...] = (address, advertisement, topics)
"""Widgets that can be told from subheads and paragraphs where nothing but their wording differs."""
AFTER: tuple[Widget, ...] = (
    cards,
    cards,
    cards,
    people,
    topics,
    places,
    profile,
    comments,
    letter,
    writer,
    next_article,
    footer,
)


@dataclass(frozen=True)
class Wish:
    """What of a page is not left to chance."""

    dialect: Mapping[str, object] = field(default_factory=dict)
    """Choices of the dialect, by name."""
    inside: Sequence[Widget] | None = None
    after: Sequence[Widget] | None = None
    """Widgets between the paragraphs, and below them, in their order."""


def page(
    story: Story,
    supply: Supply,
    numbers: random.Random,
    *,
    subheads: Sequence[str] = (),
    wish: Wish | None = None,
) -> tuple[str, tuple[str, ...]]:
    """Return a page around the story, and the lines that are its text.

    Paragraphs with the subheads that were put between them.
    """
    dialect, wish = Dialect(numbers), wish or Wish()
    for name, value in wish.dialect.items():
        setattr(dialect, name, value)
    lines: list[Line] = [("para", text) for text in story.paragraphs]
    for at, text in enumerate(subheads):
        lines.insert(min(len(lines) - 1, 3 * (at + 1) + at), ("head", text))
    told = (
        PLAIN
        if dialect.flat and dialect.linked in ("none", "labels") and not dialect.name("title")
        else INSIDE
    )
    inside = (
        numbers.sample(told, min(len(told), numbers.choice((0, 0, 1, 2, 3))))
        if wish.inside is None
        else wish.inside
    )
    after = (
        numbers.sample(AFTER, numbers.randrange(2, len(AFTER) + 1))
        if wish.after is None
        else wish.after
    )
    body = _body(dialect, lines, [widget(dialect, supply) for widget in inside])
    tail = [widget(dialect, supply) for widget in after]
    above = [widget(dialect, supply) for widget in numbers.sample(BEFORE, numbers.randrange(3))]
    inner = f"{dialect.top(story)}{body}"
    if not dialect.flat:
        inner = f"<{dialect.main}{dialect.name('main')}>{inner}</{dialect.main}>"
    html = "".join((*above, inner, *tail))
    return (
        (
            "<!doctype html><html "
            f'lang="{story.language}">{_head(story, numbers)}<body>{html}</body></html>'
        ),
        tuple(text for _, text in lines),
    )


def _body(dialect: Dialect, lines: Sequence[Line], widgets: Sequence[str]) -> str:
    """Return the story's lines with widgets between them; in one box, in several, or in none."""
    slots = {dialect.numbers.randrange(2, max(3, len(lines) - 1)): widget for widget in widgets}
    parts = dialect.numbers.random() < 0.2
    made = [dialect.line(*line) for line in lines]
    if parts and not dialect.flat:
        return "".join(_parted(dialect, made, slots))
    return dialect.box(
        "\n".join(line + slots.get(at + 1, "") for at, line in enumerate(made)), "body"
    )


def _parted(dialect: Dialect, made: Sequence[str], slots: dict[int, str]) -> Iterator[str]:
    borders = [0, *sorted(slots), len(made)]
    for first, end in pairwise(borders):
        yield dialect.box("\n".join(made[first:end]), "body") + slots.get(end, "")


def _head(story: Story, numbers: random.Random) -> str:
    outlet = numbers.choice(("", f" | {escape(story.publisher)}"))
    title = f"<title>{escape(story.title)}{outlet}</title>"
    kind = numbers.randrange(3)
    if kind == 0:
        data = {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": story.title,
            "datePublished": story.published,
        }
        title += f'<script type="application/ld+json">{json.dumps(data)}</script>'
    elif kind == 1:
        title += (
            f'<meta property="og:title" content="{escape(story.title)}"><meta '
            'property="og:type" content="article">'
        )
    return f'<head><meta charset="utf-8">{title}</head>'
