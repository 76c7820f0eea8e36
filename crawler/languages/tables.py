"""The languages' data files, read once, and the questions asked of them."""

import re
from collections.abc import Mapping
from functools import cache

from crawler.languages.kept import digest, kept, sources
from crawler.languages.word_kinds import Kind

EVERY = "mul"
"""The file of what stands in texts of every language: signs, names, abbreviations."""

LANGUAGES: tuple[str, ...] = (
    EVERY,
    *("en", "de", "fr", "es", "it", "pt", "nl", "sv", "da", "no", "fi", "is"),
    *("pl", "cs", "hu", "ro", "ru", "uk", "bg", "sr", "tr"),
    *("ko", "ja", "zh", "ar", "fa", "ur", "he", "el", "hi", "bn", "ta"),
    *("th", "ka", "hy", "id", "vi"),
)
"""Every language with a file, in the order in which their wordings are tried.

It counts where two could match one text: Japanese stands before Chinese, whose signs it shares.
"""

Entries = Mapping[Kind, tuple[str, ...]]
"""One language's file; a flag that is set is an empty tuple."""


@cache
def _tables() -> Mapping[str, Entries]:
    found = kept("tables", tables_made_of())
    if found is None:
        return worked_out()
    return {
        code: {Kind(kind): tuple(entries) for kind, entries in table.items()}
        for code, table in found.items()
    }


@cache
def tables_made_of() -> str:
    """Return a hash of all that the tables say."""
    return digest([*LANGUAGES, *sources(LANGUAGES).values()])


def worked_out() -> Mapping[str, Entries]:
    """Return the entries of every language, read from its own file."""
    return {code: read(code, text) for code, text in sources(LANGUAGES).items()}


def read(code: str, text: str) -> Entries:
    """Return the entries of a language's file; raise ``ValueError`` for what is no kind."""
    import tomllib  # noqa: PLC0415  # most processes find what they need in what is kept

    found: dict[Kind, tuple[str, ...]] = {}
    for section, entries in tomllib.loads(text).items():
        for name, value in entries.items():
            try:
                kind = Kind(f"{section}.{name}")
            except ValueError:
                raise ValueError(
                    f"{code}.toml: {section}.{name} is none of the kinds in "
                    "crawler/languages/word_kinds.py: mend its name, or add the kind there"
                ) from None
            found[kind] = _listed(value)
    return found


def _listed(value: str | list[str] | bool) -> tuple[str, ...]:  # noqa: FBT001  # a TOML value
    if isinstance(value, bool):
        return ()
    return tuple(value.split() if isinstance(value, str) else value)


@cache
def by_language(kind: Kind) -> Mapping[str, tuple[str, ...]]:
    """Return the entries of a kind by language, of those that have any."""
    return {code: table[kind] for code, table in _tables().items() if kind in table}


@cache
def terms(kind: Kind) -> tuple[str, ...]:
    """Return the entries of a kind in all languages, each once."""
    return tuple(
        dict.fromkeys(entry for entries in by_language(kind).values() for entry in entries)
    )


def alternatives(kind: Kind) -> str:
    """Return the entries of a kind in all languages as one regular expression, without brackets."""
    return "|".join(terms(kind))


@cache
def pattern(kind: Kind, languages: frozenset[str] = frozenset()) -> re.Pattern[str]:
    """Return the entries of a kind as one pattern, to be searched without case.

    Those of these languages, and of all without any. One without entries matches nothing.
    """
    entries = by_language(kind)
    some = [entry for code in entries if code in languages for entry in entries[code]]
    chosen = some if languages else terms(kind)
    return re.compile("|".join(chosen) or "(?!)", re.IGNORECASE)


def flagged(kind: Kind) -> frozenset[str]:
    """Return the languages that have a kind."""
    return frozenset(by_language(kind))
