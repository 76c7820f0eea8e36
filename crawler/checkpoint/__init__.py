"""Signed checkpoints: one hash over everything that the archive vouches for, whose copy can be kept where nobody of ours can reach it."""

from crawler.checkpoint.chain import Chain
from crawler.checkpoint.making import make
from crawler.checkpoint.reading import read_chain
from crawler.checkpoint.record import Checkpoint, HeadMark
from crawler.checkpoint.signing import Signer, load_signer, new_key

__all__ = ["Chain", "Checkpoint", "HeadMark", "Signer", "load_signer", "make", "new_key", "read_chain"]
