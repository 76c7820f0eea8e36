"""The words that say most about each change of a list: its headline, or one sentence."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from crawler.attest import Read
from crawler.diff import Spans, same_letters
from crawler.excerpt import excerpt
from crawler.model import Change, ChangeKind, State, Version
from crawler.telling_change import TellingChange, most_telling, telling_of_record
from jobs.reading.change_list import ListedChange, versions_before
from jobs.reading.derived_cache import DerivedCache
from jobs.reading.feed_entries import recorded_difference
from jobs.reading.opened import OpenedArchive

ROOM = 240
"""Letters of a headline or sentence in a list."""

MAX_COMPARED = 60_000
"""Characters of both texts. Of longer ones a list shows what their record alone tells."""

WORDS = DerivedCache(most=10_000, seconds=math.inf)
"""By the hashes of both records, which say all that is compared; the records themselves are read,
and checked, each time.
"""

_LEADS = {
    ChangeKind.HEADLINE: "Headline",
    ChangeKind.BYLINE: "Byline",
    ChangeKind.CORRECTION: "Notice",
    ChangeKind.REMOVAL: "Left",
    ChangeKind.ADDITION: "New",
    ChangeKind.REWRITE: "Reworded",
    ChangeKind.COSMETIC: "Small",
    ChangeKind.CAPTION: "Caption",
    ChangeKind.LINK: "Link",
    ChangeKind.IMAGE: "Picture",
    ChangeKind.RETURNED: "The article is back.",
    ChangeKind.GONE: "The article was taken down.",
}
_FACTS = {"number": "Number", "date": "Date", "name": "Name", "quotation": "Quotation"}


@dataclass(frozen=True, slots=True)
class TellingWords:
    """What a list shows of one change. Marked words, cut to a line."""

    lead: str = ""
    """What kind of thing changed, in a word or two."""
    kind: ChangeKind | None = None
    spans: Spans = ()
    """The words before and after in one, those that left and came marked. May be empty."""
    before: Spans = ()
    """Of a headline: what it said. Empty where it said nothing, or that is not known."""
    after: Spans = ()
    """Of a headline: what it says."""
    is_headline: bool = False
    moved: bool = False
    """Whether the words only stand at another place."""
    plain: str = ""
    """What the record gives as its reason, where no words are shown."""


@dataclass(frozen=True, slots=True)
class ChangeInWords:
    """A change of a list, with the version before it and its most telling words."""

    listed: ListedChange
    older: int | None
    """The number of the version that it is compared with; None where there is none."""
    telling: TellingWords


def told_changes(
    opened: OpenedArchive, changes: Sequence[ListedChange], words: DerivedCache = WORDS
) -> tuple[ChangeInWords, ...]:
    """Return the changes with their most telling words. The versions before are read for that."""
    before = versions_before(opened, changes)
    return tuple(
        ChangeInWords(one, number or None, words_of_change(older, one.read, words))
        for one, (number, older) in zip(changes, before, strict=True)
    )


def words_of_change(older: Read | None, newer: Read, words: DerivedCache = WORDS) -> TellingWords:
    """Return the words of a change. Of a damaged version there are none."""
    record = newer.record
    if record is None:
        return TellingWords()
    if older is None or older.record is None:
        told = _telling(None, record)
        return _words(told) if told is not None else TellingWords(plain=_withheld(older))
    before = older.record

    def compared() -> TellingWords:
        told = _telling(before, record)
        if told is None and record.judged_against is None:
            return TellingWords(plain="The versions before it were imported later.")
        return _words(told) if told is not None else _reason(record.change)

    return words.value((older.sha256, newer.sha256), compared)


def _withheld(older: Read | None) -> str:
    if older is None:
        return ""
    return f"The version before it is {'redacted' if older.redaction else 'damaged'}."


def _telling(older: Version | None, newer: Version) -> TellingChange | None:
    if older is not None and (headline := _new_headline(older, newer)) is not None:
        return headline
    if older is not None and newer.state is not State.GONE:
        difference, _ = recorded_difference(older, newer, most=MAX_COMPARED)
        if difference is not None:
            return most_telling(difference, newer.change)
    new = _title(newer)
    old = _title(older) if older is not None and older.extraction is not None else new
    return telling_of_record(newer.change, old_title=old, new_title=new)


def _new_headline(older: Version, newer: Version) -> TellingChange | None:
    """Return the headline where it is another: nothing says more, so no text is compared."""
    if older.extraction is None or newer.extraction is None:
        return None
    old, new = older.extraction.title or "", newer.extraction.title or ""
    if not old or same_letters(old, new):
        return None
    return telling_of_record(newer.change, old_title=old, new_title=new)


def _title(version: Version) -> str | None:
    return version.extraction.title if version.extraction is not None else None


def _words(told: TellingChange) -> TellingWords:
    is_headline = told.kind is ChangeKind.HEADLINE
    lead = _FACTS[told.fact.kind] if told.fact else _LEADS.get(told.kind, told.kind.value)
    return TellingWords(
        lead="Moved" if told.moved else lead,
        kind=told.kind,
        spans=excerpt(told.spans, ROOM),
        before=excerpt(told.before, ROOM) if is_headline else (),
        after=excerpt(told.after, ROOM) if is_headline else (),
        is_headline=is_headline,
        moved=told.moved,
    )


def _reason(change: Change) -> TellingWords:
    kind = next((one for one in change.kinds if one in change.reasons), None)
    plain = change.reasons[kind] if kind else "No reader sees a difference."
    return TellingWords(
        lead=kind or "", plain=plain if len(plain) <= ROOM else f"{plain[: ROOM - 1]}…"
    )
