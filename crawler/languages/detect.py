"""The language of a story that declares none.

By its script, then by the commonest words of the languages that share one.

Small on purpose: no model, no download, the same answer everywhere, and none where it would be a
guess.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache

from crawler.languages.tables import by_language
from crawler.languages.word_kinds import Kind

_LETTERS = 2_000
"""Characters of the story that are looked at."""
_SHARE, _KANA = 0.3, 0.05
"""Share of the letters that makes a script the story's; less is enough for kana."""

_WORD = re.compile(r"[^\W\d_]+")
_MIN_WORDS, _MIN_SHARE, _MIN_LEAD = 15, 0.12, 1.15
"""Words that it takes to tell, the share of them that are a language's commonest, and how far it
must be ahead of the next.
"""


def language_of(paragraphs: Sequence[str]) -> str | None:
    """Return the ISO 639-1 code of the language that the paragraphs are written in.

    None where they are too few or do not show it.
    """
    text = "\n".join(paragraphs)[:_LETTERS].lower()
    return _by_script(text) or _by_words(_WORD.findall(text))


@cache
def _scripts() -> Mapping[str, re.Pattern[str]]:
    """Return the letters of each script, by the language that most stories in it are written in.

    Kana stand in every Japanese text, between characters that are Chinese too.
    """
    return {
        code: re.compile(f"[{letters}]") for code, (letters,) in by_language(Kind.SCRIPT).items()
    }


@cache
def _own_letters() -> Sequence[tuple[str, str, re.Pattern[str]]]:
    """Return the languages that letters of their own tell from the script's commonest."""
    return [
        (code, script, re.compile(f"[{letters}]"))
        for code, (script, letters) in by_language(Kind.OWN_LETTERS).items()
    ]


@cache
def _common_words() -> Mapping[str, frozenset[str]]:
    return {code: frozenset(words) for code, words in by_language(Kind.COMMON_WORDS).items()}


def _by_script(text: str) -> str | None:
    total = sum(map(str.isalpha, text))
    for language, letters in _scripts().items():
        if len(letters.findall(text)) > (_KANA if language == "ja" else _SHARE) * total > 0:
            found = [
                code
                for code, script, own in _own_letters()
                if script == language and own.search(text)
            ]
            return found[-1] if found else language
    return None


def _by_words(words: Sequence[str]) -> str | None:
    if len(words) < _MIN_WORDS:
        return None
    found = Counter(words)
    counts = sorted(
        (
            (sum(found[word] for word in common & found.keys()), language)
            for language, common in _common_words().items()
        ),
        reverse=True,
    )
    (most, language), (second, _) = counts[:2]
    return language if most >= _MIN_SHARE * len(words) and most >= _MIN_LEAD * second else None
