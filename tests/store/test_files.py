"""The file store: the contract, and what only files can do wrong."""

import ctypes
import errno
import functools
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from crawler.errors import (
    BadKey,
    ObjectMissing,
    StoreBroken,
    StoreDenied,
    StoreError,
    StoreMissing,
    StoreTooWeak,
    StoreUnavailable,
)
from crawler.store import linking
from crawler.store.files import FileStore
from tests.store.contract import PutBehind, StoreContract
from tests.store.racing import Reopen


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Provide a folder that is there, and in it the folder of the store, which is not."""
    return tmp_path / "deep" / "store"


@pytest.fixture
def store(root: Path) -> FileStore:
    """Provide an empty store, whose folder is there."""
    root.mkdir(parents=True)
    return FileStore(root)


@pytest.fixture
def reopen(root: Path) -> Reopen:
    """Opens the same store."""
    return functools.partial(FileStore, root)


@pytest.fixture
def put_behind(root: Path) -> PutBehind:
    """Writes a file below the store's folder."""

    def put(name: str, data: bytes) -> None:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(data)

    return put


class TestFileStore(StoreContract):
    """The contract, on files."""


def test_the_first_create_makes_the_folder(root: Path) -> None:
    """A store needs no set-up: its folder appears with its first object."""
    store = FileStore(root)
    assert store.create("a", b"x")
    assert list(store.list()) == ["a"]


def test_reading_makes_no_folder(root: Path) -> None:
    """Reading from a folder that is missing says so and leaves nothing behind."""
    store = FileStore(root)
    for verb in (
        lambda: store.read("a"),
        lambda: store.size("a"),
        lambda: list(store.list()),
        lambda: list(store.list("a/b/")),
    ):
        with pytest.raises(StoreMissing, match="does not exist"):
            verb()
    assert not root.parent.exists()


def test_a_relative_root_is_made_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The store stays where it was opened when the process changes its folder, and its URL tells
    where.
    """
    monkeypatch.chdir(tmp_path)
    store = FileStore(Path("store"))
    monkeypatch.chdir("/")
    store.create("a", b"x")
    assert store.url == f"file:{tmp_path}/store"
    assert (tmp_path / "store" / "a").read_bytes() == b"x"


def test_a_root_may_be_a_link(tmp_path: Path) -> None:
    """The folder itself may be a symbolic link: the owner put it there."""
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    assert FileStore(tmp_path / "link").create("a", b"x")
    assert FileStore(tmp_path / "real").read("a") == b"x"


@pytest.mark.parametrize("name", ["secret", "out/secret"])
def test_links_below_the_root_lead_nowhere(
    store: FileStore, root: Path, tmp_path: Path, name: str
) -> None:
    """A symbolic link below the root is neither read nor written through, and a listing
    names it.
    """
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret").write_bytes(b"do not read")
    (root / "secret").symlink_to(outside / "secret")
    (root / "out").symlink_to(outside)
    for verb in (store.read, store.size):
        with pytest.raises((StoreBroken, BadKey), match="link"):
            verb(name)
    with pytest.raises((StoreBroken, BadKey), match="link"):
        store.create("out/new", b"x")
    with pytest.raises(BadKey, match=r"out \(.*secret \("):
        list(store.list())
    assert list(outside.iterdir()) == [outside / "secret"]


def test_a_dangling_link_takes_its_name(store: FileStore, root: Path, tmp_path: Path) -> None:
    """Creating where a dangling link stands says False and writes nothing where the link points."""
    (root / "a").symlink_to(tmp_path / "target")
    assert not store.create("a", b"x")
    assert not (tmp_path / "target").exists()


def test_pipes_are_not_read(store: FileStore, root: Path) -> None:
    """Something that is no plain file is reported at once and not waited for.

    A listing names it.
    """
    os.mkfifo(root / "pipe")
    with pytest.raises(StoreBroken, match="not a plain file"):
        store.read("pipe")
    with pytest.raises(BadKey, match="pipe"):
        list(store.list())


def test_a_key_is_no_folder(store: FileStore) -> None:
    """A file store cannot hold a key below another key, and says so instead of a wrong True or
    False.
    """
    store.create("a/b", b"x")
    with pytest.raises(BadKey, match="folder"):
        store.create("a", b"x")
    with pytest.raises(BadKey, match="folder"):
        store.create("a/b/c", b"x")


def test_a_name_too_long_for_the_file_system(store: FileStore) -> None:
    """A segment that no file name can be is a bad key, not a mystery."""
    with pytest.raises(BadKey, match="too long"):
        store.create("k" * 300, b"x")


def test_leftovers_are_invisible(store: FileStore, root: Path) -> None:
    """What a crash left half written is not listed, not read, and in nobody's way."""
    store.create("a", b"x")
    (root / ".incoming" / "0123").write_bytes(b"half an obj")
    assert list(store.list()) == ["a"]
    assert store.create("0123", b"whole")
    with pytest.raises(BadKey):
        store.read(".incoming/0123")


def test_nothing_is_left_over(store: FileStore, root: Path) -> None:
    """After a create that won and one that lost, no temporary file is left."""
    store.create("a", b"x")
    store.create("a", b"y")
    assert list((root / ".incoming").iterdir()) == []


