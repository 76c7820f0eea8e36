"""What changed between two versions in one line, for lists: as much work as a list may cost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from crawler.attest import Read
from crawler.diff import Spans, diff
from crawler.excerpt import excerpt
from crawler.model import Change, ChangeKind, Extraction, Version
from crawler.telling_change import TellingChange, most_telling, telling_of_record
from jobs.web.derived_cache import DerivedCache

ROOM = 260
"""Letters of the words that are shown."""

MAX_LETTERS = 60_000
"""Of both texts together: longer ones are not compared for a list."""

_EMPTY = Extraction(extractor="")
_TOLD = DerivedCache(most=4_096, seconds=86_400.0)
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
    ChangeKind.RETURNED: "The article is back.",
    ChangeKind.GONE: "The article was taken down.",
}
_FACTS = {"number": "Number", "date": "Date", "name": "Name", "quotation": "Quotation"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldChange:
    """What is said of a change in a line."""

    lead: str
    """What kind of thing changed, in a word or two."""
    spans: Spans = ()
    """The words, those that came and left marked. May be empty."""
    plain: str = ""
    """What the record gives as its reason, where no words were compared."""


def told_changes(reads: Sequence[Read], before: Mapping[int, Read]) -> dict[int, ToldChange]:
    """Return what is said of each of these versions of an article, by number.

    ``before`` holds the version before each. Of first and damaged ones nothing is said.
    """
    found = {}
    for read in reads:
        older = before.get(read.number)
        if read.record is None or older is None:
            continue
        found[read.number] = _told(older, read, read.record)
    return found


def _told(older: Read, newer: Read, record: Version) -> ToldChange:
    change = record.change
    if older.record is None:
        return ToldChange(lead="", plain="The version before it is damaged.")
    old, new = older.record.extraction or _EMPTY, record.extraction or _EMPTY
    telling = telling_of_record(change, old_title=old.title, new_title=new.title)
    if telling is not None:
        return _worded(telling)
    if len(old.text) + len(new.text) > MAX_LETTERS:
        return _reason(change)
    return _TOLD.value(
        (older.sha256, newer.sha256),
        lambda: _compared(old, new, change),
    )


def _compared(old: Extraction, new: Extraction, change: Change) -> ToldChange:
    telling = most_telling(diff(old, new), change)
    return _worded(telling) if telling else _reason(change)


def _worded(telling: TellingChange) -> ToldChange:
    lead = "Moved" if telling.moved else _LEADS.get(telling.kind, telling.kind.value)
    if telling.fact is not None:
        lead = _FACTS[telling.fact.kind]
    return ToldChange(lead=lead, spans=excerpt(telling.spans, ROOM))


def _reason(change: Change) -> ToldChange:
    kind = next((one for one in change.kinds if one in change.reasons), None)
    plain = change.reasons[kind] if kind else "No reader sees a difference."
    return ToldChange(lead=kind or "", plain=plain if len(plain) <= ROOM else f"{plain[:ROOM]}…")
