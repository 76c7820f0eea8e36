"""The questions of ``jobs.reading``, asked as a server would: of one archive, again and again."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.archive import Archive
from crawler.attest import CheckedReader
from crawler.comparable_texts import CaptureReader
from crawler.config import Config
from crawler.identity import version_key
from crawler.index import Index
from crawler.model import ChangeFilter, VersionRange
from crawler.reindex import open_current
from crawler.store.files import FileStore
from jobs.reading.article_history import article_history
from jobs.reading.change_list import ListedChange, change_list
from jobs.reading.comparison import Comparison, WithheldComparison, comparison
from jobs.reading.diff_formats import json_text, unified_text
from jobs.reading.opened import OpenedArchive, with_damage
from jobs.reading.resolve_article import find
from jobs.reading.run_list import one_run, run_list
from tests.archives import Built, build_archive

AT = datetime(2026, 11, 22, tzinfo=UTC)


@dataclass(frozen=True)
class Request:
    """An archive as one request has it open: a reader of its own, and all else shared."""

    config: Config
    archive: Archive
    index: Index
    reader: CheckedReader
    at: datetime = AT

    def open_captures(self) -> CaptureReader:
        """Read no capture: the versions are of one extractor."""
        raise AssertionError


@dataclass(frozen=True)
class Served:
    """What requests share."""

    built: Built
    index: Index
    folder: Path

    def request(self) -> OpenedArchive:
        """Return the archive, opened for one request."""
        archive = self.built.archive
        return Request(Config(), archive, self.index, CheckedReader(archive.store, self.index))


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """Provide an archive of three articles with four runs, and its index."""
    store = FileStore(tmp_path / "store")
    built = build_archive(store, articles=3, runs=4)
    index = open_current(f"sqlite:///{tmp_path}/index.db", store)
    yield Served(built, index, tmp_path / "store")
    index.close()


def test_a_list_of_changes_tells_where_it_goes_on(served: Served) -> None:
    """Each page gives the place of the next one, the last gives none, and none is counted."""
    every = change_list(served.request(), ChangeFilter())
    assert every.total == len(every.changes) > 2
    assert every.next is None
    wanted = ChangeFilter(limit=2)
    pages: list[ListedChange] = []
    while True:
        page = change_list(served.request(), wanted, count=False)
        assert page.total is page.unknown is None
        pages += page.changes
        if page.next is None:
            break
        assert page.next == page.changes[-1].position
        wanted = replace(wanted, cursor=page.next)
    assert pages == list(every.changes)


def test_damage_belongs_to_the_request_that_met_it(served: Served) -> None:
    """What one request found damaged is in its own document, and in no other's."""
    article = served.built.articles[1]
    path = served.folder / version_key(article, 2)
    path.chmod(0o644)
    path.write_bytes(path.read_bytes().replace(b"title", b"tilte", 1))
    meets, other = served.request(), served.request()
    history = article_history(meets, find(meets, article))
    assert [one.damage is not None for one in history.versions][:2] == [False, True]
    told = with_damage(history.document(), meets.reader.damage)
    assert [one["version"] for one in told["damaged"]] == [2]
    sound = article_history(other, find(other, served.built.articles[2]))
    assert with_damage(sound.document(), other.reader.damage) == sound.document()
    withheld = comparison(other, find(other, article), VersionRange(old=1, new=2))
    assert isinstance(withheld, WithheldComparison)
    assert withheld.document() == {
        "article": article,
        "url": find(other, article).url,
        "from": 1,
        "to": 2,
    }


def test_formats_of_a_comparison_are_text(served: Served) -> None:
    """A page gets what ``diff`` writes as text, without a screen."""
    opened = served.request()
    compared = comparison(opened, find(opened, served.built.articles[1]), VersionRange(new=2))
    assert isinstance(compared, Comparison)
    assert unified_text(compared).startswith("--- version 1, captured ")
    assert json_text(compared).endswith("}\n")
    assert '"damaged"' not in json_text(compared)


def test_a_run_is_found_by_its_name(served: Served) -> None:
    """One run is what the list says of it, with its plan; and an unknown one is nothing."""
    opened = served.request()
    (newest, *_) = run_list(opened).runs
    assert newest.summary.run == served.built.runs[-1]
    found = one_run(opened, newest.summary.run)
    assert found is not None
    assert (found.plan, replace(found, plan=None)) == ({"targets": 3}, newest)
    assert one_run(opened, "20260101T000000Z-00000000") is None
