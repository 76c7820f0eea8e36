"""What commands compare.

Texts of one extractor, read as a crawl of this archive reads pages, without what only an extractor
took.
"""

from pathlib import Path

import pytest

from crawler.archive import Archive, open_for_writing
from crawler.codec import encode, sha256
from crawler.diff import count_words
from crawler.fingerprint import fingerprint
from crawler.identity import article_of, profile_key
from crawler.model import Change, Extraction, State, Version
from crawler.profile import Profile, folded
from crawler.store.files import FileStore
from tests.archives import BORN, capture_of
from tests.cli.shell import Shell

URL = "https://news.example/varn"
CONFIG = "store: {url: 'file:store'}\nindex: {url: 'sqlite:///index.db'}\n"
SITE = "sites: {news.example: {drop: ['.partner']}}\n"
STORY = tuple(
    f"On day {number} the harbour board of Varn met again and heard the owner of the ferry."
    for number in range(8)
)
PARTNER = (
    "Our partner sells boats of every size, and takes old ones in payment for them "
    "on any day of the week."
)
SLOGAN = (
    "You read the Varn Herald, which has told the truth about the harbour since "
    "the harbour was dug by hand."
)
ENDING = "It met no more."


def page(*paragraphs: str) -> str:
    """Return a story's markup."""
    marked = "".join(
        f'<p class="{"partner" if text == PARTNER else "text"}">{text}</p>' for text in paragraphs
    )
    return (
        "<html "
        f"lang=en><head><title>Varn</title></head><body><article><h1>Varn</h1>{marked}"
        "</article></body></html>"
    )


def append(
    archive: Archive,
    number: int,
    previous: str | None,
    markup: str,
    extraction: Extraction,
    *,
    change: Change | None = None,
) -> str:
    """Append a version. Returns its hash."""
    at = BORN.replace(hour=10 + number)
    head = archive.append(
        Version(
            article=article_of(URL),
            url=URL,
            version=number,
            state=State.PRESENT,
            captured_at=at,
            confirmed_at=at,
            last_seen_before=at.replace(minute=1) if previous else None,
            capture=archive.keep(article_of(URL), capture_of(URL, markup, at)),
            previous=previous,
            fingerprint=fingerprint(extraction.title, "", extraction.text),
            content_sha256=sha256(extraction.text.encode()),
            run="20261121T090000Z-00000000",
            extraction=extraction,
            change=change or Change(),
        )
    )
    assert head is not None
    return head.sha256


def newsstand(
    shell: Shell,
    *editions: tuple[str, tuple[str, ...], tuple[str, ...]],
    profile: Profile | None = None,
) -> None:
    """Make an archive of one article, with a version for each edition.

    An edition is (extractor, paragraphs of its text, paragraphs of its page).
    """
    shell.configure(CONFIG + SITE)
    archive = open_for_writing(FileStore(Path(shell.folder / "store")), now=BORN)
    previous = None
    for number, (extractor, text, shown) in enumerate(editions, 1):
        extraction = Extraction(extractor=extractor, title="Varn", paragraphs=text)
        previous = append(archive, number, previous, page(*shown), extraction)
    if profile is not None:
        archive.put(profile_key("news.example", profile.digest), encode(profile))


@pytest.mark.parametrize("command", ["diff", "blame", "export"])
def test_rereading_is_told_of_the_site(shell: Shell, command: str) -> None:
    """Captures that are extracted again are read with the configuration's settings for the site and
    with what was learned of it.
    """
    shown = (PARTNER, *STORY, SLOGAN)
    furniture = Profile(
        host="news.example", furniture=(folded(SLOGAN),), stories=5, learned_at=BORN
    )
    newsstand(
        shell,
        ("old rules", shown, shown),
        ("new rules", STORY, (*shown, ENDING)),
        profile=furniture,
    )
    told = shell.run(command, "varn").out
    assert "extracted again" in told
    assert ENDING in told
    assert PARTNER not in told
    assert SLOGAN not in told


def test_what_stands_on_both_pages_is_no_difference(shell: Shell) -> None:
    """A passage that only one version's text has, though both pages show it, is left unmarked, and
    a note says so.
    """
    newsstand(
        shell,
        ("rules", STORY, (*STORY, SLOGAN)),
        ("rules", (*STORY[:-1], ENDING, SLOGAN), (*STORY[:-1], ENDING, SLOGAN)),
    )
    told, listed = shell.run("diff", "varn").out, shell.run("diff", "varn", "--json").document
    assert "1 paragraph stands on the pages of both versions and only one text had it" in told
    assert "1 paragraph stands" in listed["note"]
    assert [(change["kind"], change["new"]) for change in listed["sentences"]] == [
        ("removed", None),
        ("added", ENDING),
    ]
    assert {
        sentence["version"]
        for sentence in shell.run("blame", "varn", "--json").document["sentences"]
    } == {1, 2}
    assert SLOGAN not in told


@pytest.mark.parametrize("counts_headline", [False, True], ids=["an early record", "a record"])
def test_what_a_version_was_judged_on_is_shown(shell: Shell, *, counts_headline: bool) -> None:
    """A difference with the words that the record counts is the one that made the version: nothing
    of it is noise. Early records count the words of the body alone.
    """
    shell.configure(CONFIG)
    archive = open_for_writing(FileStore(shell.folder / "store"), now=BORN)
    before = Extraction(extractor="rules", title="Varn", paragraphs=STORY)
    first = append(archive, 1, None, page(*STORY, SLOGAN), before)
    text = Extraction(extractor="rules", title="Varn now", paragraphs=(*STORY, SLOGAN))
    words = count_words(SLOGAN) + counts_headline
    append(archive, 2, first, page(*STORY, SLOGAN), text, change=Change(words_added=words))
    assert SLOGAN in shell.run("diff", "varn").out


def test_a_text_compared_without_its_capture(shell: Shell) -> None:
    """Where a capture is lost, versions of one extractor are compared as they were recorded."""
    newsstand(
        shell, ("rules", STORY, (*STORY, SLOGAN)), ("rules", (*STORY, SLOGAN), (*STORY, SLOGAN))
    )
    for path in (shell.folder / "store").rglob("*.warc.gz"):
        path.unlink()
    assert shell.run("diff", "varn", "--json").document["words_added"] > 0
