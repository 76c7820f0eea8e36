"""How lines read and boxes are named that stand around readers' comments."""

# ruff: noqa: RUF001  # the signs are the languages' own

import re
from functools import cache, lru_cache

from crawler.extract.rules.house_wordings import names_relative, without_times
from crawler.languages import Kind, alternatives, kinds_in, mask, terms

MAX_HEADING, MAX_STAMP, MAX_REPLY = 90, 110, 40
"""Characters of a heading over comments, of a line with a name and a date, and of a link below."""

_COUNT = r"[(\[]?\s?\d[\d.,]*\s?[)\]]?"
_NAMES = (
    r"(?:comments?|commentlist|commentaires?|kommentare?|comentarios?|coment[aá]rios?|commenti|"
    r"reacties|kommentarer|komentarze|komentare|yorumlar|kommentit|disqus|livefyre|respond)"
)
_NAMED = re.compile(
    rf"(?!(?:no|has|type|section|category|single|with|without|format|page|post)[_-])(?:[a-z0-9]+[_-]+){{0,3}}{_NAMES}(?:[_-]{{0,2}}(?:\d+|list|lists|area|areas|section|sections|"
    r"thread|threads|body|content|contents|text|item|items|wrap|wrapper|container|containers|box|"
    r"block|blocks|form|info|author|row|entry|entries|post|posts|children|inner|main|holder|meta|"
    r"region|module|widget|template|component|title|header|default|page|root|app|view|level|depth|"
    r"even|odd|new|all))*(?:[_-]*[0-9a-f]+)?",
    re.IGNORECASE,
)
_COMMENTARY = re.compile(r"live(?!fyre)|match|ticker|game", re.IGNORECASE)
"""What names a match's commentary, which is a story."""
_SINGLE = re.compile(r"comment(?:aire)?|kommentar|comentario", re.IGNORECASE)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_BETWEEN = re.compile(r"[\W\d]*[|·•/,\d()↩↳⤷:]+[\W\d]*|^\W+|\W+$|\s{2,}")
_MAX_TO = 4
"""Words of a link to answer somebody: "Reply to Jo Smith"."""
_WORD = re.compile(r"[^\W\d_]{2,}")
_STEM, _LAST_LETTER = 4, "\u0590"
"""Letters by which a word is known, and where the scripts begin whose words are not parted so."""
_LONG_WORD = re.compile(rf"[^\W\d_]{{{_STEM},}}")
_BOLD_NAME = re.compile(r"^(?P<name>[^\W_][^:：]{0,40}?)\s*[:：]\s*\S")
_CLOCK = re.compile(
    r"\b\d{1,2}[:.h]\d\d\b|\b\d{1,2}[./-]\d{1,2}[./-](?:\d\d)?\d\d\b|\b(?:19|20)\d\d\b"
)

_SURE = re.compile(
    r"comm?ent|komment|koment|comentár|commento|reactie|yorum|комм?ент|reader|leser|lecteur|lector|"
    r"hozzászól|σχόλι|コメント|评论|評論|留言|댓글|تعليق|نظر|دیدگاه|تبصر|תגוב|टिप्प|मंत|মন্তব্য|கருத்து|"
    r"ความ|კომენტ|մեկնաբան|bình luận|discussion|diskus|umræð|athugasemd|thoughts? on",
    re.IGNORECASE,
)
_DAY = re.compile(
    r"\b\d{1,2}[./-]\d{1,2}[./-](?:\d\d)?\d\d\b|\b(?:19|20)\d\d(?:\b|[年년.])|\d[月월]\s?\d"
)


@lru_cache(maxsize=4096)
def names_comments(name: str) -> int:
    """Return how sure a box's class and id name comments: 2 for a list or one of many, 1, or 0."""
    sure = 0
    for token in name.split():
        if _COMMENTARY.search(token):
            continue
        split = _CAMEL.sub("-", token)
        if _NAMED.fullmatch(split) or _NAMED.fullmatch(token):
            sure = max(sure, 1 if _SINGLE.fullmatch(token) else 2)
    return sure


@cache
def _headings() -> re.Pattern[str]:
    words = alternatives(Kind.COMMENT_HEADINGS).replace("#", r"\d+")
    return re.compile(
        rf"\W*(?:{_COUNT}\W*(?:de |件の|条|個の|개의 )?)?(?:{words})(?:\W*{_COUNT}\w{{0,2}})?\W*",
        re.IGNORECASE,
    )


@cache
def _replies() -> frozenset[str]:
    return frozenset(terms(Kind.COMMENT_REPLIES))


