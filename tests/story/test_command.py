"""``palimpsest story``: for people on 80 columns, and the JSON shape of docs/use/cli.md."""

import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from crawler.archive import open_for_writing
from crawler.codec import encode
from crawler.identity import article_of
from crawler.index.version_rows_of import StoredVersion
from crawler.store.files import FileStore
from tests.cli.conftest import KEPT, bare
from tests.cli.shell import Shell
from tests.extract.stories import MUSEUM
from tests.story.making import COURIER, GAZETTE, NOON, TEXT, TIDINGS, captured, extraction, history

MUSEUM_PAGE = "https://hillview.example/2026/clock"
DOCUMENT = ["article", "url", "original", "original_reason", "members"]
MEMBER = [
    *(
        "article",
        "url",
        "host",
        "publisher",
        "title",
        "state",
        "versions",
        "first_seen",
        "published",
    ),
    *("score", "reasons", "contains", "contained_in", "lag_seconds", "lag_by", "lacks"),
]
LATER = (*TEXT, "A second ballot on the morning sailing is planned for the spring.")


def written(folder: Path, *histories: Iterable[StoredVersion]) -> Shell:
    """Return a shell beside an archive of these articles."""
    shell = Shell(folder)
    shell.configure(KEPT)
    archive = open_for_writing(FileStore(folder / "store"), now=NOON)
    for key, record, _ in (stored for one in histories for stored in one):
        archive.store.create(key, encode(record))
        archive.store.create(
            record.capture.key, captured(record.url, record.extraction, record.captured_at)
        )
    return shell


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """Provide an original of two versions, two copies of its first, and an article that nobody
    copied.
    """
    return written(
        tmp_path_factory.mktemp("story"),
        history(COURIER, extraction(title="Vote"), extraction(LATER, title="Vote")),
        history(TIDINGS, extraction(title="Vote [b]\x1b[31m", original_url=COURIER), hours=2),
        history(GAZETTE, extraction(TEXT[:3], title="Boat", original_url=COURIER), hours=26),
        history(MUSEUM_PAGE, extraction(MUSEUM.paragraphs)),
    )


@pytest.mark.parametrize("asked", [COURIER, TIDINGS, GAZETTE])
def test_the_document(shell: Shell, asked: str) -> None:
    """Whichever copy is asked for, the document names the original first, then the copies with
    shares, lag and what they lack.
    """
    found = shell.run("story", asked, "--json").document
    assert list(found) == DOCUMENT
    assert (found["article"], found["url"], found["original"]) == (
        article_of(asked),
        asked,
        article_of(COURIER),
    )
    assert found["original_reason"] == {
        "kind": "link",
        "detail": "gazette.example, tidings.example link to it",
    }
    assert [list(member) for member in found["members"]] == [MEMBER] * 3
    first, second, third = found["members"]
    assert [member["url"] for member in found["members"]] == [COURIER, TIDINGS, GAZETTE]
    assert (first["score"], first["lacks"], first["versions"]) == (None, [], 2)
    assert (second["lag_seconds"], second["lag_by"], third["lag_seconds"]) == (
        7200,
        "first_seen",
        93600,
    )
    assert (third["contained_in"], third["contains"] < 0.5) == (1.0, True)
    assert [reason["kind"] for reason in second["reasons"]] == ["text", "link"]
    missed = {
        "version": 2,
        "kinds": ["kind 2"],
        "sentences": [{"kind": "added", "old": None, "new": LATER[-1]}],
    }
    assert second["lacks"] == third["lacks"] == [missed]


def test_for_people(shell: Shell) -> None:
    """No line is wider than the terminal.

    The original comes first, and what a page says is printed without control characters.
    """
    out = bare(shell.on_terminal("story", TIDINGS).out)
    assert all(len(line) <= 80 for line in out.splitlines())
    assert (
        "The original is on www.courier.example: gazette.example, tidings.example link"
        in " ".join(out.split())
    )
    assert re.search(
        (
            r"1 +www\.courier\.example +original +2 *\n *2 +tidings\.example +\d+% +0% +2 "
            r"h later +1 +1 change"
        ),
        out,
    )
    assert "2 h later" in out
    assert "1 d later" in out
    assert "lacks version 2 (kind 2)" in out
    assert "⟨U+001B⟩[31m" in out


def test_no_copies(shell: Shell) -> None:
    """An article that no other site has says so, and that is no failure."""
    done = shell.run("story", MUSEUM_PAGE)
    assert (done.status, "No copies" in done.out) == (0, True)
    document = shell.run("story", MUSEUM_PAGE, "--json").document
    assert document["original"] is None
    assert document["original_reason"] == {"kind": "alone", "detail": "no other site has this text"}
    assert document["members"] == []


def test_the_original_is_not_known(tmp_path: Path) -> None:
    """Two copies that say nothing of where they come from are one story without an original, and
    nobody lacks anything.
    """
    shell = written(
        tmp_path, history(COURIER, extraction(), extraction(LATER)), history(TIDINGS, extraction())
    )
    assert (
        "The original is not known: nothing says which came first."
        in shell.run("story", COURIER).out
    )
    document = shell.run("story", COURIER, "--json").document
    assert (document["original"], [member["lacks"] for member in document["members"]]) == (
        None,
        [[], []],
    )


def test_an_article_that_was_removed_before_it_was_read(tmp_path: Path) -> None:
    """An article of which no version has a text has no copies, and that is said."""
    shell = written(tmp_path, history(COURIER, None))
    assert "No copies" in shell.run("story", COURIER).out
    assert shell.run("story", COURIER, "--json").document["members"] == []
