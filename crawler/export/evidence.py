"""All that an archive holds of one Article, as stored.

What is damaged goes out as it is too, and is called so.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field

from crawler.archive import ARCHIVE_HEADER_KEY, Alias
from crawler.attest import CheckedReader, Damage
from crawler.checkpoint.newest import newest_about
from crawler.checks import decode_part
from crawler.codec import decode_sealed, sha256
from crawler.errors import BadKey, BadRecord, ObjectMissing
from crawler.export.stored_objects import CheckLine, Stored, StoredAlias
from crawler.identity import (
    CaptureKey,
    CheckpointKey,
    RedactionKey,
    RemainderKey,
    VersionKey,
    article_of,
    note_key,
    parse_key,
    version_key,
)
from crawler.index import Index
from crawler.model import ObjectRef, Version
from crawler.removal import Removal, RemovedRecord, ShortenedRecord, read_removal
from crawler.store.base import ObjectStore

MAX_ALIASES = 1_000

READERS = 16
"""Objects read at once: a distant store answers each only after some 20 ms."""


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """One Article's objects.

    Captures are read when they are asked for: together they may be large.
    """

    article: str
    url: str
    records: tuple[Stored, ...]
    """Version records, and the remainders of shortened ones; ``versions`` holds them read."""
    versions: tuple[Version, ...]
    """Those that are not damaged."""
    captures: tuple[ObjectRef, ...]
    """In the order of their times."""
    removals: tuple[Stored, ...]
    """What stands for objects that were taken out of the archive, each vouched for."""
    redacted: tuple[RemovedRecord, ...]
    """The versions among those: their hashes, and what stayed of their records."""
    shortened: Mapping[int, ShortenedRecord]
    """Number of each version of which a remainder stands in place of its record."""
    lines: tuple[CheckLine, ...]
    """In the order in which they were written."""
    aliases: tuple[StoredAlias, ...]
    """The decisions on the Article's addresses, each address's in their order."""
    joined: tuple[str, ...]
    """The Articles that were archived under addresses which are this one's by now. Each has its own
    chain, and an export of its own.
    """
    checkpoint: Stored | None
    """The newest checkpoint that names a head of the Article."""
    note: Stored | None
    """The signed note of that checkpoint."""
    header: Stored
    reader: CheckedReader = field(repr=False)
    store: ObjectStore = field(repr=False)

    def capture(self, ref: ObjectRef) -> bytes:
        """Return a capture's file.

        One that is not what its name says is ``damage`` from then on.
        """
        data = self.store.read(ref.key)
        if sha256(data) != ref.sha256:
            self._note(ref.key, f"it has SHA-256 {sha256(data)}, which is not the one in its name")
        return data

    def _note(self, key: str, problem: str) -> None:
        self.reader.note(Damage(article=self.article, version=None, key=key, problem=problem))

    @property
    def damage(self) -> tuple[Damage, ...]:
        """Return what is damaged of all that was read so far."""
        return self.reader.damage

    @property
    def chain(self) -> tuple[tuple[Version, Stored], ...]:
        """Return the sound Versions, each with its record as stored."""
        stored = {record.key: record for record in self.records}
        keys = {number: cut.remainder for number, cut in self.shortened.items()}
        return tuple(
            (one, stored[keys.get(one.version) or version_key(self.article, one.version)])
            for one in self.versions
        )

    def digest_of(self, number: int, record: Stored) -> str:
        """Return the hash by which the chain knows a Version: the record's, before it was cut."""
        cut = self.shortened.get(number)
        return record.sha256 if cut is None else cut.sha256

    @property
    def files(self) -> tuple[Stored, ...]:
        """Return the small objects.

        Records, removals, aliases, the checkpoint and its note, the header.
        """
        signed = (one for one in (self.checkpoint, self.note) if one is not None)
        aliases = (one.stored for one in self.aliases)
        return (*self.records, *self.removals, *aliases, *signed, self.header)

    @property
    def check_lines(self) -> bytes:
        """Return all check lines."""
        return b"".join(line.data for line in self.lines)


