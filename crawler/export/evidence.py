"""All that an archive holds of one Article, as stored.

What is damaged goes out as it is too, and is called so.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace

from crawler.archive import ARCHIVE_HEADER_KEY, Alias
from crawler.attest import CheckedReader, Damage
from crawler.checks import decode_part
from crawler.codec import decode_sealed, sha256
from crawler.errors import BadRecord, ObjectMissing
from crawler.export.stored_objects import (
    CheckLine,
    Stored,
    StoredAlias,
    checkpoint_about,
    listed_keys,
    note_of,
)
from crawler.identity import (
    CaptureKey,
    RedactionKey,
    RemainderKey,
    VersionKey,
    article_of,
    parse_key,
    version_key,
)
from crawler.index import Index
from crawler.model import ObjectRef, Version, called_beside, interleaved
from crawler.removal import Removal, RemovedRecord, ShortenedRecord, read_removal
from crawler.store.base import ObjectStore

MAX_ALIASES = 1_000

CHECKS = "checks.jsonl"
"""What an Article's check lines are called in an export."""

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
    joined: tuple["Evidence", ...]
    """What there is of the Articles that were archived under addresses which are this one's by now.
    Each has its own chain.
    """
    folder: str
    """Where the objects of a joined Article lie in the export; "" of the exported one."""
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
            article = "/".join(ref.key.split("/")[1:3])
            problem = f"it has SHA-256 {sha256(data)}, which is not the one in its name"
            self.reader.note(Damage(article=article, version=None, key=ref.key, problem=problem))
        return data

    @property
    def whole(self) -> tuple["Evidence", ...]:
        """Return this and what there is of the joined Articles."""
        return (self, *self.joined)

    @property
    def course(self) -> list[Version]:
        """Return the sound Versions of all, by the times of their captures."""
        if not self.joined:
            return list(self.versions)
        return interleaved([one.versions for one in self.whole], lambda one: one.captured_at)

    def called(self, article: str, number: int) -> str:
        """Return what a Version is called here: one of a joined Article has its letter."""
        return called_beside(number, [one.article for one in self.whole].index(article))

    @property
    def all_captures(self) -> list[ObjectRef]:
        """Return the captures of all, this Article's own first."""
        return [ref for one in self.whole for ref in one.captures]

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

        Records, removals, aliases, the checkpoint and its note, the header; those of joined
        Articles come last.
        """
        own = (*self._objects, *(one.stored for one in self.aliases), *self._signed, self.header)
        return own + tuple(
            file
            for one in self.joined
            for file in (*one._objects, *one._signed)  # noqa: SLF001
        )

    @property
    def _objects(self) -> tuple[Stored, ...]:
        return (*self.records, *self.removals)

    @property
    def _signed(self) -> tuple[Stored, ...]:
        return tuple(one for one in (self.checkpoint, self.note) if one is not None)

    @property
    def check_lines(self) -> Mapping[str, bytes]:
        """Return all check lines: those of each Article in a file of its own."""
        return {
            f"{one.folder}{CHECKS}": b"".join(line.data for line in one.lines) for one in self.whole
        }


def gather(
    store: ObjectStore, index: Index, article: str, reader: CheckedReader | None = None
) -> Evidence:
    """Return the evidence on an Article.

    The index finds, the store gives, and what is damaged is in the reader's ``damage``.
    """
    reader = reader or CheckedReader(store, index)
    joined = tuple(
        _gathered(store, index, one, reader, folder=f"joined/{one}/")
        for one in index.joined_to(article)
        if reader.numbers(one)
    )
    aliases = tuple(_aliases(store, index, article, reader))
    own = _gathered(store, index, article, reader)
    return replace(own, joined=joined, aliases=aliases)


def _gathered(
    store: ObjectStore, index: Index, article: str, reader: CheckedReader, *, folder: str = ""
) -> Evidence:
    """Return the evidence on an Article without what was decided about its addresses."""
    removals = tuple(_removal(store, key, folder) for key in index.removals_of(article))
    shortened = index.shortened_of([article])[article]
    records, captures = _sorted(store, article, removals, shortened.values(), folder)
    versions = tuple(reader.sound_of([article])[article])
    summary = index.summary(article)
    checkpoint = checkpoint_about(store, article, folder)
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
        aliases=(),
        joined=(),
        folder=folder,
        checkpoint=checkpoint,
        note=note_of(store, checkpoint),
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


def _removal(store: ObjectStore, key: str, folder: str) -> tuple[Stored, Removal]:
    data = store.read(key)
    return Stored(key, data, folder), read_removal(key, data)


def _sorted(
    store: ObjectStore,
    article: str,
    removals: Sequence[tuple[Stored, Removal]],
    shortened: Iterable[ShortenedRecord],
    folder: str,
) -> tuple[tuple[Stored, ...], tuple[ObjectRef, ...]]:
    """Return the Article's version records, and where its captures are.

    Without those that a removal names, even where they are there still. Raises ``BadRecord`` at a
    removal that nothing vouches for.
    """
    vouched = {stored.key for stored, _ in removals}
    gone = {key for _, removal in removals for key in removal.names}
    standing = {one.remainder for one in shortened}
    records: list[Stored] = []
    captures: list[ObjectRef] = []
    for key in listed_keys(store, f"articles/{article}/"):
        match parse_key(key):
            case _ if key in gone:
                continue
            case VersionKey():
                records.append(Stored(key, store.read(key), folder))
            case RemainderKey() if key in standing:
                records.append(Stored(key, store.read(key), folder))
            case RedactionKey() if key not in vouched:
                raise BadRecord(
                    f"{key} says that a record was removed, and no check part vouches for it",
                    hint="Nothing was exported. Run `palimpsest verify` on the article.",
                )
            case CaptureKey(sha256=digest):
                captures.append(ObjectRef(key=key, sha256=digest))
    return tuple(records), tuple(captures)


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
