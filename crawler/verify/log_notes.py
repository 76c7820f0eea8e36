"""The signed notes of checkpoints: that each is about its checkpoint and all before it."""

from collections.abc import Iterable, Mapping

from crawler.checkpoint.cosignatures import cosignatures_of
from crawler.checkpoint.transparency_log import LogNote, LogTree, parse_note
from crawler.errors import BadKey, BadRecord
from crawler.identity import NoteKey, checkpoint_key, parse_key
from crawler.store.base import ObjectStore
from crawler.verify.findings import Problem, VerifyResult
from crawler.verify.object_reader import fetch
from crawler.witness_key import WitnessKey


def examine_notes(
    store: ObjectStore,
    keys: Iterable[str],
    leaves: Mapping[int, bytes],
    signers: Mapping[int, str],
    result: VerifyResult,
    *,
    witnesses: Iterable[WitnessKey] = (),
) -> tuple[int, int]:
    """Examine the notes. Returns how many are sound, and how many cosignatures on those fit.

    ``leaves`` are the hashes of the checkpoints that were read, ``signers`` the public keys of the
    sound ones, both by number; ``witnesses`` the keys that cosignatures are compared with. A
    checkpoint without a note is none of an early release, or its
    store failed then: no finding. One whose checkpoint is damaged is not compared with it. Where a
    checkpoint is gone or damaged, a later root cannot be recomputed, and only the way from its own
    checkpoint to it is.
    """
    tree, sound, cosigned, known = LogTree(), 0, 0, tuple(witnesses)
    for key in keys:
        number = _number(key, result)
        data = fetch(store, key, result) if number else None
        checkpoint = checkpoint_key(number) if number else ""
        if data is None or checkpoint in result.damages:
            continue
        try:
            note = parse_note(data, "it")
        except BadRecord as error:
            result.add(key, Problem.ALTERED, error.message)
            continue
        if number not in leaves and _is_signed_by_one(note, set(signers.values())):
            result.add(checkpoint, Problem.MISSING, f"{key}, its signed note, is there")
            continue
        while tree.size < number and _is_sound(tree.size + 1, leaves, result):
            tree.append(leaves[tree.size + 1])
        faults = _faults(note, number, leaves, signers)
        if not faults and tree.size == number and note.root != tree.root:
            faults = ["its root is not that of the checkpoints before it"]
        fitting = dict(cosignatures_of(note, known))
        faults += [
            f"the cosignature by {name} does not fit" for name in fitting if not fitting[name]
        ]
        for fault in faults:
            result.add(key, Problem.ALTERED, fault)
        sound += not faults
        cosigned += 0 if faults else len(fitting)
    return sound, cosigned


def _is_sound(number: int, leaves: Mapping[int, bytes], result: VerifyResult) -> bool:
    return number in leaves and checkpoint_key(number) not in result.damages


def _number(key: str, result: VerifyResult) -> int:
    try:
        named = parse_key(key)
    except BadKey as error:
        result.add(key, Problem.UNKNOWN, error.message)
        return 0
    return named.number if isinstance(named, NoteKey) else 0


def _faults(
    note: LogNote, number: int, leaves: Mapping[int, bytes], signers: Mapping[int, str]
) -> list[str]:
    if number not in signers or number not in leaves:
        return [f"there is no sound {checkpoint_key(number)}, which it is about"]
    return list(note.faults(number, leaves[number], bytes.fromhex(signers[number])))


def _is_signed_by_one(note: LogNote, keys: set[str]) -> bool:
    """Return whether this is a note by one of the archive's keys."""
    return any(note.is_signed_by(bytes.fromhex(key)) for key in keys)
