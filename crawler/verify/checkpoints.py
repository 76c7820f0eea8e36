"""What signed checkpoints vouch for: the newest Versions and check objects too, which no later object names."""

from collections.abc import Iterable

from cryptography.x509 import Certificate

from crawler.checkpoint import Chain, Checkpoint
from crawler.checkpoint.chain import PREFIX
from crawler.checkpoint.stamping import stamped_at
from crawler.codec import sha256
from crawler.errors import BadRecord
from crawler.identity import checkpoint_key
from crawler.store.base import ObjectStore
from crawler.verify.reading import fetch
from crawler.verify.report import Problem, Tally
from crawler.verify.testimony import Statement


class CheckpointExam:
    """Reads all checkpoints in order, and a copy that was kept elsewhere after them."""

    def __init__(self, store: ObjectStore, tally: Tally, roots: list[Certificate] | None = None) -> None:
        self._store, self._tally, self._roots = store, tally, roots
        self._chain = Chain()
        self._known: dict[str, str] = {}
        self.heads: dict[str, str] = {}
        """Article to the key of the checkpoint that vouched for its head last."""

    def run(self, keys: Iterable[str], copy: bytes | None) -> None:
        """Examine the store's checkpoints, then the copy."""
        for key in keys:
            data = fetch(self._store, key, self._tally)
            if data is not None:
                self._take(key, data)
        if copy is not None:
            self._compare(copy)

    def _take(self, key: str, data: bytes) -> None:
        self._known[key] = sha256(data)
        try:
            record, wrong = self._chain.take(data)
        except BadRecord as error:
            self._tally.add(key, Problem.DAMAGED, error.message)
            return
        for sentence in wrong:
            self._tally.add(key, Problem.ALTERED, sentence)
        if checkpoint_key(record.at) != key:
            self._tally.add(key, Problem.REORDERED, f"it is the checkpoint of {record.at}")
        self.heads.update({mark.article: key for mark in record.new_heads})
        self._examine_stamp(key, record)

    def _examine_stamp(self, key: str, record: Checkpoint) -> None:
        if record.timestamp is None:
            return
        try:
            stamped_at(record.timestamp, bytes.fromhex(record.signature), self._roots)
        except ValueError as error:
            self._tally.add(key, Problem.ALTERED, f"its time-stamp does not hold: {error}")

    def _compare(self, copy: bytes) -> None:
        """Take the copy as the last word: it must stand in the store as it is, or follow on what stands there."""
        record, _ = Chain().take(copy)
        key = checkpoint_key(record.at)
        if self._known.get(key) == sha256(copy):
            return
        if key in self._known:
            detail = f"its SHA-256 is {self._known[key]}; the copy that was kept elsewhere has {sha256(copy)}"
            self._tally.add(key, Problem.ALTERED, detail)
        else:
            self._tally.add(key, Problem.MISSING, "a copy of it was kept elsewhere")
            self._take(key, copy)

    @property
    def parts(self) -> dict[str, str]:
        """Key of each check object that a checkpoint names, to its SHA-256."""
        return self._chain.parts

    def statements(self) -> Iterable[tuple[str, Statement]]:
        """Yield what the checkpoints state of heads, each with the key of the checkpoint."""
        for article, (version, digest) in self._chain.heads.items():
            said = Statement(article=article, version=version, record_sha256=digest, capture=None, alias=None)
            yield self.heads.get(article, PREFIX), said
