"""Whether the store still lists what is about to be signed.

The index is a cache, and does not notice what was deleted behind it.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress

from crawler.errors import BadKey, BadRecord
from crawler.identity import VersionKey, parse_key, version_key
from crawler.store.base import ObjectStore

HINT = "Nothing was signed. Run `palimpsest verify`; if it finds no damage, `palimpsest reindex`."


def require_records(
    store: ObjectStore, heads: Mapping[str, int], excused: Callable[[str], Collection[int]]
) -> None:
    """Raise ``BadRecord`` unless the store lists every Version up to each Article's head.

    ``excused`` gives those of an Article that need not be there: this archive never had them,
    because an index of another one was believed, and the head says so; or an attested removal
    stands for them. Nothing else stands for one that is gone.

    One listing of all Articles. Their captures are not compared with anything: that is for
    ``verify``.
    """
    found: Counter[str] = Counter()
    for key in _listed(store, "articles/"):
        named = parse_key(key)
        if isinstance(named, VersionKey) and named.version <= heads.get(named.article, 0):
            found[named.article] += 1
    for article, newest in heads.items():
        if found[article] < newest:
            there = set(_listed(store, f"articles/{article}/versions/"))
            absent = excused(article)
            lost = next(
                (
                    number
                    for number in range(1, newest + 1)
                    if version_key(article, number) not in there and number not in absent
                ),
                None,
            )
            if lost is None:
                continue
            raise BadRecord(
                (
                    f"version {lost} of {article} is not there, and check lines or checkpoints "
                    f"vouch for {newest}"
                ),
                hint=HINT,
            )


def require_listed(store: ObjectStore, parts: Iterable[str]) -> None:
    """Raise ``BadRecord`` unless the store lists all of these check objects."""
    there = set(_listed(store, "checks/"))
    lost = next((key for key in sorted(parts) if key not in there), None)
    if lost is not None:
        raise BadRecord(
            f"{lost} is not there, and the index or a checkpoint vouches for it", hint=HINT
        )


def _listed(store: ObjectStore, prefix: str) -> Iterator[str]:
    """Yield the keys that are an archive's; other people's files are for ``verify`` to note."""
    with suppress(BadKey):  # a listing's last word, about names that are no keys
        for key in store.list(prefix):
            with suppress(BadKey):
                parse_key(key)
                yield key
