"""Signed checkpoints.

One hash over everything that the archive vouches for, whose copy can be kept where nobody of ours
can reach it.
"""

from crawler.checkpoint.chain_reader import read_chain
from crawler.checkpoint.checkpoint_chain import Chain
from crawler.checkpoint.checkpoint_record import Checkpoint, HeadMark
from crawler.checkpoint.make import make
from crawler.checkpoint.signing_keys import Signer, load_signer, new_key

__all__ = [
    "Chain",
    "Checkpoint",
    "HeadMark",
    "Signer",
    "load_signer",
    "make",
    "new_key",
    "read_chain",
]
