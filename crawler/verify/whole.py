"""An archive as a whole, or one Article of it.

Check objects come first, so that whatever they vouch for was there before.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby

from crawler.archive import open_for_reading
from crawler.checkpoint.chain_reader import NOTES
from crawler.checkpoint.chain_reader import PREFIX as CHECKPOINTS
from crawler.checkpoint.timestamping import Roots
from crawler.codec import sha256
from crawler.config import StoreConfig
from crawler.errors import BadKey, BadRecord, StoreError
from crawler.header import identify, read_header
from crawler.identity import ARCHIVE_HEADER_KEY, CheckKey, parse_key
from crawler.store.base import ObjectStore
from crawler.verify.attestations import Attestations
from crawler.verify.checkpoints import CheckpointCopy, CheckpointVerifier, read_copy
from crawler.verify.findings import Problem, VerifyReport, VerifyResult
from crawler.verify.groups import ARTICLES, Examined, Group, Heard, examined_side_by_side
from crawler.verify.made import MadeObjects
from crawler.verify.object_reader import in_threads
from crawler.verify.parts import Header, PartChain, PartFacts, examine_part
from crawler.verify.ranges import KeyRange, VerifiedRange
from crawler.verify.rereading import Again, RememberedReads
from crawler.verify.standalone_objects import examine_standalone
from crawler.verify.version_records import is_redaction, refuse_redaction
from crawler.witness_key import WitnessKey

Progress = Callable[[int], None]
"""Called with the number of objects that were just looked at, from any thread."""

Elsewhere = Callable[[Sequence[str]], Iterable[VerifiedRange]]
"""Given all Articles, has ranges of keys that hold all of them verified somewhere else."""

_CHECKS = "checks/"


def verify(
    store: ObjectStore,
    article: str | None = None,
    progress: Progress | None = None,
    *,
    joined: Iterable[str] = (),
    checkpoint: bytes | None = None,
    roots: Roots | None = None,
    trusted: Iterable[str] = (),
    witnesses: Iterable[WitnessKey] = (),
    reopen: Callable[[], ObjectStore] | None = None,
    beside: StoreConfig | None = None,
    elsewhere: Elsewhere | None = None,
) -> VerifyReport:
    """Recompute every hash and link in ``store``, or of ``article`` alone.

    The article is given as ``<host>/<article id>``, and so are those ``joined`` to it, which are
    looked at with it.

    ``checkpoint`` is a copy of a checkpoint that was kept elsewhere; ``roots`` are the certificates
    that time-stamps are checked against; ``trusted`` are public keys, hexadecimal, of which one
    must have signed the newest checkpoint; ``witnesses`` are the keys that cosignatures are
    compared with. What looks damaged is read again, from the store that ``reopen`` gives where
    there is one: a bad line is no damage. ``beside`` is how other processes open the store, which
    then look at it side by side; ``elsewhere`` has ranges verified by ``verify_range``. Reads only.
    Holds per Article what check lines say of it, and no bodies. A bad object is a finding and stops
    nothing.

    Raises ``UsageError`` for a copy of another archive or one that does not fit its signature,
    ``StoreUnsteady`` where the two reads differ, ``NotAnArchive`` for a store that holds nothing of
    an archive, and the ``StoreError`` of a store that cannot be used.
    """
    copy = None if checkpoint is None else read_copy(checkpoint)
    reads = RememberedReads(store, Again(store, reopen))
    only = None if article is None else frozenset({article, *joined})
    return _Verification(reads, only, progress or (lambda _: None), beside).run(
        copy, roots, frozenset(trusted), tuple(witnesses), elsewhere
    )


def verify_range(
    store: ObjectStore,
    within: KeyRange,
    *,
    trusted: Iterable[str] = (),
    reopen: Callable[[], ObjectStore] | None = None,
) -> VerifiedRange:
    """Verify the Articles and other objects of a range. Raises as ``verify`` does."""
    reads = RememberedReads(store, Again(store, reopen))
    verification = _Verification(reads, None, lambda _: None, None)
    return verification.run_range(within, frozenset(trusted))


class _Verification:
    """One run of ``verify``: check objects first, then all the rest in one listing."""

    def __init__(
        self,
        store: RememberedReads,
        only: frozenset[str] | None,
        progress: Progress,
        beside: StoreConfig | None,
    ) -> None:
        self._store = store
        self._beside = beside
        self._within = KeyRange()
        self._only = only
        self._progress = progress
        self._result = VerifyResult()
        self._attestations = Attestations()
        self._ended: set[str] = set()
        self._made = MadeObjects(only)
        self._lost = False
        self._awaited: set[str] = (
            set()
        )  # what check lines ask for and the listing has not shown: Articles' folders and aliases

    def run(
        self,
        copy: CheckpointCopy | None,
        roots: Roots | None,
        trusted: frozenset[str],
        witnesses: tuple[WitnessKey, ...],
        elsewhere: Elsewhere | None,
    ) -> VerifyReport:
        checkpoints = self._hear(copy, roots, trusted, witnesses)
        for some in self._examined() if elsewhere is None else self._gathered(elsewhere):
            self._result.merge(some.result)
            self._made.merge(some.made)
            self._progress(some.looked)
        self._result.merge(self._made.rest(self._store))
        self._store.require_same(self._result.damages)
        return self._result.report(checkpoints.summary())

    def run_range(self, within: KeyRange, trusted: frozenset[str]) -> VerifiedRange:
        """Verify a range alone. What is the matter with check objects is for others to say."""
        self._hear(None, None, trusted, ())
        self._within = within
        return VerifiedRange.of(self._examined(), self._made)

    def _hear(
        self,
        copy: CheckpointCopy | None,
        roots: Roots | None,
        trusted: frozenset[str],
        witnesses: tuple[WitnessKey, ...],
    ) -> CheckpointVerifier:
        """Look at the header, checkpoints and check objects."""
        self._examine_header()
        checkpoints = CheckpointVerifier(self._store, self._result, self._header_hash(), roots)
        notes = list(self._listed(NOTES))  # first: the checkpoint of each was there before it
        checkpoints.run(self._listed(CHECKPOINTS), copy)
        checkpoints.add_notes(notes, witnesses)
        checkpoints.require(trusted)
        self._add_checks(checkpoints, trusted)
        return checkpoints

    def _examined(self) -> Iterator[Examined]:
        heard = Heard(made=self._made, ended=self._ended)
        return examined_side_by_side(self._store, self._beside, heard, self._groups())

    def _gathered(self, elsewhere: Elsewhere) -> Iterator[Examined]:
        """Yield what others find, having looked for names that are no keys."""
        for _ in self._listed(""):
            pass
        for some in elsewhere(sorted(self._attestations.articles())):
            yield some.examined()

    def _examine_header(self) -> None:
        """Without it this is no archive, unless other objects of one are there.

        Then it was taken away.
        """
        result = examine_standalone(
            self._store, ARCHIVE_HEADER_KEY, why_missing="every archive has it"
        )
        missing = any(finding.problem is Problem.MISSING for finding in result.damages.values())
        if not result.damages or (missing and not (self._holds(ARTICLES) or self._holds(_CHECKS))):
            open_for_reading(self._store)  # raises what is the matter with the store as a whole
        self._result.merge(result)

    def _header_hash(self) -> str | None:
        try:
            return sha256(self._store.read(ARCHIVE_HEADER_KEY))
        except StoreError:
            return None  # a finding already

    def _header(self) -> Header:
        try:
            known, header_hash = identify(self._store), read_header(self._store)
        except (StoreError, BadRecord):
            return Header(None, None)  # as above
        return Header(known.id if known else None, header_hash.born if header_hash else None)

    def _holds(self, prefix: str) -> bool:
        try:
            return any(True for _ in self._store.list(prefix))
        except BadKey:
            return True

    def _add_checks(self, checkpoints: CheckpointVerifier, trusted: frozenset[str]) -> None:
        chain = PartChain(self._store, self._result, checkpoints.parts, self._header())
        for key, said in checkpoints.statements():
            if self._only is None or said.article in self._only:
                self._attestations.add(key, (said,), self._result)
        for facts in in_threads(self._examine_part, self._check_keys()):
            chain.follow(facts)
            covered = facts.key in checkpoints.parts
            self._made.add(facts.header, ended=facts.ended, counts=covered or not trusted)
            self._attestations.add(facts.key, facts.statements, self._result, lost=chain.lost)
        chain.end()
        self._ended, self._lost = chain.ended, chain.lost
        self._made.lead(self._attestations.aliases)
        self._awaited = {
            f"{ARTICLES}{article}" for article in self._attestations.articles()
        } | self._attestations.aliases.keys()

    def _examine_part(self, item: tuple[str, CheckKey]) -> PartFacts:
        facts = examine_part(self._store, *item, self._only)
        self._progress(1)
        return facts

    def _check_keys(self) -> Iterator[tuple[str, CheckKey]]:
        for key in self._listed(_CHECKS):
            try:
                named = parse_key(key)
            except BadKey as error:
                self._result.add(key, Problem.UNKNOWN, error.message)
                continue
            if isinstance(named, CheckKey):
                yield key, named

    def _listed_groups(self) -> Iterator[tuple[str, list[str]]]:
        """Yield keys by Article, which stand together in a listing; every other key by itself.

        The header and the checks are done.
        """
        prefixes = [f"{ARTICLES}{one}/" for one in sorted(self._only)] if self._only else [""]
        keys = (
            key
            for prefix in prefixes
            for key in self._listed(prefix, start_after=self._start)
            if key != ARCHIVE_HEADER_KEY and not key.startswith((_CHECKS, CHECKPOINTS, NOTES))
        )
        for name, members in groupby(keys, key=_group):
            self._awaited.discard(name)
            yield name, list(members)

    @property
    def _start(self) -> str:
        """Where the range's listing begins: SeaweedFS passes over a folder without its slash."""
        return f"{self._within.first}/" if self._within.first else ""

    def _listed(self, prefix: str, *, start_after: str = "") -> Iterator[str]:
        """Yield the store's keys.

        Names that are no keys are findings, each once: the checks are listed twice.
        """
        try:
            yield from self._store.list(prefix, start_after=start_after)
        except BadKey as error:
            if prefix not in {_CHECKS, CHECKPOINTS, NOTES} or self._only is not None:
                for key in error.keys:
                    if is_redaction(key):
                        refuse_redaction(ascii(key)[1:-1], self._result)
                    else:
                        self._result.add(ascii(key)[1:-1], Problem.UNKNOWN, "this name is no key")

    def _told(self, name: str, keys: Iterable[str]) -> Group:
        """Return a group with what check lines say of it."""
        if not name.startswith(ARTICLES):
            return Group(name=name, keys=tuple(keys), alias_of=self._attestations.aliases.get(name))
        article = name.removeprefix(ARTICLES)
        return Group(
            name=name,
            keys=tuple(keys),
            vouched=self._attestations.of(article, lost=self._lost),
            makers=self._attestations.makers.get(article, {}),
        )

    def _groups(self) -> Iterator[Group]:
        """Yield all that is listed, then what check lines ask for and the listing has not shown."""
        for name, keys in self._listed_groups():
            if self._within.beyond is not None and name >= self._within.beyond:
                break
            yield self._told(name, keys)
        for name in sorted(self._awaited):
            if name in self._within:
                yield self._told(name, ())


def _group(key: str) -> str:
    """Return ``articles/<host>/<id>`` for an Article's keys, else the key itself."""
    return "/".join(key.split("/")[:3]) if key.startswith(ARTICLES) else key
