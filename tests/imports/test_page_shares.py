"""What workers read of an import is taken only where it is what the call would have read itself."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.archive import open_for_writing
from crawler.config import Config
from crawler.errors import BadRecord
from crawler.imports import (
    ImportTally,
    PastCapture,
    SourceFile,
    Worklist,
    opened_source,
    past_capture,
    scan,
)
from crawler.model import Capture
from crawler.store.open_store import open_store
from crawler.workers import extraction_of
from jobs.importing.page_shares import pages_read, read_before, share_of
from jobs.importing.share_reading import FileMissing, read_pages
from tests.imports.foreign_files import WarcFile, page

NOW = datetime(2026, 11, 28, tzinfo=UTC)
MOST = 1_000_000


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[tuple[list[SourceFile], Worklist, Config]]:
    """Provide a file with an answer, a revisit of it, and a removal; and where the archive is."""
    file = WarcFile()
    record = file.answer("2026-01-01T00:00:00Z", page())
    digest = record.rec_headers.get_header("WARC-Payload-Digest")
    of = record.rec_headers.get_header("WARC-Target-URI")
    file.revisit("2026-01-02T00:00:00Z", digest, of, "2026-01-01T00:00:00Z")
    file.answer("2026-01-03T00:00:00Z", b"gone", status="404 Not Found")
    path = file.write(tmp_path / "a.warc.gz")
    config = Config.model_validate(
        {
            "store": {"url": f"file:{tmp_path / 'store'}"},
            "index": {"url": f"sqlite:///{tmp_path / 'index.db'}"},
            "crawl": {"workers": 1},
        }
    )
    open_for_writing(open_store(config.store), now=NOW)
    with ExitStack() as stack:
        source = stack.enter_context(opened_source(path))
        worklist = stack.enter_context(Worklist(tmp_path))
        tally = ImportTally()
        scan(source, worklist, tally, now=NOW, max_bytes=MOST, progress=lambda: True)
        worklist.complete()
        yield [source], worklist, config


def captures(sources: list[SourceFile], worklist: Worklist) -> Iterator[Capture]:
    """Yield the captures that the call itself has."""
    for item in worklist.pages():
        found = past_capture(
            sources, worklist.candidates, item, max_bytes=MOST, held=lambda *_: iter(())
        )
        assert isinstance(found, PastCapture)
        yield found.capture


def test_what_a_worker_reads_is_what_the_call_would_read(
    opened: tuple[list[SourceFile], Worklist, Config],
) -> None:
    """Also of a revisit; a removal has nothing to read; and of another capture nothing is taken."""
    sources, worklist, config = opened
    share = share_of(list(enumerate(worklist.pages())), sources, worklist, MOST)
    read = pages_read(read_pages(config, share, clock=lambda: NOW))
    assert sorted(read) == [0, 1]
    both = list(captures(sources, worklist))[:2]
    for position, capture in enumerate(both):
        before = read_before(read[position], capture)
        assert before is not None
        assert before.extraction == extraction_of(capture, MOST)
        (exchange,) = capture.exchanges
        for change in ({"body": exchange.body + b" "}, {"fetched_at": NOW}, {"url": "https://a.b"}):
            other = replace(capture, exchanges=(replace(exchange, **change),))
            assert read_before(read[position], other) is None


def test_a_file_that_is_another_one_here_is_not_read(
    opened: tuple[list[SourceFile], Worklist, Config],
) -> None:
    """Nor is one that is not there: the machine and the file are named."""
    sources, worklist, config = opened
    share = share_of(list(enumerate(worklist.pages())), sources, worklist, MOST)
    with sources[0].path.open("ab") as file:
        file.write(b"more")
    with pytest.raises(FileMissing, match="is another file on"):
        read_pages(config, share, clock=lambda: NOW)
    sources[0].path.unlink()
    with pytest.raises(FileMissing, match="cannot be reached on"):
        read_pages(config, share, clock=lambda: NOW)


@pytest.mark.parametrize("answer", ["", "AAAA", "no base64"])
def test_an_answer_that_makes_no_sense_is_refused(answer: str) -> None:
    """What a job answered is not believed blindly."""
    with pytest.raises(BadRecord):
        pages_read(answer)
