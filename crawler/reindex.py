"""The index fed from the store: all of it, or what it has not seen.

Both use the methods that a crawl uses, on the same stored objects, so it makes no difference to the index which way it learned
of one. A damaged object is left out and named; ``verify`` says more about it.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from typing import Self, TypeVar

from crawler import identity
from crawler.archive import Alias
from crawler.checks import decode_part
from crawler.codec import decode, decode_sealed, sha256
from crawler.errors import BadKey, BadRecord, BadUrl, IndexForeign, IndexOutdated, ObjectMissing, StoreMissing
from crawler.header import ArchiveIdentity, identify
from crawler.index import Index, discard, open_index
from crawler.index.feeding import StoredAlias, StoredPart, StoredVersion
from crawler.model import Check, Version
from crawler.store.base import ObjectStore

log = logging.getLogger("palimpsest")
T = TypeVar("T")
THREADS = 16
"""Objects read at once: a distant store answers each only after some 20 ms."""

LOOK_BACK = 8
"""Days with runs, back from the newest known one, in which a new part may turn up: a part stands under the day on which its run
began, and a run may last. Counted in days that are known, so that one writer's clock that was years ahead hides nothing."""

MANY_VERSIONS = 10_000
"""More versions than this of one article are asked of the store by listing, and not one by one: a line can name any number."""
HEADS_PROBED = 4
"""Heads, the newest, that are looked for at each opening: what a store lost shows there first. The others are proven when they matter."""

_RECORDS, _PARTS = 200, 16  # objects held in memory at once: a record takes some 10 kB, a part up to 10 MB


@dataclass(frozen=True, slots=True, kw_only=True)
class Damaged:
    """A stored object that the index had to leave out."""

    key: str
    problem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fed:
    """How many stored objects went into the index, and which could not."""

    versions: int = 0
    aliases: int = 0
    parts: int = 0
    damaged: tuple[Damaged, ...] = ()


def rebuild(index: Index, store: ObjectStore, *, progress: Callable[[int], None] = lambda _: None) -> Fed:
    """Feed everything stored to the index. ``progress`` is told of each handful of objects, by number, when it is in.

    Raises the ``StoreError`` family and ``IndexUnusable``. What was fed before stays; a further call makes it whole.
    """
    with _Feeder(index, store, progress) as feeder:
        fed = feeder.everything()
    index.mark_complete()
    return fed


def catch_up(index: Index, store: ObjectStore, *, progress: Callable[[int], None] = lambda _: None) -> Fed:
    """Feed the index what others have stored since it was fed last: new check parts, and what their lines name.

    An index that never was complete is rebuilt. Raises as ``rebuild`` does, and ``IndexForeign`` where it knows what the store lacks.
    """
    if not index.complete:
        return rebuild(index, store, progress=progress)
    with _Feeder(index, store, progress) as feeder:
        return feeder.news()


def open_current(url: str, store: ObjectStore, *, progress: Callable[[int], None] = lambda _: None) -> Index:
    """The index at ``url``, caught up with the store. One that is damaged, of another release or of another archive is made anew."""
    known = identify(store)
    try:
        index = open_index(url)
        if known is not None:
            index.adopt(known, store.url)
        catch_up(index, store, progress=progress)
    except IndexForeign as error:
        index = open_index(url)
        _start_over(index, known, store, progress)
        log.warning("%s; rebuilt from %s", error.message, store.url)
    except IndexOutdated:
        discard(url)
        index = open_index(url)
        _start_over(index, known, store, progress)
    return index


def mismatch(index: Index, store: ObjectStore) -> str | None:
    """Return why the index does not belong to this store, or None. Reads only. Raises the errors of store and index."""
    try:
        known = identify(store)
    except StoreMissing:
        known = None
    try:
        index.require_fit(known, store.url)
        with _Feeder(index, store, lambda _: None) as feeder:
            feeder.unseen_parts(strict=True)
    except IndexForeign as error:
        return error.message
    return None


