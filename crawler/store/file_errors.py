"""Translate ``OSError`` into ``StoreError``."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from crawler.errors import (
    BadKey,
    StoreBroken,
    StoreDenied,
    StoreError,
    StoreMissing,
    StoreUnavailable,
)

_KINDS: dict[int, tuple[type[StoreError], str, str]] = {
    errno.EACCES: (
        StoreDenied,
        "permission denied",
        "Give this user the right to read and write there.",
    ),
    errno.EPERM: (
        StoreDenied,
        "operation not permitted",
        "Give this user the right to read and write there.",
    ),
    errno.EROFS: (
        StoreDenied,
        "the file system is read-only",
        "Mount it writable, or choose another folder in store.url.",
    ),
    errno.ENOSPC: (
        StoreUnavailable,
        "no space is left on the device",
        "Free some space; nothing was written in part.",
    ),
    errno.EDQUOT: (
        StoreUnavailable,
        "the disk quota is used up",
        "Free some space; nothing was written in part.",
    ),
    errno.EFBIG: (
        StoreBroken,
        "the file is too large for this file system",
        "Choose another folder in store.url.",
    ),
    errno.EMFILE: (
        StoreUnavailable,
        "too many open files",
        "Raise the limit (ulimit -n), or lower crawl.concurrency.",
    ),
    errno.ENFILE: (
        StoreUnavailable,
        "too many open files in the system",
        "Raise the system's limit.",
    ),
    errno.ESTALE: (StoreUnavailable, "the network file system lost the folder", "Mount it again."),
    errno.EIO: (
        StoreBroken,
        "the device reported an error",
        "Look at the system's log: the disk may be failing.",
    ),
    errno.EXDEV: (
        StoreBroken,
        "the folder spans several file systems",
        "Keep the whole store on one file system.",
    ),
    errno.ELOOP: (
        StoreBroken,
        "a symbolic link stands in the way",
        "The store follows no links below its folder: put the real folder there.",
    ),
    errno.ENAMETOOLONG: (
        BadKey,
        "the name is too long for this file system",
        "Choose a folder with a shorter path in store.url.",
    ),
    errno.ENOTDIR: (
        BadKey,
        "an object or a link stands where a folder is needed",
        "A file store cannot hold a key below another key.",
    ),
    errno.EISDIR: (
        BadKey,
        "a folder has this name",
        "A file store cannot hold a key that is another key's folder.",
    ),
    errno.EEXIST: (
        StoreMissing,
        "a file stands where the store's folder should be",
        "Check store.url.",
    ),
    errno.ENOENT: (StoreMissing, "the folder vanished", "Check store.url."),
}


@contextmanager
def translated(key: str, root: Path) -> Iterator[None]:
    """Turn an ``OSError`` into one of the ``StoreError`` family.

    It names the object and keeps its cause.
    """
    try:
        yield
    except OSError as error:
        place = f"{root}/{key}".rstrip("/")
        kind, what, hint = _KINDS.get(
            _number(error), (StoreBroken, error.strerror or str(error), "Look at the system's log.")
        )
        raise kind(f"{place}: {what}", hint=hint) from error


def _number(error: OSError) -> int:
    """Return the error's number, also where Python code raised it without one."""
    return error.errno or (errno.EISDIR if isinstance(error, IsADirectoryError) else 0)
