"""Reads stored objects, several at once, and feeds them to the index in handfuls."""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import Self, TypeVar

from crawler import identity
from crawler.errors import BadKey, BadRecord, BadUrl, IndexForeign, ObjectMissing, StoreMissing
from crawler.index import Index
from crawler.index.writes import StoredPart
from crawler.reindex.fed import Damaged, Fed
from crawler.reindex.stored import (
    aliases_made,
    attested_by,
    is_article,
    led_by,
    part_of,
    remainder_read_of,
    removal_of,
    removals_named,
    shortened_by_key,
    version_of,
)
from crawler.removal import Removal
from crawler.store.base import ObjectStore

log = logging.getLogger("palimpsest")
T = TypeVar("T")
THREADS = 16
"""Objects read at once: a distant store answers each only after some 20 ms."""

LOOK_BACK = 8
"""Days with runs, back from the newest known one, in which a new part may turn up: a part stands
under the day on which its run began, and a run may last. Counted in days that are known, so that
one writer's clock that was years ahead hides nothing.
"""

MANY_VERSIONS = 10_000
"""More versions than this of one article are asked of the store by listing, and not one by one: a
line can name any number.
"""
HEADS_PROBED = 4
"""Heads, the newest, that are looked for at each opening: what a store lost shows there first. The
others are proven when they matter.
"""

RECORDS_AT_ONCE, _PARTS = 200, 16
"""Objects held in memory at once: a record takes some 10 kB, a part up to 10 MB."""


