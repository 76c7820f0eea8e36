"""What signed checkpoints vouch for.

The newest Versions and check objects too, which no later object names.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from crawler.checkpoint import Chain, Checkpoint
from crawler.checkpoint.checkpoint_chain import faults_of, parse
from crawler.checkpoint.timestamping import Roots, timestamped_at
from crawler.checkpoint.tree import leaf_hash
from crawler.codec import sha256
from crawler.errors import BadKey, BadRecord, UsageError
from crawler.identity import ARCHIVE_HEADER_KEY, CheckpointKey, checkpoint_key, parse_key
from crawler.store.base import ObjectStore
from crawler.verify.attestations import Attestation
from crawler.verify.findings import Problem, Signed, SigningKey, VerifyResult
from crawler.verify.log_notes import examine_notes
from crawler.verify.object_reader import fetch, in_threads
from crawler.witness_key import WitnessKey

_GAPS_NAMED = 1000
"""One stray file with a high number must not keep verification busy for days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckpointCopy:
    """A checkpoint that was kept elsewhere."""

    data: bytes
    record: Checkpoint


def read_copy(data: bytes) -> CheckpointCopy:
    """Return the copy in a file's bytes.

    Raises ``UsageError`` where it is not as it was when it was signed.
    """
    try:
        record = parse(data, "it")
    except BadRecord as error:
        raise UsageError(
            f"the copy is no checkpoint, or not as it was signed: {error.message}",
            hint="Give the file as it lay in checkpoints/, byte for byte.",
        ) from error
    for fault in faults_of(record):
        raise UsageError(f"the copy is not as it was when it was signed: {fault}")
    return CheckpointCopy(data=data, record=record)