def gather(
    store: ObjectStore, index: Index, article: str, reader: CheckedReader | None = None
) -> Evidence:
    """Return the evidence on an Article.

    The index finds, the store gives, and what is damaged is in the reader's ``damage``.
    """
    reader = reader or CheckedReader(store, index)
    removals = tuple(_removal(store, key) for key in index.removals_of(article))
    shortened = index.shortened_of([article])[article]
    records, captures = _sorted(store, article, removals, shortened.values())
    versions = tuple(reader.sound(article))
    summary = index.summary(article)
    checkpoint = _checkpoint(store, article)
    return Evidence(
        article=article,
        url=versions[-1].url if versions else summary.url if summary and summary.url else article,
        records=records,
        versions=versions,
        captures=captures,
        removals=tuple(stored for stored, _ in removals),
        redacted=tuple(one for _, removal in removals for one in removal.versions),
        shortened=shortened,
        lines=tuple(_lines(store, index.parts_about(article), article, reader)),
        aliases=tuple(_aliases(store, index, article, reader)),
        joined=tuple(index.joined_to(article)),
        checkpoint=checkpoint,
        note=_note(store, checkpoint),
        header=Stored(ARCHIVE_HEADER_KEY, store.read(ARCHIVE_HEADER_KEY)),
        reader=reader,
        store=store,
    )


def _aliases(
    store: ObjectStore, index: Index, article: str, reader: CheckedReader
) -> Iterator[StoredAlias]:
    for key, url, _ in index.alias_keys(article, MAX_ALIASES):
        try:
            data = store.read(key)
            alias = decode_sealed(Alias, data, what=key)
        except (BadRecord, ObjectMissing) as error:
            problem = error.message.removeprefix(f"{key} ")
            reader.note(Damage(article=article_of(url), version=None, key=key, problem=problem))
            continue
        yield StoredAlias(alias, Stored(key, data))


def _removal(store: ObjectStore, key: str) -> tuple[Stored, Removal]:
    data = store.read(key)
    return Stored(key, data), read_removal(key, data)


def _sorted(
    store: ObjectStore,
    article: str,
    removals: Sequence[tuple[Stored, Removal]],
    shortened: Iterable[ShortenedRecord],
) -> tuple[tuple[Stored, ...], tuple[ObjectRef, ...]]:
    """Return the Article's version records, and where its captures are.

    Without those that a removal names, even where they are there still. ``BadRecord`` at a removal
    that nothing vouches for.
    """
    vouched = {stored.key for stored, _ in removals}
    gone = {key for _, removal in removals for key in removal.names}
    standing = {one.remainder for one in shortened}
    records: list[Stored] = []
    captures: list[ObjectRef] = []
    for key in _listed(store, f"articles/{article}/"):
        match parse_key(key):
            case _ if key in gone:
                continue
            case VersionKey():
                records.append(Stored(key, store.read(key)))
            case RemainderKey() if key in standing:
                records.append(Stored(key, store.read(key)))
            case RedactionKey() if key not in vouched:
                raise BadRecord(
                    f"{key} says that a record was removed, and no check part vouches for it",
                    hint="Nothing was exported. Run `palimpsest verify` on the article.",
                )
            case CaptureKey(sha256=digest):
                captures.append(ObjectRef(key=key, sha256=digest))
    return tuple(records), tuple(captures)


def _listed(store: ObjectStore, prefix: str) -> Iterator[str]:
    """Yield the keys that are an archive's; other people's files are none of the evidence."""
    with suppress(BadKey):  # raised once all good keys were listed
        for key in store.list(prefix):
            if _is_ours(key):
                yield key


def _is_ours(key: str) -> bool:
    try:
        parse_key(key)
    except BadKey:
        return False
    return True


def _lines(
    store: ObjectStore, keys: Sequence[str], article: str, reader: CheckedReader
) -> Iterator[CheckLine]:
    def about(key: str) -> list[CheckLine]:
        try:
            data = store.read(key)
            checks = decode_part(data, key).checks
        except (BadRecord, ObjectMissing) as error:
            reader.note(Damage(article=article, version=None, key=key, problem=error.message))
            return []
        part = ObjectRef(key=key, sha256=sha256(data))
        return [CheckLine(check, part) for check in checks if check.article == article]

    with ThreadPoolExecutor(READERS, thread_name_prefix="export") as pool:
        for found in pool.map(about, keys):
            yield from found


def _checkpoint(store: ObjectStore, article: str) -> Stored | None:
    found = newest_about(store, article)
    return None if found is None else Stored(*found)


def _note(store: ObjectStore, checkpoint: Stored | None) -> Stored | None:
    """Return the note of a checkpoint; those of early releases have none."""
    named = parse_key(checkpoint.key) if checkpoint else None
    if not isinstance(named, CheckpointKey):
        return None
    key = note_key(named.number)
    try:
        return Stored(key, store.read(key))
    except ObjectMissing:
        return None