@pytest.mark.parametrize("step", ["write", "fsync", "link"])
def test_an_object_is_whole_or_not_there(
    store: FileStore, root: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """Whichever step fails, no object and no temporary file is there, and a later try succeeds."""
    store.create("a/other", b"x")

    def fail(*_: object, **__: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(os, step, fail)
        with pytest.raises(StoreUnavailable, match="no space") as caught:
            store.create("a/b", b"whole")
    assert isinstance(caught.value.__cause__, OSError)
    assert list(store.list()) == ["a/other"]
    assert list((root / ".incoming").iterdir()) == []
    assert store.create("a/b", b"whole")


def test_a_short_write_goes_on(store: FileStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """A write that takes fewer bytes than it was given is continued until all are there."""
    whole_write = os.write
    monkeypatch.setattr(os, "write", lambda handle, data: whole_write(handle, bytes(data)[:7]))
    store.create("a", b"0123456789" * 10)
    assert store.read("a") == b"0123456789" * 10


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (errno.ENOSPC, StoreUnavailable),
        (errno.EDQUOT, StoreUnavailable),
        (errno.EMFILE, StoreUnavailable),
        (errno.ESTALE, StoreUnavailable),
        (errno.EACCES, StoreDenied),
        (errno.EROFS, StoreDenied),
        (errno.EIO, StoreBroken),
        (errno.EXDEV, StoreBroken),
        (errno.EFBIG, StoreBroken),
        (errno.EBADMSG, StoreBroken),
    ],
    ids=lambda value: errno.errorcode[value] if isinstance(value, int) else "",
)
def test_errors_of_the_system(
    store: FileStore, monkeypatch: pytest.MonkeyPatch, number: int, expected: type[StoreError]
) -> None:
    """Each error of the operating system becomes one of ours that names the object and says how to
    mend it.
    """

    def fail(*_: object, **__: object) -> int:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(expected, match="store/a: ") as caught:
        store.create("a", b"x")
    assert type(caught.value) is expected
    assert caught.value.hint
    assert isinstance(caught.value.__cause__, OSError)


@pytest.fixture
def without_rights(store: FileStore, root: Path) -> Iterator[None]:
    """Provide the store holds ``a/b``, and this process may not enter its folder, even if it is
    root's.
    """
    store.create("a/b", b"x")
    nobody, me = 65534, os.geteuid()
    root.chmod(0)
    if me == 0:
        os.seteuid(nobody)
    yield
    os.seteuid(me)
    root.chmod(0o755)


@pytest.mark.usefixtures("without_rights")
def test_denied(store: FileStore) -> None:
    """Without rights on the folder, every verb is ``StoreDenied``."""
    for verb in (
        lambda: store.create("a/c", b"x"),
        lambda: store.read("a/b"),
        lambda: store.size("a/b"),
        lambda: list(store.list()),
    ):
        with pytest.raises(StoreDenied, match="permission denied"):
            verb()


def test_a_file_where_the_root_should_be(tmp_path: Path) -> None:
    """A file in the place of the store's folder is reported as such."""
    (tmp_path / "store").write_bytes(b"")
    store = FileStore(tmp_path / "store")
    for verb in (
        lambda: store.create("a", b"x"),
        lambda: store.read("a"),
        lambda: list(store.list()),
    ):
        with pytest.raises(StoreError, match=r"store"):
            verb()


def watch_folders(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list that grows by each folder that a listing reads."""
    opened: list[str] = []
    entries = FileStore._entries

    def watched(store: FileStore, folder: str) -> Sequence[str]:
        opened.append(folder)
        return entries(store, folder)

    monkeypatch.setattr(FileStore, "_entries", watched)
    return opened


def test_listing_opens_only_what_it_needs(
    store: FileStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A listing reads no folder that can hold nothing of the range."""
    for host in ("a", "b", "c"):
        for name in ("1", "2", "3"):
            store.create(f"articles/{host}/{name}/x", b"x")
    opened = watch_folders(monkeypatch)
    assert list(store.list("articles/b/", start_after="articles/b/2/x")) == ["articles/b/3/x"]
    assert opened == ["articles/b", "articles/b/2", "articles/b/3"]


def test_listing_is_lazy(store: FileStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first key comes before later folders are read."""
    for host in ("a", "b", "c"):
        store.create(f"{host}/x", b"x")
    opened = watch_folders(monkeypatch)
    assert next(store.list()) == "a/x"
    assert opened == ["", "a"]


def refuse_to_link(*_: object, **__: object) -> None:
    """What ``link(2)`` says on FAT."""
    raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))


def open_without_links(root: Path) -> FileStore:
    """Opens a store in a process of its own, where hard links are refused."""
    os.link = refuse_to_link
    return FileStore(root)


class TestWithoutLinks(StoreContract):
    """The contract, on a file system that knows no hard links."""

    @pytest.fixture(autouse=True)
    def no_links(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Hard links are refused here too, and given back at the end."""
        monkeypatch.setattr(os, "link", refuse_to_link)

    @pytest.fixture
    def reopen(self, root: Path) -> Reopen:
        """Opens the same store, without links in other processes either."""
        return functools.partial(open_without_links, root)


def test_neither_links_nor_rename(store: FileStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file system that offers no way to refuse replacing is refused itself, with
    nothing written.
    """

    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.ENOTSUP, os.strerror(errno.ENOTSUP))

    monkeypatch.setattr(os, "link", refuse)
    monkeypatch.setattr(ctypes, "CDLL", lambda *_, **__: object())
    with pytest.raises(StoreTooWeak, match="file system"):
        store.create("a", b"x")
    with pytest.raises(ObjectMissing):
        store.read("a")


def test_rename_reports_its_errors(tmp_path: Path) -> None:
    """The rename that refuses to replace passes on what the system says."""
    assert ctypes.CDLL(None).renameat2
    folder = os.open(tmp_path, os.O_RDONLY)
    try:
        with pytest.raises(FileNotFoundError):
            linking.rename_noreplace("no such draft", folder, "a", folder)
    finally:
        os.close(folder)
