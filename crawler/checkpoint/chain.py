"""The checkpoints of an archive as a chain: read in order, each checked against the one before, and summed up."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from crawler.checkpoint.record import Checkpoint, root_of
from crawler.checkpoint.signing import is_signed, key_id
from crawler.codec import decode_sealed, sha256
from crawler.errors import BadRecord
from crawler.store.base import ObjectStore

PREFIX = "checkpoints/"


@dataclass(slots=True)
class Chain:
    """Everything that the checkpoints so far vouch for."""

    heads: dict[str, tuple[int, str]] = field(default_factory=dict)
    """Article to the number and SHA-256 of its newest Version."""
    parts: dict[str, str] = field(default_factory=dict)
    """Key of a check object to its SHA-256."""
    last: str | None = None
    """SHA-256 of the newest checkpoint's bytes."""
    keys: dict[str, str] = field(default_factory=dict)
    """Key id to public key, of every key that has signed, in order."""
    length: int = 0

    def take(self, data: bytes) -> tuple[Checkpoint, list[str]]:
        """Add the next checkpoint. Returns it with all that is wrong with it, in sentences. Raises ``BadRecord`` where it is none."""
        record = decode_sealed(Checkpoint, data)
        wrong = list(self._wrong(record))
        self.heads.update({mark.article: (mark.version, mark.sha256) for mark in record.new_heads})
        self.parts.update({ref.key: ref.sha256 for ref in record.new_parts})
        if root_of(self.heads, self.parts) != record.root:
            wrong.append("its root is not that of the heads and check objects which it and its predecessors name")
        self.last, self.length = sha256(data), self.length + 1
        self.keys[record.key_id] = record.public_key
        return record, wrong

    def _wrong(self, record: Checkpoint) -> Iterator[str]:
        if record.previous != self.last:
            yield f"it names {record.previous} as its predecessor; the one before it has SHA-256 {self.last}"
        try:
            public, signature = bytes.fromhex(record.public_key), bytes.fromhex(record.signature)
        except ValueError:
            yield "its key or its signature is no hexadecimal number"
            return
        if key_id(public) != record.key_id:
            yield f"its key is {key_id(public)}, and it calls it {record.key_id}"
        if not is_signed(public, signature, record.signed_bytes()):
            yield "its signature does not fit it"


def read_chain(store: ObjectStore) -> Chain:
    """Return the chain of a sound archive. Raises ``BadRecord`` that names the first checkpoint with anything wrong."""
    chain = Chain()
    for key in store.list(PREFIX):
        _, wrong = chain.take(store.read(key))
        if wrong:
            raise BadRecord(f"{key}: {wrong[0]}", hint="Run `palimpsest verify`.")
    return chain
