"""Deriving an archive again.

Derivations come, versions never, and past judgements that no longer hold are named.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from crawler.archive import Archive, Derivation, open_for_writing
from crawler.checks import Part, PartHeader, encode_part
from crawler.codec import decode_sealed, sha256
from crawler.fingerprint import fingerprint
from crawler.identity import article_of, new_run_id
from crawler.index import Index, open_index
from crawler.model import Change, Check, Extraction, Head, Outcome, State, Version
from crawler.reextract import Reextraction, reextract
from crawler.reindex import rebuild
from crawler.store.files import FileStore
from crawler.verify import verify
from crawler.workers import Workers
from jobs.commands.reextract import run
from jobs.context import Context
from tests.archives import BORN, capture_of

URL = "https://news.example/2026/quay"
ARTICLE = article_of(URL)
RUN = new_run_id(BORN, b"abcd")
STORY = (
    (
        "The quay wall at the old fish market gave way on Tuesday night after a week "
        "of heavy rain, the port authority said."
    ),
    (
        "Nobody was hurt, but two stalls slid into the basin and a third was left "
        "hanging over the edge until a crane lifted it back."
    ),
    (
        "Engineers had asked for the wall to be examined as early as last spring, "
        "according to minutes of the port committee."
    ),
)
LATER = (
    "The market will stay closed until the basin has been searched by divers, "
    "which is expected to take at least four days."
)


def page(*paragraphs: str) -> str:
    """Return a page that tells these paragraphs."""
    body = "".join(f"<p>{one}</p>" for one in paragraphs)
    head = "<head><title>Quay wall gives way</title></head>"
    return f"<html>{head}<body><article><h1>Quay wall gives way</h1>{body}</article></body></html>"


def append(
    archive: Archive, head: Head | None, number: int, seen: tuple[str, ...], shown: tuple[str, ...]
) -> Head:
    """Return a version whose old extractor read ``seen`` in a page that shows ``shown``."""
    at = BORN + timedelta(hours=number)
    text = "\n\n".join(seen)
    record = Version(
        article=ARTICLE,
        url=URL,
        version=number,
        state=State.PRESENT,
        captured_at=at,
        confirmed_at=at,
        last_seen_before=None,
        capture=archive.keep(ARTICLE, capture_of(URL, page(*shown), at)),
        previous=head.sha256 if head else None,
        fingerprint=fingerprint("Quay wall gives way", "", text),
        content_sha256=sha256(text.encode()),
        run=RUN,
        extraction=Extraction(
            extractor="an older one", title="Quay wall gives way", paragraphs=seen
        ),
        change=Change(kinds=("rewrite",)) if head else Change(),
    )
    appended = archive.append(record)
    assert appended is not None
    return appended


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    """Two versions of one text, in which the old extractor saw a teaser rotate, and a check that it
    took for unchanged.
    """
    archive = open_for_writing(FileStore(tmp_path / "store"), now=BORN)
    first = append(archive, None, 1, (*STORY, "Read next: Gulls counted"), STORY)
    second = append(archive, first, 2, (*STORY, "Read next: Harbour ball"), STORY)
    capture = archive.keep(ARTICLE, capture_of(URL, page(*STORY, LATER), BORN + timedelta(hours=3)))
    line = Check(
        kind="article",
        run=RUN,
        url=URL,
        fetched_at=BORN + timedelta(hours=3),
        outcome=Outcome.UNCHANGED,
        article=ARTICLE,
        version=2,
        record_sha256=second.sha256,
        capture=capture.key,
    )
    header = PartHeader(run=RUN, part=1, previous=None, plan={}, trigger="test", started=BORN)
    part = Part(header=header, checks=(line,), report={"run": RUN})
    archive.store.create(part.key, encode_part(part))
    return archive


@pytest.fixture
def index(archive: Archive, tmp_path: Path) -> Iterator[Index]:
    """Provide the archive's index."""
    index = open_index(f"sqlite:///{tmp_path}/index.db")
    rebuild(index, archive.store)
    yield index
    index.close()


def again(archive: Archive, index: Index) -> Reextraction:
    """Derive it all with today's extractor."""
    with Workers(1, 30, 1_000_000) as workers:
        return reextract(archive, index, workers)


def test_judgements_that_no_longer_hold_are_named(archive: Archive, index: Index) -> None:
    """A change that was a teaser vanishes, an edit that was overlooked appears, and no version is
    added.
    """
    before = set(archive.store.list())
    result = again(archive, index)
    assert [judgement.version for judgement in result.vanished] == [2]
    assert [judgement.version for judgement in result.appeared] == [2]
    assert (result.articles, result.versions, result.derived, result.known, result.unreadable) == (
        1,
        2,
        2,
        0,
        (),
    )
    new = set(archive.store.list()) - before
    assert len(new) == 2
    assert all("/derivations/" in key for key in new)
    assert verify(archive.store).ok


def test_a_second_run_does_nothing_twice(archive: Archive, index: Index) -> None:
    """What is derived is known, and the judgements are the same."""
    first = again(archive, index)
    stored = set(archive.store.list())
    second = again(archive, index)
    assert second == replace(first, derived=0, known=2)
    assert set(archive.store.list()) == stored


def test_a_lost_capture_is_named(archive: Archive, index: Index, tmp_path: Path) -> None:
    """A version whose capture is gone is unreadable, and the others are derived all the same."""
    (tmp_path / "store" / index.versions(ARTICLE)[0].capture.key).unlink()
    result = again(archive, index)
    assert [judgement.version for judgement in result.unreadable] == [1]
    assert result.derived == 1


def test_the_command_reads_as_a_crawl_does(archive: Archive, tmp_path: Path) -> None:
    """``reextract`` uses the configuration's settings for single sites, as a crawl does.

    Else it would derive what no crawl sees.
    """
    config = tmp_path / "config.yaml"
    config.write_text(
        "store: {url: 'file:store'}\nindex: {url: 'sqlite:///index.db'}\nsites: "
        "{news.example: {drop: ['.advert']}}\n"
    )
    assert run(Context(config_path=config, json=True)) == 0
    derivations = [
        decode_sealed(Derivation, archive.store.read(key))
        for key in archive.store.list()
        if "/derivations/" in key
    ]
    assert len(derivations) == 2
    assert all("options=" in derivation.extraction.extractor for derivation in derivations)
