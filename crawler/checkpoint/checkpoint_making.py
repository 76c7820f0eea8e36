"""Making a checkpoint of what the archive holds now."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from crawler.archive import ARCHIVE_HEADER_KEY, Archive
from crawler.checkpoint.chain_reader import read_chain
from crawler.checkpoint.checkpoint_chain import Chain
from crawler.checkpoint.checkpoint_record import Checkpoint, HeadMark, is_base
from crawler.checkpoint.consistency import step_proof
from crawler.checkpoint.log_reader import proofs_of_growth, read_log
from crawler.checkpoint.presence import HINT, require_listed, require_records
from crawler.checkpoint.signing_keys import Signer
from crawler.checkpoint.transparency_log import log_origin, note_for
from crawler.checkpoint.tree import leaf_hash
from crawler.checkpoint.witnesses import Cosigner, WitnessAnswer, WitnessRequest
from crawler.codec import encode_sealed, sha256
from crawler.errors import BadRecord, ObjectMissing, StoreUnavailable, TimestampUnavailable
from crawler.identity import checkpoint_key, note_key, version_key
from crawler.index import Index
from crawler.model import ObjectRef
from crawler.store.base import ObjectStore

Timestamper = Callable[[bytes], str]
"""Gives the RFC 3161 time-stamp token over some bytes, base64 of DER. Raises
``TimestampUnavailable``.
"""


class Made(NamedTuple):
    """A checkpoint that was signed and stored."""

    key: str
    record: Checkpoint
    unstamped: TimestampUnavailable | None
    """Why it has no time-stamp though one was asked for."""
    note: str | None
    """Key of its signed note; None where an earlier checkpoint is gone, as a log has no gaps."""
    origin: str
    """The log's name in the note."""
    witnesses: tuple[WitnessAnswer, ...] = ()
    """What came of asking for cosignatures on the note."""


TRIES = 10
"""How often others may be faster before it is called trouble."""


def make(
    archive: Archive,
    current: Callable[[], Index],
    signer: Signer,
    *,
    at: datetime,
    stamper: Timestamper | None = None,
    origin: str | None = None,
    cosign: Cosigner | None = None,
) -> Made:
    """Sign all heads and check objects, and store the checkpoint.

    ``current`` gives the index, caught up with the store. Where another checkpoint takes the number
    first, all is read again: the chain never forks. Raises ``BadRecord`` where an earlier
    checkpoint is damaged, or where the archive holds less than earlier checkpoints vouch for: a
    signature must not make a loss look right. Whatever is raised, nothing was stored, but for the
    checkpoint itself where the store fails over its note. An authority that gives no time-stamp
    stops nothing, and is asked once: the next checkpoint's stamp covers this one too. ``origin`` is
    the name of the log that notes are about, ``cosign`` asks its witnesses once the checkpoint is
    stored.
    """
    unstamped = None
    header_hash = sha256(archive.store.read(ARCHIVE_HEADER_KEY))
    for _ in range(TRIES):
        chain = read_chain(archive.store)
        if chain.archive not in {None, header_hash}:
            raise BadRecord(
                f"{ARCHIVE_HEADER_KEY} is not the one that earlier checkpoints are about", hint=HINT
            )
        record = _unsigned(
            archive.store, chain, current(), signer=signer, archive=header_hash, at=at
        )
        signature = signer.sign(record.signed_bytes())
        timestamp = None
        if stamper is not None and unstamped is None:
            try:
                timestamp = stamper(signature)
            except TimestampUnavailable as error:
                unstamped = error
        record = replace(record, signature=signature.hex(), timestamp=timestamp)
        key = checkpoint_key(record.number)
        data = encode_sealed(record)
        if archive.put(key, data):
            name = log_origin(origin, header_hash)
            note, answers = _add_note(archive, record, data, _NoteMaker(name, signer, cosign))
            return Made(key, record, unstamped, note, name, answers)
    raise StoreUnavailable(
        f"others made a checkpoint first, {TRIES} times in a row",
        hint="Call `palimpsest checkpoint` again.",
    )


class _NoteMaker(NamedTuple):
    """Who signs a note, and who is asked to cosign it."""

    origin: str
    signer: Signer
    cosign: Cosigner | None


def _add_note(
    archive: Archive, record: Checkpoint, data: bytes, maker: _NoteMaker
) -> tuple[str | None, tuple[WitnessAnswer, ...]]:
    """Store the note of the checkpoint with these bytes. Returns its key, and witnesses' words."""
    log = read_log(archive.store, record.number - 1)
    if log is None:
        return None, ()
    key, leaf, peaks = note_key(record.number), leaf_hash(data), tuple(log.peaks)
    note = note_for(log, leaf, maker.origin, maker.signer)
    answers: tuple[WitnessAnswer, ...] = ()
    if maker.cosign is not None:
        proofs = proofs_of_growth(archive.store, record.number)

        def proof(old: int) -> tuple[bytes, ...]:
            return step_proof(peaks, leaf) if old == record.number - 1 else proofs(old)

        answers = maker.cosign(WitnessRequest.of(note, key, proof))
        lines = dict.fromkeys(line for answer in answers for line in answer.lines)
        note += "".join(f"{line}\n" for line in lines).encode()
    archive.put(key, note)
    return key, answers


