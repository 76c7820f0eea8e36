"""Who vouches for aliases, profiles, derivations and removals.

The check parts of the run that stored them, and for aliases check lines.
"""

from collections.abc import Collection, Iterable
from collections.abc import Set as AbstractSet
from copy import copy
from typing import Self

from crawler.archive import Alias
from crawler.checks import PartHeader
from crawler.codec import decode_sealed, sha256
from crawler.errors import BadKey, BadRecord
from crawler.identity import (
    AliasKey,
    DerivationKey,
    ProfileKey,
    RedactionKey,
    alias_key_of,
    parse_key,
)
from crawler.store.base import ObjectStore
from crawler.verify.findings import Problem, VerifyResult
from crawler.verify.object_reader import fetch


class MadeObjects:
    """Compares these objects with what parts say.

    Told of every part first, then of every object; safe to use from several threads.
    """

    def __init__(self, only: Collection[str] | None = None) -> None:
        """``only`` limits what must be there to these Articles' objects."""
        self._only = only
        self._expected: dict[str, str] = {}
        """Key to the SHA-256 that the run which stored the object gave."""
        self._ended: dict[str, bool] = {}
        """Run to whether it ended in order, with all its lines written."""
        self._decisions: dict[str, int] = {}
        """URL's own Article to the highest number of the aliases that runs have stored for it."""
        self._led: frozenset[str] = frozenset()
        self.seen: set[str] = set()
        self.removed: set[str] = set()
        self._doubtful: set[str] = set()
        """What only parts name that no checkpoint covers, where one is asked for."""
        self.unnamed: set[str] = set()

    def part(self) -> Self:
        """Return the same words, with no object looked at yet."""
        other = copy(self)
        other.seen, other.removed, other.unnamed = set(), set(), set()
        return other

    def merge(self, other: "MadeObjects") -> None:
        """Take what was seen of a part of the archive."""
        self.seen |= other.seen
        self.removed |= other.removed
        self.unnamed |= other.unnamed

    def expected_of(self, keys: AbstractSet[str]) -> AbstractSet[str]:
        """Return those of the keys that runs say they have stored."""
        return self._expected.keys() & keys

    def add(self, header: PartHeader | None, *, ended: bool, counts: bool = True) -> None:
        """Take a part's word for what its run has stored, and whether it ended in order.

        Unless it ``counts``, it vouches for no removal.
        """
        if header is not None:
            if not counts:
                self._doubtful.update(ref.key for ref in header.made or ())
            self._ended[header.run] = ended or self._ended.get(header.run, False)
            for ref in header.made or ():
                self._expected[ref.key] = ref.sha256
                self._note_decision(ref.key)

    def _note_decision(self, key: str) -> None:
        try:
            named = parse_key(key)
        except BadKey:
            return
        if isinstance(named, AliasKey):
            highest = max(named.number, self._decisions.get(named.url_id, 0))
            self._decisions[named.url_id] = highest

    def lead(self, aliases: Iterable[str]) -> None:
        """Take the keys of the aliases that check lines ask for.

        What these say, ``singles`` compares.
        """
        self._led = frozenset(aliases)

    def leads_on(self, key: str, alias: Alias) -> bool:
        """Return whether check lines may name another Article than this first alias of a URL.

        The URL was decided on again, or that Article's own URL was.
        """
        named = parse_key(key)
        again = isinstance(named, AliasKey) and self._decisions.get(named.url_id, 0) > 1
        return again or alias.article in self._decisions or alias_key_of(alias.article) in self._led

    def vouches_for(self, key: str, data: bytes) -> bool:
        """Return whether a part that counts names this object with the hash of these bytes."""
        return self._expected.get(key) == sha256(data) and key not in self._doubtful

    def remove(self, keys: Iterable[str]) -> None:
        """Take the word of a sound removal that these need not be there any more."""
        self.removed.update(keys)

    def examine(self, key: str, data: bytes, result: VerifyResult) -> None:
        """Compare one object with what parts say of it."""
        named = parse_key(key)
        if not isinstance(named, AliasKey | ProfileKey | DerivationKey | RedactionKey):
            return
        self.seen.add(key)
        expected = self._expected.get(key)
        if expected is not None and expected != sha256(data):
            result.add(
                key,
                Problem.ALTERED,
                f"its SHA-256 is {sha256(data)}; the run that stored it says {expected}",
            )
        elif expected is None and isinstance(named, AliasKey):
            self._examine_alias(key, data, result)
        elif expected is None and not isinstance(named, RedactionKey):
            self.unnamed.add(key)

    def _examine_alias(self, key: str, data: bytes, result: VerifyResult) -> None:
        """Name an alias that nobody vouches for, unless its run had no time to."""
        if key in self._led or key in result.damages or self._only is not None:
            return
        try:
            alias = decode_sealed(Alias, data)
        except BadRecord:
            return  # a finding already
        ended = self._ended.get(alias.run)
        if ended is False or not self._ended:
            short = "it was cut short, is going on, or its check objects were removed"
            result.add(
                key,
                Problem.UNATTESTED,
                f"run {alias.run}, which it names, left no check line that knows it: {short}",
            )
        else:
            why = "has ended without a check line that knows it" if ended else "left no check parts"
            result.add(
                key,
                Problem.INJECTED,
                (
                    f"it gives {alias.url} to {alias.article}, and run {alias.run}, which it "
                    f"names, {why}"
                ),
            )

    def rest(self, store: ObjectStore) -> VerifyResult:
        """Return what can be said when all objects were looked at.

        What is missing, and what nobody vouches for.
        """
        result = VerifyResult()
        for key in sorted(self._expected.keys() - self.seen - self.removed):
            if self._concerns(key):
                data = fetch(store, key, result, why_missing="a run says that it has stored it")
                if data is not None:
                    self.examine(key, data, result)
        for kind in ("profiles/", "articles/"):
            unnamed = sorted(key for key in self.unnamed if key.startswith(kind))
            if unnamed:
                others = (
                    (
                        f" and {len(unnamed) - 1:,} more "
                        f"{'profiles' if kind == 'profiles/' else 'derivations'}"
                    )
                    if len(unnamed) > 1
                    else ""
                )
                detail = (
                    f"no check part names this{others}: written by an earlier release, by a "
                    "job that was cut short, or by a stranger"
                )
                result.add(unnamed[0], Problem.UNATTESTED, detail)
        return result

    def _concerns(self, key: str) -> bool:
        try:
            parse_key(key)
        except BadKey:
            return False  # a part that names what no key can be vouches for nothing
        return self._only is None or "/".join(key.split("/")[1:3]) in self._only
