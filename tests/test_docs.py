"""The pages for people: their links, their width, their words."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
NAMES = [str(page.relative_to(ROOT)) for page in PAGES]
GLOSSARY = ROOT / "docs" / "understand" / "glossary.md"
MAX_COLUMNS = 100

_LINK = re.compile(r"\]\(([^)\s]+)\)")
_CODE = re.compile(r"^( *)```.*?^\1```$", re.DOTALL | re.MULTILINE)
_PAGE_PATH = re.compile(r"\bdocs/[\w/]+\.(?:md|yaml)\b")
_SPAN = re.compile(r"`[^`\n]*`")
_ENTRY = re.compile(r"^- \*\*([^*]+)\*\*: ((?:.|\n(?!\n|- ))+)", re.MULTILINE)

REPLACED = {
    r"furniture": "boilerplate",
    r"check objects?": "check part",
    r"stealth": "silent",
    r"(?:dis)?believe[ds]?|belief": "confirmed, trusted",
    r"looks? (?:again )?at|looked (?:again )?at": "check",
    r"mend(?:s|ed|ing)?": "repair, fix",
    r"buries": "reaps",
    r"tells? of|told of": "report, send, say",
    r"as ever": "as usual",
    r"does not belong into|do not belong into": "does not belong in",
}
"""Words that these pages do not use in prose, each with what they say instead."""
QUOTED = {"docs/understand/decisions.md": {"stealth", "believed", "furniture"}}
"""Words that a page may use because it speaks of the word itself."""


def prose(page: Path) -> Iterator[tuple[int, str]]:
    """Yield the lines of a page outside of code and tables, with their numbers."""
    text = page.read_text(encoding="utf-8")
    blanked = _CODE.sub(lambda match: "\n" * match.group().count("\n"), text)
    for number, line in enumerate(blanked.splitlines(), 1):
        if not line.lstrip().startswith(("|", "![", "<!--")):
            yield number, line


def anchors(page: Path) -> set[str]:
    """Return the names of a page's headings, as GitHub makes them."""
    headings = re.findall(
        r"^#+ (.+)$", _CODE.sub("", page.read_text(encoding="utf-8")), re.MULTILINE
    )
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def recipes() -> set[str]:
    """Return every file that CONTRIBUTING.md's recipes tell to touch and that must be there."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").split("## Recipes", 1)[1]
    rows = re.findall(r"^\| (`[^|]+) \|", text, re.MULTILINE)
    return {path for row in rows for path in re.findall(r"`([^`<]+\.\w+)`", row)}


def entries() -> dict[str, str]:
    """Return the glossary: each term with its sentence."""
    found = _ENTRY.findall(GLOSSARY.read_text(encoding="utf-8"))
    assert len(found) == len(dict(found)), "a term has two entries"
    return {term: " ".join(sentence.split()) for term, sentence in found}


@pytest.mark.parametrize("name", NAMES)
def test_every_link_leads_somewhere(name: str) -> None:
    """Every relative link of a page names a file that is there, and a heading in it."""
    page = ROOT / name
    for link in _LINK.findall(_CODE.sub("", page.read_text(encoding="utf-8"))):
        if "://" in link:
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), f"{name}: {link}"
        if anchor:
            assert anchor in anchors(target), f"{name}: {link}"


def test_every_page_is_in_the_index() -> None:
    """docs/README.md and README.md lead to every page below docs/."""
    for index in (ROOT / "docs" / "README.md", ROOT / "README.md"):
        links = _LINK.findall(index.read_text(encoding="utf-8"))
        led_to = {(index.parent / link).resolve() for link in links if "://" not in link}
        missing = set((ROOT / "docs").rglob("*.md")) - led_to - {ROOT / "docs" / "README.md"}
        assert not missing, f"{index} does not lead to {missing}"


def test_each_decision_stands_once() -> None:
    """What was amended has not left its first wording behind."""
    text = (ROOT / "docs/understand/decisions.md").read_text(encoding="utf-8")
    told = re.findall(r"^\*\*(.+?)\*\*", text, re.MULTILINE | re.DOTALL)
    assert len(told) > 100
    assert sorted(set(told)) == sorted(told)


def test_decisions_are_written_alike() -> None:
    """One blank line stands before each, and one that replaces another says "This replaces"."""
    text = (ROOT / "docs/understand/decisions.md").read_text(encoding="utf-8")
    begun = re.findall(r"^(?:.*\n){2}(?=\*\*20\d\d-)", text, re.MULTILINE)
    for before in begun:
        last, blank = before.split("\n")[:2]
        assert (bool(last), blank) == (True, ""), f"one blank line behind: {last or blank}"
    for other in ("Replaces", "It replaces", "Supersedes", "This supersedes", "This overrides"):
        assert not re.search(rf"(?:^|[.:*] ){other}\b", text), f"say: This replaces (not {other})"


def test_code_names_pages_that_exist() -> None:
    """Every page that code, tests or container files name by its path is there."""
    folders = ("crawler", "jobs", "tests", "bench")
    files = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    files += [*ROOT.glob("*file"), *ROOT.glob("*.yaml"), *(ROOT / "docs").rglob("*.yaml")]
    for file in files:
        for page in _PAGE_PATH.findall(file.read_text(encoding="utf-8")):
            assert (ROOT / page).exists(), f"{file.relative_to(ROOT)} names {page}"


@pytest.mark.parametrize("name", NAMES)
def test_lines_are_short(name: str) -> None:
    """A line of prose is at most as long as a line of code."""
    long = [
        number
        for number, line in prose(ROOT / name)
        if len(line) > MAX_COLUMNS and " " in _SPAN.sub("", _LINK.sub("", line.strip("- ")))
    ]
    assert not long, f"{name}: lines {long} are longer than {MAX_COLUMNS} columns"


@pytest.mark.parametrize("name", NAMES)
def test_replaced_words_stay_replaced(name: str) -> None:
    """Prose has the glossary's words, and none that they replaced."""
    for number, line in prose(ROOT / name):
        for old, new in REPLACED.items():
            found = re.search(rf"\b(?:{old})\b", _SPAN.sub("", line), re.IGNORECASE)
            if found and found.group().lower() not in QUOTED.get(name, set()):
                pytest.fail(f"{name}:{number}: {found.group()!r}; say {new}")


def test_recipes_name_files_that_exist() -> None:
    """Each file that a recipe tells to touch is there, but for those that the reader makes."""
    assert len(recipes()) >= 15
    assert not [path for path in sorted(recipes()) if not (ROOT / path).is_file()]


def test_the_glossary_gives_each_word_in_a_sentence() -> None:
    """Each entry is one or more whole sentences that do not begin with the term itself."""
    assert len(entries()) > 80
    for term, sentence in entries().items():
        assert sentence.lstrip("*`")[0].isupper() or sentence[0] == "`", term
        assert sentence.endswith("."), term


def test_the_glossary_knows_its_own_words() -> None:
    """Each word in italics in the glossary has an entry of its own."""
    terms = set(entries())
    for term, sentence in entries().items():
        for word in re.findall(r"(?<!\*)\*([^*]+)\*(?!\*)", sentence):
            lower = word[0].lower() + word[1:]
            single = lower.removesuffix("'s").removesuffix("'")
            named = {lower, single, single.removesuffix("s"), re.sub(r"ies$", "y", single)}
            assert named & terms, f"{term}: {word} has no entry"
