"""An archive in a store: its header, its versions, its captures, its aliases.

Everything is written once under a name that cannot collide; "latest" is found by listing. So there
is no lock here and no pointer: two archives open on one store, in one process or in fifty, never
harm each other.
"""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from crawler import identity
from crawler.codec import decode_sealed, encode, encode_sealed, sha256
from crawler.errors import (
    BadRecord,
    HeadMissing,
    NotAnArchive,
    ObjectMissing,
    StoreBroken,
    StoreMissing,
)
from crawler.header import (
    ARCHIVE_HEADER_KEY,
    ID_KEY,
    ArchiveHeader,
    GivenId,
    identify,
    new_archive_id,
    read_header,
)
from crawler.model import FORMAT, Capture, Extraction, Head, ObjectRef, Version
from crawler.record_checks import capture_bytes, predecessor, read_version
from crawler.store.base import ObjectStore
from crawler.store.write_once_probe import refuse_weak
from crawler.warc import read as read_warc
from crawler.warc import write as write_warc

_CHECK = "Run `palimpsest verify`."

__all__ = [
    "ARCHIVE_HEADER_KEY",
    "Alias",
    "Archive",
    "ArchiveHeader",
    "Derivation",
    "open_for_reading",
    "open_for_writing",
    "predecessor",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias:
    """The Article that a URL belongs to, once accepted.

    Written once, so a flapping canonical link cannot fork an Article.
    """

    url: str
    article: str
    accepted_at: datetime
    run: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Derivation:
    """A later extraction of a Version's capture.

    Equal inputs give equal bytes, so the record holds no time.
    """

    article: str
    version: int
    capture: ObjectRef
    extraction: Extraction
    format: int = FORMAT


class Archive:
    """Versions, captures and aliases of one store. What it knows is what the store says."""

    def __init__(self, store: ObjectStore, archive: str | None = None) -> None:
        self.store = store
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
        """Return the aliases, profiles and derivations that were added here and that no check part
        names yet.
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
        """Return what ``above`` does, by one listing that begins with Version ``number`` and so
        proves it there.

        Raises ``HeadMissing`` where it is not.
        """
        prefix, wanted = f"articles/{article}/versions/", identity.version_key(article, number)
        keys = iter(
            self.store.list(
                prefix, start_after=identity.version_key(article, number - 1) if number > 1 else ""
            )
        )
        if next(keys, None) != wanted:
            raise HeadMissing(f"{wanted} is missing", hint=_CHECK)
        return [(_number(key), self.store.read(key)) for key in keys]

    def numbers(self, article: str) -> set[int]:
        """Return the numbers of the Article's Versions that the store lists, sound or not."""
        return {_number(key) for key in self.store.list(f"articles/{article}/versions/")}

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

    def append(self, record: Version, *, over: str | None = None) -> Head | None:
        """Append a Version.

        None: another writer took this number first, and nothing was written.

        Raises ``HeadMissing`` where the Version before it is not in the store, or is another than
        ``previous`` says, or where others below are missing that ``gaps`` does not name: whoever
        decided had a wrong picture of this archive.

        ``over`` is the SHA-256 of damaged bytes that are known to stand where the predecessor's
        belong.
        """
        before = predecessor(record)
        if (before is None) != (record.previous is None):
            raise HeadMissing(
                f"version {record.version} of {record.article} does not say what it follows",
                hint=_CHECK,
            )
        self._require_chain(record)
        if before is not None:
            self._require(identity.version_key(record.article, before), over or record.previous)
        data = encode(record)
        if self.put(identity.version_key(record.article, record.version), data):
            return Head(record=record, sha256=sha256(data))
        return None

    def _require_chain(self, record: Version) -> None:
        """Raise ``HeadMissing`` unless the store holds all numbers below the record's but for its
        gaps.
        """
        there = set(islice(self.store.list(f"articles/{record.article}/versions/"), record.version))
        for number in range(1, record.version):
            key = identity.version_key(record.article, number)
            if key not in there and not any(first <= number <= last for first, last in record.gaps):
                raise HeadMissing(f"{key} is missing", hint=_CHECK)

    def _require(self, key: str, digest: str | None) -> None:
        try:
            found = sha256(self.store.read(key))
        except ObjectMissing as error:
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
        if alias.url != url:
            raise BadRecord(f"{key} holds the alias of {alias.url}")
        return alias

    def accept(self, alias: Alias) -> Alias:
        """Make the alias, unless the URL has one.

        Returns the one that stands; whether to follow it, the caller asks.
        """
        if self.add(identity.alias_key(alias.url), encode_sealed(alias)):
            return alias
        return self.alias(alias.url) or alias


def _number(key: str) -> int:
    """Return the number in a Version's key."""
    named = identity.parse_key(key)
    if not isinstance(named, identity.VersionKey):
        raise BadRecord(f"{key} is the key of no version")
    return named.version


def open_for_reading(store: ObjectStore) -> Archive:
    """Open an existing archive.

    Writes nothing, so an auditor needs no right to.

    Raises ``NotAnArchive`` where there is none, ``FutureFormat`` for one that a newer release
    wrote.
    """
    known = identify(store)
    if known is None:
        raise NotAnArchive(
            f"{store.url} holds no archive: {ARCHIVE_HEADER_KEY} is missing",
            hint="Check store.url in config.yaml. A first `palimpsest crawl URL` makes an archive.",
        )
    return Archive(store, known.id)


def open_for_writing(
    store: ObjectStore,
    *,
    now: datetime,
    single_writer: bool = False,
    new_id: Callable[[], str] = new_archive_id,
) -> Archive:
    """Open an archive, or make one in an empty place, and see to it that it has an id and that the
    store keeps what is written once.

    Raises ``NotAnArchive`` where other things than an archive lie, ``FutureFormat`` for a newer
    release's archive, and ``StoreTooWeak`` for a server that lets a second writer overwrite, unless
    ``single_writer`` is declared.
    """
    try:
        born = read_header(store) is not None
        stranger = None if born else next(iter(store.list()), None)
    except (
        StoreMissing
    ):  # a folder is made by the first create, which fails again where a bucket is missing
        born, stranger = False, None
    if stranger not in {None, ARCHIVE_HEADER_KEY}:
        raise NotAnArchive(
            f"{store.url} holds other things ({stranger}, …) but no {ARCHIVE_HEADER_KEY}",
            hint=(
                "Give the archive an empty folder, bucket or prefix of its own: store.url in "
                "config.yaml."
            ),
        )
    if not born:
        store.create(
            ARCHIVE_HEADER_KEY,
            encode_sealed(ArchiveHeader(born=now.replace(microsecond=0), archive=new_id())),
        )
    if not single_writer:
        refuse_weak(store, ARCHIVE_HEADER_KEY, store.read(ARCHIVE_HEADER_KEY))
    known = identify(store)
    if known is None or known.id is None:
        store.create(
            ID_KEY, encode_sealed(GivenId(archive=new_id(), given=now.replace(microsecond=0)))
        )
        known = identify(store)  # of two writers the first gave the id
        if known is None or known.id is None:
            raise BadRecord(f"{ID_KEY} is damaged", hint=_CHECK)
    return Archive(store, known.id)
