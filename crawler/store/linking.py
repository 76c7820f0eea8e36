"""Giving a finished file its name, once and for all.

A hard link, or a rename that refuses to replace.
"""

import ctypes
import errno
import os

from crawler.errors import StoreTooWeak

_NO_LINKS = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK}
_NO_SUCH_RENAME = {errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP}
_RENAME_NOREPLACE = 1


def publish(draft: str, source: int, name: str, target: int) -> bool:
    """Make the file ``draft`` in folder ``source`` appear as ``name`` in folder ``target``.

    Atomically. Both folders are open descriptors.

    Returns False when the name is taken, which is then untouched. Raises ``StoreTooWeak`` where the
    file system offers no way that refuses to replace.
    """
    try:
        os.link(draft, name, src_dir_fd=source, dst_dir_fd=target, follow_symlinks=False)
    except FileExistsError:
        return False
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        return rename_noreplace(draft, source, name, target)
    return True


def rename_noreplace(draft: str, source: int, name: str, target: int) -> bool:
    """Do as ``publish``, by ``renameat2(2)`` with ``RENAME_NOREPLACE``.

    FAT, exFAT and some network file systems know no hard links.
    """
    call = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if call is None:
        raise _too_weak()
    if call(source, os.fsencode(draft), target, os.fsencode(name), _RENAME_NOREPLACE) == 0:
        return True
    number = ctypes.get_errno()
    if number == errno.EEXIST:
        return False
    if number in _NO_SUCH_RENAME:
        raise _too_weak()
    raise OSError(number, os.strerror(number), name)


def _too_weak() -> StoreTooWeak:
    message = (
        "this file system knows neither hard links nor a rename that refuses to "
        "replace: two writers could overwrite each other"
    )
    return StoreTooWeak(message, hint="Choose a folder on another file system in store.url.")
