"""Furniture of further shapes: drawn after the rules on the first fourteen were written."""

from collections.abc import Callable, Sequence
from html import escape

from looks_furniture import Shape, Teaser, many

_Markup = Callable[[list[Teaser], str], str]
_FILMS = ("esDmoQuXXKk", "y9pUEWn7DUc", "O8Pv41L_mMA", "DxXmcXBg9JY", "_Ws2nblm33w")
_SELDOM = 10


def _numbered(teasers: list[Teaser], _: str) -> str:
    items = "".join(f"<li><span>{at}</span> {t.link}</li>" for at, t in enumerate(teasers, 1))
    return f"<div><h4>Most read</h4><ol>{items}</ol></div>"


def _numbered_flat(teasers: list[Teaser], _: str) -> str:
    return "".join(f"<p>{at}. {t.link}</p>" for at, t in enumerate(teasers, 1))


def _grows(inner: _Markup) -> _Markup:
    """Return the markup of a box with nothing to all of its teasers."""
    return lambda teasers, language: (
        inner(shown, language) if (shown := teasers[: teasers[0].day % (len(teasers) + 1)]) else ""
    )


def _vanishes(inner: _Markup) -> _Markup:
    """Return the markup of a box that is missing at about every tenth look."""
    return lambda teasers, language: inner(teasers, language) if teasers[0].day % _SELDOM else ""


def _lazy(inner: _Markup, instead: str) -> _Markup:
    """Return the markup of a box that has not been loaded at about every tenth look."""
    return lambda teasers, language: (
        inner(teasers, language) if teasers[0].day % _SELDOM else instead
    )


def _film(teasers: list[Teaser], _: str) -> str:
    return "".join(
        f'<div class="v1"><iframe src="https://www.youtube.com/embed/{_FILMS[t.day % 5]}"></iframe>'
        f"<p>{escape(t.title)}</p></div>"
        for t in teasers
    )


def _own_film(teasers: list[Teaser], _: str) -> str:
    return "".join(
        f'<div class="v2"><video poster="/v/{t.day}-frame.jpg" src="/v/{t.day}.mp4"></video>'
        f'<div><a href="{escape(t.path)}">{escape(t.title)}</a></div><p>{t.lead}</p></div>'
        for t in teasers
    )


def _poll(teasers: list[Teaser], _: str) -> str:
    share = 30 + teasers[0].day
    return (
        f'<div class="q7"><p><b>Should the bridge be closed?</b></p><ul><li>Yes {share} %</li>'
        f"<li>No {100 - share} %</li></ul><p>{1200 + 37 * share} votes</p></div>"
    )


def _capitals(teasers: list[Teaser], _: str) -> str:
    title = escape(teasers[0].title.upper())
    return f'<p><a href="{escape(teasers[0].path)}"><b>{title}</b></a></p>'


def _readers(teasers: list[Teaser], _: str) -> str:
    return f"<p>{teasers[0].day * 7} people are reading this story right now</p>"


def _shares(teasers: list[Teaser], _: str) -> str:
    return f'<div class="c9"><span>{teasers[0].day * 13}</span> <span>shares</span></div>'


SMALL_CARDS = many('<div class="k8"><h3>{link}</h3><p>{lead}</p></div>')
_LINKED_CARD = '<a class="k9" href="{path}"><h3>{title}</h3><p>{lead}</p></a>'
_FIGURE = (
    '<figure><a href="{path}"><img src="/i/{day}-lamp.jpg" alt=""></a>'
    "<figcaption>{link}</figcaption></figure>"
)
_PICTURED = (
    '<div class="k10"><a href="{path}"><img src="/i/{day}-mill.jpg" alt=""></a><p>{link}</p></div>'
)


def _behind(name: str, teasers: int, markup: _Markup) -> Shape:
    return Shape(name, teasers, within=False, markup=markup)


def _within(name: str, teasers: int, markup: _Markup) -> Shape:
    return Shape(name, teasers, within=True, markup=markup)


UNLIKE: Sequence[Shape] = (
    _behind(
        "rows",
        3,
        many("<tr><td><b>{link}</b><br>{lead}</td></tr>", '<table class="w1">{}</table>'),
    ),
    _behind(
        "rows with pictures",
        3,
        many(
            '<tr><td><img src="/i/{day}.jpg" alt=""></td><td>{link}</td><td>{day} Nov</td></tr>',
            '<table class="w2">{}</table>',
        ),
    ),
    _within("rows within", 2, many("<tr><td>{link}<p>{lead}</p></td></tr>", "<table>{}</table>")),
    _behind(
        "definitions, unlinked",
        2,
        many('<dt>{title}</dt><dd>{lead} <a href="{path}">More</a></dd>', "<dl>{}</dl>"),
    ),
    _within("figure", 1, many(_FIGURE)),
    _within(
        "figure with excerpt",
        1,
        many(
            '<figure><a href="{path}"><img src="/i/{day}-pier.jpg" alt=""></a><figcaption>'
            "<b>{title}</b> {lead}</figcaption></figure>"
        ),
    ),
    _behind("linked pictures", 3, many(_PICTURED)),
    _within("linked pictures within", 2, many(_PICTURED)),
    _within("aside", 1, many("<aside><h4>{link}</h4><p>{lead}</p></aside>")),
    _within("aside, unlinked", 1, many('<aside class="x2"><b>{title}</b><p>{lead}</p></aside>')),
    _within(
        "promoted quote",
        1,
        many('<blockquote class="x3"><p>“{lead}”</p><p>{link}</p></blockquote>'),
    ),
    _within("card", 1, SMALL_CARDS),
    _within(
        "card of three sentences",
        1,
        many(
            '<div class="k11"><h3>{link}</h3><p>{lead}</p><p>It was {day} degrees on the day. '
            "Nobody spoke of it.</p></div>"
        ),
    ),
    _within("card that is a link", 1, many(_LINKED_CARD)),
    _behind("cards that are links", 3, many(_LINKED_CARD, '<div class="k12">{}</div>')),
    _within("film", 1, _film),
    _within("own film", 1, _own_film),
    _within("a line", 1, many("<p>{link}</p>")),
    _within("a line in bold", 1, many("<p><strong>{link}</strong></p>")),
    _within("a line with a label", 1, many("<p>See also: {link}</p>")),
    _within(
        "a line in capitals",
        1,
        _capitals,
    ),
    _behind("lines", 4, many("<p>{link}</p>")),
    _behind("items", 5, many("<li>{link}</li>", "<ul>{}</ul>")),
    _within("items within", 3, many("<li>{link}</li>", "<ul>{}</ul>")),
    _behind("numbered", 5, _numbered),
    _behind("numbered lines", 5, _numbered_flat),
    _behind("excerpt before its link", 2, many("<p>{lead} {link}</p>")),
    _behind("grows", 3, _grows(SMALL_CARDS)),
    _behind("grows, flat", 3, _grows(many("<h3>{link}</h3><p>{lead}</p>"))),
    _within("vanishes", 1, _vanishes(SMALL_CARDS)),
    _behind("vanishes behind", 2, _vanishes(many("<li>{link}<p>{lead}</p></li>", "<ul>{}</ul>"))),
    Shape("at one of two places", 2, within=None, markup=SMALL_CARDS),
    _within("late", 1, _lazy(SMALL_CARDS, '<div class="k8"><p>Loading …</p></div>')),
    _behind("late, empty", 2, _lazy(SMALL_CARDS, '<div class="k8"></div>')),
    _behind("poll", 1, _poll),
    _within("readers", 1, _readers),
    _behind("shares", 1, _shares),
)
"""All of them."""
