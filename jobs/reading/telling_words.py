"""The words that say most about each change of a list: its headline, or one sentence."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock

from crawler.attest import Read
from crawler.diff import Spans
from crawler.excerpt import excerpt
from crawler.model import ChangeKind, State, Version
from crawler.record_checks import predecessor
from crawler.telling_change import TellingChange, most_telling, telling_of_record
from jobs.reading.change_list import ListedChange
from jobs.reading.feed_entries import recorded_difference
from jobs.reading.opened import OpenedArchive

ROOM = 240
"""Letters of a headline or sentence in a list."""

MAX_COMPARED = 60_000
"""Characters of both texts. Of longer ones a list shows what their record alone tells."""

_KEPT = 10_000


@dataclass(frozen=True, slots=True)
class TellingWords:
    """What a list shows of one change. Marked words, cut to a line."""

    is_headline: bool = False
    before: Spans = ()
    """Of a headline: what it said. Empty where it said nothing, or that is not known."""
    after: Spans = ()
    """Of a headline: what it says."""
    sentence: Spans = ()
    """Else the sentence, its words before and after in one."""
    kind: ChangeKind | None = None
    moved: bool = False
    """Whether the sentence only stands at another place."""


@dataclass(frozen=True, slots=True)
class ChangeInWords:
    """A change of a list, with the version before it and its most telling words."""

    listed: ListedChange
    older: int | None
    """The number of the version that it is compared with; None where the chain names none."""
    telling: TellingWords


_NOTHING = TellingWords()


class TellingCache:
    """Telling words by the hashes of both records, which never change. For all threads."""

    def __init__(self, kept: int = _KEPT) -> None:
        self._kept, self._lock = kept, Lock()
        self._known: OrderedDict[tuple[str, str], TellingWords] = OrderedDict()

    def words(self, key: tuple[str, str] | None, older: Read | None, one: Read) -> TellingWords:
        """Return the words of a change. Without a key they are made anew."""
        if one.record is None:
            return _NOTHING
        if key is None:
            return _made(older, one.record)
        with self._lock:
            known = self._known.get(key)
            if known is not None:
                self._known.move_to_end(key)
                return known
        made = _made(older, one.record)
        with self._lock:
            self._known[key] = made
            while len(self._known) > self._kept:
                self._known.popitem(last=False)
        return made


def told_changes(
    opened: OpenedArchive, changes: Sequence[ListedChange], cache: TellingCache
) -> tuple[ChangeInWords, ...]:
    """Return the changes with their most telling words. The versions before are read for that."""
    numbers = [_before(one) for one in changes]
    before = {
        (read.article, read.number): read
        for read in opened.reader.each(
            [(one.article, number) for one, number in zip(changes, numbers, strict=True) if number]
        )
    }
    hashes = opened.index.fed_of({one.article for one in changes})
    told = []
    for one, number in zip(changes, numbers, strict=True):
        older = before.get((one.article, number)) if number else None
        own, previous = hashes[one.article].get(one.read.number), _previous(one)
        sound = own and previous and older is not None and older.record is not None
        key = (str(previous), str(own)) if sound else None
        told.append(ChangeInWords(one, number, cache.words(key, older, one.read)))
    return tuple(told)


def _before(one: ListedChange) -> int | None:
    record = one.read.record
    return predecessor(record) if record is not None else None


def _previous(one: ListedChange) -> str | None:
    return one.read.record.previous if one.read.record is not None else None


def _made(older: Read | None, newer: Version) -> TellingWords:
    before = older.record if older is not None else None
    told = _telling(before, newer)
    if told is None:
        return _NOTHING
    if told.part in {"title", "shown_title"} and told.kind is ChangeKind.HEADLINE:
        return TellingWords(
            is_headline=True,
            before=excerpt(told.before, ROOM),
            after=excerpt(told.after, ROOM),
            kind=told.kind,
        )
    return TellingWords(sentence=excerpt(told.spans, ROOM), kind=told.kind, moved=told.moved)


def _telling(older: Version | None, newer: Version) -> TellingChange | None:
    if newer.state is State.GONE:
        return None  # its title stands in the list, and that it is gone
    if older is not None and older.extraction is not None and newer.extraction is not None:
        difference, _ = recorded_difference(older, newer, most=MAX_COMPARED)
        if difference is not None:
            return most_telling(difference, newer.change)
    new = _title(newer)
    old = _title(older) if older is not None and older.extraction is not None else new
    return telling_of_record(newer.change, old_title=old, new_title=new)


def _title(version: Version) -> str | None:
    return version.extraction.title if version.extraction is not None else None
