"""The data files: complete as the table says, well formed, read only when asked."""

import json
import re
import subprocess
import sys
from importlib.resources import files

import pytest

from crawler.identity.language_codes import ISO_639_1
from crawler.languages import (
    EVERY,
    LANGUAGES,
    Kind,
    agencies,
    by_language,
    flagged,
    kept,
    tables,
    terms,
    wordings,
)
from crawler.languages.tables import read
from tests.languages.coverage import TABLE, found, written
from tests.languages.kept import FILE, current

DATA = files("crawler.languages").joinpath("data")
FLAGS = {Kind.NAME_WITHIN, Kind.NAMES_BY_CAPITALS}
WORDS = {
    Kind.COMMON_WORDS,
    Kind.AROUND_NAMES,
    Kind.PARTICLES,
    Kind.PRESS_WORDS,
    Kind.BOILERPLATE_WORDS,
    Kind.NO_OUTLETS,
    Kind.NUMBERS,
    Kind.AROUND_DAYS,
    Kind.DATE_LABELS,
    Kind.EVENT_WORDS,
    Kind.DATES,
    Kind.BEFORE_MONTH,
    Kind.BEFORE_NOUN,
    Kind.NOUN_ENDINGS,
}
NO_PATTERNS = (
    FLAGS
    | WORDS
    | {
        Kind.SCRIPT,
        Kind.OWN_LETTERS,
        Kind.MONTHS,
    }
)
NEVER_READ = """
import crawler.blame, crawler.change, crawler.diff, crawler.export, crawler.identity, crawler.index
import crawler.search, crawler.story, crawler.verify
from crawler.languages import agencies, tables
raise SystemExit(tables._tables.cache_info().misses + agencies.cache_info().misses)
"""


def test_what_is_kept_is_current() -> None:
    """What is worked out of the data files lies beside them; after a change it is made anew."""
    assert json.loads(FILE.read_text(encoding="utf-8")) == json.loads(json.dumps(current())), (
        "run `python -m tests.languages.kept`"
    )


def test_what_is_kept_says_what_the_files_say() -> None:
    """Also where nothing is kept, or it was made of other files: all is then worked out anew."""
    with_it = (tables._tables.__wrapped__(), wordings._index.__wrapped__())
    without = (tables.worked_out(), wordings.worked_out())
    assert with_it[0] == without[0]
    assert json.dumps(with_it[1]) == json.dumps(without[1])
    assert kept.kept("tables", kept.digest(["of another file"])) is None
    assert kept.kept("needles", tables.tables_made_of()) is None


def test_coverage() -> None:
    """What each language has and lacks is written in a table, and a change of it is seen."""
    has, says = found(), written(TABLE.read_text(encoding="utf-8"))
    news = [
        f"{code} {what} {kind}"
        for kind in Kind
        for what, codes in (
            ("has, and the table says that it lacks", has[kind] - says.get(kind, frozenset())),
            ("lacks, and the table says that it has", says.get(kind, frozenset()) - has[kind]),
        )
        for code in sorted(codes)
    ]
    assert not news, (
        f"{'; '.join(news)}. A gap was filled or something was lost. If it is meant, run "
        "`python -m tests.languages.coverage` and commit the table; else mend the file in "
        "crawler/languages/data."
    )


def test_files_are_the_languages() -> None:
    """Each file is a language in the order of trial, and each of those is ISO 639-1."""
    names = sorted(
        one.name.removesuffix(".toml") for one in DATA.iterdir() if one.name.endswith(".toml")
    )
    assert names == sorted(LANGUAGES)
    assert set(LANGUAGES) - {EVERY} <= ISO_639_1


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind not in NO_PATTERNS])
def test_patterns_compile(kind: Kind) -> None:
    """Each wording is a regular expression, whole by itself and without named groups or flags."""
    for entry in terms(kind):
        pattern = re.compile(entry.replace("{name}", "x"), re.IGNORECASE)
        assert not pattern.groupindex, entry
        assert pattern.fullmatch("") is None, f"{entry!r} matches nothing at all"


@pytest.mark.parametrize("kind", sorted(WORDS))
def test_words_are_words(kind: Kind) -> None:
    """A list of words holds words in lower case and no patterns."""
    odd = [
        word
        for word in terms(kind)
        if word != word.lower()
        or re.search(r"[^\w'-]", re.sub(r"[\u0900-\u0dff\u0e31-\u0e4e\u200c\u064b/]", "", word))
    ]
    assert not odd


def test_months_and_sentences() -> None:
    """Months are twelve, no form stands for two of them, and each sentence names the outlet."""
    number: dict[str, int] = {}
    for code, months in by_language(Kind.MONTHS).items():
        assert len(months) == 12, code
        for at, forms in enumerate(months):
            assert all(number.setdefault(form, at) == at for form in forms.split()), (code, forms)
    assert all(one.count("{name}") == 1 for one in terms(Kind.CREDIT_SENTENCES))


def test_a_crediting_sentence_can_be_told_by_its_beginning() -> None:
    """What stands before and behind the outlet in such a sentence are patterns by themselves."""
    for sentence in terms(Kind.CREDIT_SENTENCES):
        for part in sentence.split("{name}"):
            re.compile(part)


def test_flags() -> None:
    """A flag is set or absent, and holds no entries."""
    assert all(flagged(kind) and not terms(kind) for kind in FLAGS)


def test_agencies_are_told_apart() -> None:
    """No form or site stands for two agencies."""
    forms = [form for one in agencies() for form in one.forms]
    sites = [site for one in agencies() for site in one.sites]
    assert len(set(forms)) == len(forms)
    assert len(set(sites)) == len(sites)


def test_unknown_kind() -> None:
    """An entry that is no kind is refused with its file and name."""
    with pytest.raises(ValueError, match=r"xx\.toml: dates\.mnths is none of the kinds"):
        read("xx", "[dates]\nmnths = ['jan']\n")


def test_reading_loads_nothing() -> None:
    """What reading commands import does not read the data files."""
    done = subprocess.run([sys.executable, "-c", NEVER_READ], check=False, timeout=120)
    assert done.returncode == 0
