"""Making a checkpoint of what the archive holds now."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from crawler.archive import Archive
from crawler.checkpoint.chain import read_chain
from crawler.checkpoint.record import Checkpoint, HeadMark, root_of
from crawler.checkpoint.signing import Signer
from crawler.codec import encode_sealed
from crawler.errors import StoreBroken
from crawler.identity import checkpoint_key
from crawler.index import Index
from crawler.model import ObjectRef

Stamper = Callable[[bytes], str]
"""Gives the RFC 3161 time-stamp token over some bytes, base64 of DER."""


def make(archive: Archive, index: Index, signer: Signer, *, at: datetime, stamper: Stamper | None = None) -> tuple[str, Checkpoint]:
    """Sign all heads and check objects that the index knows, and store the checkpoint. Returns its key and the record.

    The index is to be caught up with the store. Raises ``BadRecord`` where an earlier checkpoint is damaged, and
    ``StoreBroken`` where another checkpoint of the same second is there.
    """
    chain = read_chain(archive.store)
    heads, parts = index.all_heads(), index.all_parts()
    record = Checkpoint(
        at=at.replace(microsecond=0),
        previous=chain.last,
        root=root_of({**chain.heads, **heads}, {**chain.parts, **parts}),
        heads=len({**chain.heads, **heads}),
        parts=len({**chain.parts, **parts}),
        new_heads=tuple(
            HeadMark(article=article, version=version, sha256=digest)
            for article, (version, digest) in sorted(heads.items())
            if chain.heads.get(article) != (version, digest)
        ),
        new_parts=tuple(ObjectRef(key=key, sha256=digest) for key, digest in sorted(parts.items()) if key not in chain.parts),
        key_id=signer.key_id,
        public_key=signer.public.hex(),
    )
    signature = signer.sign(record.signed_bytes())
    record = replace(record, signature=signature.hex(), timestamp=stamper(signature) if stamper else None)
    key = checkpoint_key(record.at)
    if not archive.put(key, encode_sealed(record)):
        raise StoreBroken(f"{key} was taken by another checkpoint of this second", hint="Call `palimpsest checkpoint` again.")
    return key, record
