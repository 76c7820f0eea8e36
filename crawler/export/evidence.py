"""All that an archive holds of one Article, as stored, with its chain checked on the way out."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from crawler.archive import BIRTH_KEY
from crawler.checkpoint.finding import newest_about
from crawler.checks import decode_part
from crawler.codec import decode, encode, sha256
from crawler.errors import BadKey, BadRecord
from crawler.identity import CaptureKey, RedactionKey, VersionKey, parse_key
from crawler.index import Index
from crawler.model import Check, ObjectRef, Version
from crawler.store.base import ObjectStore

READERS = 16
"""Objects read at once: a distant store answers each only after some 20 ms."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A stored object's bytes. ``name`` is what it is called in an export: its key below the Article's folder."""

    key: str
    data: bytes = field(repr=False)

    @property
    def name(self) -> str:
        """Return ``versions/00000001.json`` for a Version; for an object of no Article its key."""
        return "/".join(self.key.split("/")[3:]) if self.key.startswith("articles/") else self.key

    @property
    def sha256(self) -> str:
        """Return the SHA-256 of the bytes."""
        return sha256(self.data)


@dataclass(frozen=True, slots=True)
class Line:
    """A check line about the Article, and the check object that it stands in."""

    check: Check
    part: ObjectRef

    @property
    def data(self) -> bytes:
        """Return the line's bytes as they stand in the object, line feed and all."""
        return encode(self.check)


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """One Article's objects. Captures are read when they are asked for: together they may be large."""

    article: str
    url: str
    records: tuple[Stored, ...]
    """Version records, in order; ``versions`` holds them read."""
    versions: tuple[Version, ...]
    captures: tuple[ObjectRef, ...]
    """In the order of their times."""
    lines: tuple[Line, ...]
    """In the order in which they were written."""
    checkpoint: Stored | None
    """The newest checkpoint that names a head of the Article."""
    birth: Stored
    store: ObjectStore = field(repr=False)

    def capture(self, ref: ObjectRef) -> bytes:
        """Return a capture's file. Raises ``BadRecord`` where it is not what its name says."""
        data = self.store.read(ref.key)
        if sha256(data) != ref.sha256:
            raise _damaged(f"{ref.key} has SHA-256 {sha256(data)}")
        return data

    @property
    def files(self) -> tuple[Stored, ...]:
        """Return the small objects: records, the checkpoint and the birth certificate."""
        return (*self.records, *((self.checkpoint,) if self.checkpoint else ()), self.birth)

    @property
    def check_lines(self) -> bytes:
        """Return all check lines."""
        return b"".join(line.data for line in self.lines)


def gather(store: ObjectStore, index: Index, article: str) -> Evidence:
    """Return the evidence on an Article. The index finds, the store gives.

    Raises ``BadRecord`` where the chain does not hold: damaged evidence is for ``verify`` to name, not to be handed on.
    """
    records, captures = _sorted(store, article)
    versions = tuple(decode(Version, record.data, what=record.key) for record in records)
    if not versions:
        raise _damaged(f"{article} has no version in {store.url}")
    _require_chain(records, versions)
    newest = max(versions, key=lambda version: version.version)
    return Evidence(
        article=article,
        url=newest.url,
        records=records,
        versions=versions,
        captures=captures,
        lines=tuple(_lines(store, index.parts_about(article), article)),
        checkpoint=_checkpoint(store, article),
        birth=Stored(BIRTH_KEY, store.read(BIRTH_KEY)),
        store=store,
    )


def _damaged(message: str) -> BadRecord:
    return BadRecord(message, hint="Nothing was exported. Run `palimpsest verify` on the article.")


def _sorted(store: ObjectStore, article: str) -> tuple[tuple[Stored, ...], tuple[ObjectRef, ...]]:
    """Return the Article's version records, and where its captures are. Raises ``BadRecord`` at a redaction: nothing vouches for one."""
    records: list[Stored] = []
    captures: list[ObjectRef] = []
    for key in _listed(store, f"articles/{article}/"):
        match parse_key(key):
            case VersionKey():
                records.append(Stored(key, store.read(key)))
            case RedactionKey():
                raise _damaged(f"{key} stands for a record that was removed, and no trusted key and no checkpoint vouches for it")
            case CaptureKey(sha256=digest):
                captures.append(ObjectRef(key=key, sha256=digest))
    return tuple(records), tuple(captures)


def _listed(store: ObjectStore, prefix: str) -> Iterator[str]:
    """Yield the keys that are an archive's; other people's files are none of the evidence."""
    try:
        for key in store.list(prefix):
            parse_key(key)
            yield key
    except BadKey:
        return


def _require_chain(records: Sequence[Stored], versions: Sequence[Version]) -> None:
    hashes = {version.version: record.sha256 for version, record in zip(versions, records, strict=True)}
    for version, record in zip(versions, records, strict=True):
        expected = hashes.get(version.version - 1)
        if expected is None and version.version > 1:
            raise _damaged(f"version {version.version - 1} of {version.article} is missing")
        if version.previous != expected:
            raise _damaged(f"{record.key} names {version.previous} as its predecessor, which has SHA-256 {expected}")


def _lines(store: ObjectStore, keys: Sequence[str], article: str) -> Iterator[Line]:
    def about(key: str) -> list[Line]:
        data = store.read(key)
        part = ObjectRef(key=key, sha256=sha256(data))
        return [Line(check, part) for check in decode_part(data, key).checks if check.article == article]

    with ThreadPoolExecutor(READERS, thread_name_prefix="export") as pool:
        for found in pool.map(about, keys):
            yield from found


def _checkpoint(store: ObjectStore, article: str) -> Stored | None:
    found = newest_about(store, article)
    return None if found is None else Stored(*found)
