"""What the names of boxes say that hold others' things: advertisements, teasers, counters.

Few names, and plain ones: what is not surely another's counts as the story's. ``class_hints`` is
for evidence, and knows many more.
"""

import re
from functools import lru_cache

TEASERS, ADS, DOINGS, OVERLAYS, PLACES, COMMENTS = 1, 2, 4, 8, 16, 32
"""Links to other stories; advertisements; what readers may do: share, sign up; what lies over the
page; the site's own navigation; what readers wrote.
"""
_WORD, _WORD_END = r"(?:^|[\s_-])", r"(?:$|[\s_-])"
_TEASERS = (
    rf"related|recommend|recirc|read-?_?(?:more|also|next)|{_WORD}more-?_?(?:stories|news|from|on|"
    r"articles|posts)|most-?_?(?:read|popular|viewed|commented)|popular|trending|teaser|outbrain|"
    r"taboola|you-?may|also-?like|onward|up-?next|latest-?_?(?:news|stories|posts)"
)
_ADS = (
    rf"{_WORD}(?:ads?|adv|adverts?|advertis\w*|dfp|gpt|sponsor\w*|adslot|adunit|adbox|"
    rf"adsbygoogle){_WORD_END}"
)
_DOINGS = (
    rf"{_WORD}(?:shares?|sharing|sharebar|social|addthis|newsletters?|subscribe|"
    rf"signup){_WORD_END}"
)
_COMMENTS = rf"{_WORD}(?:comments?|disqus){_WORD_END}"
_OVERLAYS = rf"cookie|consent|gdpr|{_WORD}(?:modal|popup|overlay|toast){_WORD_END}"
_PLACES = rf"{_WORD}(?:nav|navbar|navigation|menu|breadcrumbs?){_WORD_END}"
_PATTERNS = tuple(
    (bit, re.compile(pattern))
    for bit, pattern in (
        (TEASERS, _TEASERS),
        (ADS, _ADS),
        (DOINGS, _DOINGS),
        (COMMENTS, _COMMENTS),
        (OVERLAYS, _OVERLAYS),
        (PLACES, _PLACES),
    )
)
_PEOPLE = re.compile(r"author|byline|writer|reporter|contributor|creator|autor")
"""What boxes are called that name who wrote something."""
_TELLING = re.compile(
    r"date|time|publish|updated|posted|dateline|title|headline|standfirst|summary|lead|dek|"
    r"subtitle|caption|credit|correction|editor|notice"
)
"""What boxes are called whose short lines tell something of the story."""
TELLING, PEOPLE = 1, 2
_BUILT = re.compile(r"(?:__|--|[-_])(?=[A-Za-z]*\d)[0-9A-Za-z]+(?=\s|$)|(?<!\S)\S*\d\S*")
"""What a build of the site, or a number of a thing, puts into a name: it has a digit always."""
_DIGIT = re.compile(r"\d")


@lru_cache(maxsize=8192)
def stem_of(name: str) -> str:
    """Return a class and id without what differs from one build of a site to the next."""
    built = _DIGIT.search(name) is not None  # most have none, and the pattern is slow to say so
    return (_BUILT.sub("", name) if built else name).strip().lower()


@lru_cache(maxsize=8192)
def said_of(name: str) -> int:
    """Return what a box's class and id say of it, as bits of the above."""
    stem = stem_of(name)
    return sum(bit for bit, pattern in _PATTERNS if pattern.search(stem))


@lru_cache(maxsize=8192)
def telling_of(name: str) -> int:
    """Return what short lines tell of the story in a box of this class and id; 0 for nothing."""
    stem = stem_of(name)
    return PEOPLE if _PEOPLE.search(stem) else TELLING if _TELLING.search(stem) else 0