class Feeder:
    """Reads stored objects, several at once, and feeds them in handfuls.

    A context manager: it ends its threads.
    """

    def __init__(self, index: Index, store: ObjectStore, progress: Callable[[int], None]) -> None:
        self._index, self._store, self._progress = index, store, progress
        self._damaged: list[Damaged] = []
        self._missing: list[str] = []
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="reindex")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(cancel_futures=True)

    def _feed_removals(self, named: Mapping[str, str]) -> None:
        """Feed the removals that parts name, by key and SHA-256; those that nobody names are none.

        Anybody who may write to the store can lay one down.
        """
        articles: set[str] = set()

        def add(removals: Sequence[Removal]) -> None:
            self._index.add_removals(removals)
            articles.update(one.article for one in removals if one.shortened)

        self._feed(sorted(named), RECORDS_AT_ONCE, removal_of(named), add)
        standing = shortened_by_key(self._index.shortened_of(articles))
        self._feed(
            sorted(standing), RECORDS_AT_ONCE, remainder_read_of(standing), self._index.add_versions
        )

    def _settle_missing(self) -> None:
        """Name the versions that are not there, but for those that a removal stands for."""
        gone = self._taken_out(self._missing)
        for key in self._missing:
            if key not in gone:
                self._leave_out(key, "it is missing")

    def news(self) -> Fed:
        """Feed the check parts that the index has not seen, and what their lines name."""
        fresh = self.unseen_parts(strict=self._index.owner is not None)
        numbers = [0, 0]

        def add(parts: Sequence[StoredPart]) -> None:
            """First what the lines name, then the parts.

            A crash in between makes nobody believe that all was read.
            """
            self._feed_removals(removals_named(parts))
            numbers[0] += self._feed(
                self._new_versions(parts), RECORDS_AT_ONCE, version_of, self._index.add_versions
            )
            led = led_by(parts)
            made = {
                key: digest for _, _, part in parts for key, digest in aliases_made(part).items()
            }
            sought = sorted({identity.alias_key(url) for url, _ in led} | made.keys())
            attested = attested_by(lambda url, article: (url, article) in led, made)
            numbers[1] += self._feed(
                sought, RECORDS_AT_ONCE, attested, self._index.add_aliases, sought=True
            )
            self._index.add_parts(parts)

        fed = self._feed(fresh, _PARTS, part_of, add)
        self._settle_missing()
        return Fed(versions=numbers[0], aliases=numbers[1], parts=fed, damaged=tuple(self._damaged))

    def unseen_parts(self, *, strict: bool) -> list[str]:
        """Return the keys of the check parts that the index has not seen.

        Where ``strict``, raises ``IndexForeign`` if the store lacks a part of these days, or one of
        the newest heads, that the index knows.
        """
        days = self._index.days(LOOK_BACK)
        # With its slash: SeaweedFS passes over a folder that a listing is to start after.
        start = f"{days[-1]}/" if len(days) == LOOK_BACK else ""
        known = self._index.known_parts(
            start
        )  # before the listing: whatever is known by now was stored before
        heads = self._index.newest_heads(HEADS_PROBED) if strict else []
        listed = list(self._listed(self._store.list("checks/", start_after=start)))
        there = self._pool.map(self._is_there, heads)
        absent = [key for key, is_there in zip(heads, there, strict=True) if not is_there]
        gone = self._taken_out(absent)
        lost = min(known - set(listed), default=None)
        lost = lost or next((key for key in absent if key not in gone), None)
        if strict and lost is not None:
            raise IndexForeign(
                f"the index knows {lost}, which {self._store.url} lacks (`palimpsest "
                "verify` says whether that is damage)"
            )
        return [key for key in listed if key not in known]

    def _taken_out(self, keys: Iterable[str]) -> set[str]:
        """Return those of the keys for whose versions a removal stands."""
        named = {key: identity.parse_key(key) for key in keys}
        places = {key: one for key, one in named.items() if isinstance(one, identity.VersionKey)}
        if not places:
            return set()  # nearly always: nothing is missing, and the index need not be asked
        gone = self._index.taken_out({one.article for one in places.values()})
        return {key for key, one in places.items() if one in gone}

    def _is_there(self, key: str) -> bool:
        try:
            self._store.size(key)
        except (ObjectMissing, StoreMissing):
            return False
        return True

    def _listed(self, keys: Iterator[str]) -> Iterator[str]:
        """Yield the good keys.

        Names that are no keys come as one error at a listing's end: they are noted and passed over.
        """
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
        """Read, parse and add the objects in handfuls.

        ``sought``: a missing one is no damage. Returns how many went in.
        """
        total, rest = 0, iter(keys)
        while handful := list(islice(rest, at_once)):
            found = self._pool.map(lambda key: self._read(key, parse, sought=sought), handful)
            good = [value for value in found if value is not None]
            add(good)
            total += len(good)
            self._progress(len(handful))
        return total

    def _read(self, key: str, parse: Callable[[str, bytes], T | None], *, sought: bool) -> T | None:
        """Return what stands there.

        What cannot be used is read once more: a bad line must not keep a sound object out.
        """
        problem = ""
        for _ in range(2):
            try:
                return parse(key, self._store.read(key))
            except ObjectMissing:
                if not sought:
                    self._missing.append(key)
                return None
            except (BadRecord, BadUrl) as error:
                problem = error.message
        if problem:
            self._leave_out(key, problem)
        return None

    def _leave_out(self, key: str, problem: str) -> None:
        log.warning("left out of the index: %s: %s", key, problem)
        self._damaged.append(Damaged(key=key, problem=problem))

    def _new_versions(self, parts: Sequence[StoredPart]) -> list[str]:
        """Return keys of the versions that the parts' lines name, as far as the index lacks them.

        And of those before them.
        """
        newest: dict[str, int] = {}
        for _, _, part in parts:
            for check in part.checks:
                if (
                    check.article is not None
                    and check.version is not None
                    and is_article(check.article)
                ):
                    newest[check.article] = max(check.version, newest.get(check.article, 0))
        known = self._index.known_versions(newest)
        wanted = (
            (article, number)
            for article, top in newest.items()
            for number in self._numbers(article, top)
        )
        return [
            identity.version_key(article, number)
            for article, number in wanted
            if (article, number) not in known
        ]

    def _numbers(self, article: str, top: int) -> Iterable[int]:
        """Return the numbers up to the newest one that a line names.

        Of absurdly many, those that are there.
        """
        if top <= MANY_VERSIONS:
            return range(1, top + 1)
        keys = self._listed(self._store.list(f"articles/{article}/versions/"))
        found = (identity.parse_key(key) for key in keys)
        return [named.version for named in found if isinstance(named, identity.VersionKey)]
