"""Taking objects out of an archive for good. Only this module calls ``RemovingStore.remove``.

The order of its steps makes every crash harmless: the removal, which names all that goes, is
stored first; a check part vouches for it; the index forgets; and only then objects are removed.
What stands in the place of a record that quoted a removed one is stored before all that. Whoever
repeats the command finishes what was begun.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from crawler import identity
from crawler.archive import Archive
from crawler.attest import CheckedReader
from crawler.codec import encode_sealed, sha256
from crawler.errors import BadRecord, ObjectMissing, StoreBroken
from crawler.index import Index
from crawler.model import Version
from crawler.removal import (
    Removal,
    RemovalKind,
    RemovedObject,
    RemovedRecord,
    read_removal,
    without_text,
)
from crawler.shortening import Shortener, those_that_quote
from crawler.store.base import RemovingStore


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovalOrder:
    """Who wants something removed, and why."""

    kind: RemovalKind
    at: datetime
    by: str
    reason: str
    order_id: str | None
    run: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RedactionPlan:
    """What a redaction of an Article would remove."""

    article: str
    versions: tuple[RemovedRecord, ...]
    objects: tuple[RemovedObject, ...]
    shortened: tuple[RemovedRecord, ...]
    """Records that stay without their quotations, because they describe a change from a removed
    version, of this redaction or of an earlier one.
    """
    leaves: tuple[int, ...]
    """Versions that stay and hold a paragraph of the removed ones; or are damaged, and may quote
    one.
    """

    @property
    def is_empty(self) -> bool:
        """Whether nothing is left to remove."""
        return not (self.versions or self.objects or self.shortened)


class Remover:
    """Removes from one store. ``attest`` has a check part name what the archive has stored."""

    def __init__(
        self, store: RemovingStore, archive: Archive, index: Index, attest: Callable[[], None]
    ) -> None:
        self._store, self._archive, self._index = store, archive, index
        self._attest = attest
        self._shortener = Shortener(archive, index)

    def redaction_of(self, article: str, numbers: Collection[int] | None) -> RedactionPlan:
        """Return what goes with these versions, or with all.

        Their records, their derivations, and every capture from the time at which a version was
        first seen to that of the next one, whatever its check made of it. And the quotations in
        records that stay. Raises ``DamagedRecord`` for a version that is damaged.
        """
        reader = CheckedReader(self._archive.store, self._index)
        reads = reader.versions(article)
        places = [read.record or read.suspect for read in reads]
        wanted = {read.number for read in reads if numbers is None or read.number in numbers}
        chosen = [read for read in reads if read.number in wanted and read.redaction is None]
        removed = tuple(
            RemovedRecord(sha256=read.sha256 or "", record=without_text(read.sound))
            for read in chosen
        )
        keys = [
            *_captures(
                self._store.list(f"articles/{article}/captures/"),
                [place for place in places if place is not None],
                wanted,
            ),
            *_made_of(self._store.list(f"articles/{article}/derivations/"), wanted),
            *_made_of(self._store.list(f"articles/{article}/remainders/"), wanted),
        ]
        gone = wanted | {read.number for read in reads if read.redaction is not None}
        quoting = those_that_quote(reads, gone)
        rest = [read.record for read in reads if read.number not in wanted and read.record]
        leaves = {*_leaves([read.sound for read in chosen], rest)}
        leaves |= {read.number for read in quoting if read.damage is not None}
        return RedactionPlan(
            article=article,
            versions=removed,
            objects=tuple(map(self._object, keys)),
            shortened=tuple(filter(None, map(self._shortener.without_quotations, quoting))),
            leaves=tuple(sorted(leaves)),
        )

    def _object(self, key: str) -> RemovedObject:
        named = identity.parse_key(key)
        if isinstance(named, identity.CaptureKey | identity.RemainderKey):
            return RemovedObject(key=key, sha256=named.sha256, size=self._store.size(key))
        data = self._store.read(key)
        return RemovedObject(key=key, sha256=sha256(data), size=len(data))

    def objects(self, keys: Iterable[str]) -> tuple[RemovedObject, ...]:
        """Return those of these captures that the store holds."""
        found = []
        for key in keys:
            try:
                found.append(self._object(key))
            except ObjectMissing:
                continue
        return tuple(found)

    def record(
        self,
        article: str,
        order: RemovalOrder,
        *,
        versions: tuple[RemovedRecord, ...] = (),
        objects: tuple[RemovedObject, ...] = (),
        shortened: tuple[RemovedRecord, ...] = (),
    ) -> Removal:
        """Store the removal that names these, under the next free number.

        Of the shortened ones, what stays of them is stored first.
        """
        standing = tuple(map(self._shortener.store, shortened))
        number = len(list(self._store.list(f"articles/{article}/redactions/"))) + 1
        while True:
            removal = Removal(
                article=article,
                number=number,
                kind=order.kind,
                at=order.at,
                by=order.by,
                reason=order.reason,
                order_id=order.order_id,
                run=order.run,
                versions=versions,
                objects=objects,
                shortened=standing,
            )
            if self._archive.add(removal.key, encode_sealed(removal)):
                return removal
            number += 1

    def begun(self, article: str, order: RemovalOrder) -> list[Removal]:
        """Return removals of the same order that a crash left without a word for them.

        They are named now. What others may have laid down is not touched.
        """
        found = []
        vouched = set(self._index.removals_of(article))
        for key in self._store.list(f"articles/{article}/redactions/"):
            if key in vouched:
                continue
            data = self._store.read(key)
            try:
                removal = read_removal(key, data)
            except BadRecord:
                continue
            said = (removal.kind, removal.order_id, removal.reason, removal.by)
            if said == (order.kind, order.order_id, order.reason, order.by):
                self._archive.add(key, data)
                found.append(removal)
        return found

    def left(self, article: str) -> list[Removal]:
        """Return the article's removals of which something is in the store still."""
        keys = self._index.removals_of(article)
        found = [read_removal(key, self._store.read(key)) for key in keys]
        if not any(removal.names for removal in found):
            return []
        there = set(self._store.list(f"articles/{article}/"))
        return [removal for removal in found if not there.isdisjoint(removal.names)]

    def carry_out(self, removals: Sequence[Removal]) -> None:
        """Have the removals vouched for, make the index forget, and remove what they name.

        Raises ``StoreBroken`` where a removal is not vouched for, or what is to stand in the place
        of a record cannot be read: then nothing is removed.
        """
        self._attest()
        waiting = {ref.key for ref in self._archive.made}
        unnamed = next((one.key for one in removals if one.key in waiting), None)
        if unnamed is not None:
            raise StoreBroken(f"no check part names {unnamed}: nothing was removed")
        self._index.add_removals(removals)
        for removal in removals:
            self._shortener.require(removal)
        for removal in removals:
            for key in removal.names:
                self._store.remove(key)


