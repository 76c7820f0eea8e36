"""The checkpoints as a transparency log, whose newest root a signed note states.

The log's entries are the stored checkpoints, in order. It only grows, so that there is a proof from
each root to every later one; the root in a checkpoint is over a set whose members are replaced, and
has no such proof. Hashes are those of RFC 6962, section 2.1.
"""

import base64
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from crawler.checkpoint.signing_keys import Signer, is_signed
from crawler.checkpoint.tree import node_hash
from crawler.errors import BadRecord

_MAGIC = "c2sp.org/tlog-proof@v1"
_ED25519 = b"\x01"
"""The note format's type of an Ed25519 key."""
_HASH_BYTES = 32
_KEY_ID_BYTES = 4


@dataclass(slots=True)
class LogTree:
    """The tree over a log's entries, as far as the next one needs it."""

    size: int = 0
    peaks: list[bytes] = field(default_factory=list)
    """Roots of the whole trees that the entries divide into, the largest first."""

    @property
    def root(self) -> bytes:
        """Return the root over all entries."""
        if not self.peaks:
            return hashlib.sha256(b"").digest()
        *larger, root = self.peaks
        for peak in reversed(larger):
            root = node_hash(peak, root)
        return root

    def append(self, leaf: bytes) -> tuple[bytes, ...]:
        """Add the next entry's leaf hash. Returns its inclusion proof in the tree as it then is."""
        path = tuple(reversed(self.peaks))
        rest = self.size
        while rest & 1:
            leaf, rest = node_hash(self.peaks.pop(), leaf), rest >> 1
        self.peaks.append(leaf)
        self.size += 1
        return path


@dataclass(frozen=True, slots=True, kw_only=True)
class LogNote:
    """A stored note: an entry's inclusion proof, and the signed root that it leads to."""

    index: int
    path: tuple[bytes, ...]
    origin: str
    size: int
    root: bytes
    text: bytes
    """What is signed."""
    signatures: tuple[tuple[str, bytes], ...]
    """Name of the key, and its number before the signature's own bytes."""

    def tree(self, leaf: bytes) -> LogTree:
        """Return the log's tree, where the proof is that of the last entry, whose leaf is given."""
        tree = LogTree(self.index, list(reversed(self.path)))
        tree.append(leaf)
        return tree

    def faults(self, number: int, leaf: bytes, public: bytes) -> Iterator[str]:
        """Yield what does not hold of the note of this checkpoint, which this key signed."""
        whole = self.index.bit_count() == len(self.path)
        if (self.index, self.size) != (number - 1, number) or not whole:
            yield f"it is not about the log's first {number} entries"
        elif self.tree(leaf).root != self.root:
            yield "its proof does not lead from its checkpoint to its root"
        if not self.is_signed_by(public):
            yield "its signature is not by the key of its checkpoint"

    def is_signed_by(self, public: bytes) -> bool:
        """Return whether one of the signatures is the log's own by this key."""
        own = (self.origin, _key_number(self.origin, public))
        return any(
            is_signed(public, data[_KEY_ID_BYTES:], self.text)
            for name, data in self.signatures
            if (name, data[:_KEY_ID_BYTES]) == own
        )


def log_origin(configured: str | None, archive: str) -> str:
    """Return the log's name: that of the configuration, else one from the archive's header hash."""
    return configured or f"palimpsest/{archive[:16]}"


def verifier_key(origin: str, public: bytes) -> str:
    """Return the key as those who verify notes are given it."""
    return f"{origin}+{_key_number(origin, public).hex()}+{_base64(_ED25519 + public)}"


def note_for(tree: LogTree, leaf: bytes, origin: str, signer: Signer) -> bytes:
    """Return the stored note of the next entry, and add the entry to the tree."""
    path = tree.append(leaf)
    text = f"{origin}\n{tree.size}\n{_base64(tree.root)}\n"
    signature = _base64(_key_number(origin, signer.public) + signer.sign(text.encode()))
    proof = [_MAGIC, f"index {tree.size - 1}", *map(_base64, path)]
    return ("\n".join(proof) + f"\n\n{text}\n\u2014 {origin} {signature}\n").encode()


def parse_note(data: bytes, what: str) -> LogNote:
    """Return the note in a stored object's bytes. Raises ``BadRecord`` where there is none."""
    try:
        proof, text, signatures = data.decode().split("\n\n")
        magic, index, *path = proof.split("\n")
        origin, size, root = text.split("\n")
        if magic != _MAGIC or not index.startswith("index "):
            raise ValueError("it does not begin as a proof does")  # noqa: TRY301  # one reason for all
        return LogNote(
            index=_number(index.removeprefix("index ")),
            path=tuple(map(_hash, path)),
            origin=origin,
            size=_number(size),
            root=_hash(root),
            text=f"{text}\n".encode(),
            signatures=tuple(map(_signature, signatures.splitlines())),
        )
    except ValueError as error:
        raise BadRecord(f"{what} is no note of a log: {error}") from error


def _number(text: str) -> int:
    if not re.fullmatch(r"0|[1-9][0-9]{0,8}", text):
        raise ValueError(f"{text[:40]!r} is no number")
    return int(text)


def _hash(text: str) -> bytes:
    data = base64.b64decode(text, validate=True)
    if len(data) != _HASH_BYTES:
        raise ValueError(f"{text[:60]!r} is no hash")
    return data


def _signature(line: str) -> tuple[str, bytes]:
    dash, name, data = line.split(" ")
    if dash != "\u2014":
        raise ValueError("a signature's line does not begin with a dash")
    return name, base64.b64decode(data, validate=True)


def _key_number(origin: str, public: bytes) -> bytes:
    named = origin.encode() + b"\n" + _ED25519 + public
    return hashlib.sha256(named).digest()[:_KEY_ID_BYTES]


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