class CheckpointVerifier:
    """Reads all checkpoints in order, and a copy that was kept elsewhere after them.

    ``header_hash`` is the hash of ``palimpsest.json``.
    """

    def __init__(
        self,
        store: ObjectStore,
        result: VerifyResult,
        header_hash: str | None,
        roots: Roots | None = None,
    ) -> None:
        self._store, self._result, self._header_hash, self._roots = (
            store,
            result,
            header_hash,
            roots,
        )
        self._chain = Chain()
        self._hashes: dict[int, str] = {}
        self._leaves: dict[int, bytes] = {}
        """Number of each checkpoint that could be read to its hash as an entry of the log."""
        self._keys: dict[str, SigningKey] = {}
        self._signers: dict[int, str] = {}
        """Number of each sound checkpoint to the public key that signed it."""
        self._stamps = self._notes = self._cosigned = 0
        self._heads: dict[tuple[str, int], tuple[str, str]] = {}
        """Article and number of each Version that was a head, to its hash, and the key of the
        checkpoint that says so.
        """
        self.parts: dict[str, str] = {}
        """Key of each check object that a checkpoint names, to its SHA-256."""

    def run(self, keys: Iterable[str], copy: CheckpointCopy | None) -> None:
        """Examine the store's checkpoints, then compare the copy with them.

        Raises ``UsageError`` for another archive's copy.
        """
        for key, number, data, result in in_threads(self._read, self._numbered(keys)):
            self._result.merge(result)
            self._fill_gap(number, f"checkpoint {number} is there")
            self._take(key, number, data)
        if self._chain.archive is not None and self._chain.archive != self._header_hash:
            detail = (
                f"its SHA-256 is {self._header_hash or 'unknown'}; checkpoints are about the "
                f"one with {self._chain.archive}"
            )
            self._result.add(ARCHIVE_HEADER_KEY, Problem.ALTERED, detail)
        if copy is not None:
            self._compare(copy)

    def add_notes(self, keys: Iterable[str], witnesses: Iterable[WitnessKey]) -> None:
        """Examine the signed notes, after the checkpoints that they are about."""
        self._notes, self._cosigned = examine_notes(
            self._store, keys, self._leaves, self._signers, self._result, witnesses=witnesses
        )

    def _numbered(self, keys: Iterable[str]) -> Iterator[tuple[str, int]]:
        for key in keys:
            try:
                named = parse_key(key)
            except BadKey as error:
                self._result.add(key, Problem.UNKNOWN, error.message)
                continue
            if isinstance(named, CheckpointKey):
                yield key, named.number

    def _read(self, item: tuple[str, int]) -> tuple[str, int, bytes | None, VerifyResult]:
        result = VerifyResult()
        return *item, fetch(self._store, item[0], result), result

    def _fill_gap(self, number: int, why: str) -> None:
        """Name the checkpoints that are not there before this number."""
        for missing in islice(range(self._chain.number + 1, number), _GAPS_NAMED):
            self._result.add(checkpoint_key(missing), Problem.MISSING, why)
        if self._chain.number + 1 < number:
            self._chain.skip(number - 1, None)

    def _take(self, key: str, number: int, data: bytes | None) -> None:
        record = None if data is None else self._parsed(key, number, data)
        if record is None:
            self._chain.skip(number, self._hashes.get(number))
            return
        before, follows = self._hashes.get(number - 1, "unknown"), self._chain.follows(record)
        faults = self._chain.take(record, self._hashes[number])
        for fault in faults:
            self._result.add(key, Problem.ALTERED, fault)
        if not faults and not follows:
            detail = f"its SHA-256 is {before}; the checkpoint after it names {record.previous}"
            self._result.add(checkpoint_key(number - 1), Problem.ALTERED, detail)
        if not faults:
            self._trust(key, record)

    def _parsed(self, key: str, number: int, data: bytes) -> Checkpoint | None:
        self._hashes[number], self._leaves[number] = sha256(data), leaf_hash(data)
        try:
            record = parse(data)
        except BadRecord as error:
            self._result.add(key, Problem.DAMAGED, error.message)
            return None
        if record.number != number:
            self._result.add(key, Problem.REORDERED, f"it is checkpoint {record.number}")
            return None
        return record

    def _trust(self, key: str, record: Checkpoint) -> None:
        """Take down what a sound checkpoint vouches for."""
        known = self._keys.get(record.key_id)
        signed = 1 + (known.checkpoints if known else 0)
        self._keys[record.key_id] = SigningKey(
            key_id=record.key_id, public_key=record.public_key, checkpoints=signed
        )
        self._signers[record.number] = record.public_key
        self._heads.update(
            {(mark.article, mark.version): (mark.sha256, key) for mark in record.new_heads}
        )
        self.parts.update({ref.key: ref.sha256 for ref in record.new_parts})
        if record.timestamp is None:
            return
        self._stamps += 1
        try:
            timestamped_at(record.timestamp, bytes.fromhex(record.signature), self._roots)
        except ValueError as error:
            self._result.add(key, Problem.ALTERED, f"its time-stamp does not hold: {error}")

    def _compare(self, copy: CheckpointCopy) -> None:
        """Take the copy as the last word: it must stand in the store as it is.

        What it vouches for must be there in any case.
        """
        number, expected = copy.record.number, sha256(copy.data)
        key, known = checkpoint_key(number), self._chain.archive or self._header_hash
        if copy.record.archive not in {known, self._header_hash}:
            detail = (
                f"its palimpsest.json has SHA-256 {copy.record.archive}, the one of "
                f"{self._store.url} has {known}"
            )
            raise UsageError(f"the copy is of another archive, or this one was replaced: {detail}")
        if self._hashes.get(number) == expected:
            return
        if number in self._hashes:
            self._result.add(
                key,
                Problem.ALTERED,
                (
                    f"its SHA-256 is {self._hashes[number]}; the copy that was kept elsewhere "
                    f"has {expected}"
                ),
            )
        else:
            self._fill_gap(number, "a copy of a later one was kept elsewhere")
            self._result.add(key, Problem.MISSING, "a copy of it was kept elsewhere")
        self._trust(key, copy.record)

    def require(self, trusted: frozenset[str]) -> None:
        """Name the checkpoints that none of these public keys stands for.

        Without keys, all are taken as they are.

        A signature is over the predecessor's hash, and so over all checkpoints before: keys that
        were replaced need no trust of their own.
        """
        signed = [number for number, key in self._signers.items() if key in trusted]
        if trusted and not self._signers:
            self._result.add(
                checkpoint_key(1),
                Problem.MISSING,
                "a trusted key was given, and there is no sound checkpoint",
            )
        for number, key in self._signers.items() if trusted else ():
            if number > max(signed, default=0):
                detail = (
                    f"it is signed with {key}; neither it nor a later checkpoint is signed "
                    "with a trusted key"
                )
                self._result.add(checkpoint_key(number), Problem.UNTRUSTED, detail)

    def summary(self) -> Signed:
        """Return who signed, and what time-stamps there are."""
        keys = tuple(self._keys.values())
        return Signed(
            checkpoints=sum(key.checkpoints for key in keys),
            keys=keys,
            timestamps=self._stamps,
            timestamps_checked=bool(self._roots),
            notes=self._notes,
            cosignatures=self._cosigned,
        )

    def statements(self) -> Iterator[tuple[str, Attestation]]:
        """Yield what the checkpoints state of heads, each with the key of the checkpoint."""
        for (article, version), (digest, key) in self._heads.items():
            yield (
                key,
                Attestation(
                    article=article, version=version, record_sha256=digest, capture=None, alias=None
                ),
            )
