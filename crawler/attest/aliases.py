"""Whether an alias is to be followed.

Anybody who may write can put one there; check lines say that a run really was led so.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import StrEnum

from crawler.archive import Alias
from crawler.checks import Part, decode_part
from crawler.codec import encode_sealed, sha256
from crawler.errors import BadKey, BadRecord, ObjectMissing
from crawler.identity import alias_key, check_key
from crawler.index import Index
from crawler.model import ObjectRef
from crawler.store.base import ObjectStore

UNWRITTEN = timedelta(hours=1)
"""How long a run's newest check lines may wait to be written. They wait half a minute, and longer
only for a store that is down.
"""


class AliasStanding(StrEnum):
    """What vouches for an alias."""

    ATTESTED = "attested"
    """A check line says that its URL led to its Article, or a check part names it with its hash."""
    PENDING = "pending"
    """The run that it names is still going, and has not had the time to write the line. Or so a
    stranger would say: whoever can write an alias can name that run.
    """
    LEFT = "left"
    """The run that it names was killed before it wrote the line, as far as its parts show."""
    INJECTED = "injected"
    """The run that it names has ended, or never was, and no check line knows of it."""


def standing_of(alias: Alias, index: Index, store: ObjectStore, *, now: datetime) -> AliasStanding:
    """Return what vouches for an alias.

    What the index has read of check lines, else the parts of the run that the alias names.
    """
    if index.attests(alias.url, alias.article):
        return AliasStanding.ATTESTED
    parts = list(_parts(store, alias.run))
    made = ObjectRef(key=alias_key(alias.url), sha256=sha256(encode_sealed(alias)))
    if any(
        made in (part.header.made or ())
        or any(check.url == alias.url and check.article == alias.article for check in part.checks)
        for part in parts
    ):
        return AliasStanding.ATTESTED
    if not parts or any(
        part.report is not None and not part.report.get("interrupted") for part in parts
    ):
        return AliasStanding.INJECTED
    going = parts[-1].report is None and abs(now - alias.accepted_at) < UNWRITTEN
    return AliasStanding.PENDING if going else AliasStanding.LEFT


def _parts(store: ObjectStore, run: str) -> Iterator[Part]:
    """Yield the run's parts, in order; a damaged one tells nothing."""
    try:
        first = check_key(run, 1)
    except (BadKey, ValueError):
        return
    for key in store.list(first.removesuffix("0001.jsonl.gz")):
        try:
            yield decode_part(store.read(key), key)
        except (BadRecord, ObjectMissing):
            continue
