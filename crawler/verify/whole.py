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
from crawler.verify.made import Made
from crawler.verify.makers import compare_makers
from crawler.verify.parts import Header, PartChain, PartFacts, examine_part
from crawler.verify.reading import LISTED, in_threads
from crawler.verify.records import is_redaction, refuse_redaction
from crawler.verify.report import Problem, Report, Tally
from crawler.verify.rereading import Again, RememberedReads
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
    reopen: Callable[[], ObjectStore] | None = None,
) -> Report:
    """Recompute every hash and link in ``store``, or all that concerns ``article`` (``<host>/<article id>``).

    ``checkpoint`` is a copy of a checkpoint that was kept elsewhere; ``roots`` are the certificates that time-stamps are checked against;
    ``trusted`` are public keys, hexadecimal, of which one must have signed the newest checkpoint.
    What looks damaged is read again, from the store that ``reopen`` gives where there is one: a bad line is no damage.
    Reads only. Holds per Article what check lines say of it, and no bodies. A bad object is a finding and stops nothing.
    Raises ``UsageError`` for a copy of another archive or one that does not fit its signature,
    ``StoreUnsteady`` where the two reads differ, ``NotAnArchive`` for a store that holds nothing of an archive, and the ``StoreError``
    of a store that cannot be used.
    """
    copy = None if checkpoint is None else read_copy(checkpoint)
    reads = RememberedReads(store, Again(store, reopen))
    return _Verification(reads, article, progress or (lambda _: None)).run(copy, roots, frozenset(trusted))


class _Verification:
    """One run of ``verify``: check objects first, then all the rest in one listing."""

    def __init__(self, store: RememberedReads, article: str | None, progress: Progress) -> None:
        self._store = store
        self._article = article
        self._progress = progress
        self._tally = Tally()
        self._testimony = Testimony()
        self._ended: set[str] = set()
        self._made = Made(article)
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
        self._tally.merge(self._made.rest(self._store))
        self._store.require_same(self._tally.damages)
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
            self._made.hear(facts.header, ended=facts.ended)
            self._testimony.hear(facts.key, facts.statements, self._tally, lost=chain.lost)
        chain.end()
        self._ended, self._lost = chain.ended, chain.lost
        self._made.lead(self._testimony.aliases)
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
                    if is_redaction(key):
                        refuse_redaction(ascii(key)[1:-1], self._tally)
                    else:
                        self._tally.add(ascii(key)[1:-1], Problem.UNKNOWN, "this name is no key")

    def _examine(self, group: tuple[str, list[str]]) -> Tally:
        """Findings on one Article, or on one object of no Article, that a second read has confirmed."""
        name, keys = group
        reads = self._store.afresh()
        if name.startswith(_ARTICLES):
            tally = self._examine_article(name.removeprefix(_ARTICLES), keys, reads)
        else:
            attested = self._testimony.aliases.get(name)
            why = "check lines need it" if attested else LISTED
            tally = examine_single(reads, name, article=attested, why_missing=why, made=self._made)
            self._progress(1)
        reads.settle(tally, keys)
        return tally

    def _examine_article(self, article: str, keys: list[str], store: ObjectStore) -> Tally:
        exam = ArticleExam(store, article, self._testimony.of(article, lost=self._lost), self._progress, made=self._made)
        tally = exam.run(keys)
        compare_makers(article, exam.links, self._testimony.makers.get(article, {}), self._ended, tally)
        return tally


def _group(key: str) -> str:
    """``articles/<host>/<id>`` for an Article's keys, else the key itself."""
    return "/".join(key.split("/")[:3]) if key.startswith(_ARTICLES) else key
