"""The store alone is enough.

An index made from it, or caught up with it, is the one that the crawls left.
"""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from crawler import hands
from crawler.archive import Alias
from crawler.checks import encode_part
from crawler.codec import encode, encode_sealed
from crawler.errors import StoreUnavailable, UsageError
from crawler.identity import alias_key, check_key, host_of, version_key
from crawler.index import Index, discard, open_index
from crawler.model import Check, Outcome
from crawler.processes import Processes
from crawler.reindex import (
    LOOK_BACK,
    FedRange,
    StoredRange,
    catch_up,
    feed_range,
    feeder,
    fill,
    open_current,
    rebuild,
    rebuilding,
    stored_ranges,
)
from crawler.store.files import FileStore
from tests.index.dump import dump
from tests.index.making import ARTICLE, NOON, REPORT, RUN, URL, after, check, part, run_id, version
from tests.servers.s3 import S3Server

OTHER, SHORT = "https://hill.example/a", "https://m.harbour.example/2026/ferry-strike"


class Writer:
    """What a crawl does: each object goes to the store, then to its own index, if it has one."""

    def __init__(self, store: FileStore, index: Index | None) -> None:
        self.store, self.index = store, index

    def version(self, number: int, url: str = URL) -> str:
        """Store a version. Returns its key."""
        stored = version(number, url)
        self.store.create(stored[0], encode(stored[1]))
        if self.index:
            self.index.add_version(*stored)
        return stored[0]

    def alias(self, url: str, article: str) -> str:
        """Store an alias. Returns its key."""
        key = alias_key(url)
        self.store.create(
            key, encode_sealed(Alias(url=url, article=article, accepted_at=NOON, run=RUN))
        )
        if self.index:
            self.index.add_alias(key, host_of(url), url, article)
        return key

    def part(self, *checks: Check, run: str = RUN, number: int = 1, ended: bool = False) -> str:
        """Store a part. Returns its key."""
        stored = part(*checks, run=run, number=number, report=REPORT if ended else None)
        self.store.create(stored[0], encode_part(stored[2]))
        if self.index:
            self.index.add_part(*stored)
        return stored[0]

    def story(self) -> None:
        """Two runs over three URLs of two articles, one of which changes."""
        self.part()
        self.version(1)
        self.version(1, OTHER)
        self.alias(SHORT, ARTICLE)
        lines = (
            check(Outcome.NEW, source="harbour"),
            check(Outcome.NEW, url=OTHER),
            check(url=SHORT, article=ARTICLE),
        )
        self.part(*lines, number=2, ended=True)
        self.part(run=run_id(9))
        self.version(2)
        self.part(
            check(Outcome.CHANGED, version=2, fetched_at=after(hours=2, microseconds=7)),
            run=run_id(9),
            number=2,
        )


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    """Provide an empty store."""
    store = FileStore(tmp_path / "store")
    store.create("palimpsest.json", b"{}")
    return store


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Callable[[str], Index]]:
    """Opens indexes by name."""
    made: list[Index] = []

    def make(name: str) -> Index:
        made.append(open_index(f"sqlite:///{tmp_path}/{name}.db"))
        return made[-1]

    yield make
    for index in made:
        index.close()


def test_reindex_gives_the_same_bytes(store: FileStore, make: Callable[[str], Index]) -> None:
    """An index made from the store alone dumps to the bytes of the one that the crawls fed."""
    crawled, fresh = make("crawled"), make("fresh")
    Writer(store, crawled).story()
    told: list[int] = []
    fed = rebuild(fresh, store, progress=told.append)
    assert dump(fresh) == dump(crawled)
    assert (fed.versions, fed.aliases, fed.parts, fed.damaged) == (3, 1, 4, ())
    assert sum(told) == 8
    assert fresh.complete


