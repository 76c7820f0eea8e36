"""What the names that a site gives its elements hint at.

Hints only: no element is dropped for its name alone.
"""

# ruff: noqa: E501  # a kind a line  # noqa: RUF100

import re
from collections.abc import Callable
from enum import IntFlag
from functools import lru_cache


class ClassHint(IntFlag):
    """Kinds of hint in class, id, role and tag."""

    NONE = 0
    COMMENT = 1
    RELATED = 2
    SHARE = 4
    LETTER = 8
    AD = 16
    AUTHOR = 32
    DATE = 64
    TOPICS = 128
    CAPTION = 256
    FOOT = 512
    NAV = 1024
    SIDE = 2048
    BODY = 4096
    HEAD = 8192
    LEAD = 16384
    HIDDEN = 32768
    QUOTE = 65536
    INSET = 131072
    PAYWALL = 262144


_WORDS = {
    ClassHint.COMMENT: "comment|disqus|respond|reply|discussion|forum|feedback",
    ClassHint.RELATED: (
        "related|recommend|more|next|prev|popular|trending|mostread|teaser|promo|card|rail|carousel|slider|outbrain|taboola|widget|readalso|readmore|"
        "readnext|similar|suggest|stories|list|links|latest|onward|recirc|also|further"
    ),
    ClassHint.SHARE: "share|sharing|social|facebook|twitter|whatsapp|sociable|addthis|follow|tools|utility|print|bookmark|save",
    ClassHint.LETTER: "newsletter|subscri|signup|sign|register|email|cta|donat|support|join|alert|promobox|login",
    ClassHint.AD: "ad|ads|advert|advertis|sponsor|banner|dfp|commercial|affiliate|partner|werbung|anzeige|publicidad|native",
    ClassHint.AUTHOR: "author|authors|byline|bio|writer|contributor|autor|journalist|credits|profile|reporter",
    ClassHint.DATE: "date|time|timestamp|published|publish|updated|datetime|posted|meta|info|datum|dateline",
    ClassHint.TOPICS: "tag|tags|topic|topics|keyword|keywords|categor|category|categories|breadcrumb|breadcrumbs|labels|section",
    ClassHint.CAPTION: (
        "caption|credit|photo|image|gallery|media|figure|picture|img|copyright|lightbox|bildunterschrift|legend|video|player|foto|thumb|embed|slideshow"
    ),
    ClassHint.FOOT: "footer|foot|bottom|copyright|disclaimer|legal|colophon|endnote",
    ClassHint.NAV: "nav|menu|navigation|header|toolbar|skip|masthead|breadcrumb|breadcrumbs|search|topbar|hamburger|pagination|pager|toc",
    ClassHint.SIDE: "sidebar|side|aside|rail|column|secondary|complementary|right",
    ClassHint.BODY: "article|story|post|entry|content|body|text|main|articlebody|storybody|paragraph|richtext|copy|prose|wysiwyg|artikel|articulo",
    ClassHint.HEAD: "title|headline|heading|kicker|eyebrow|overline|hed|header|topline|dachzeile",
    ClassHint.LEAD: "lead|lede|summary|standfirst|dek|intro|excerpt|subtitle|description|subhead|subheadline|teaser|abstract|chapo|sapo|sumario|highlights|keypoints",
    ClassHint.HIDDEN: "hidden|hide|visuallyhidden|invisible|sr|offscreen|screenreader|modal|popup|overlay|tooltip|toast|cookie|consent|gdpr|none",
    ClassHint.QUOTE: "quote|pullquote|blockquote|zitat|citation|tweet|instagram",
    ClassHint.INSET: "box|infobox|factbox|inset|callout|note|notice|explainer|panel|module|fact|table|message|alert|poll|quiz|survey|timeline|toc",
    ClassHint.PAYWALL: "paywall|premium|plus|piano|metered|regwall|barrier|subscriber|locked|restricted|gate",
}
_BY_WORD: dict[str, int] = {}
for _kind, _words in _WORDS.items():
    for _word in _words.split("|"):
        _BY_WORD[_word] = _BY_WORD.get(_word, 0) | int(_kind)
_STEM_LENGTH = 6
"""Letters from which a word is looked for within a longer one: shorter ones are found by chance."""
_STEM = re.compile(
    "|".join(sorted((w for w in _BY_WORD if len(w) >= _STEM_LENGTH), key=len, reverse=True))
)
_PIECE = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_TAGS: dict[str, int] = {
    name: int(kind)
    for name, kind in {
        "nav": ClassHint.NAV,
        "footer": ClassHint.FOOT,
        "aside": ClassHint.SIDE,
        "figcaption": ClassHint.CAPTION,
        "figure": ClassHint.CAPTION,
    }.items()
}
_ROLES: dict[str, int] = {
    name: int(kind)
    for name, kind in {
        "navigation": ClassHint.NAV,
        "contentinfo": ClassHint.FOOT,
        "complementary": ClassHint.SIDE,
        "dialog": ClassHint.HIDDEN,
        "banner": ClassHint.NAV,
        "search": ClassHint.NAV,
    }.items()
}


_HIDDEN = int(ClassHint.HIDDEN)


@lru_cache(maxsize=4096)
def _named(name: str) -> int:
    found = 0
    for piece in _PIECE.findall(name):
        found |= _of_word(piece)
    return found


@lru_cache(maxsize=8192)
def _of_word(piece: str) -> int:
    word = piece.lower()
    found = _BY_WORD.get(word, 0)
    if len(word) > _STEM_LENGTH and word not in _BY_WORD:
        for stem in _STEM.findall(word):
            found |= _BY_WORD[stem]
    return found


def hints_of_name(name: str) -> int:
    """Return every hint that a class and an id give, ``ClassHint`` values added up."""
    return _named(name)


def tokens_of(get: Callable[[str], str | None], tag: str, name: str) -> int:
    """Return every hint that an element's tag, class, id, role and style give.

    ``get`` reads its attributes. ``ClassHint`` values added up, as a plain integer for speed.
    """
    found = _named(name) | _TAGS.get(tag, 0)
    role = get("role")
    if role:
        found |= _ROLES.get(role, 0)
    style = get("style")
    if (
        get("hidden") is not None
        or get("aria-hidden") == "true"
        or (style and "display:none" in style.replace(" ", ""))
    ):
        found |= _HIDDEN
    return found
