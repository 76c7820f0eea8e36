"""What ``doctor`` finds about the store and the room for it."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from crawler.archive import ARCHIVE_HEADER_KEY, find_stranger, open_for_reading
from crawler.config import Config, StoreConfig
from crawler.errors import NotAnArchive, PalimpsestError, StoreDenied, StoreMissing
from crawler.store.base import ObjectStore
from crawler.store.open_store import open_store
from crawler.store.s3 import S3Store
from crawler.store.s3_facts import bucket_facts
from crawler.store.server_probe import refuse_unfit, refuse_weak
from jobs.index_findings import Diagnosis, wrong

LITTLE_DISK = 1 << 30
"""Below this many free bytes a crawl may fill the disk."""


def store_findings(config: StoreConfig) -> Iterator[Diagnosis]:
    """Yield whether the store can be used, and keeps what was written once."""
    try:
        store = open_store(config)
        # first: what a server says of a read tells more than what it says of a bucket
        yield _archive(store, config)
        if isinstance(store, S3Store):
            yield from _bucket(store, config)
    except StoreMissing as error:
        if config.folder is None:
            yield wrong("store", error)
        else:
            yield Diagnosis(
                about="store",
                state="note",
                detail=f"{config.url} does not exist yet; the first crawl creates it",
            )
    except PalimpsestError as error:
        yield wrong("store", error)


def _archive(store: ObjectStore, config: StoreConfig) -> Diagnosis:
    try:
        open_for_reading(store)
    except NotAnArchive as error:
        if find_stranger(store) is not None:
            return wrong("store", error)
        return _tried(store, config, born=False)
    return _tried(store, config, born=True)


def _tried(store: ObjectStore, config: StoreConfig, *, born: bool) -> Diagnosis:
    """Return what the place is, and what the store was found to do."""
    what = "is an archive" if born else "is empty: the first crawl makes an archive there"
    try:
        refuse_unfit(store, single_writer=config.single_writer)
        if born and not config.single_writer:
            refuse_weak(store, ARCHIVE_HEADER_KEY, store.read(ARCHIVE_HEADER_KEY))
    except StoreDenied:
        detail = f"{store.url} {what}; it may be read but not written"
        detail += ": enough for audits" if born else ""
        return Diagnosis(about="store", state="note", detail=detail)
    detail = f"{store.url} {what}{_promises(store, config, born=born)}"
    return Diagnosis(about="store", state="ok" if born else "note", detail=detail)


def _promises(store: ObjectStore, config: StoreConfig, *, born: bool) -> str:
    if store.is_server:
        kept = (
            "one writer is declared, so whether a taken key stays was not tried"
            if config.single_writer
            else "what was written once stays"
        )
        return f"; the server gives objects back and lists them; {kept}"
    return ", and keeps what was written once" if born and not config.single_writer else ""


def _bucket(store: S3Store, config: StoreConfig) -> Iterator[Diagnosis]:
    """Yield whether the bucket can do what the settings ask of it."""
    facts = bucket_facts(store)
    words = {True: "on", False: "off", None: "not told"}
    detail = (
        f"{store.bucket}: versioning {words[facts.versioning]}, object lock "
        f"{words[facts.object_lock]}"
    )
    if config.object_lock_days is not None and facts.object_lock is False:
        hint = (
            "Object lock is set when a bucket is made: make another one, or take "
            "store.object_lock_days away."
        )
        yield Diagnosis(
            about="bucket",
            state="wrong",
            detail=f"{detail}, but store.object_lock_days asks for it",
            hint=hint,
            status=2,
        )
    else:
        yield Diagnosis(about="bucket", state="ok", detail=detail)


def disk_findings(config: Config) -> Iterator[Diagnosis]:
    """Yield whether there is room for the store and the index, and the right to write there."""
    folders = [config.store.folder, config.index.file.parent if config.index.file else None]
    for folder in dict.fromkeys(folder for folder in folders if folder is not None):
        standing = next((place for place in (folder, *folder.parents) if place.exists()), Path("/"))
        free = shutil.disk_usage(standing).free
        detail = f"{free / (1 << 30):.1f} GiB free for {folder}"
        if not os.access(standing, os.W_OK):
            detail = f"{standing} cannot be written to by this user"
            yield Diagnosis(
                about="disk",
                state="note",
                detail=detail,
                hint="That is enough for audits. A crawl needs the right to write.",
            )
        elif free < LITTLE_DISK:
            yield Diagnosis(
                about="disk", state="note", detail=detail, hint="Make room before the next crawl."
            )
        else:
            yield Diagnosis(about="disk", state="ok", detail=detail)
