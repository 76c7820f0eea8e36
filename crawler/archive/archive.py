"""The objects of one archive: versions, captures, aliases, each written once."""

import threading
from collections.abc import Sequence
from itertools import chain, islice

from crawler import identity
from crawler.archive.values import Alias
from crawler.codec import decode_sealed, encode, encode_sealed, sha256
from crawler.errors import BadRecord, HeadMissing, ObjectMissing, StoreBroken
from crawler.model import Capture, Head, ObjectRef, Version
from crawler.record_checks import capture_bytes, read_version
from crawler.removal import read_removal
from crawler.store.base import ObjectStore
from crawler.warc import read as read_warc
from crawler.warc import write as write_warc

_CHECK = "Run `palimpsest verify`."


class VersionTaken(Exception):
    """Another writer took a Version's number first, and nothing was written."""


class Archive:
    """Versions, captures and aliases of one store. What it knows is what the store says."""

    def __init__(
        self, store: ObjectStore, archive: str | None = None, *, is_new: bool = False
    ) -> None:
        self.store = store
        self.is_new = is_new
        """Whether opening it made it: the place was empty."""
        self.id = archive
        """The archive's id; None in one of an early release that was opened for reading."""
        self._made: list[ObjectRef] = []
        self._making = threading.Lock()

    def put(self, key: str, data: bytes) -> bool:
        """Write an object once.

        True: these bytes stand under the key now, by this call or by a lost answer's retry.
        """
        return self.store.create(key, data) or self.store.read(key) == data

    def add(self, key: str, data: bytes) -> bool:
        """Write an object that no Version and no check line names, as ``put`` does.

        The run's next check part is to name it: ``made``.
        """
        stands = self.put(key, data)
        ref = ObjectRef(key=key, sha256=sha256(data))
        with self._making:
            if stands and ref not in self._made:
                self._made.append(ref)
        return stands

    @property
    def made(self) -> tuple[ObjectRef, ...]:
        """Return what was added here and no check part names yet.

        Those are aliases, profiles and derivations.
        """
        with self._making:
            return tuple(self._made)

    def attested(self, made: Sequence[ObjectRef]) -> None:
        """Note that a stored check part names these, which came first."""
        with self._making:
            del self._made[: len(made)]

    def newer(self, article: str, after: int = 0) -> list[Head]:
        """Return the Article's Versions whose number is above ``after``, in order.

        Raises ``BadRecord`` for one that is not sound.
        """
        found = (
            (identity.version_key(article, number), data)
            for number, data in self.above(article, after)
        )
        return [Head(record=read_version(key, data), sha256=sha256(data)) for key, data in found]

    def above(self, article: str, after: int) -> list[tuple[int, bytes]]:
        """Return number and bytes of the Article's Versions above ``after``, in order.

        Whether they are sound, the caller asks.
        """
        prefix = f"articles/{article}/versions/"
        start = identity.version_key(article, after) if after else ""
        return [
            (_number(key), self.store.read(key))
            for key in self.store.list(prefix, start_after=start)
        ]

    def capture(self, key: str) -> Capture:
        """Return a stored capture.

        Raises ``BadRecord`` where its bytes have not the SHA-256 in its key, or are no capture.
        """
        return read_warc(capture_bytes(key, self.store.read(key)))

    def since(self, article: str, number: int) -> list[tuple[int, bytes]]:
        """Return what ``above`` does, and prove that Version ``number`` is there.

        One listing does both: it begins with that Version.

        Raises ``HeadMissing`` where it is not.
        """
        prefix, wanted = f"articles/{article}/versions/", identity.version_key(article, number)
        keys = iter(
            self.store.list(
                prefix, start_after=identity.version_key(article, number - 1) if number > 1 else ""
            )
        )
        first = next(keys, None)
        if first != wanted and number not in self.redacted(article):
            raise HeadMissing(f"{wanted} is missing", hint=_CHECK)
        above = keys if first in {wanted, None} else chain([first], keys)
        return [(_number(key), self.store.read(key)) for key in filter(None, above)]

    def redacted(self, article: str) -> dict[int, str]:
        """Return the Article's Versions that removals stand for, with the hash of each record.

        Also of those whose quotations were removed.

        Who vouches for the removals, an index and ``verify`` ask. Raises ``BadRecord`` for one that
        is not sound.
        """
        found = [
            read_removal(key, self.store.read(key))
            for key in self.store.list(f"articles/{article}/redactions/")
        ]
        cut = {one.version: one.sha256 for removal in found for one in removal.shortened}
        return cut | {
            one.record.version: one.sha256 for removal in found for one in removal.versions
        }

    def numbers(self, article: str) -> set[int]:
        """Return the numbers of the Article's Versions that the store lists, sound or not.

        Those that removals stand for are among them.
        """
        listed = {_number(key) for key in self.store.list(f"articles/{article}/versions/")}
        return listed | self.redacted(article).keys()

    def keep(self, article: str, capture: Capture) -> ObjectRef:
        """Store a Capture of the Article and return where it stands.

        The name holds the digest: equal bytes share it.
        """
        data = write_warc(capture)
        ref = ObjectRef(
            key=identity.capture_key(article, capture.fetched_at, sha256(data)), sha256=sha256(data)
        )
        if not self.put(ref.key, data):
            raise StoreBroken(
                f"{ref.key} holds other bytes than its name says", hint="Run `palimpsest verify`."
            )
        return ref

    def append(self, record: Version, *, over: str | None = None) -> Head:
        """Append a Version, and return it as the new head.

        Raises ``VersionTaken`` where another writer took this number first.

        Raises ``HeadMissing`` where the Version before it is not in the store, or is another than
        ``previous`` says, or where others below are missing that ``gaps`` does not name: whoever
        decided had a wrong picture of this archive.

        ``over`` is the SHA-256 of damaged bytes that are known to stand where the predecessor's
        belong.
        """
        before = record.predecessor
        if (before is None) != (record.previous is None):
            raise HeadMissing(
                f"version {record.version} of {record.article} does not say what it follows",
                hint=_CHECK,
            )
        self._require_chain(record)
        if before is not None:
            self._require(record.article, before, over or record.previous)
        data = encode(record)
        key = identity.version_key(record.article, record.version)
        if not self.put(key, data):
            raise VersionTaken(key)
        return Head(record=record, sha256=sha256(data))

    def _require_chain(self, record: Version) -> None:
        """Raise ``HeadMissing`` unless the store holds every number below the record's.

        Those in the record's gaps may be missing.
        """
        there = set(islice(self.store.list(f"articles/{record.article}/versions/"), record.version))
        missing = [
            number
            for number in range(1, record.version)
            if identity.version_key(record.article, number) not in there
            and not any(first <= number <= last for first, last in record.gaps)
        ]
        gone = self.redacted(record.article) if missing else {}
        for number in missing:
            if number not in gone:
                key = identity.version_key(record.article, number)
                raise HeadMissing(f"{key} is missing", hint=_CHECK)

    def _require(self, article: str, number: int, digest: str | None) -> None:
        key = identity.version_key(article, number)
        try:
            found = sha256(self.store.read(key))
        except ObjectMissing as error:
            found = self.redacted(article).get(number, "")
            if not found:
                raise HeadMissing(f"{key} is missing", hint=_CHECK) from error
        if found != digest:
            raise HeadMissing(f"{key} has SHA-256 {found}, not {digest}", hint=_CHECK)

    def alias(self, url: str) -> Alias | None:
        """Return the alias that stands for this URL.

        Whether anybody vouches for it, ``crawler.attest`` says.

        Raises ``BadRecord`` for one that does not fit its seal or its key.
        """
        key = identity.alias_key(url)
        try:
            data = self.store.read(key)
        except ObjectMissing:
            return None
        alias = decode_sealed(Alias, data, what=key)
        if identity.alias_key(alias.url) != key:
            raise BadRecord(f"{key} holds the alias of {alias.url}")
        return alias

    def accept(self, alias: Alias) -> Alias:
        """Make the alias, unless the URL has one.

        Returns the one that stands; whether to follow it, the caller asks.
        """
        if self.add(identity.alias_key(alias.url), encode_sealed(alias)):
            return alias
        return self.alias(alias.url) or alias

    def decide(self, alias: Alias, after: int) -> str:
        """Make the next alias of a URL that has ``after`` of them. Returns its key.

        A number that somebody took without anybody's word for it is passed over.
        """
        number = after + 1
        while not self.add(key := identity.alias_key(alias.url, number), encode_sealed(alias)):
            number += 1
        return key


def _number(key: str) -> int:
    """Return the number in a Version's key."""
    named = identity.parse_key(key)
    if not isinstance(named, identity.VersionKey):
        raise BadRecord(f"{key} is the key of no version")
    return named.version