def _start_over(index: Index, known: ArchiveIdentity | None, store: ObjectStore, progress: Callable[[int], None]) -> None:
    index.start_over()
    if known is not None:
        index.adopt(known, store.url)
    rebuild(index, store, progress=progress)


class _Feeder:
    """Reads stored objects, several at once, and feeds them in handfuls. A context manager: it ends its threads."""

    def __init__(self, index: Index, store: ObjectStore, progress: Callable[[int], None]) -> None:
        self._index, self._store, self._progress = index, store, progress
        self._damaged: list[Damaged] = []
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="reindex")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(cancel_futures=True)

    def everything(self) -> Fed:
        versions = self._feed(self._versions(), _RECORDS, _version, self._index.add_versions)
        parts = self._feed(self._listed(self._store.list("checks/")), _PARTS, _part, self._index.add_parts)
        aliases = self._feed(
            self._listed(self._store.list("aliases/")), _RECORDS, _attested_by(self._index.attests), self._index.add_aliases
        )
        return Fed(versions=versions, aliases=aliases, parts=parts, damaged=tuple(self._damaged))

    def _versions(self) -> Iterator[str]:
        return (key for key in self._listed(self._store.list("articles/")) if "/versions/" in key)

    def news(self) -> Fed:
        fresh = self.unseen_parts(strict=self._index.owner is not None)
        numbers = [0, 0]

        def add(parts: Sequence[StoredPart]) -> None:
            """First what the lines name, then the parts: a crash in between makes nobody believe that all was read."""
            numbers[0] += self._feed(self._new_versions(parts), _RECORDS, _version, self._index.add_versions)
            led = _led(parts)
            sought = sorted({identity.alias_key(url) for url, _ in led})
            attested = _attested_by(lambda url, article: (url, article) in led)
            numbers[1] += self._feed(sought, _RECORDS, attested, self._index.add_aliases, sought=True)
            self._index.add_parts(parts)

        fed = self._feed(fresh, _PARTS, _part, add)
        return Fed(versions=numbers[0], aliases=numbers[1], parts=fed, damaged=tuple(self._damaged))

    def unseen_parts(self, *, strict: bool) -> list[str]:
        """Return the keys of the check parts that the index has not seen.

        Where ``strict``, raises ``IndexForeign`` if the store lacks a part of these days, or one of the newest heads, that the index knows.
        """
        days = self._index.days(LOOK_BACK)
        start = days[-1] if len(days) == LOOK_BACK else ""
        known = self._index.known_parts(start)  # before the listing: whatever is known by now was stored before
        heads = self._index.newest_heads(HEADS_PROBED) if strict else []
        listed = list(self._listed(self._store.list("checks/", start_after=start)))
        lost = min(known - set(listed), default=None)
        lost = lost or next((key for key, there in zip(heads, self._pool.map(self._is_there, heads), strict=True) if not there), None)
        if strict and lost is not None:
            raise IndexForeign(f"the index knows {lost}, which {self._store.url} lacks (`palimpsest verify` says whether that is damage)")
        return [key for key in listed if key not in known]

    def _is_there(self, key: str) -> bool:
        try:
            self._store.size(key)
        except (ObjectMissing, StoreMissing):
            return False
        return True

    def _listed(self, keys: Iterator[str]) -> Iterator[str]:
        """The good keys. Names that are no keys come as one error at a listing's end: they are noted and passed over."""
        try:
            yield from keys
        except BadKey as error:
            if not error.keys:
                raise
            for key in error.keys:
                self._leave_out(key, "its name is no key")

    def _feed(
        self,
        keys: Iterable[str],
        at_once: int,
        parse: Callable[[str, bytes], T | None],
        add: Callable[[list[T]], None],
        *,
        sought: bool = False,
    ) -> int:
        """Read, parse and add the objects in handfuls. ``sought``: a missing one is no damage. Returns how many went in."""
        total, rest = 0, iter(keys)
        while handful := list(islice(rest, at_once)):
            found = self._pool.map(lambda key: self._read(key, parse, sought=sought), handful)
            good = [value for value in found if value is not None]
            add(good)
            total += len(good)
            self._progress(len(handful))
        return total

    def _read(self, key: str, parse: Callable[[str, bytes], T | None], *, sought: bool) -> T | None:
        """Return what stands there. What cannot be used is read once more: a bad line must not keep a sound object out."""
        problem = ""
        for _ in range(2):
            try:
                return parse(key, self._store.read(key))
            except ObjectMissing:
                problem = "" if sought else "it is missing"
                break
            except (BadRecord, BadUrl) as error:
                problem = error.message
        if problem:
            self._leave_out(key, problem)
        return None

    def _leave_out(self, key: str, problem: str) -> None:
        log.warning("left out of the index: %s: %s", key, problem)
        self._damaged.append(Damaged(key=key, problem=problem))

    def _new_versions(self, parts: Sequence[StoredPart]) -> list[str]:
        """Keys of the versions that the parts' lines name, and of those before them, as far as the index lacks them."""
        newest: dict[str, int] = {}
        for _, _, part in parts:
            for check in part.checks:
                if check.article is not None and check.version is not None and _is_article(check.article):
                    newest[check.article] = max(check.version, newest.get(check.article, 0))
        known = self._index.known_versions(newest)
        wanted = ((article, number) for article, top in newest.items() for number in self._numbers(article, top))
        return [identity.version_key(article, number) for article, number in wanted if (article, number) not in known]

    def _numbers(self, article: str, top: int) -> Iterable[int]:
        """The numbers up to the newest one that a line names; of absurdly many, those that are there."""
        if top <= MANY_VERSIONS:
            return range(1, top + 1)
        keys = self._listed(self._store.list(f"articles/{article}/versions/"))
        found = (identity.parse_key(key) for key in keys)
        return [named.version for named in found if isinstance(named, identity.VersionKey)]


