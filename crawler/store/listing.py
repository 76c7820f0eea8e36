"""What every listing owes its reader, whatever store it comes from.

Order, and no silence about strange keys.
"""

import re
from collections.abc import Iterable, Iterator

from crawler.errors import BadKey, StoreBroken
from crawler.store.base import MAX_KEY_LENGTH, check_key

_PART_OF_KEY = re.compile(r"[\x21-\x7e]*")
_NAMED = 5


def check_range(prefix: str, start_after: str) -> None:
    """Raise ``BadKey`` unless both can be compared with keys.

    ``prefix`` leads to some key, ``start_after`` is plain ASCII.

    A prefix need not end at a segment's border: ``articles/news.exam`` is one.
    """
    folder, _, rest = prefix.rpartition("/")
    if folder or "/" in prefix:
        check_key(folder)
    if rest:
        check_key(rest.rstrip("."))
    if len(start_after) > MAX_KEY_LENGTH or not _PART_OF_KEY.fullmatch(start_after):
        raise BadKey(
            f"{start_after[:120]!r} cannot be compared with keys: plain ASCII, "
            f"{MAX_KEY_LENGTH} characters at most"
        )


def only_keys(found: Iterable[str], where: str) -> Iterator[str]:
    """Yield the good keys of ``found`` in order, then raise ``BadKey`` if there were strange ones.

    So one stray file stops nobody from reading the rest, and nobody who reads to the end can miss
    it. Raises ``StoreBroken`` at once where the order is not that of bytes: newest-by-listing would
    lie.
    """
    strange: list[str] = []
    previous = ""
    for key in found:
        if not _is_key(key):
            strange.append(key)
            continue
        if key <= previous:
            raise StoreBroken(
                f"{where} lists {key!r} after {previous!r}: its order is not that of bytes"
            )
        previous = key
        yield key
    if strange:
        named = ", ".join(repr(key[:120]) for key in strange[:_NAMED])
        more = f" and {len(strange) - _NAMED} more" if len(strange) > _NAMED else ""
        hint = "Palimpsest never wrote these. Look at them, then move them out of the store."
        raise BadKey(
            f"{where} holds objects under names that are no keys: {named}{more}", strange, hint=hint
        )


def _is_key(text: str) -> bool:
    try:
        check_key(text)
    except BadKey:
        return False
    return True
