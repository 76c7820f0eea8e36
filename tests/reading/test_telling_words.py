"""The most telling words of the changes of a list."""

from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch

from crawler.diff import Span
from crawler.identity import article_of
from crawler.model import ChangeFilter
from crawler.telling_change import most_telling
from jobs.reading import telling_words
from jobs.reading.change_list import change_list
from jobs.reading.derived_cache import DerivedCache
from jobs.reading.telling_words import ROOM, TellingWords, told_changes, words_of_change
from tests.feeds.newsroom_archive import NewsroomArchive, Reading

URL = "https://news.example/bridge"
LONG = "It is a very long bridge that was built long ago and is used by many people. " * 900


def at(hour: int) -> datetime:
    """Return a time."""
    return datetime(2026, 11, 21, hour, tzinfo=UTC)


def words(reading: Reading, cache: DerivedCache | None = None) -> list[TellingWords]:
    """Return the words of all changes, newest first."""
    found = change_list(reading, ChangeFilter(limit=10), count=False)
    told = told_changes(reading, found.changes, cache if cache is not None else DerivedCache())
    return [one.telling for one in told]


def test_one_line_of_each_change(tmp_path: Path) -> None:
    """A headline has two sides, a sentence its marks; both fit in one line."""
    archive = NewsroomArchive(tmp_path)
    archive.publish(URL, at(1), "Bridge", "It is open.", "Cars pass.")
    archive.publish(URL, at(2), "Bridge shut", "It is open.", "Cars pass.", kinds=("headline",))
    archive.publish(URL, at(3), "Bridge shut", "It is shut.", "Cars pass.", kinds=("rewrite",))
    archive.publish(URL, at(4), "B" * 900, "It is shut.", "Cars pass.", kinds=("headline",))
    archive.publish(URL, at(5), None, kinds=("gone",))
    with archive.open() as reading:
        gone, cut, sentence, headline = words(reading)
    assert gone.lead == "The article was taken down."
    assert cut.is_headline
    assert cut.lead == "Headline"
    assert len("".join(span.text for span in cut.after)) <= ROOM
    assert [span.text for span in sentence.spans if span.mark != "same"] == ["open", "shut"]
    assert sentence.lead == "Reworded"
    assert Span("added", "shut") in headline.after
    assert Span("added", "shut") in headline.spans
    assert all(span.mark != "added" for span in headline.before)


def test_long_texts_are_not_compared(tmp_path: Path) -> None:
    """Of texts that are too long for a list it shows what the record alone tells."""
    archive = NewsroomArchive(tmp_path)
    archive.publish(URL, at(1), "Bridge", LONG)
    archive.publish(URL, at(2), "Bridge", LONG, "More.", kinds=("addition",), judged=(1, 0))
    archive.publish(URL, at(3), "Shut", LONG, "More.", kinds=("headline",), judged=(0, 0))
    with archive.open() as reading, patch.object(telling_words, "most_telling") as compared:
        headline, unknown = words(reading)
    assert compared.call_count == 0
    assert headline.is_headline
    assert unknown == TellingWords(lead="addition", plain="because of addition")


def test_for_a_new_headline_no_text_is_compared(tmp_path: Path) -> None:
    """Nothing says more of a change; its words are those that a comparison would give."""
    archive = NewsroomArchive(tmp_path)
    archive.publish(URL, at(1), "Bridge", "It is open.", "Cars pass.")
    archive.publish(URL, at(2), "Bridge shut", "It is shut.", "Cars pass.", kinds=("headline",))
    with archive.open() as reading, patch.object(telling_words, "recorded_difference") as compared:
        (headline,) = words(reading)
    assert compared.call_count == 0
    assert [(one.mark, one.text) for one in headline.spans] == [
        ("same", "Bridge "),
        ("added", "shut"),
    ]


def test_each_pair_is_compared_once(tmp_path: Path) -> None:
    """What was compared is remembered by the hashes of both records; at most so many pairs."""
    archive = NewsroomArchive(tmp_path)
    archive.publish(URL, at(1), "Bridge", "It is open.")
    for hour in (2, 3):
        archive.publish(URL, at(hour), "Bridge", f"It is open for {hour}.", kinds=("rewrite",))
    with archive.open() as reading:
        known, forgetful = DerivedCache(), DerivedCache(most=1)
        first = words(reading, known)
        words(reading, forgetful)
        with patch.object(telling_words, "most_telling", wraps=most_telling) as compared:
            assert words(reading, known) == first
            assert compared.call_count == 0
            assert words(reading, forgetful) == first
            assert compared.call_count == 2


def test_a_damaged_predecessor_tells_nothing(tmp_path: Path) -> None:
    """Words of a damaged version are not shown as those that stood before; its change has none."""
    archive = NewsroomArchive(tmp_path)
    archive.publish(URL, at(1), "Bridge", "It is open.")
    archive.publish(URL, at(2), "Bridge shut", "It is shut.", kinds=("headline",))
    cache = DerivedCache()
    with archive.open() as reading:
        assert words(reading, cache)[0].is_headline
    archive.overwrite(URL, 1)
    with archive.open() as reading:
        told = words(reading, cache)
        older = reading.reader.version(article_of(URL), 1)
        newer = reading.reader.version(article_of(URL), 2)
    assert told == [TellingWords(plain="The version before it is damaged.")]
    assert words_of_change(newer, older, cache) == TellingWords()
