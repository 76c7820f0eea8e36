"""Days that a text tells of, known from those of its own publication by the words around them.

"Posted on March 14, 2026 by Ada" says when something appeared. "The wall broke on 28 February 2010"
tells of a day, and so do "Born: 28 February 2010" and "28 February to 3 March 2010".
"""

# ruff: noqa: RUF001  # the signs are the languages' own

import re

from crawler.extract.metadata.written_dates import folded, written
from crawler.languages import Kind, alternatives, terms
from crawler.languages.calendars import western_digits

_CLOCK = re.compile(r"\d{1,2}[:.h]\d\d(?::\d\d)?|[+-]\d\d:?\d\d", re.IGNORECASE)
_BESIDE = re.compile(
    rf"\b(?:{alternatives(Kind.DATE_LINE_WORDS)}|{alternatives(Kind.BESIDE_UPDATES)}"
    rf"|{alternatives(Kind.UPDATED)}|{alternatives(Kind.BY)}|{alternatives(Kind.BY_SHOWN)}"
    rf"|{alternatives(Kind.STARTS)}|{alternatives(Kind.AND)})\b",
    re.IGNORECASE,
)
"""Words that say no more than that a day stands here."""
_AROUND = frozenset(map(folded, terms(Kind.AROUND_DAYS)))
_LABELS = frozenset(map(folded, terms(Kind.DATE_LABELS)))
_EVENTS = frozenset(map(folded, terms(Kind.EVENT_WORDS)))
_MARKS = re.compile(
    f"{alternatives(Kind.PUBLISHED_MARKS)}|{alternatives(Kind.MODIFIED_MARKS)}"
    f"|{alternatives(Kind.UPDATED)}",
    re.IGNORECASE,
)
_ROLES = re.compile(alternatives(Kind.ROLES), re.IGNORECASE)
_BYLINE = re.compile(
    rf"^\W*(?:{alternatives(Kind.BYLINE_LABELS)}|{alternatives(Kind.STARTS)}|{alternatives(Kind.BY)})\b",
    re.IGNORECASE,
)
_LABEL = re.compile(
    rf"^(?:\W*\w*(?:{alternatives(Kind.PUBLISHED_MARKS)})[\w\u0900-\u0dff\u0e31-\u0e4e]*)+",
    re.IGNORECASE,
)
_COLON = re.compile(r"([^:：|,，;\n]{1,60})[:：](.*)$", re.DOTALL)
"""What stands before a colon, and between that and the day."""
_EDGES = " \t,.:;()[]|/-–—،、。\u200e\u200f"
_PARTED = re.compile(r"\s*(?:[|·•∙\n]|//|\s[-–—]\s)\s*")
_RANGE = re.compile(r"[^|·•:]{1,12}")
"""What may stand between the first and the last day of something."""
_SENTENCE_END = re.compile("[.!?…。！？।؟][\"”“»'’)\\]]*$")
_SHORT = re.compile(r"(?<![^\W_])[^\W\d_]\.$")
"""A letter that stands for a word at a line's end: "2026 r.", "10:20 น."."""
_DENSE = re.compile("[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]")
"""Letters of scripts without spaces between words."""
_DENSE_RUN = "[\u3040-\u30ff\u3400-\u9fff]+"
_RUN_BEFORE, _RUN_BEHIND = re.compile(_DENSE_RUN + "$"), re.compile("^[(（]?" + _DENSE_RUN)
_DENSE_KNOWN = re.compile(
    "|".join(
        sorted(
            (
                word
                for kind in (Kind.AROUND_DAYS, Kind.DATE_LABELS)
                for word in terms(kind)
                if re.fullmatch(_DENSE_RUN, word)
            ),
            key=len,
            reverse=True,
        )
    )
    + f"|{_MARKS.pattern}|[于於在に（(月火水木金土日時时分秒年]",
    re.IGNORECASE,
)
_MAX_TOLD, _MAX_WORDS, _MAX_SIGNS = 2, 12, 24
"""Most words in small letters beside the date, words in all, and dense signs, in such a line."""
_NAME = 2
"""Words in capitals that may be a person's or outlet's name."""


