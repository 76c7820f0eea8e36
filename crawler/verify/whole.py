"""An archive as a whole, or one Article of it. Check objects come first, so that whatever they vouch for was there before."""

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby

from crawler.archive import open_for_reading
from crawler.checkpoint.reading import PREFIX as CHECKPOINTS
from crawler.checkpoint.stamping import Roots
from crawler.codec import sha256
from crawler.errors import BadKey, BadRecord, StoreError
from crawler.header import identify, read_birth
from crawler.identity import MARKER, CheckKey, parse_key
from crawler.store.base import ObjectStore
from crawler.verify.article import ArticleExam
from crawler.verify.checkpoints import CheckpointExam, Copy, read_copy
from crawler.verify.parts import Header, PartChain, PartFacts, examine_part
from crawler.verify.reading import LISTED, in_threads
from crawler.verify.report import Problem, Report, Tally
from crawler.verify.singles import examine_single
from crawler.verify.testimony import Testimony

Progress = Callable[[int], None]
"""Called with the number of objects that were just looked at, from any thread."""

_CHECKS = "checks/"
_ARTICLES = "articles/"


def verify(
    store: ObjectStore,
    article: str | None = None,
    progress: Progress | None = None,
    *,
    checkpoint: bytes | None = None,
    roots: Roots | None = None,
    trusted: Iterable[str] = (),
) -> Report:
    """Recompute every hash and link in ``store``, or all that concerns ``article`` (``<host>/<article id>``).

    ``checkpoint`` is a copy of a checkpoint that was kept elsewhere; ``roots`` are the certificates that time-stamps are checked against;
    ``trusted`` are public keys, hexadecimal, of which one must have signed the newest checkpoint.
    Reads only. Holds per Article what check lines say of it, and no bodies. A bad object is a finding and stops nothing.
    Raises ``UsageError`` for a copy of another archive or one that does not fit its signature,
    ``NotAnArchive`` for a store that holds nothing of an archive, and the ``StoreError`` of a store that cannot be used.
    """
    copy = None if checkpoint is None else read_copy(checkpoint)
    return _Verification(store, article, progress or (lambda _: None)).run(copy, roots, frozenset(trusted))


class _Verification:
    """One run of ``verify``: check objects first, then all the rest in one listing."""

    def __init__(self, store: ObjectStore, article: str | None, progress: Progress) -> None:
        self._store = store
        self._article = article
        self._progress = progress
        self._tally = Tally()
        self._testimony = Testimony()
        self._lost = False
        self._awaited: set[str] = set()  # what check lines ask for and the listing has not shown: Articles' folders and aliases

    def run(self, copy: Copy | None, roots: Roots | None, trusted: frozenset[str]) -> Report:
        self._examine_marker()
        checkpoints = CheckpointExam(self._store, self._tally, self._birth(), roots)
        checkpoints.run(self._listed(CHECKPOINTS), copy)
        checkpoints.require(trusted)
        self._hear_checks(checkpoints)
        for tally in in_threads(self._examine, self._groups()):
            self._tally.merge(tally)
        for tally in in_threads(self._examine, [(name, []) for name in sorted(self._awaited)]):
            self._tally.merge(tally)
        return self._tally.report(checkpoints.summary())

    def _examine_marker(self) -> None:
        """Without it this is no archive, unless other objects of one are there: then it was taken away."""
        tally = examine_single(self._store, MARKER, why_missing="every archive has it")
        missing = any(finding.problem is Problem.MISSING for finding in tally.damages.values())
        if not tally.damages or (missing and not (self._holds(_ARTICLES) or self._holds(_CHECKS))):
            open_for_reading(self._store)  # raises what is the matter with the store as a whole
        self._tally.merge(tally)

    def _birth(self) -> str | None:
        try:
            return sha256(self._store.read(MARKER))
        except StoreError:
            return None  # a finding already

    def _header(self) -> Header:
        try:
            known, birth = identify(self._store), read_birth(self._store)
        except (StoreError, BadRecord):
            return Header(None, None)  # as above
        return Header(known.id if known else None, birth.born if birth else None)

    def _holds(self, prefix: str) -> bool:
        try:
            return any(True for _ in self._store.list(prefix))
        except BadKey:
            return True

    def _hear_checks(self, checkpoints: CheckpointExam) -> None:
        chain = PartChain(self._store, self._tally, checkpoints.parts, self._header())
        for key, said in checkpoints.statements():
            if self._article in {None, said.article}:
                self._testimony.hear(key, (said,), self._tally)
        for facts in in_threads(self._examine_part, self._check_keys()):
            chain.follow(facts)
            self._testimony.hear(facts.key, facts.statements, self._tally, lost=chain.lost)
        chain.end()
        self._lost = chain.lost
        self._awaited = {f"{_ARTICLES}{article}" for article in self._testimony.articles()} | self._testimony.aliases.keys()

    def _examine_part(self, item: tuple[str, CheckKey]) -> PartFacts:
        facts = examine_part(self._store, *item, self._article)
        self._progress(1)
        return facts

    def _check_keys(self) -> Iterator[tuple[str, CheckKey]]:
        for key in self._listed(_CHECKS):
            try:
                named = parse_key(key)
            except BadKey as error:
                self._tally.add(key, Problem.UNKNOWN, error.message)
                continue
            if isinstance(named, CheckKey):
                yield key, named

    def _groups(self) -> Iterator[tuple[str, list[str]]]:
        """Keys by Article, which stand together in a listing; every other key by itself. The marker and the checks are done."""
        prefix = "" if self._article is None else f"{_ARTICLES}{self._article}/"
        keys = (key for key in self._listed(prefix) if key != MARKER and not key.startswith((_CHECKS, CHECKPOINTS)))
        for name, members in groupby(keys, key=_group):
            self._awaited.discard(name)
            yield name, list(members)

    def _listed(self, prefix: str) -> Iterator[str]:
        """The store's keys. Names that are no keys are findings, each once: the checks are listed twice."""
        try:
            yield from self._store.list(prefix)
        except BadKey as error:
            if prefix not in {_CHECKS, CHECKPOINTS} or self._article is not None:
                for key in error.keys:
                    self._tally.add(ascii(key)[1:-1], Problem.UNKNOWN, "this name is no key")

    def _examine(self, group: tuple[str, list[str]]) -> Tally:
        name, keys = group
        if name.startswith(_ARTICLES):
            return self._examine_article((name.removeprefix(_ARTICLES), keys))
        attested = self._testimony.aliases.get(name)
        tally = examine_single(self._store, name, article=attested, why_missing="check lines need it" if attested else LISTED)
        self._progress(1)
        return tally

    def _examine_article(self, group: tuple[str, list[str]]) -> Tally:
        article, keys = group
        return ArticleExam(self._store, article, self._testimony.of(article, lost=self._lost), self._progress).run(keys)


def _group(key: str) -> str:
    """``articles/<host>/<id>`` for an Article's keys, else the key itself."""
    return "/".join(key.split("/")[:3]) if key.startswith(_ARTICLES) else key
