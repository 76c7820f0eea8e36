"""What lists say of a change: the words that say most, at a bounded cost."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from crawler.attest import CheckedReader, Read
from crawler.diff import Span
from crawler.index import THROWAWAY, open_index
from crawler.model import Extraction
from crawler.reindex import catch_up
from crawler.store.files import FileStore
from jobs.web import told_change
from jobs.web.told_change import ROOM, ToldChange, told_changes
from tests.web.courses import BRIDGE, FIRST, SECOND, THIRD, Seen, write_course


@contextmanager
def _reads(folder: Path, *texts: Extraction) -> Iterator[list[Read]]:
    store = FileStore(folder / "store")
    looks = [Seen(timedelta(hours=hour), text) for hour, text in enumerate(texts)]
    article = write_course(store, BRIDGE, looks)
    index = open_index(THROWAWAY)
    catch_up(index, store)
    yield CheckedReader(store, index).versions(article)
    index.close()


def _told(reads: list[Read]) -> dict[int, ToldChange]:
    return told_changes(reads, {read.number: reads[read.number - 2] for read in reads[1:]})


def test_headlines_come_from_the_record_and_sentences_from_a_comparison(tmp_path: Path) -> None:
    """Each change but the first has its words, marked."""
    with _reads(tmp_path, FIRST, SECOND, THIRD) as reads:
        told = _told(reads)
    assert sorted(told) == [2, 3]
    assert told[2].lead == "Headline"
    assert Span("added", "for weeks") in told[2].spans
    assert told[3].lead == "Left"
    assert told[3].spans == (Span("removed", FIRST.paragraphs[2]),)


def test_long_texts_are_not_compared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a text that is long the recorded reason stands; a headline needs no comparison."""
    monkeypatch.setattr(told_change, "MAX_LETTERS", 100)
    with _reads(tmp_path, FIRST, SECOND, THIRD) as reads:
        told = _told(reads)
        assert reads[2].record is not None
        reason = reads[2].record.change.reasons["removal"]
    assert told[2].lead == "Headline"
    assert told[3] == ToldChange(lead="removal", plain=reason)


def test_of_a_damaged_version_nothing_is_told(tmp_path: Path) -> None:
    """A damaged version tells nothing, and the one after it says so."""
    with _reads(tmp_path, FIRST, SECOND, THIRD) as reads:
        reads[1] = replace(reads[1], record=None)
        told = _told(reads)
    assert sorted(told) == [3]
    assert told[3].plain == "The version before it is damaged."


def test_long_words_are_cut(tmp_path: Path) -> None:
    """A headline of any length is shown within the room."""
    long = replace(FIRST, title="word " * 2_000)
    with _reads(tmp_path, FIRST, long) as reads:
        spans = _told(reads)[2].spans
    assert sum(len(span.text) for span in spans) <= ROOM
