"""Rotating furniture of 14 shapes within a story's own box, as publishers' templates write it."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from html import escape

from lxml import html

_ALSO = {
    "en": "You may also like",
    "de": "Das könnte Sie auch interessieren",
    "fr": "À lire aussi",
    "es": "Te puede interesar",
    "it": "Leggi anche",
    "pt": "Leia também",
}
_BY = {"en": "More from", "de": "Mehr von", "fr": "Plus de", "es": "Más de", "it": "Altro da"}


@dataclass(frozen=True)
class Teaser:
    """Another article as it is offered below or within a story."""

    title: str
    excerpt: str
    path: str
    day: int

    @property
    def link(self) -> str:
        """Its headline as a link."""
        return f'<a href="{escape(self.path)}">{escape(self.title)}</a>'

    @property
    def lead(self) -> str:
        """Its excerpt as markup."""
        return escape(self.excerpt)


@dataclass(frozen=True)
class Shape:
    """One kind of furniture: its markup, how many teasers it shows, and where it stands."""

    name: str
    teasers: int
    within: bool | None
    """Between two paragraphs, else behind the last; None where it is now here, now there."""
    markup: Callable[[list[Teaser], str], str]
    """Of the teasers, in a language."""


def _more_from_author(teasers: list[Teaser], language: str) -> str:
    items = "".join(f"<p>{t.link}<br>{t.lead}</p>" for t in teasers)
    return f"<h4>{_BY.get(language, 'More from')} Iris Calloway</h4>{items}"


def _unlinked(teasers: list[Teaser], language: str) -> str:
    items = "".join(f"<p><b>{escape(t.title)}</b></p><p>{t.lead}</p>" for t in teasers)
    return f"<h4>{_ALSO.get(language, _ALSO['en'])}</h4>{items}"


def _unknown_heading(teasers: list[Teaser], _: str) -> str:
    items = "".join(f"<p><b>{escape(t.title)}</b></p><p>{t.lead}</p>" for t in teasers)
    return f"<p><strong>Fra skuffen</strong></p>{items}"


def _section(teasers: list[Teaser], _: str) -> str:
    cards = "".join(
        f'<article class="pb-4"><h3>{t.link}</h3><p class="line-clamp-2">{t.lead}..</p>'
        f'<p class="text-xs">Posted by Sam Odber on {t.day} Nov 2026</p></article>'
        for t in teasers
    )
    return f'<section class="mt-16"><h2><a href="/news/">Recent News</a></h2>{cards}</section>'


def many(form: str, around: str = "{}") -> Callable[[list[Teaser], str], str]:
    """Return the markup of a shape that only repeats one form."""

    def markup(teasers: list[Teaser], _: str) -> str:
        return around.format(
            "".join(
                form.format(link=t.link, title=escape(t.title), lead=t.lead, path=t.path, day=t.day)
                for t in teasers
            )
        )

    return markup


SHAPES = (
    Shape("more from author", 2, within=False, markup=_more_from_author),
    Shape("unlinked", 2, within=False, markup=_unlinked),
    Shape("unlinked, unknown heading", 2, within=False, markup=_unknown_heading),
    Shape("section of cards", 3, within=False, markup=_section),
    Shape(
        "inline box", 1, within=True, markup=many('<div class="k2">{link}<div>{lead}</div></div>')
    ),
    Shape(
        "inline unlinked box",
        1,
        within=True,
        markup=many('<div class="k3"><strong>{title}</strong><p>{lead}</p></div>'),
    ),
    Shape("inline, flat", 1, within=True, markup=many("<p>{link}</p><p>{lead}</p>")),
    Shape("inline, one paragraph", 1, within=True, markup=many("<p>{link} &ndash; {lead}</p>")),
    Shape("headings, flat", 2, within=False, markup=many("<h3>{link}</h3><p>{lead}</p>")),
    Shape("list", 3, within=False, markup=many("<li>{link}<p>{lead}</p></li>", "<ul>{}</ul>")),
    Shape(
        "definitions",
        2,
        within=False,
        markup=many("<dt>{link}</dt><dd>{lead}</dd>", "<dl>{}</dl>"),
    ),
    Shape(
        "table",
        2,
        within=False,
        markup=many("<tr><td>{link}</td><td>{lead}</td></tr>", "<table>{}</table>"),
    ),
    Shape(
        "read on",
        1,
        within=True,
        markup=many('<div class="k4"><p>{lead}</p><a href="{path}">Read on</a></div>'),
    ),
    Shape(
        "pictures",
        2,
        within=False,
        markup=many(
            '<div class="k5"><img src="/p{day}.jpg" alt=""><span>{day} Nov</span>'
            "<h5>{link}</h5><p>{lead}</p></div>"
        ),
    ),
)
"""All shapes."""


def put(last: html.HtmlElement, markup: str) -> list[html.HtmlElement]:
    """Put furniture behind an element, and return what to take away again."""
    made = list(html.fragments_fromstring(markup))
    for element in reversed(made):
        tail, last.tail = last.tail, None
        last.addnext(element)
        element.tail = tail
    return made


def drawn(pool: list[Teaser], count: int, rng: random.Random) -> list[Teaser]:
    """Return the teasers of one look."""
    return rng.sample(pool, count)
