"""The checkpoints of an archive as a chain.

Read in order, each checked against those before, and summed up.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from crawler.checkpoint.checkpoint_record import Checkpoint, HeadMark, head_leaf, is_base, part_leaf
from crawler.checkpoint.signing_keys import is_signed, key_id
from crawler.checkpoint.tree import Tree
from crawler.codec import decode_sealed
from crawler.errors import BadKey
from crawler.identity import CheckKey, parse_key, version_key
from crawler.model import ObjectRef


@dataclass(slots=True)
class Chain:
    """Everything that the checkpoints so far vouch for. A fresh one stands before checkpoint 1."""

    number: int = 0
    last: str | None = None
    """SHA-256 of the newest checkpoint's bytes."""
    archive: str | None = None
    """SHA-256 of the ``palimpsest.json`` that they are about."""
    heads: dict[str, tuple[int, str]] = field(default_factory=dict)
    """Article to the number and SHA-256 of its newest Version."""
    parts: dict[str, str] = field(default_factory=dict)
    """Key of a check object to its SHA-256."""
    whole: bool = True
    """False once a checkpoint was missing or wrong: roots cannot be recomputed from then on."""
    _tree: Tree = field(default_factory=Tree)

    @property
    def root(self) -> str:
        """The Merkle root over all heads and check objects so far."""
        return self._tree.root

    def take(self, record: Checkpoint, digest: str) -> list[str]:
        """Add the next checkpoint, whose bytes have this SHA-256.

        Returns what does not hold of it; with any, none of it is believed.
        """
        follows = self.follows(record)
        faults = [*faults_of(record), *self._contradictions(record)]
        self.whole = self.whole and follows and not faults
        if not faults:
            self.archive = self.archive or record.archive
            self.add(record.new_heads, record.new_parts)
            if self.whole and (record.root, record.heads, record.parts) != (
                self.root,
                len(self.heads),
                len(self.parts),
            ):
                self.whole, faults = (
                    False,
                    ["its root is not that of all that it and its predecessors name"],
                )
        self.number, self.last = record.number, digest
        return faults

    def follows(self, record: Checkpoint) -> bool:
        """Return whether the record names the checkpoint before it, bytes and all."""
        return (record.number, record.previous) == (self.number + 1, self.last)

    def skip(self, number: int, digest: str | None) -> None:
        """Pass over a checkpoint that is missing or no checkpoint.

        ``digest`` is that of the bytes that stand in its place.
        """
        self.number, self.last, self.whole = number, digest, False

    def add(self, heads: Iterable[HeadMark], parts: Iterable[ObjectRef]) -> None:
        """Count these heads and check objects in."""
        for mark in heads:
            known = self.heads.get(mark.article)
            if known is not None:
                self._tree.remove(head_leaf(mark.article, *known))
            self._tree.add(head_leaf(mark.article, mark.version, mark.sha256))
            self.heads[mark.article] = (mark.version, mark.sha256)
        for ref in parts:
            self._tree.add(part_leaf(ref.key, ref.sha256))
            self.parts[ref.key] = ref.sha256

    def _contradictions(self, record: Checkpoint) -> Iterator[str]:
        if self.archive not in {None, record.archive}:
            yield (
                f"it is about the archive whose palimpsest.json has SHA-256 {record.archive}; "
                f"those before it are about {self.archive}"
            )
        for mark in record.new_heads:
            number, digest = self.heads.get(mark.article, (0, ""))
            if mark.version < number or (mark.version == number and mark.sha256 != digest):
                yield (
                    f"it takes back what an earlier one says of version {number} of {mark.article}"
                )
        for ref in record.new_parts:
            if self.parts.get(ref.key, ref.sha256) != ref.sha256:
                yield f"it takes back what an earlier one says of {ref.key}"


def parse(data: bytes, what: str = "the checkpoint") -> Checkpoint:
    """Return the checkpoint in a stored object's bytes.

    Raises ``BadRecord`` where they are none.
    """
    return decode_sealed(Checkpoint, data, what=what)


def faults_of(record: Checkpoint) -> Iterator[str]:
    """Yield what does not hold of a checkpoint, whatever stands around it."""
    try:
        public, signature = bytes.fromhex(record.public_key), bytes.fromhex(record.signature)
    except ValueError:
        yield "its key or its signature is no hexadecimal number"
        return
    if key_id(public) != record.key_id:
        yield f"its key is {key_id(public)}, and it calls it {record.key_id}"
    if not is_signed(public, signature, record.signed_bytes()):
        yield "its signature does not fit it"
    if (record.previous is None) != (record.number == 1):
        yield "it is a first checkpoint and names a predecessor, or a later one and names none"
    if is_base(record.number) and (len(record.new_heads), len(record.new_parts)) != (
        record.heads,
        record.parts,
    ):
        yield "it is a base and does not name everything"
    try:
        keys = [version_key(mark.article, mark.version) for mark in record.new_heads]
        strange = [
            ref.key for ref in record.new_parts if not isinstance(parse_key(ref.key), CheckKey)
        ]
    except BadKey as error:
        yield f"it names what cannot be: {error.message}"
        return
    if strange or len(set(keys)) < len(keys):
        yield "it names an Article twice, or what is no check object"