def _is_article(name: str) -> bool:
    """Whether a line's word for an article can be one. A forger may write anything: ``verify`` says what is wrong with it."""
    try:
        identity.version_key(name, 1)
    except BadKey:
        return False
    return True


def _is_led(line: Check) -> bool:
    """Return whether a line's URL came to an Article that is not its own by an alias; a forged line may name no URL."""
    try:
        return identity.article_of(line.url) != line.article and bool(identity.alias_key(line.url))
    except (BadUrl, BadKey):
        return False


def _version(key: str, data: bytes) -> StoredVersion:
    record = decode(Version, data, what=key)
    if identity.version_key(record.article, record.version) != key:
        raise BadRecord(f"{key} holds version {record.version} of {record.article}")
    return key, record, sha256(data)


def _alias(key: str, data: bytes) -> StoredAlias:
    alias = decode_sealed(Alias, data, what=key)
    if identity.alias_key(alias.url) != key:
        raise BadRecord(f"{key} holds the alias of {alias.url}")
    return key, identity.host_of(alias.url), alias.url, alias.article


def _attested_by(attests: Callable[[str, str], bool]) -> Callable[[str, bytes], StoredAlias | None]:
    """Return what reads an alias, and gives none that no check line attests: anybody who may write to the store can lay one down."""

    def parse(key: str, data: bytes) -> StoredAlias | None:
        alias = _alias(key, data)
        return alias if attests(alias[2], alias[3]) else None

    return parse


def _part(key: str, data: bytes) -> StoredPart:
    part = decode_part(data, key)
    for one in part.unusable:
        log.warning("read without what it cannot hold: %s line %d: %s", key, one.line, one.why)
    return key, sha256(data), part


def _led(parts: Sequence[StoredPart]) -> set[tuple[str, str]]:
    """URL and Article of each line whose URL has come to an Article that is not its own."""
    lines = [check for _, _, part in parts for check in part.checks if check.kind == "article"]
    return {(line.url, line.article) for line in lines if line.article is not None and _is_led(line)}
