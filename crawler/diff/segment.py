"""Words and sentences of any script, without loss: joined again, the parts are the text.

Words follow UAX #29 with ICU's dictionaries for Chinese, Japanese, Thai, Lao, Khmer and Burmese.
Sentences are those of ``sentencex``; in French a break must be one for ICU, too, which knows that
"M. Dupont" is one person. Both libraries carry their own data, so a text has one segmentation on
every machine.
"""

from collections.abc import Sequence
from itertools import accumulate, islice

from icu4py.breakers import LineBreaker, SentenceBreaker, WordBreaker
from sentencex import segment  # type: ignore[import-untyped]  # it has no stubs

from crawler.languages import Kind, by_language, primary_language
from crawler.pieces import pieces

_AGREED = frozenset({"fr"})
"""Languages in which a break must be one for ICU, too. In German its list suppresses good ones:
"ab.", "vor.", any word in "r.".
"""
_ROOT = "und"
_KOREAN = "ko"
_MAX_WHOLE = 12
"""Letters of a Korean word: what is longer is a text without spaces."""
_MAX_ABBREVIATION = 80
"""Characters at a sentence's end in which its last words lie."""
_PARAGRAPH_SEPARATOR = "\u2029"


def words(text: str) -> list[str]:
    """Return the words, marks and runs of white space of ``text`` in order.

    Joined they are ``text``.
    """
    return list(WordBreaker(text, _ROOT))


def line_parts(text: str, language: str) -> list[str]:
    """Return the parts of ``text`` after each of which a line may end (UAX #14).

    Joined they are ``text``. Korean words are kept whole, as Korean papers do.
    """
    parts = list(LineBreaker(text, _ROOT))
    if language != _KOREAN:
        return parts
    joined: list[str] = []
    for part in parts:
        within = bool(joined) and joined[-1][-1].isalnum() and part[0].isalnum()
        if within and len(joined[-1]) < _MAX_WHOLE:
            joined[-1] += part
        else:
            joined.append(part)
    return joined


def is_word(token: str) -> bool:
    """Return whether a token of ``words`` counts as a word.

    It holds a letter or a digit of some script.
    """
    return token.isalnum() or (len(token) > 1 and any(map(str.isalnum, token)))


def count_words(text: str, most: int | None = None) -> int:
    """Return how many words ``text`` has; of more than ``most``, that number."""
    found = (token for piece in pieces(text) for token in WordBreaker(piece, _ROOT))
    return sum(1 for _ in islice(filter(is_word, found), most))


def sentences(text: str, language: str | None = None) -> tuple[str, ...]:
    """Return the sentences of one text, each with the white space after it.

    Joined they are ``text``.

    ``language`` is a BCP 47 tag or None; an unknown one is read by the rules that most languages
    share.
    """
    return sentences_of([text], language)[0]


def sentences_of(texts: Sequence[str], language: str | None = None) -> list[tuple[str, ...]]:
    """Return the sentences of each of several texts.

    Cheaper than one by one: ICU takes longer to start than to read.
    """
    primary = primary_language(language, "en")
    found = [_rejoined(segment(primary, text), primary) if text else () for text in texts]
    # one sentence has no break to judge
    if primary not in _AGREED or all(len(parts) < 2 for parts in found):  # noqa: PLR2004
        return found
    breaker = SentenceBreaker(_PARAGRAPH_SEPARATOR.join(texts), f"{primary}@ss=standard")
    ends = set(accumulate(len(part) for part in breaker))
    starts = accumulate((len(text) + 1 for text in texts), initial=0)
    return [_joined(parts, ends, start) for parts, start in zip(found, starts, strict=False)]


def _rejoined(parts: Sequence[str], language: str) -> tuple[str, ...]:
    """Return the parts, each joined to the next where its full stop is an abbreviation's."""
    joined: list[str] = []
    pending = ""
    for part in parts:
        pending += part
        if not _is_open(pending, language):
            joined.append(pending)
            pending = ""
    return (*joined, pending) if pending else tuple(joined)


def _is_open(text: str, language: str) -> bool:
    """Return whether a text ends in an abbreviation or in a name's initial."""
    if not text.endswith(" "):
        return False
    last = text[-_MAX_ABBREVIATION:].split()[-2:]
    if not last or not last[-1].endswith("."):
        return False
    word = last[-1].lstrip("(„“«\"'")[:-1]
    if word in by_language(Kind.ABBREVIATIONS).get(language, ()):
        return True
    # "J. Kowalski", "Dr. B. Meier", "Ada M. Roe", but not "plan B. Then"
    return (
        len(word) == 1
        and word.isupper()
        and (len(last) == 1 or last[0][0].isupper() or last[0].endswith("."))
    )


def _joined(parts: Sequence[str], ends: set[int], start: int) -> tuple[str, ...]:
    """Return the parts of a text, each joined to the next where it doesn't end at one of ``ends``.

    The text starts at ``start``.
    """
    joined: list[str] = []
    pending = ""
    for part in parts:
        pending += part
        start += len(part)
        if start in ends:
            joined.append(pending)
            pending = ""
    return (*joined, pending) if pending else tuple(joined)