def test_several_processes_make_the_same_index(
    store: FileStore, make: Callable[[str], Index], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Handful after handful is made ready elsewhere; what is damaged is named all the same."""
    done: list[str] = []
    elsewhere = hands.Hands._elsewhere

    def noted(processes: Processes, work: Callable[..., Any], args: tuple[Any, ...]) -> Any:
        done.append(work.func.__name__ if isinstance(work, partial) else work.__name__)
        return elsewhere(processes, work, args)

    monkeypatch.setattr(hands.Hands, "_elsewhere", staticmethod(noted))
    monkeypatch.setattr(hands, "processors", lambda: 2)
    for name, many in (("RECORDS_AT_ONCE", 1), ("_PARTS_READ", 1), ("_PARTS_AT_ONCE", 1)):
        monkeypatch.setattr(rebuilding, name, many)
    crawled, fresh = make("crawled"), make("fresh")
    Writer(store, crawled).story()
    for key in (check_key(run_id(11), 1), version_key(ARTICLE, 9)):
        store.create(key, b"{}")
    told: list[int] = []
    fed = rebuild(fresh, store, progress=told.append)
    assert dump(fresh) == dump(crawled)
    assert (fed.versions, fed.aliases, fed.parts, len(fed.damaged)) == (3, 1, 4, 2)
    assert sum(told) == 10
    assert sorted(set(done)) == ["ready_parts", "ready_versions"]


def test_a_small_archive_needs_no_processes(
    store: FileStore, make: Callable[[str], Index], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One handful of versions and one of parts are made ready here, however many processors."""
    started: list[object] = []
    monkeypatch.setattr(hands, "Processes", lambda *given, **_: started.append(given))
    monkeypatch.setattr(hands, "processors", lambda: 2)
    crawled, fresh = make("crawled"), make("fresh")
    Writer(store, crawled).story()
    assert rebuild(fresh, store).parts == 4
    assert started == []


@pytest.mark.parametrize("most", [1, 2, 9])
def test_ranges_fed_by_others_make_the_same_index(
    store: FileStore, make: Callable[[str], Index], most: int
) -> None:
    """In any order, and one of them twice; what is damaged is named once, whoever met it."""
    crawled, fresh = make("crawled"), make("fresh")
    Writer(store, crawled).story()
    for key in (check_key(run_id(11), 1), version_key(ARTICLE, 9)):
        store.create(key, b"{}")
    (store.root / "articles" / "No key").write_bytes(b"")
    fresh.note_filling("this call")

    def fed(keys: Mapping[str, Sequence[str]]) -> list[FedRange]:
        ranges = [one for prefix in keys for one in stored_ranges(prefix, keys[prefix], most)]
        assert len(ranges) == sum(min(most, len(some)) for some in keys.values())
        work = partial(feed_range, fresh.url, store, filling="this call")
        work(ranges[0])
        return [work(one) for one in reversed(ranges)]

    told = fill(fresh, store, fed)
    assert dump(fresh) == dump(crawled)
    assert (told.versions, told.aliases, told.parts, len(told.damaged)) == (3, 1, 4, 3)
    with pytest.raises(UsageError, match="not the one that is to be filled"):
        feed_range(fresh.url, store, StoredRange(prefix="checks/"), filling="another")


def test_catching_up_gives_the_same_bytes(store: FileStore, make: Callable[[str], Index]) -> None:
    """An index that catches up after others crawled knows all that they know.

    Parts, versions before the named ones, aliases.
    """
    crawled, behind = make("crawled"), make("behind")
    assert catch_up(behind, store).parts == 0
    Writer(store, crawled).story()
    fed = catch_up(behind, store)
    assert (fed.versions, fed.aliases, fed.parts, fed.damaged) == (3, 1, 4, ())
    assert dump(behind) == dump(crawled)
    again = catch_up(behind, store)
    assert (again.versions, again.aliases, again.parts) == (0, 0, 0)


def test_catching_up_in_steps(store: FileStore, make: Callable[[str], Index]) -> None:
    """Catching up after every object that another process wrote ends with the same bytes."""
    crawled, behind = make("crawled"), make("behind")
    catch_up(behind, store)
    Writer(store, crawled).story()
    keys = list(store.list())
    steps = FileStore(store.root.with_name("steps"))
    for key in sorted(keys, key=lambda key: key.startswith("checks/")):
        steps.create(key, store.read(key))
        catch_up(behind, steps)
    assert dump(behind) == dump(crawled)


def test_an_index_that_was_never_complete_is_rebuilt(
    store: FileStore, make: Callable[[str], Index]
) -> None:
    """A deleted index file, or a rebuild that broke off, is made up for by the next command,
    versions without a line included.
    """
    Writer(store, None).story()
    orphan = Writer(store, None).version(3)
    half = make("half")
    half.add_part(*part())
    assert catch_up(half, store).versions == 4
    assert orphan.endswith("3.json")
    assert [number for number, _ in half.fingerprints(ARTICLE)] == [1, 2, 3]


def test_a_broken_off_rebuild_is_not_complete(
    store: FileStore, make: Callable[[str], Index]
) -> None:
    """When the store fails in the middle the error comes out, and the index is not
    taken for whole.
    """
    Writer(store, None).story()

    class Failing(FileStore):
        def read(self, key: str) -> bytes:
            if key.startswith("checks/"):
                raise StoreUnavailable("the line was cut")
            return super().read(key)

    index = make("index")
    with pytest.raises(StoreUnavailable):
        rebuild(index, Failing(store.root))
    assert not index.complete
    rebuild(index, store)
    assert index.complete


def spoil(store: FileStore, key: str, data: bytes | None = None) -> None:
    """Overwrite a stored object, or flip the bits of its middle byte."""
    path = store.root / key
    old = path.read_bytes()
    middle = len(old) // 2
    path.chmod(0o644)
    path.write_bytes(
        data if data is not None else old[:middle] + bytes([old[middle] ^ 255]) + old[middle + 1 :]
    )


def test_damaged_objects_are_left_out_and_named(
    store: FileStore, make: Callable[[str], Index], caplog: pytest.LogCaptureFixture
) -> None:
    """Damaged, swapped and strange objects are named in the answer and the log, and
    stop nothing.
    """
    writer = Writer(store, None)
    writer.story()
    swapped, good = writer.version(3), writer.version(1, "https://hill.example/b")
    spoil(store, swapped, store.read(good))
    bad = [
        swapped,
        writer.alias("https://x.example/a", ARTICLE),
        writer.part(check(), run=run_id(11)),
        writer.version(2, OTHER),
    ]
    for key in bad[1:]:
        spoil(store, key)
    (store.root / "checks" / "a stray file").write_text("x")
    bad.append("checks/a stray file")
    index = make("index")
    with caplog.at_level(logging.WARNING):
        fed = rebuild(index, store)
    assert {item.key for item in fed.damaged} == set(bad)
    assert all(item.key in caplog.text for item in fed.damaged)
    assert (fed.versions, fed.aliases, fed.parts) == (4, 1, 4)
    assert index.complete


def test_catching_up_names_a_version_that_is_missing(
    store: FileStore, make: Callable[[str], Index]
) -> None:
    """A version that a line names and the store lacks is named, and the line is fed all
    the same.
    """
    index = make("index")
    catch_up(index, store)
    Writer(store, None).part(check(version=2))
    Writer(store, None).version(1)
    fed = catch_up(index, store)
    assert [(item.key, item.problem) for item in fed.damaged] == [(version(2)[0], "it is missing")]
    assert (fed.versions, index.counts().checks) == (1, 1)


def test_a_part_of_a_long_run_is_found(store: FileStore, make: Callable[[str], Index]) -> None:
    """A part under an earlier day, of a run that goes on, is found.

    As far back as the look-back reaches.
    """
    index, writer = make("index"), Writer(store, None)
    for day in range(1, LOOK_BACK + 3):
        writer.part(run=run_id(1, day))
    catch_up(index, store)
    writer.part(run=run_id(1, 3), number=2)
    assert catch_up(index, store).parts == 1
    writer.part(run=run_id(1, 1), number=2)
    assert catch_up(index, store).parts == 0


@pytest.mark.usefixtures("s3_environ")
def test_a_bucket_of_many_days_is_not_read_anew(
    seaweed: S3Server, make: Callable[[str], Index], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The parts of the first day that is looked at are found there, so the index fits the store."""
    monkeypatch.setattr(feeder, "LOOK_BACK", 2)
    store, index = seaweed.store(), make("index")
    for day in (1, 2, 3):
        key, _, stored = part(run=run_id(1, day))
        store.create(key, encode_part(stored))
    catch_up(index, store)
    with feeder.Feeder(index, store, lambda _: None) as news:
        assert news.unseen_parts(strict=True) == []


def test_a_clock_that_was_years_ahead_hides_nothing(
    store: FileStore, make: Callable[[str], Index]
) -> None:
    """A run that stands under a day of the next century does not keep today's runs from being
    found.
    """
    index, writer = make("index"), Writer(store, None)
    for day in range(1, 20):
        writer.part(run=run_id(1, day))
    writer.part(run="21001121T120000Z-00000001")
    catch_up(index, store)
    writer.part(check(), run=run_id(2, 20))
    assert catch_up(index, store).parts == 1


@pytest.mark.parametrize("trouble", ["deleted", "damaged", "another release's", "discarded"])
def test_any_command_finds_a_whole_index(store: FileStore, tmp_path: Path, trouble: str) -> None:
    """Whatever happened to the index file, opening gives the whole content again."""
    url = f"sqlite:///{tmp_path}/index.db"
    index = open_current(url, store)
    Writer(store, index).story()
    before = dump(index)
    if trouble == "another release's":
        index.write(
            lambda connection: connection.exec_driver_sql(
                "UPDATE palimpsest_meta SET value = '0' WHERE name = 'schema'"
            )
        )
    index.close()
    if trouble == "deleted":
        (tmp_path / "index.db").unlink()
    if trouble == "damaged":
        (tmp_path / "index.db").write_bytes(b"\xff" * 8192)
    if trouble == "discarded":
        discard(url)
    again = open_current(url, store)
    assert dump(again) == before
    again.close()


def test_a_long_history_goes_in_by_handfuls(store: FileStore, make: Callable[[str], Index]) -> None:
    """More objects than one handful are all fed, by a rebuild as by catching up."""
    crawled, fresh, behind = make("crawled"), make("fresh"), make("behind")
    catch_up(behind, store)
    writer = Writer(store, crawled)
    for number in range(1, 41):
        url = f"https://harbour.example/story/{number}"
        for count in range(1, 7):
            writer.version(count, url)
        writer.part(replace(check(url=url), version=6), run=run_id(number))
    assert rebuild(fresh, store).versions == catch_up(behind, store).versions == 240
    assert dump(fresh) == dump(behind) == dump(crawled)
