"""Signed checkpoints.

One hash over everything that the archive vouches for, whose copy can be kept where nobody of ours
can reach it.

What makes and checks them is imported when it is first asked for: a crawl may be followed by a
checkpoint, and most are not.
"""

from typing import TYPE_CHECKING

from crawler.lazy_names import lazy_names

if TYPE_CHECKING:
    from crawler.checkpoint.chain_reader import read_chain
    from crawler.checkpoint.checkpoint_chain import Chain
    from crawler.checkpoint.checkpoint_making import make
    from crawler.checkpoint.checkpoint_record import Checkpoint, HeadMark
    from crawler.checkpoint.cosignatures import witness_key
    from crawler.checkpoint.signing_keys import Signer, load_signer, new_key
    from crawler.checkpoint.timestamping import timestamper
    from crawler.checkpoint.transparency_log import log_origin, verifier_key
    from crawler.checkpoint.witnesses import Cosigner, WitnessAnswer, cosigner

__all__ = [
    "Chain",
    "Checkpoint",
    "Cosigner",
    "HeadMark",
    "Signer",
    "WitnessAnswer",
    "cosigner",
    "load_signer",
    "log_origin",
    "make",
    "new_key",
    "read_chain",
    "timestamper",
    "verifier_key",
    "witness_key",
]

__getattr__ = lazy_names(
    __name__,
    {
        "Chain": "checkpoint_chain",
        "Checkpoint": "checkpoint_record",
        "Cosigner": "witnesses",
        "HeadMark": "checkpoint_record",
        "Signer": "signing_keys",
        "WitnessAnswer": "witnesses",
        "cosigner": "witnesses",
        "load_signer": "signing_keys",
        "log_origin": "transparency_log",
        "make": "checkpoint_making",
        "new_key": "signing_keys",
        "read_chain": "chain_reader",
        "timestamper": "timestamping",
        "verifier_key": "transparency_log",
        "witness_key": "cosignatures",
    },
)