def _captures(keys: Iterable[str], places: Sequence[Version], wanted: set[int]) -> list[str]:
    """Return the captures that the wanted versions name, and those of their time.

    What was captured before the first version goes with that one.
    """
    shown = {place.capture.key for place in places if place.version in wanted}
    starts = [(place.captured_at.replace(microsecond=0), place.version) for place in places]
    found = []
    for key in keys:
        named = identity.parse_key(key)
        if isinstance(named, identity.CaptureKey):
            standing = [number for at, number in starts if at <= named.fetched_at]
            number = standing[-1] if standing else min(number for _, number in starts)
            if key in shown or number in wanted:
                found.append(key)
    return found


def _made_of(keys: Iterable[str], wanted: set[int]) -> list[str]:
    """Return the derivations and remainders of the wanted versions."""
    named = ((key, identity.parse_key(key)) for key in keys)
    return [
        key
        for key, one in named
        if isinstance(one, identity.DerivationKey | identity.RemainderKey) and one.version in wanted
    ]


def _leaves(chosen: Sequence[Version], rest: Sequence[Version]) -> tuple[int, ...]:
    """Return the versions that stay and hold a paragraph of those that go."""
    gone = {text for one in chosen if one.extraction for text in one.extraction.paragraphs}
    return tuple(
        one.version
        for one in rest
        if one.extraction is not None and not gone.isdisjoint(one.extraction.paragraphs)
    )
