"""Reads what is shown, and compares it with all that vouches for it nearby.

A few objects for each record, never the whole archive.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import replace

from crawler.attest.chain import (
    ChainLink,
    link_of,
    neighbours_of,
    problem_of,
    redacted_link,
    shortened_link,
)
from crawler.attest.damage import Damage, Redaction
from crawler.attest.read_result import Read
from crawler.attest.record_cache import UNCACHED, RecordCache
from crawler.codec import sha256
from crawler.errors import BadRecord, CaptureRemoved, ObjectMissing, StoreUnsteady
from crawler.identity import version_key
from crawler.index import FedOf, Index, SaidOf
from crawler.model import Capture, Version
from crawler.record_checks import capture_bytes
from crawler.removal import quoted_by, without_quotations
from crawler.store.base import ObjectStore
from crawler.warc import read as read_warc


class CheckedReader:
    """Reads Versions and captures for one call.

    What it finds damaged on the way is in ``damage``. ``threads`` are lent to it by who makes many
    calls; else it starts some where the store is best asked for several objects at once.
    """

    def __init__(
        self,
        store: ObjectStore,
        index: Index,
        records: RecordCache = UNCACHED,
        *,
        threads: Executor | None = None,
    ) -> None:
        """Read from these. ``records`` may be shared: what one call has parsed, none does again."""
        self._store, self._index, self._threads = store, index, threads
        self._records = records
        self._said: dict[str, SaidOf] = {}
        self._fed: dict[str, FedOf] = {}
        self._links: dict[tuple[str, int], ChainLink] = {}
        self._found: dict[str, Damage] = {}

    @property
    def damage(self) -> tuple[Damage, ...]:
        """Return what was read and is damaged, each object once, in order."""
        return tuple(
            sorted(self._found.values(), key=lambda one: (one.article, one.version or 0, one.key))
        )

    def note(self, damage: Damage) -> None:
        """Take down what somebody else found damaged."""
        self._found.setdefault(damage.key, damage)

    def numbers(self, article: str) -> list[int]:
        """Return the numbers of the Article's Versions, as the index or check lines know them.

        In the order in which they stood, which imported ones have by the time of their capture.
        Damage keeps none from being listed. Left out are those of which the newest record says that
        this archive never held them.
        """
        self._ask([article])
        self._ask_fed([article])
        fed = self._fed[article].hashes
        top = max((*fed, *self._said[article].hashes), default=0)
        head = None if len(fed) == top else self._index.head(article)
        gaps = head.record.gaps if head is not None else ()
        return self._as_they_stood(
            article,
            (
                one
                for one in range(1, top + 1)
                if one in fed or not any(first <= one <= last for first, last in gaps)
            ),
        )

    def _as_they_stood(self, article: str, numbers: Iterable[int]) -> list[int]:
        """Return the numbers in order of capture. One that the index lacks follows its number."""
        chain = dict.fromkeys(numbers)
        ordered = list(self._fed[article].stood)
        if not ordered:
            return list(chain)
        for number in chain:
            if number not in ordered:
                behind = ordered.index(number - 1) + 1 if number - 1 in ordered else 0
                ordered.insert(behind, number)
        return [number for number in ordered if number in chain]

    def stamp(self, article: str, upto: int) -> str:
        """Return a hash over all that is said of the Article's Versions up to a number.

        What was made of them is of others where it differs. Nothing is read for it.
        """
        self._ask([article])
        self._ask_fed([article])
        said, fed = self._said[article], self._fed[article].hashes
        known = [
            (number, fed.get(number), sorted(said.hashes.get(number, ())), number in said.redacted)
            for number in sorted({*said.hashes, *fed})
            if number <= upto
        ]
        return sha256(repr(known).encode())

    def versions(self, article: str) -> list[Read]:
        """Return all the Article's Versions, in order."""
        return self.read(article, self.numbers(article))

    def sound_of(self, articles: Collection[str]) -> dict[str, list[Version]]:
        """Return those Versions of each of these Articles that are not damaged, in order."""
        self._ask(articles)
        self._ask_fed(articles)
        wanted = [(article, number) for article in articles for number in self.numbers(article)]
        found: dict[str, list[Version]] = {article: [] for article in articles}
        for read in self.each(wanted):
            if read.record is not None:
                found[read.article].append(read.record)
        return found

    def is_redacted(self, article: str, number: int) -> bool:
        """Return whether the text of a Version was taken out. Nothing is read for it."""
        self._ask([article])
        return number in self._said[article].redacted

    def version(self, article: str, number: int) -> Read:
        """Return one Version."""
        return self.read(article, [number])[0]

    def read(self, article: str, numbers: Iterable[int]) -> list[Read]:
        """Return these Versions of an Article, each compared with its neighbours."""
        return self.each([(article, number) for number in numbers])

    def each(self, wanted: Sequence[tuple[str, int]]) -> list[Read]:
        """Return these Versions, of any Articles, in this order."""
        self._ask({article for article, _ in wanted})
        near = {
            (article, beside)
            for article, number in wanted
            for beside in neighbours_of(number, self._said[article].hashes)
        }
        fresh = sorted(near - self._links.keys())
        self._ask_fed(
            {article for article, number in fresh if not self._said[article].hashes.get(number)}
        )
        self._links.update(zip(fresh, self._read_links(fresh), strict=True))
        return [self._judged(*one) for one in wanted]

    def _read_links(self, places: Sequence[tuple[str, int]]) -> list[ChainLink]:
        """Return the links at these places, as many at once as the store is best asked for."""
        if min(self._store.at_once, len(places)) <= 1:
            return [self._link(place) for place in places]
        with nullcontext(self._threads) if self._threads else reader_threads() as threads:
            return list(threads.map(self._link, places))

    def _ask(self, articles: Collection[str]) -> None:
        unasked = sorted(set(articles) - self._said.keys())
        if unasked:
            self._said |= self._index.said_of(unasked)

    def _ask_fed(self, articles: Collection[str]) -> None:
        """Ask what the index read earlier, which counts only where check lines say nothing."""
        unasked = sorted(set(articles) - self._fed.keys())
        if unasked:
            self._fed |= self._index.fed_of(unasked)

    def _link(self, place: tuple[str, int]) -> ChainLink:
        article, number = place
        key = version_key(article, number)
        said, fed = self._said[article], self._fed.get(article)
        gone = said.redacted.get(number)
        if gone is not None:  # even if the record is there again, from a backup say
            return redacted_link(gone, said.hashes)
        if (cut := said.shortened.get(number)) is not None:
            prints = self._index.texts_said(article, number)
            return shortened_link(article, cut, self._store.read, said.hashes, prints)
        data = _read(self._store.read, key)
        known = fed.hashes if fed is not None else {}
        return link_of(key, number, data, said.hashes, known, records=self._records)

    def _judged(self, article: str, number: int) -> Read:
        links = {
            beside: self._links[article, beside]
            for beside in (number - 1, number, number + 1)
            if (article, beside) in self._links
        }
        said, record = self._said[article].hashes, links[number].record
        problem = problem_of(number, links, said)
        if problem is not None:
            self._read_again(article, links)
        if problem is None:
            return self._sound(article, number, record, links[number].sha256)
        damage = Damage(
            article=article, version=number, key=version_key(article, number), problem=problem
        )
        self.note(damage)
        return Read(
            article=article,
            number=number,
            record=None,
            suspect=record,
            damage=damage,
            sha256=links[number].sha256,
        )

    def _sound(self, article: str, number: int, record: Version | None, digest: str | None) -> Read:
        """Return what was read and is not damaged, without what was taken out."""
        gone = self._said[article].redacted
        if number in gone:
            one = gone[number]
            redaction = Redaction(
                article=article, version=number, key=one.key, at=one.at, order_id=one.order_id
            )
            return Read(
                article=article,
                number=number,
                record=None,
                suspect=one.record,
                redaction=redaction,
                sha256=digest,
            )
        if record is not None and not gone.keys().isdisjoint(quoted_by(record, {})):
            record = replace(record, change=without_quotations(record.change))
        return Read(article=article, number=number, record=record, sha256=digest)

    def _read_again(self, article: str, links: Mapping[int, ChainLink]) -> None:
        """Raise ``StoreUnsteady`` where a second read gives other bytes.

        Then it is the line that is bad, or the store, and nothing is called damaged.
        """
        for number, link in links.items():
            if self._link((article, number)).sha256 != link.sha256:
                raise _unsteady(version_key(article, number))

    def capture(self, article: str, key: str) -> Capture:
        """Return a capture.

        Raises ``BadRecord`` where its bytes are not what its key says, and ``ObjectMissing``: both
        are damage. ``CaptureRemoved`` is none.
        """
        data = _read(self._store.read, key)
        kind = self._index.removal_of(key) if data is None else None
        if kind is not None:
            raise CaptureRemoved(
                f"{key} was taken out of the archive ({kind})",
                hint=f"`palimpsest verify {article}` names the removal.",
            )
        try:
            return _capture(key, data)
        except (BadRecord, ObjectMissing) as error:
            if _read(self._store.read, key) != data:
                raise _unsteady(key) from error
            self.note(
                Damage(
                    article=article,
                    version=None,
                    key=key,
                    problem=error.message.removeprefix(f"{key} "),
                )
            )
            raise


READERS = 16
"""Objects read at once: a distant store answers each only after some 20 ms."""


def reader_threads() -> ThreadPoolExecutor:
    """Return threads to read objects with."""
    return ThreadPoolExecutor(READERS, thread_name_prefix="read")


def _capture(key: str, data: bytes | None) -> Capture:
    if data is None:
        raise ObjectMissing(f"{key} is missing")
    return read_warc(capture_bytes(key, data))


def _unsteady(key: str) -> StoreUnsteady:
    return StoreUnsteady(
        f"the store gives different bytes for one key: {key}",
        hint="The line to the store, or the store, cannot be believed. Try again.",
    )


def _read(read: Callable[[str], bytes], key: str) -> bytes | None:
    try:
        return read(key)
    except ObjectMissing:
        return None
