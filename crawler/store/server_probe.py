"""Whether a store keeps what an archive needs of it.

S3-compatible servers are of many kinds. Some write over an object that exists, some store what they
then cannot give back, some leave folders out of a listing: each would lose versions, and say
nothing. So a server is tried with one small object before anything else is written there.
"""

from crawler.errors import ObjectMissing, StoreTooWeak
from crawler.identity.keys import PROBE_KEY
from crawler.store.base import ObjectStore

PROBE = b'{"for":"trying the server before an archive is made"}\n'
"""What the object holds."""

_ANOTHER = "Use another server: no setting makes this one fit."


def refuse_unfit(store: ObjectStore, *, single_writer: bool) -> None:
    """Raise ``StoreTooWeak`` if the server lacks what an archive needs, and say what that is.

    The object stays: it is written once like all others. A folder needs no trial: what a file
    system lacks, each write says. A ``single_writer`` may do without the promise that a key that is
    taken stays as it is.
    """
    if not store.is_server:
        return
    store.create(PROBE_KEY, PROBE)
    _require_bytes(store)
    _require_listing(store)
    if not single_writer:
        refuse_weak(store, PROBE_KEY, PROBE)


def refuse_weak(store: ObjectStore, key: str, data: bytes) -> None:
    """Create an existing object again with its own bytes, which harms nobody.

    Raise ``StoreTooWeak`` if the store says that it did.

    ``key`` must be there and hold ``data``. Some S3-compatible servers ignore ``If-None-Match``
    silently.
    """
    if store.create(key, data):
        message = (
            f"{store.url} writes over objects that exist (it ignores If-None-Match): two "
            "crawls at once could lose versions"
        )
        hint = (
            "Use another server; or, if never more than one crawl runs at a time, set "
            "`store.single_writer: true`."
        )
        raise StoreTooWeak(message, hint=hint)


def _require_bytes(store: ObjectStore) -> None:
    try:
        given = store.read(PROBE_KEY), store.size(PROBE_KEY)
    except ObjectMissing as error:
        message = f"{store.url} accepted an object, and does not have it: {error}"
        raise StoreTooWeak(message, hint=_ANOTHER) from error
    if given != (PROBE, len(PROBE)):
        message = (
            f"{store.url} does not give back the bytes that it was given: {PROBE_KEY} has "
            f"{len(given[0])} bytes and is said to have {given[1]}, of {len(PROBE)}"
        )
        raise StoreTooWeak(message, hint=_ANOTHER)


def _require_listing(store: ObjectStore) -> None:
    """Raise an error unless the object is listed: from the top, and below its own folder."""
    folder, _, _ = PROBE_KEY.rpartition("/")
    before = PROBE_KEY[:-1]
    for where, prefix in (("from the top", ""), ("of its own folder", f"{folder}/")):
        if next(store.list(prefix, start_after=before), None) != PROBE_KEY:
            message = (
                f"{store.url} leaves objects out of its listings: {PROBE_KEY} is there, but not in "
                f"the listing {where}. What was archived could not be found again"
            )
            raise StoreTooWeak(message, hint=_ANOTHER)
