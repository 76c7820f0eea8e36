"""Objects looked at in handfuls: each Article with all that is its own, every other by itself.

Handfuls are independent, so several processes do them side by side, and what comes of them is
added up.
"""

import pickle
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from concurrent.futures import Future
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory

from crawler.config import StoreConfig
from crawler.hands import Hands
from crawler.store.base import ObjectStore
from crawler.store.open_store import open_store
from crawler.verify.article import ArticleVerifier
from crawler.verify.attestations import Vouched
from crawler.verify.findings import VerifyResult
from crawler.verify.made import MadeObjects
from crawler.verify.makers import compare_makers
from crawler.verify.object_reader import LISTED, in_threads
from crawler.verify.rereading import Again, RememberedReads
from crawler.verify.standalone_objects import examine_standalone

ARTICLES = "articles/"
MAX_PROCESSES = 16
_KEYS, _GROUPS = 500, 100
"""Of a handful, at most, but for one Article that has more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Objects that are looked at together."""

    name: str
    """``articles/<host>/<id>``, or the key of an object of no Article."""
    keys: tuple[str, ...]
    vouched: Vouched | None = None
    makers: Mapping[int, Mapping[str, str]] | None = None
    alias_of: str | None = None
    """Of an alias, the Article that check lines ask for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What check parts say of all objects together."""

    made: MadeObjects
    ended: AbstractSet[str]
    """Runs that left a report."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """What came of some groups."""

    result: VerifyResult
    made: MadeObjects
    looked: int
    """Objects."""


def examine_groups(store: RememberedReads, heard: Heard, groups: Sequence[Group]) -> Examined:
    """Return the findings on some groups. A second read has confirmed them."""
    result, made, looked = VerifyResult(), heard.made.part(), list[int]()
    work = partial(_examine, store, Heard(made=made, ended=heard.ended), looked.append)
    for found in in_threads(work, groups):
        result.merge(found)
    return Examined(result=result, made=made, looked=sum(looked))


def _examine(
    store: RememberedReads, heard: Heard, progress: Callable[[int], None], group: Group
) -> VerifyResult:
    reads = store.afresh()
    if group.vouched is not None:
        result = _examine_article(reads, heard, progress, group, group.vouched)
    else:
        why = "check lines need it" if group.alias_of else LISTED
        result = examine_standalone(
            reads, group.name, article=group.alias_of, why_missing=why, made=heard.made
        )
        progress(1)
    reads.settle(result, group.keys)
    return result


def _examine_article(
    store: ObjectStore,
    heard: Heard,
    progress: Callable[[int], None],
    group: Group,
    vouched: Vouched,
) -> VerifyResult:
    article = group.name.removeprefix(ARTICLES)
    exam = ArticleVerifier(store, article, vouched, progress, made=heard.made)
    result = exam.run(list(group.keys))
    compare_makers(article, exam.links, group.makers or {}, heard.ended, result)
    return result


def examined_side_by_side(
    store: RememberedReads, beside: StoreConfig | None, heard: Heard, groups: Iterable[Group]
) -> Iterator[Examined]:
    """Yield what comes of the groups, handful by handful, in their order.

    ``beside`` says how other processes open the store; without it, all is done here.
    """
    if beside is None:
        yield from (examine_groups(store, heard, some) for some in _handfuls(groups))
        return
    with TemporaryDirectory(prefix="palimpsest-") as folder, _Side(store, heard, folder) as side:
        waiting: deque[Future[Examined]] = deque()
        for some in _handfuls(groups):
            waiting.append(side.begin_handful(beside, some))
            if len(waiting) > side.count:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


class _Side(Hands):
    """Processes that look at handfuls. What all of them must know is laid down once."""

    def __init__(self, store: RememberedReads, heard: Heard, folder: str) -> None:
        super().__init__(MAX_PROCESSES, preload=__name__)
        self._here = store, heard
        self._file = Path(folder) / "heard"

    def begin_handful(self, beside: StoreConfig, groups: Sequence[Group]) -> Future[Examined]:
        """Begin one."""
        if not self.begins_here:
            return self.begin(examine_elsewhere, beside, self._file, groups)
        if self.count > 1:  # before what comes of the first adds to it
            self._file.write_bytes(pickle.dumps(self._here[1]))
        return self.begin(examine_groups, *self._here, groups)


def examine_elsewhere(beside: StoreConfig, heard: Path, groups: Sequence[Group]) -> Examined:
    """Return the findings on some groups, from another process."""
    return examine_groups(_reads(beside), _heard(heard), groups)


@lru_cache(maxsize=1)
def _heard(file: Path) -> Heard:
    heard: Heard = pickle.loads(file.read_bytes())  # noqa: S301  # the parent wrote it
    return heard


@lru_cache(maxsize=1)
def _reads(beside: StoreConfig) -> RememberedReads:
    store = open_store(beside)
    return RememberedReads(store, Again(store, partial(open_store, beside)))


def _handfuls(groups: Iterable[Group]) -> Iterator[list[Group]]:
    held: list[Group] = []
    keys = 0
    for group in groups:
        held.append(group)
        keys += len(group.keys)
        if keys >= _KEYS or len(held) >= _GROUPS:
            yield held
            held, keys = [], 0
    if held:
        yield held
