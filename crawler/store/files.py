"""Objects as files below one folder.

Works on any POSIX file system with hard links, or with a rename that refuses to replace.

A key is the relative path. An object is written to ``.incoming``, a name that no key can have, made
durable, and linked to its key; the link fails where the key is taken, so there is exactly one
winner and nobody sees half an object. What a crash leaves in ``.incoming`` harms nobody and may be
deleted while no crawl runs.
"""

import os
import secrets
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from crawler.errors import ObjectMissing, StoreBroken, StoreMissing
from crawler.store.base import check_key
from crawler.store.file_errors import translated
from crawler.store.linking import publish
from crawler.store.listing import check_range, only_keys

INCOMING = ".incoming"
_MORE = 1 << 16
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_OBJECT = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


class FileStore:
    """An ``ObjectStore`` in a folder.

    The folder is made by the first ``create``; reading from a missing one is ``StoreMissing``.

    Unlike S3, a key cannot be the folder of another key (``a`` beside ``a/b``): that is ``BadKey``.
    """

    at_once = 1
    """A file is there sooner than a thread."""
    is_server = False

    def __init__(self, root: Path) -> None:
        self.root = root.absolute()

    @property
    def url(self) -> str:
        """``file:`` and the absolute path."""
        return f"file:{self.root}"

    def create(self, key: str, data: bytes) -> bool:
        """See ``ObjectStore.create``. Durable when it returns, whether it says True or False."""
        folder, _, name = check_key(key).rpartition("/")
        with translated(key, self.root):
            _make_durably(self.root)
            with self._folder(folder, create=True) as target:
                made = not _taken(name, target) and self._write(data, name, target)
                os.fsync(target)
        return made

    def read(self, key: str) -> bytes:
        """See ``ObjectStore.read``."""
        with self._object(key) as handle:
            return _read_all(handle)

    def size(self, key: str) -> int:
        """See ``ObjectStore.size``."""
        with self._object(key) as handle:
            return os.fstat(handle).st_size

    def remove(self, key: str) -> None:
        """See ``RemovingStore.remove``. Durable when it returns. Its folder stays."""
        folder, _, name = check_key(key).rpartition("/")
        with translated(key, self.root), suppress(FileNotFoundError), self._folder(folder) as place:
            with suppress(FileNotFoundError):
                os.unlink(name, dir_fd=place)
            os.fsync(place)

    def list(self, prefix: str = "", *, start_after: str = "") -> Iterator[str]:
        """See ``ObjectStore.list``.

        Opens no folder that cannot hold a key of the range. Symbolic links are not followed but
        named.
        """
        check_range(prefix, start_after)
        folder = prefix.rpartition("/")[0]
        return only_keys(self._walk(folder, prefix, start_after), self.url)

    def _write(self, data: bytes, name: str, target: int) -> bool:
        """Write durably under a temporary name, then link it to ``name``.

        False when that is taken.
        """
        with self._folder(INCOMING, create=True) as incoming:
            draft = secrets.token_hex(16)
            handle = os.open(
                draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666, dir_fd=incoming
            )
            try:
                with os.fdopen(handle, "wb", buffering=0) as file:
                    _write_all(file.fileno(), data)
                    os.fsync(file.fileno())
                return publish(draft, incoming, name, target)
            finally:
                with suppress(FileNotFoundError):
                    os.unlink(draft, dir_fd=incoming)

    @contextmanager
    def _object(self, key: str) -> Iterator[int]:
        """Provide an open descriptor of the object.

        No symbolic link below the root is followed to it.
        """
        check_key(key)
        with translated(key, self.root):
            handle = self._open_object(key)
            try:
                _require_file(handle, key, self.url)
                yield handle
            finally:
                os.close(handle)

    def _open_object(self, key: str) -> int:
        """Return an open descriptor of what stands there, whatever that is.

        Plain calls, because a page reads many objects.
        """
        *folders, name = key.split("/")
        handle = self._open_root()
        try:
            for segment in folders:
                below = os.open(segment, _FOLDER, dir_fd=handle)
                os.close(handle)
                handle = below
            return os.open(name, _OBJECT, dir_fd=handle)
        except FileNotFoundError as error:
            raise ObjectMissing(f"{self.url} has no object {key}") from error
        finally:
            os.close(handle)

    @contextmanager
    def _folder(self, path: str, *, create: bool = False) -> Iterator[int]:
        """Provide an open descriptor of the folder at ``path`` below the root.

        With ``create`` it is made durably where it is missing.
        """
        handle = self._open_root()
        try:
            for segment in filter(None, path.split("/")):
                below = _open_below(handle, segment, create=create)
                os.close(handle)
                handle = below
            yield handle
        finally:
            os.close(handle)

    def _open_root(self) -> int:
        try:
            return os.open(self.root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        except FileNotFoundError as error:
            raise StoreMissing(
                f"the folder {self.root} does not exist",
                hint="A first crawl makes it; check store.url.",
            ) from error

    def _walk(self, folder: str, prefix: str, start_after: str) -> Iterator[str]:
        """Yield paths of all files below ``folder`` that are in the range, in byte order.

        A folder sorts as its name with the slash.
        """
        for path in self._entries(folder):
            if not path.endswith("/"):
                if path.startswith(prefix) and path > start_after:
                    yield path
            elif _may_hold(path, prefix, start_after):
                yield from self._walk(path.rstrip("/"), prefix, start_after)

    def _entries(self, folder: str) -> Sequence[str]:
        """Return paths in one folder, those of folders with a closing slash, sorted.

        Empty where the folder is not there.
        """
        lead = f"{folder}/" if folder else ""
        with translated(folder, self.root):
            try:
                with self._folder(folder) as handle, os.scandir(handle) as entries:
                    names = [lead + _shown(entry) for entry in entries]
            except FileNotFoundError:
                return []
        return sorted((name for name in names if name != f"{INCOMING}/"), key=os.fsencode)


def _shown(entry: "os.DirEntry[str]") -> str:
    """Return a folder's name with its slash, a file's as it is.

    A link's, pipe's or device's so that it can be taken for no key.
    """
    if entry.is_dir(follow_symlinks=False):
        return f"{entry.name}/"
    return (
        entry.name if entry.is_file(follow_symlinks=False) else f"{entry.name} (not a plain file)"
    )


def _may_hold(folder: str, prefix: str, start_after: str) -> bool:
    """Return whether ``folder`` may hold a key that starts with ``prefix``, after ``start_after``.

    ``folder`` ends in a slash; keys sort by their bytes.

    ``folder`` ends in a slash.
    """
    in_prefix = folder.startswith(prefix) or prefix.startswith(folder)
    return in_prefix and (folder > start_after or start_after.startswith(folder))


def _make_durably(folder: Path) -> None:
    """Make the folder and those above it, each durable in the one above, where they are missing."""
    if folder.is_dir():
        return
    _make_durably(folder.parent)
    folder.mkdir(exist_ok=True)
    above = os.open(folder.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(above)
    finally:
        os.close(above)


def _open_below(parent: int, name: str, *, create: bool) -> int:
    try:
        return os.open(name, _FOLDER, dir_fd=parent)
    except FileNotFoundError:
        if not create:
            raise
    with suppress(FileExistsError):
        os.mkdir(name, dir_fd=parent)
    os.fsync(parent)  # or a crash could take the folder away from under a durable object
    return os.open(name, _FOLDER, dir_fd=parent)


def _taken(name: str, folder: int) -> bool:
    """Return whether the name is taken: the cheap answer, before any byte is written.

    The link decides.
    """
    try:
        found = os.stat(name, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        return False
    if stat.S_ISDIR(found.st_mode):
        raise IsADirectoryError(name)
    return True


def _write_all(handle: int, data: bytes) -> None:
    """Write all: ``os.write`` may take fewer bytes than it was given."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(handle, rest) :]


def _read_all(handle: int) -> bytes:
    """Return all that the file holds."""
    size = os.fstat(handle).st_size
    parts = [os.read(handle, size + 1)]
    if len(parts[0]) == size:
        return parts[0]  # one byte more was asked for
    while parts[-1]:
        parts.append(os.read(handle, _MORE))
    return b"".join(parts)


def _require_file(handle: int, key: str, url: str) -> None:
    mode = os.fstat(handle).st_mode
    if stat.S_ISDIR(mode):
        raise ObjectMissing(f"{url} has no object {key}: it is a folder")
    if not stat.S_ISREG(mode):
        raise StoreBroken(f"{url}/{key} is not a plain file")
