"""What signed checkpoints vouch for: the newest Versions and check objects too, which no later object names."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from crawler.checkpoint import Chain, Checkpoint
from crawler.checkpoint.chain import faults_of
from crawler.checkpoint.stamping import Roots, stamped_at
from crawler.codec import decode_sealed, sha256
from crawler.errors import BadKey, BadRecord, UsageError
from crawler.identity import MARKER, CheckpointKey, checkpoint_key, parse_key
from crawler.store.base import ObjectStore
from crawler.verify.reading import GAPS_NAMED, fetch, in_threads
from crawler.verify.report import Key, Problem, Tally
from crawler.verify.testimony import Statement


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """A checkpoint that was kept elsewhere."""

    data: bytes
    record: Checkpoint


def read_copy(data: bytes) -> Copy:
    """Return the copy in a file's bytes. Raises ``UsageError`` where it is not as it was when it was signed."""
    try:
        record = decode_sealed(Checkpoint, data, what="the copy")
    except BadRecord as error:
        raise UsageError(error.message, hint="Give the file as it lay in checkpoints/, byte for byte.") from error
    for fault in faults_of(record):
        raise UsageError(f"the copy is not as it was when it was signed: {fault}")
    return Copy(data=data, record=record)


class CheckpointExam:
    """Reads all checkpoints in order, and a copy that was kept elsewhere after them. ``birth`` is the hash of ``palimpsest.json``."""

    def __init__(self, store: ObjectStore, tally: Tally, birth: str | None, roots: Roots | None = None) -> None:
        self._store, self._tally, self._birth, self._roots = store, tally, birth, roots
        self._chain = Chain()
        self._hashes: dict[int, str] = {}
        self._heads: dict[str, tuple[int, str, str]] = {}
        """Article to the number and hash of its newest Version, and the key of the checkpoint that says so."""
        self.parts: dict[str, str] = {}
        """Key of each check object that a checkpoint names, to its SHA-256."""

    def run(self, keys: Iterable[str], copy: Copy | None) -> None:
        """Examine the store's checkpoints, then compare the copy with them. Raises ``UsageError`` for another archive's copy."""
        for key, number, data in in_threads(self._read, self._numbered(keys)):
            self._fill_gap(number)
            self._take(key, number, data)
        if self._chain.archive is not None and self._chain.archive != self._birth:
            detail = f"its SHA-256 is {self._birth or 'unknown'}; checkpoints are about the one with {self._chain.archive}"
            self._tally.add(MARKER, Problem.ALTERED, detail)
        if copy is not None:
            self._compare(copy)

    def _numbered(self, keys: Iterable[str]) -> Iterator[tuple[str, int]]:
        for key in keys:
            try:
                named = parse_key(key)
            except BadKey as error:
                self._tally.add(key, Problem.UNKNOWN, error.message)
                continue
            if isinstance(named, CheckpointKey):
                yield key, named.number

    def _read(self, item: tuple[str, int]) -> tuple[str, int, bytes | None, Tally]:
        tally = Tally()
        return *item, fetch(self._store, item[0], tally), tally

    def _fill_gap(self, number: int, why: str) -> None:
        """Name the checkpoints that are not there before this number."""
        for missing in islice(range(self._chain.number + 1, number), _GAPS_NAMED):
            self._tally.add(checkpoint_key(missing), Problem.MISSING, why)
        if self._chain.number + 1 < number:
            self._chain.skip(number - 1, None)

    def _take(self, key: str, number: int, data: bytes | None) -> None:
        try:
            taken = self._chain.take(data) if data is not None else None
        except BadRecord as error:
            taken = self._tally.add(key, Problem.DAMAGED, error.message)
        if data is not None:
            self._hashes[number] = sha256(data)
        if taken is None or taken.record.number != number:
            if taken is not None:
                self._tally.add(key, Problem.REORDERED, f"it is checkpoint {taken.record.number}")
            self._chain.skip(number, self._hashes.get(number))
            return
        for fault in taken.faults:
            self._tally.add(key, Problem.ALTERED, fault)
        if not taken.faults:
            self._trust(key, taken.record, follows=taken.follows)

    def _trust(self, key: str, record: Checkpoint, *, follows: bool) -> None:
        if not follows and record.number > 1:
            detail = f"its SHA-256 is {self._hashes.get(record.number - 1, 'unknown')}; the checkpoint after it names {record.previous}"
            self._tally.add(checkpoint_key(record.number - 1), Problem.ALTERED, detail)
