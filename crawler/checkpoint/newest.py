"""The newest checkpoint that names an Article's head."""

from crawler.checkpoint.chain_reader import numbers
from crawler.checkpoint.checkpoint_chain import parse
from crawler.checkpoint.checkpoint_record import is_base
from crawler.identity import checkpoint_key
from crawler.store.base import ObjectStore


def newest_about(store: ObjectStore, article: str) -> tuple[str, bytes] | None:
    """Return key and bytes of the newest checkpoint that names a head of the Article.

    None where none does.

    A base names all heads, so no search goes further back than to the last one.
    """
    for number in range(max(numbers(store), default=0), 0, -1):
        key = checkpoint_key(number)
        data = store.read(key)
        if any(mark.article == article for mark in parse(data, key).new_heads):
            return key, data
        if is_base(number):
            return None
    return None
