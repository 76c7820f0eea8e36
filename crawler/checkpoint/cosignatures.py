"""Cosignatures of witnesses on a log's notes (C2SP tlog-cosignature), and the keys they are by."""

from collections.abc import Iterable, Iterator

from crawler.checkpoint.signing_keys import is_signed
from crawler.checkpoint.transparency_log import LogNote
from crawler.errors import UsageError
from crawler.witness_key import ID_BYTES, WitnessKey, parse_witness_key

_TIME_BYTES = 8


def fits(key: WitnessKey, data: bytes, text: bytes) -> bool:
    """Return whether the key made this cosignature on a note's text."""
    stamp, signature = data[ID_BYTES:][:_TIME_BYTES], data[ID_BYTES + _TIME_BYTES :]
    seconds = int.from_bytes(stamp, "big")
    return is_signed(key.public, signature, f"cosignature/v1\ntime {seconds}\n".encode() + text)


def witness_key(text: str) -> WitnessKey:
    """Return the key that a witness publishes, as ``--witness-key`` gives it.

    Raises ``UsageError``.
    """
    try:
        return parse_witness_key(text)
    except ValueError as error:
        raise UsageError(
            f"--witness-key {text[:80]!r} {error}",
            hint="Give the verifier key that the witness publishes, as it stands there.",
        ) from error


def cosignatures_of(note: LogNote, keys: Iterable[WitnessKey]) -> Iterator[tuple[str, bool]]:
    """Yield the name of each known key that a line of the note names, and whether it fits."""
    known = tuple(keys)
    for name, data in note.signatures:
        for key in known:
            if key.made(name, data):
                yield key.name, fits(key, data, note.text)