def is_bare(text: str) -> bool:
    """Return whether a text is a day, with a time and weekday or not, and nothing else."""
    found = written(text)
    return found is not None and not _words(text[: found.start] + " , " + text[found.end :])


def is_told(text: str) -> bool:
    """Return whether a text with a day in it says more than that something appeared then."""
    part = next((part for part in _PARTED.split(text) if written(part)), "")
    label = _LABEL.match(part)
    part = part[label.end() :] if label else part
    found = written(part)
    if found is None:
        return False
    before, behind = part[: found.start], part[found.end :]
    words = _words(f"{before} , {behind}")
    dense = len(_DENSE.findall(" ".join(words)))
    told = [word for word in words if word[0] == word[0].lower()]
    if _SENTENCE_END.search(part) and not _SHORT.search(part) and (dense or (words[1:] and told)):
        return True
    if label and not unknown_words(before):
        return False
    if len(words) > _MAX_WORDS or dense > _MAX_SIGNS or (not dense and len(told) > _MAX_TOLD):
        return True
    if label or _BYLINE.match(part):
        return _is_event(before)
    return (
        _is_event(before)
        or _is_in_a_sentence(before, behind)
        or _goes_on(text)
        or _is_attached(before, behind)
        or _is_range(text)
    )


def _words(rest: str) -> list[str]:
    """Return the words that say something besides a day and time."""
    rest = _BESIDE.sub(" ", _CLOCK.sub(" ", western_digits(rest)))
    words = (word.strip(_EDGES) for word in rest.split())
    return [word for word in words if any(map(str.isalpha, word)) and folded(word) not in _AROUND]


def unknown_words(text: str) -> list[str]:
    """Return the words beside a day and time that no line has which only dates something."""
    return [
        word
        for word in _words(text)
        if folded(word) not in _LABELS and not _MARKS.search(word) and not _ROLES.fullmatch(word)
    ]


def _is_event(before: str) -> bool:
    """Return whether the words before a day say that it is something else's than the article's."""
    if any(folded(word.strip(_EDGES)) in _EVENTS for word in before.split()[-3:]):
        return True
    label = _COLON.search(before)
    if label is None or _MARKS.search(label[1]) or _words(label[2]):
        return False
    unknown = unknown_words(label[1])
    capitals = [word for word in unknown if word[0] != word[0].lower()]
    is_name = len(capitals) == len(unknown) >= _NAME and len(unknown) == len(_words(label[1]))
    return bool(unknown) and not is_name


def _is_in_a_sentence(before: str, behind: str) -> bool:
    """Return whether a day stands in a line that begins and goes on as a sentence does."""
    first = next((word for word in before.split() if any(map(str.isalpha, word))), "")
    opens = first.lstrip(_EDGES)[:1]
    small = [word for word in unknown_words(before) if word[0] != word[0].upper()]
    if opens != opens.lower() and small and not _MARKS.search(before):
        return True
    follows = [word for word in unknown_words(behind) if word[0] != word[0].upper()]
    enclosed = bool(follows and unknown_words(before))
    return (enclosed or len(small) + len(follows) >= _MAX_TOLD) and not _MARKS.search(before)


def _goes_on(text: str) -> bool:
    """Return whether a sentence goes on behind the day and a dash, in small letters."""
    parts = _PARTED.split(text)
    at = next((at for at, part in enumerate(parts) if written(part)), len(parts))
    behind = parts[at + 1] if at + 1 < len(parts) else ""
    return behind[:1] != behind[:1].upper() and len(unknown_words(behind)) > _MAX_TOLD


def _is_attached(before: str, behind: str) -> bool:
    """Return whether words of a script without spaces go on at the day itself."""
    for run, text in ((_RUN_BEFORE, before), (_RUN_BEHIND, behind)):
        found = run.search(text)
        if found and _DENSE_KNOWN.sub("", found[0]):
            return True
    return False


def _is_range(text: str) -> bool:
    """Return whether the day is the first of two."""
    first = written(text)
    second = written(text[first.end :]) if first else None
    if first is None or second is None or first.day == second.day:
        return False
    between = text[first.end : first.end + second.start]
    return _RANGE.fullmatch(between) is not None and not _MARKS.search(between)