def _unsigned(
    store: ObjectStore, chain: Chain, index: Index, *, signer: Signer, archive: str, at: datetime
) -> Checkpoint:
    """Return the next checkpoint before it is signed. ``chain`` comes to hold what is new."""
    heads, parts = _news(store, chain, index)
    chain.add(heads, parts)
    return Checkpoint(
        number=chain.number + 1,
        archive=archive,
        at=at.replace(microsecond=0),
        previous=chain.last,
        root=chain.root,
        heads=len(chain.heads),
        parts=len(chain.parts),
        new_heads=heads,
        new_parts=parts,
        key_id=signer.key_id,
        public_key=signer.public.hex(),
    )


def _news(
    store: ObjectStore, chain: Chain, index: Index
) -> tuple[tuple[HeadMark, ...], tuple[ObjectRef, ...]]:
    """Return what the next checkpoint is to name.

    The chain was read before the index was caught up.

    Heads come before parts: whatever names a head is among the parts that are signed with it.
    """
    heads = _heads(store, chain, index.attested_heads())
    parts = _parts(store, chain, index.all_parts())
    require_records(
        store,
        {article: version for article, (version, _) in heads.items()},
        lambda article: {
            *index.never_held(article, heads[article][1]),
            *index.redacted_of([article])[article],
            *_shortened(store, index, article),
        },
    )
    require_listed(store, parts)
    known = Chain() if is_base(chain.number + 1) else chain
    new_heads = (
        HeadMark(article=article, version=version, sha256=digest)
        for article, (version, digest) in sorted(heads.items())
        if known.heads.get(article) != (version, digest)
    )
    new_parts = (
        ObjectRef(key=key, sha256=digest)
        for key, digest in sorted(parts.items())
        if key not in known.parts
    )
    return tuple(new_heads), tuple(new_parts)


def _shortened(store: ObjectStore, index: Index, article: str) -> Iterator[int]:
    """Yield the numbers of the Versions in whose place a remainder stands, which is there."""
    for number, one in index.shortened_of([article])[article].items():
        with suppress(ObjectMissing):
            store.size(one.remainder)
            yield number


def _heads(
    store: ObjectStore, chain: Chain, attested: Mapping[str, tuple[int, Mapping[str, bool]]]
) -> dict[str, tuple[int, str]]:
    """Return each Article's newest head that check parts or earlier checkpoints vouch for.

    A record is stored before the part that names it, so a head of the store's listing may be one
    that nothing vouches for yet, and that another signer cannot know of. Raises ``BadRecord`` where
    a head is gone: where the index does not have it, the store is asked.
    """
    heads = {}
    for article, (version, hashes) in attested.items():
        vouched, signed = chain.heads.get(article, (0, ""))
        if vouched < version:
            heads[article] = (version, _present(store, article, version, hashes, "a check line"))
        elif vouched == version and hashes.get(signed):
            heads[article] = (vouched, signed)
    for article, (version, digest) in chain.heads.items():
        if article not in heads:
            heads[article] = (
                version,
                _present(store, article, version, {digest: False}, "an earlier checkpoint"),
            )
    return heads


def _present(
    store: ObjectStore, article: str, version: int, hashes: Mapping[str, bool], who: str
) -> str:
    """Return which of these hashes the record has.

    Raises ``BadRecord`` where it is not there, or is another.
    """
    known = next((digest for digest, read in sorted(hashes.items()) if read), None)
    if known is not None:
        return known
    try:
        found = sha256(store.read(version_key(article, version)))
    except ObjectMissing:
        found = ""
    if found not in hashes:
        raise BadRecord(
            f"version {version} of {article} is not there as {who} vouches for it", hint=HINT
        )
    return found


def _parts(store: ObjectStore, chain: Chain, known: Mapping[str, str]) -> dict[str, str]:
    """Return the check objects, each with its hash.

    Raises ``BadRecord`` where one is gone that the chain vouches for. The index need not have seen
    it, when it was written late into the folder of a day long past: so the store is asked.
    """
    for key, digest in chain.parts.items():
        if known.get(key) != digest and not _holds(store, key, digest):
            raise BadRecord(
                f"{key} is not there as an earlier checkpoint vouches for it", hint=HINT
            )
    return {**known, **chain.parts}


def _holds(store: ObjectStore, key: str, digest: str) -> bool:
    try:
        return sha256(store.read(key)) == digest
    except ObjectMissing:
        return False
