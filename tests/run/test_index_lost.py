"""The index is a cache.

Deleted at any time between two commands, it changes nothing, and made anew it is the same to the
byte.
"""

import shutil
from pathlib import Path

import pytest

from tests.index.dump import dump
from tests.newspaper.fixture import Press
from tests.run.conftest import file_place
from tests.run.palimpsest import Place

pytestmark = pytest.mark.slow

PAGES = ("/story/harbour", "/etag/orchard", "/amp/clock", "/gone/pier", "/status/500", "/section")
EDITS = ((), ("harbour",), ("orchard", "clock"), ())


def _dump(place: Place) -> bytes:
    index = place.index()
    try:
        return dump(index)
    finally:
        index.close()


def _series(
    place: Place, newspaper: Press, *, lose_index: bool
) -> list[dict[str, tuple[str, int | None]]]:
    """Outcome and version of every page, in one crawl after each round of edits."""
    found = []
    for number, names in enumerate(EDITS):
        for name in names:
            newspaper.edit(name)
        newspaper.set("gone/pier", 404 if number >= 2 else 0)
        if lose_index:
            place.lose_index()
        lines = place.crawl("--all").lines
        found.append({path: (line.outcome.value, line.version) for path, line in lines.items()})
    return found


@pytest.fixture
def both(tmp_path: Path, newspaper: Press) -> tuple[Place, Place]:
    """Two archives of the same pages."""
    sources = [{"name": "paper", "urls": [newspaper.url(path) for path in PAGES]}]
    return tuple(
        file_place(tmp_path / name).configure(sources=sources) for name in ("kept", "lost")
    )  # type: ignore[return-value]  # two


def test_crawls_go_on_without_their_index(both: tuple[Place, Place], newspaper: Press) -> None:
    """A series of crawls has the same outcomes with its index and when that is deleted before each.

    ``reindex`` gives the same bytes.

    Commands that read give the same answer without it, too.
    """
    kept, lost = both
    outcomes = _series(kept, newspaper, lose_index=False)
    newspaper.reset()
    assert _series(lost, newspaper, lose_index=True) == outcomes
    assert [{outcome for outcome, _ in found.values()} for found in outcomes] == [
        {"new", "failed", "unreadable"},
        {"changed", "not_modified", "unchanged", "failed", "unreadable"},
        {"changed", "unchanged", "suspect", "failed", "unreadable"},
        {"unchanged", "not_modified", "suspect", "failed", "unreadable"},
    ]
    before = _dump(kept)
    assert kept.run("reindex").status == 0
    assert _dump(kept) == before
    _commands_do_without(kept, newspaper)
    assert _dump(kept) == before


def _commands_do_without(place: Place, newspaper: Press) -> None:
    """See that reading commands answer the same with the index, without it, and where none can be
    written.
    """
    url = newspaper.url("/amp/clock")
    for command in (("history", "--json", url), ("articles", "--json")):
        answer = place.run(*command)
        assert answer.status == 0
        place.lose_index()
        assert place.run(*command) == answer
    place.configure(index={"url": f"sqlite:///{place.folder}/config.yaml/index.db"})
    answer = place.run("show", "--json", url)
    place.configure()
    assert answer.json == place.run("show", "--json", url).json


def test_an_index_that_is_behind_or_broken_changes_nothing(place: Place, newspaper: Press) -> None:
    """An index from before somebody else's crawl catches up; one that is damaged is thrown away.

    Both end as a fresh one.
    """
    url = newspaper.url("/story/harbour")
    place.crawl(url)
    shutil.copy(place.index_file, place.folder / "behind.db")
    newspaper.edit("harbour")
    place.crawl(url)
    place.lose_index()
    shutil.move(place.folder / "behind.db", place.index_file)
    assert place.crawl(url).outcomes == {"/story/harbour": "unchanged"}
    place.lose_index()
    place.index_file.write_bytes(b"no database at all" * 1000)
    assert place.crawl(url).outcomes == {"/story/harbour": "unchanged"}
    before = _dump(place)
    place.lose_index()
    assert _dump(place) == before
    assert len(place.versions(url)) == 2
