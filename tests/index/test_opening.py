"""An index can be made, deleted, damaged, outdated and thrown away.

None of it harms anybody else's tables or files.
"""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine, inspect

from crawler.errors import IndexOutdated, IndexUnusable
from crawler.index import THROWAWAY, Index, discard, open_index
from tests.index.making import ARTICLE, IN_A_FILE, check, part, version

NOBODY = 65534


def file_of(url: str) -> Path:
    """Return the file of an SQLite index."""
    return Path(url.removeprefix("sqlite:///"))


@contextmanager
def other_user(url: str) -> Iterator[Connection]:
    """Provide somebody else's connection to the database of an index."""
    engine = create_engine(url)
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def test_an_index_is_made_where_there_is_none(tmp_path: Path) -> None:
    """Opening makes the folders and an empty index, which is not complete before it was told so."""
    index = open_index(f"sqlite:///{tmp_path}/a/b/index.db")
    assert index.counts().articles == 0
    assert not index.complete
    index.mark_complete()
    assert index.complete


def test_what_was_fed_is_there_after_reopening(index: Index, url: str) -> None:
    """An index keeps what it was fed when it is closed and opened again."""
    index.add_version(*version())
    index.close()
    assert open_index(url).head(ARTICLE) is not None


@IN_A_FILE
def test_readers_do_not_wait_for_writers(index: Index, url: str) -> None:
    """The file is in WAL mode: a reader sees the last whole state while a writer is at work."""
    index.add_version(*version())
    other = sqlite3.connect(file_of(url), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    other.execute("DELETE FROM palimpsest_versions")
    assert index.head(ARTICLE) is not None
    assert other.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    other.execute("ROLLBACK")
    other.close()


@IN_A_FILE
def test_a_deleted_file_is_no_trouble(index: Index, url: str) -> None:
    """After the file was deleted the index opens again, empty and not complete."""
    index.add_version(*version())
    index.mark_complete()
    index.close()
    file_of(url).unlink()
    again = open_index(url)
    assert again.counts().versions == 0
    assert not again.complete


@IN_A_FILE
@pytest.mark.parametrize(
    "content",
    [b"this is no database, whatever its name says" * 200, b"SQLite format 3\0" + b"\xff" * 5000],
)
def test_a_damaged_file_is_outdated_and_moved_aside(url: str, content: bytes) -> None:
    """A file that is no database is ``IndexOutdated``.

    Throwing it away keeps it under another name, and makes room.
    """
    file_of(url).write_bytes(content)
    with pytest.raises(IndexOutdated, match=r"index\.db") as caught:
        open_index(url)
    assert caught.value.hint is not None
    discard(url)
    assert Path(f"{file_of(url)}.damaged").read_bytes() == content
    assert open_index(url).counts().articles == 0


@IN_A_FILE
def test_damage_found_later_is_named_as_such(index: Index, url: str) -> None:
    """Damage in the middle of the file comes out as ``IndexOutdated`` when the page is read."""
    for number in range(1, 200):
        index.add_version(*version(number))
    index.close()
    sqlite3.connect(file_of(url)).execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with file_of(url).open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (file_of(url).stat().st_size - 3 * 4096))
    with pytest.raises(IndexOutdated):
        open_index(url).versions(ARTICLE)


@pytest.mark.parametrize(
    "spoil",
    [
        "UPDATE palimpsest_meta SET value='0'",
        "DELETE FROM palimpsest_meta",
        "DROP TABLE palimpsest_meta",
    ],
)
def test_another_schema_is_outdated(index: Index, url: str, spoil: str) -> None:
    """An index of another shape, or one that does not say, is refused with the way out, and can be
    thrown away.
    """
    index.add_version(*version())
    index.close()
    with other_user(url) as other:
        other.exec_driver_sql(spoil)
    with pytest.raises(IndexOutdated, match="shape") as caught:
        open_index(url)
    assert "reindex" in str(caught.value.hint)
    discard(url)
    assert open_index(url).counts().versions == 0


def test_discard_touches_nobody_elses_tables(index: Index, url: str) -> None:
    """Throwing an index away drops its own tables and leaves all others in the database."""
    index.add_version(*version())
    with other_user(url) as other:
        other.exec_driver_sql("CREATE TABLE recipes (name TEXT)")
    discard(url)
    with other_user(url) as other:
        assert inspect(other).get_table_names() == ["recipes"]
        other.exec_driver_sql("DROP TABLE recipes")


def test_discard_where_there_is_nothing(url: str) -> None:
    """Throwing away an index that is not there is no error."""
    discard(url)
    discard(url)


def test_another_process_goes_on_after_a_discard(index: Index, url: str) -> None:
    """Whoever has the index open when it is thrown away and made anew goes on with the new one."""
    index.add_version(*version(1))
    discard(url)
    with pytest.raises(IndexUnusable, match=r"no such table|does not exist"):
        index.add_version(*version(2))
    open_index(url)
    index.add_version(*version(3))
    assert [number for number, _ in index.fingerprints(ARTICLE)] == [3]


def test_a_throwaway_index_leaves_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A throwaway index serves several connections, shares nothing, and is gone with its opener."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    index, other = open_index(THROWAWAY), open_index(THROWAWAY)
    index.add_part(*part(check()))
    assert (index.counts().checks, other.counts().checks) == (1, 0)
    index.close()
    other.close()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ("nonsense", "not a database URL"),
        ("mysql://host/x", "cannot live"),
        ("sqlite:///:memory:", "in memory"),
        ("oracle://h/x", "cannot live"),
    ],
)
def test_a_url_that_holds_no_index(wrong: str, says: str) -> None:
    """A URL of no database, or of one that this index cannot live in, is refused with an example of
    a good one.
    """
    with pytest.raises(IndexUnusable, match=says) as caught:
        open_index(wrong)
    assert "sqlite:///" in str(caught.value.hint)


def test_a_file_where_a_folder_is_needed(tmp_path: Path) -> None:
    """An index below a file is refused by name, with the setting to change."""
    (tmp_path / "file").write_text("x")
    with pytest.raises(IndexUnusable, match="file") as caught:
        open_index(f"sqlite:///{tmp_path}/file/index.db")
    assert "index.url" in str(caught.value.hint)


def test_a_password_is_not_shown() -> None:
    """The error about a server that cannot be reached does not show the password."""
    with pytest.raises(IndexUnusable) as caught:
        open_index("postgresql+psycopg://writer:hunter2@127.0.0.1:1/none")
    assert "hunter2" not in f"{caught.value} {caught.value.hint}"


@pytest.fixture
def common() -> Iterator[Path]:
    """Provide a folder that every user may reach."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@contextmanager
def without_rights() -> Iterator[None]:
    """Be a user without rights for a while, where this is root, whom no file permissions bind."""
    was = os.geteuid()
    if was == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(was)


@pytest.mark.parametrize("there", [True, False])
def test_a_folder_that_may_only_be_read(common: Path, *, there: bool) -> None:
    """Where the folder may not be written, with an index in it or without, the error says which
    right is missing.
    """
    url = f"sqlite:///{common}/index.db"
    if there:
        index = open_index(url)
        index.add_version(*version())
        index.close()
    for path in (common, *common.iterdir()):
        path.chmod(path.stat().st_mode & ~0o222)
    with without_rights(), pytest.raises(IndexUnusable) as caught:
        open_index(url).mark_complete()
    assert not isinstance(caught.value, IndexOutdated)
    assert "write" in str(caught.value.hint)
