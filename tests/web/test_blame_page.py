"""The page that tells who wrote what when."""

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from crawler.identity import version_key
from crawler.store.files import FileStore
from jobs.web.pages import blame
from tests.extract.stories import FERRY
from tests.web.asking import Asked, AskedPages, pages_over
from tests.web.ferry import BAND, CORRECTION, text, write_ferry
from tests.web.histories import write_history

URL = "https://live.example/2026/blog"


@pytest.fixture(scope="module")
def ferry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[AskedPages, str]]:
    """Provide the pages of an article of four versions, and the address of its blame."""
    folder = tmp_path_factory.mktemp("blame") / "store"
    article = write_ferry(FileStore(folder))
    with pages_over(folder) as pages:
        yield pages, f"/articles/{article}/blame"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """Provide the folder of an archive of the test's own."""
    return tmp_path / "store"


def sentences(page: Asked) -> dict[str, tuple[str, str]]:
    """Return the shade of each sentence, and the version that brought it as its title says."""
    pattern = (
        r'<details class="sentence (a\d)".*?'
        r'<summary title="Version (\d+),.*?class="words">(.*?)</span>'
    )
    return {
        html.unescape(words): (shade, number)
        for shade, number, words in re.findall(pattern, page.source, re.DOTALL)
    }


def test_each_sentence_has_its_version_and_shade(ferry: tuple[AskedPages, str]) -> None:
    """What stood from the beginning has the oldest shade, what came last the newest."""
    pages, address = ferry
    told = sentences(pages.ask(address))
    assert told[FERRY.paragraphs[0]] == ("a9", "1")
    assert told[BAND][1] == "2"
    assert told[CORRECTION.partition(". ")[0] + "."] == ("a0", "3")
    counted = next(one for one in told if one.startswith("The council counted 4,212"))
    assert told[counted][1] == "2"


def test_an_earlier_wording_is_told(ferry: tuple[AskedPages, str]) -> None:
    """A sentence that was reworded has what it said, and when that changed, without script."""
    pages, address = ferry
    page = pages.ask(address)
    assert "In version 1: The council counted 4,112 ballots" in page.words
    assert "brought it, between 2026-11-21 12:30" in page.words
    assert f"{address.removesuffix('blame')}compare/1/2" in page.source


def test_the_margin_names_the_versions(ferry: tuple[AskedPages, str]) -> None:
    """Who sees no colours reads the numbers."""
    pages, address = ferry
    margins = pages.ask(address).marked("p")
    assert "Versions of this paragraph: 2" in margins
    assert "Versions of this paragraph: 1" in margins


def test_what_left_is_struck_with_its_version(ferry: tuple[AskedPages, str]) -> None:
    """Each sentence that stands no more is there, what left last first."""
    pages, address = ferry
    left = pages.ask(address).marked("del")
    assert left[-1] == "This is a developing news story."
    assert "2 sentences that stood once" in pages.ask(f"{address}?version=3").words
    assert "Left in version 3 , between" in pages.ask(address).words
    assert "every sentence that ever stood still stands" in pages.ask(f"{address}?version=1").words


def test_another_version_can_be_chosen(ferry: tuple[AskedPages, str]) -> None:
    """An older version has its own sentences, and the ones before and after are linked."""
    pages, address = ferry
    page = pages.ask(f"{address}?version=2")
    assert BAND in page.words
    assert CORRECTION not in page.words
    assert f'href="{address}?version=1" rel="prev"' in page.source
    assert f'href="{address}?version=3" rel="next"' in page.source
    assert "<option selected>2</option>" in page.source
    assert pages.ask(f"{address}?version=9").status == 404
    assert pages.ask(f"{address}?version=x").status == 400


def test_a_damaged_version_is_left_out_and_named(own: Path) -> None:
    """What a damaged version brought is told of the next one; of itself nothing is told."""
    article = write_ferry(FileStore(own))
    path = own / version_key(article, 2)
    path.chmod(0o644)
    path.write_bytes(path.read_bytes().replace(b"4,212", b"9,999"))
    with pages_over(own) as pages:
        assert "Damaged." in pages.ask(f"/articles/{article}/blame").words
        page = pages.ask(f"/articles/{article}/blame")  # as often as it is asked for
        damaged = pages.ask(f"/articles/{article}/blame?version=2")
    assert sentences(page)[BAND][1] == "3"
    assert "left out: version 2" in page.words
    assert "Damaged." in page.words
    assert "9,999" not in page.words + damaged.words
    assert not sentences(damaged)
    assert "version 2 of " in damaged.words


def test_an_article_that_was_taken_down(own: Path) -> None:
    """No sentence stands, and all have left."""
    article = write_history(FileStore(own), URL, [text([BAND]), None])
    with pages_over(own) as pages:
        page = pages.ask(f"/articles/{article}/blame")
    assert not sentences(page)
    assert page.marked("del") == [BAND]
    assert "The site took this article down" in page.words


def test_hostile_content_stays_text(own: Path) -> None:
    """Markup is shown as it is, in sentences, titles and what left."""
    evil = "<script>alert(1)</script>\u202e"
    known = [text([evil, f"{evil} stood."], evil * 900), text([f"{evil} more"], evil * 900)]
    article = write_history(FileStore(own), URL, known)
    with pages_over(own) as pages:
        page = pages.ask(f"/articles/{article}/blame")
    assert page.source.count("<script") == 1
    assert "\u202e" not in page.source
    assert "<script>alert(1)</script>⟨U+202E⟩ more" in page.words
    assert len(page.marked("h1")[0]) < 300 + len("⟨U+202E⟩") * 10


def test_many_versions(
    own: Path, ferry: tuple[AskedPages, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The index is asked as often as for few; wordings, shades and what left are bounded."""
    monkeypatch.setattr(blame, "MAX_LEFT", 20)
    fresh = [" ".join(f"w{n}x{k}" for k in range(8)) for n in range(40)]
    known = [text(["Quiet.", f"{BAND} It was read {n} times.", f"{fresh[n]}."]) for n in range(40)]
    article = write_history(FileStore(own), URL, known)
    with pages_over(own) as pages:
        page = pages.ask(f"/articles/{article}/blame")
        every = pages.ask(f"/articles/{article}/blame?all=1")
    few, address = ferry
    assert len(page.statements) == len(few.ask(f"{address}?version=3").statements) <= 9
    assert len(page.marked("del")) == 20 < len(every.marked("del"))
    assert "Show all 39" in page.words
    assert "earlier wordings, the first in version 1." in page.words
    assert len(page.marked("q")) < 12


@pytest.mark.slow
def test_a_thousand_versions(own: Path) -> None:
    """A live text of a thousand versions is told within the time that a page has."""
    known = [text([f"{BAND} It was read {n} times.", *FERRY.paragraphs]) for n in range(1000)]
    plain = [replace(one, notices=()) for one in known]
    article = write_history(FileStore(own), URL, plain)
    with pages_over(own) as pages:
        page = pages.ask(f"/articles/{article}/blame")
    assert page.status == 200
    assert len(page.source) < 100_000
    assert sentences(page)["It was read 999 times."] == ("a0", "1000")
