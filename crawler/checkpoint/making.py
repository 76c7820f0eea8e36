"""Making a checkpoint of what the archive holds now."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from crawler.archive import BIRTH_KEY, Archive
from crawler.checkpoint.chain import Chain
from crawler.checkpoint.reading import read_chain
from crawler.checkpoint.record import Checkpoint, HeadMark, is_base
from crawler.checkpoint.signing import Signer
from crawler.codec import canonical_members, encode_sealed, sha256
from crawler.errors import BadKey, BadRecord, ObjectMissing, StoreUnavailable
from crawler.identity import checkpoint_key
from crawler.index import Index
from crawler.model import ObjectRef
from crawler.store.base import ObjectStore

Stamper = Callable[[bytes], str]
"""Gives the RFC 3161 time-stamp token over some bytes, base64 of DER."""

TRIES = 10
"""How often others may be faster before it is called trouble."""

_HINT = "Nothing was signed. Run `palimpsest verify`; if it finds no damage, `palimpsest reindex`."


def make(
    archive: Archive, current: Callable[[], Index], signer: Signer, *, at: datetime, stamper: Stamper | None = None
) -> tuple[str, Checkpoint]:
    """Sign all heads and check objects, and store the checkpoint. Returns its key and the record.

    ``current`` gives the index, caught up with the store. Where another checkpoint takes the number first, all is read again:
    the chain never forks. Raises ``BadRecord`` where an earlier checkpoint is damaged, or where the archive holds less than
    earlier checkpoints vouch for: a signature must not make a loss look right. Whatever is raised, nothing was stored.
    """
    birth = sha256(archive.store.read(BIRTH_KEY))
    for _ in range(TRIES):
        chain = read_chain(archive.store)
        if chain.archive not in {None, birth}:
            raise BadRecord(f"{BIRTH_KEY} is not the one that earlier checkpoints are about", hint=_HINT)
        heads, parts = _news(archive.store, chain, current())
        chain.add(heads, parts)
        record = Checkpoint(
            number=chain.number + 1,
            archive=birth,
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
        signature = signer.sign(record.signed_bytes())
        record = replace(record, signature=signature.hex(), timestamp=stamper(signature) if stamper else None)
        key = checkpoint_key(record.number)
        if archive.put(key, encode_sealed(record)):
            return key, record
    raise StoreUnavailable(f"others made a checkpoint first, {TRIES} times in a row", hint="Call `palimpsest checkpoint` again.")


def _news(store: ObjectStore, chain: Chain, index: Index) -> tuple[tuple[HeadMark, ...], tuple[ObjectRef, ...]]:
    """Return what the next checkpoint is to name. The chain was read before the index was, so the index knows all that the chain does."""
    heads, parts = _heads(store, chain, index.all_heads()), index.all_parts()
    _require_parts(store, chain, parts)
    known = Chain() if is_base(chain.number + 1) else chain
    new_heads = (
        HeadMark(article=article, version=version, sha256=digest)
        for article, (version, digest) in sorted(heads.items())
        if known.heads.get(article) != (version, digest)
    )
    new_parts = (ObjectRef(key=key, sha256=digest) for key, digest in sorted(parts.items()) if key not in known.parts)
    return tuple(new_heads), tuple(new_parts)


def _heads(store: ObjectStore, chain: Chain, found: Mapping[str, tuple[int, str]]) -> dict[str, tuple[int, str]]:
    """Return the newest heads: those found, and of Articles whose newest record a redaction stands for, those vouched for."""
    heads = dict(found)
    for article, vouched in chain.heads.items():
        there = found.get(article, (0, ""))
        if there[0] > vouched[0] or there == vouched:
            continue
        if not _is_redacted(store, article, *vouched):
            raise BadRecord(f"version {vouched[0]} of {article} is not there as an earlier checkpoint vouches for it", hint=_HINT)
        heads[article] = vouched
    return heads


def _is_redacted(store: ObjectStore, article: str, version: int, digest: str) -> bool:
    key = f"articles/{article}/redactions/{version:08d}.json"
    try:
        return bool(canonical_members(store.read(key), what=key).get("record_sha256") == digest)
    except ObjectMissing:
        return False


def _require_parts(store: ObjectStore, chain: Chain, parts: Mapping[str, str]) -> None:
    """Raise ``BadRecord`` unless the index has all that the chain has, and the store all that the index has beyond that."""
    lost = next((key for key, digest in chain.parts.items() if parts.get(key) != digest), None)
    if lost is not None:
        raise BadRecord(f"{lost} is not there as an earlier checkpoint vouches for it", hint=_HINT)
    fresh = sorted(parts.keys() - chain.parts.keys())
    listed = set(_listed(store, fresh[0])) if fresh else set()
    strange = next((key for key in fresh if key not in listed), None)
    if strange is not None:
        raise BadRecord(f"the index knows {strange}, and the store does not hold it", hint=_HINT)


def _listed(store: ObjectStore, first: str) -> Iterator[str]:
    with suppress(BadKey):  # a listing's last word: somebody else's names, which `verify` notes
        yield from store.list("checks/", start_after=first[:-1])