@cache
def _prompts() -> re.Pattern[str]:
    return re.compile(rf"\W*(?:{alternatives(Kind.COMMENT_PROMPTS)})", re.IGNORECASE)


@cache
def _says() -> re.Pattern[str]:
    return re.compile(
        rf"\S.{{0,40}}?\s*(?:{alternatives(Kind.COMMENT_SAYS)})(?:\s.{{0,40}})?[:：]\s*",
        re.IGNORECASE,
    )


@cache
def _dates() -> re.Pattern[str]:
    return re.compile(alternatives(Kind.DATE_LINE_WORDS), re.IGNORECASE)


@cache
def _stems() -> frozenset[str]:
    """Return how the longer words begin that headings over comments hold."""
    words = _LONG_WORD.findall(re.sub(r"\\\w", " ", alternatives(Kind.COMMENT_HEADINGS).lower()))
    return frozenset(word[:_STEM] for word in words)


def is_comment_heading(text: str) -> bool:
    """Return whether a line heads readers' comments."""
    if len(text) > MAX_HEADING:
        return False
    known = max(text) > _LAST_LETTER or any(
        word[:_STEM] in _stems() for word in _LONG_WORD.findall(text.lower())
    )  # the long pattern is asked only of what may match
    return known and _headings().fullmatch(text) is not None


def is_sure_heading(text: str) -> bool:
    """Return whether such a heading speaks of comments or readers, not of answers or opinions."""
    return _SURE.search(text) is not None


@lru_cache(maxsize=8192)
def is_reply(text: str) -> bool:
    """Return whether a line is a comment's links or buttons: "Reply", "Reply to Jo", "Report"."""
    if len(text) > MAX_REPLY:
        return False
    parts = [part for part in _BETWEEN.split(text.lower()) if part]
    return bool(parts) and all(_is_one_reply(part) for part in parts)


def _is_one_reply(text: str) -> bool:
    words = text.split(" ")
    return text in _replies() or (
        len(words) <= _MAX_TO and " ".join(words[:2]) in _replies() and len(words[1]) <= len("an")
    )


_PROMPTS = mask(Kind.COMMENT_PROMPTS)


def is_comment_prompt(text: str) -> bool:
    """Return whether a line is of a comment form: a prompt, a rule, a condition."""
    return bool(kinds_in(text) & _PROMPTS) and _prompts().match(text) is not None


def is_says(text: str) -> bool:
    """Return whether a line is a name and "says:"."""
    return len(text) <= MAX_STAMP and _says().fullmatch(text) is not None


@lru_cache(maxsize=8192)
def is_stamp(text: str) -> bool:
    """Return whether a short line holds a date or a time, as above a comment or an entry."""
    if len(text) > MAX_STAMP or not any(map(str.isdigit, text)):
        return False
    if _CLOCK.search(text) is not None:
        return True
    return len(text) <= MAX_REPLY and (names_relative(text) or _names_day(text))


@cache
def _days() -> re.Pattern[str]:
    forms = {form.replace("_", " ") for month in terms(Kind.MONTHS) for form in month.split()}
    month = rf"(?:{'|'.join(sorted(map(re.escape, forms), key=len, reverse=True))})\.?"
    day = r"\d{1,2}(?:\.|st|nd|rd|th|\u00ba|er)?"
    return re.compile(
        rf"(?:^|\s){day} (?:de |of )?{month}\W*$|(?:^|\s){month} {day}\W*$", re.IGNORECASE
    )


def _names_day(text: str) -> bool:
    """Return whether a short line ends in a day of a month: "Jo Smith 14 March"."""
    return _days().search(text) is not None


def has_clock(text: str) -> bool:
    """Return whether a stamp is of the day: a time, or told from now."""
    return re.search(r"\b\d{1,2}[:.h]\d\d\b", text) is not None or names_relative(text)


def has_day(text: str) -> bool:
    """Return whether a stamp tells a day, as a date or told from now, and not a time alone."""
    return _DAY.search(text) is not None or names_relative(text) or _names_day(text)


def opens_with_name(text: str, bold: int) -> bool:
    """Return whether a paragraph opens with a name in emphasis and a colon."""
    found = _BOLD_NAME.match(text)
    return found is not None and len(found["name"]) <= bold + 1 and bold <= len(found["name"]) + 3


def name_in(text: str) -> str:
    """Return what a stamp holds besides its date: a name, or nothing."""
    return " ".join(
        word for word in _WORD.findall(without_times(text)) if not _dates().fullmatch(word)
    )
