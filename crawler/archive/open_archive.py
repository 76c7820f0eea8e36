"""Opening an archive in a store, and making one in an empty place."""

from collections.abc import Callable
from datetime import datetime

from crawler.archive.archive import Archive
from crawler.codec import encode_sealed
from crawler.errors import BadRecord, NotAnArchive, StoreMissing
from crawler.header import (
    ARCHIVE_HEADER_KEY,
    ID_KEY,
    ArchiveHeader,
    GivenId,
    identify,
    new_archive_id,
    read_header,
)
from crawler.identity import PROBE_KEY
from crawler.store.base import ObjectStore
from crawler.store.server_probe import refuse_unfit, refuse_weak


def open_for_reading(store: ObjectStore) -> Archive:
    """Open an existing archive.

    Writes nothing, so an auditor needs no right to.

    Raises ``NotAnArchive`` where there is none, ``FutureFormat`` for one that a newer release
    wrote.
    """
    known = identify(store)
    if known is None:
        raise NotAnArchive(
            f"{store.url} holds no archive: {ARCHIVE_HEADER_KEY} is missing",
            hint="Check store.url in config.yaml. A first `palimpsest crawl URL` makes an archive.",
        )
    return Archive(store, known.id)


def open_for_writing(
    store: ObjectStore,
    *,
    now: datetime,
    single_writer: bool = False,
    new_id: Callable[[], str] = new_archive_id,
) -> Archive:
    """Open an archive, or make one in an empty place.

    Sees to it that it has an id and that the store keeps what is written once, and that a server is
    fit for an archive before one is made there. ``is_new`` says that it was made, for whoever meant
    another.

    Raises ``NotAnArchive`` where other things than an archive lie, ``FutureFormat`` for a newer
    release's archive, and ``StoreTooWeak`` for a server that lets a second writer overwrite, unless
    ``single_writer`` is declared.
    """
    try:
        born = read_header(store) is not None
        stranger = None if born else find_stranger(store)
    except (
        StoreMissing
    ):  # a folder is made by the first create, which fails again where a bucket is missing
        born, stranger = False, None
    if stranger not in {None, ARCHIVE_HEADER_KEY}:
        raise NotAnArchive(
            f"{store.url} holds other things ({stranger}, …) but no {ARCHIVE_HEADER_KEY}",
            hint=(
                "Give the archive an empty folder, bucket or prefix of its own: store.url in "
                "config.yaml."
            ),
        )
    if not born:
        refuse_unfit(store, single_writer=single_writer)
    is_new = not born and store.create(
        ARCHIVE_HEADER_KEY,
        encode_sealed(ArchiveHeader(born=now.replace(microsecond=0), archive=new_id())),
    )
    if not single_writer:
        refuse_weak(store, ARCHIVE_HEADER_KEY, store.read(ARCHIVE_HEADER_KEY))
    known = identify(store)
    if known is None or known.id is None:
        store.create(
            ID_KEY, encode_sealed(GivenId(archive=new_id(), given=now.replace(microsecond=0)))
        )
        known = identify(store)  # of two writers the first gave the id
        if known is None or known.id is None:
            raise BadRecord(f"{ID_KEY} is damaged", hint="Run `palimpsest verify`.")
    return Archive(store, known.id, is_new=is_new)


def find_stranger(store: ObjectStore) -> str | None:
    """Return the first key of a store, or None where nothing was written but to try the server."""
    return next((key for key in store.list() if key != PROBE_KEY), None)
