"""An index serves one archive.

Given to another store it is made anew, and no record is appended to one that the store lacks.
"""

import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from crawler.archive import Archive, ArchiveHeader, open_for_writing
from crawler.checks import decode_part
from crawler.codec import canonical_json, encode_sealed, sha256
from crawler.errors import HeadMissing
from crawler.identity import ARCHIVE_HEADER_KEY, ARCHIVE_ID, article_of, version_key
from crawler.store.files import FileStore
from jobs.context import now
from tests.newspaper.fixture import Press
from tests.run.conftest import file_place, s3_place
from tests.run.palimpsest import Place
from tests.run.test_signing import new_key
from tests.servers.s3 import S3Server

PAGE = "/etag/orchard"


def _moved(place: Place, name: str) -> Place:
    """Return the same configuration and index, whose store alone is another folder."""
    store = place.folder / name
    store.mkdir()
    return replace(place, store=FileStore(store), settings={"url": f"file:{store}"}).configure()


def _twice(place: Place, other: Place, newspaper: Press) -> None:
    """Crawl into one store, then into the other.

    There all is new, the chain begins at 1, and one line says why.
    """
    url = newspaper.url(PAGE)
    place.configure()
    assert place.crawl(url).outcomes == {PAGE: "new"}
    other.configure()
    second = other.crawl(url)
    assert second.outcomes == {PAGE: "new"}
    assert second.err.count("the index was of another archive") == 1
    assert place.store.url in second.err
    assert f"rebuilt from {other.store.url}" in second.err
    newspaper.edit("orchard")
    assert other.crawl(url).err == ""
    assert [record.version for record in other.versions(url)] == [1, 2]
    assert other.verified().ok


@pytest.mark.slow
def test_another_store(place: Place, newspaper: Press) -> None:
    """With only ``store.url`` changed, the next crawl stores all anew."""
    _twice(place, _moved(place, "real"), newspaper)


@pytest.mark.slow
def test_another_bucket(
    tmp_path: Path,
    seaweed: S3Server,
    s3_environ: None,  # noqa: ARG001
    newspaper: Press,
) -> None:
    """From bucket to bucket as from folder to folder."""
    _twice(s3_place(tmp_path, seaweed), s3_place(tmp_path, seaweed), newspaper)


@pytest.mark.slow
def test_two_archives_take_turns(place: Place, newspaper: Press) -> None:
    """Two archives that are given one index by turns each get what is theirs, in reading commands
    too.
    """
    url = newspaper.url(PAGE)
    assert place.crawl(url).outcomes == {PAGE: "new"}
    newspaper.edit("orchard")
    other = _moved(place, "real")
    assert other.crawl(url).outcomes == {PAGE: "new"}
    place.configure()
    history = place.run("history", "--json", url)
    assert len(history.json["versions"]) == 1
    assert "the index was of another archive" in history.err
    assert place.crawl(url).outcomes == {PAGE: "changed"}
    other.configure()
    assert other.crawl(url).outcomes[PAGE] in {"unchanged", "not_modified"}
    assert (place.verified().ok, other.verified().ok) == (True, True)


@pytest.mark.slow
def test_a_store_that_was_emptied(place: Place, newspaper: Press) -> None:
    """After ``rm -rf`` of the store ``doctor`` says that the index is another's, and the next crawl
    begins at 1 again.
    """
    url = newspaper.url(PAGE)
    place.crawl(url)
    newspaper.edit("orchard")
    place.crawl(url)
    shutil.rmtree(place.folder / "store")
    told = place.run("doctor", "--json")
    assert (told.status, "do not belong together" in told.out) == (3, True)
    again = place.crawl(url)
    assert (again.outcomes, "rebuilt from" in again.err) == ({PAGE: "new"}, True)
    assert [record.version for record in place.versions(url)] == [1]
    assert place.verified().ok
    assert place.run("doctor", "--json").status == 0


@pytest.mark.slow
def test_an_older_copy_was_restored(place: Place, newspaper: Press) -> None:
    """Where the store is an older copy of itself, the index forgets what was lost, and the chain
    goes on from what is there.
    """
    url = newspaper.url(PAGE)
    place.crawl(url)
    shutil.copytree(place.folder / "store", place.folder / "copy")
    newspaper.edit("orchard")
    place.crawl(url)
    shutil.rmtree(place.folder / "store")
    (place.folder / "copy").rename(place.folder / "store")
    assert "do not belong together" in place.run("doctor", "--json").out
    crawled = place.crawl(url)
    assert (crawled.outcomes, "rebuilt from" in crawled.err) == ({PAGE: "changed"}, True)
    assert [record.version for record in place.versions(url)] == [1, 2]
    assert place.verified().ok


def test_an_archive_of_an_early_release(place: Place, newspaper: Press) -> None:
    """An archive without an id is read as it is, and given one by the next writing command, for
    good; a lost or altered id is damage.
    """
    header = place.folder / "store" / ARCHIVE_HEADER_KEY
    header.write_bytes(
        _sealed_anew({"born": "2026-11-01T00:00:00Z", "format": 1, "identity_rules": 1})
    )
    assert place.run("articles").status == 0
    assert place.listed() == [ARCHIVE_HEADER_KEY]
    place.crawl(newspaper.url(PAGE))
    given = place.store.read(ARCHIVE_ID)
    assert place.run("articles").err == ""
    place.crawl(newspaper.url(PAGE))
    assert (place.store.read(ARCHIVE_ID), place.verified().ok) == (given, True)
    file = place.folder / "store" / ARCHIVE_ID
    file.write_bytes(given.replace(b'"archive":"', b'"archive":"0', 1))
    assert not place.verified().ok
    file.write_bytes(
        _sealed_anew({"archive": "0" * 32, "format": 1, "given": "2026-11-27T00:00:00Z"})
    )
    assert {finding.key for finding in place.verified().findings} == {ARCHIVE_HEADER_KEY}
    file.unlink()
    assert not place.verified().ok


def _sealed_anew(members: dict[str, object]) -> bytes:
    return canonical_json(members | {"sha256": sha256(canonical_json(members))}) + b"\n"


def test_the_first_to_give_an_id_wins(tmp_path: Path) -> None:
    """Of two writers that open an early archive at once, the first gives the id, and
    both use it.
    """
    store = FileStore(tmp_path)
    store.create(
        ARCHIVE_HEADER_KEY,
        _sealed_anew({"born": "2026-11-01T00:00:00Z", "format": 1, "identity_rules": 1}),
    )
    ids: list[str | None] = []

    def slow() -> str:
        ids.append(open_for_writing(store, now=now(), new_id=lambda: "1" * 32).id)
        return "2" * 32

    assert open_for_writing(store, now=now(), new_id=slow).id == "1" * 32
    assert ids == ["1" * 32]


def _harmed(place: Place, newspaper: Press, *, changed: bool) -> Place:
    """Return an archive as early releases made it with another one's index.

    It holds the second run only, and of its chain what that run wrote.
    """
    url = newspaper.url(PAGE)
    place.crawl(url)
    if changed:
        newspaper.edit("orchard")
    second = place.crawl(url).run
    other = _moved(place, "real")
    kept = [
        key
        for key in place.listed()
        if second in key or "/captures/" in key or key.endswith("00000002.json")
    ]
    first = decode_part(
        place.store.read(next(key for key in kept if second in key)),
        next(key for key in kept if second in key),
    )
    assert first.header.started is not None
    for key in kept:
        other.store.create(key, place.store.read(key))
    born = first.header.started.replace(microsecond=0)
    other.store.create(
        ARCHIVE_HEADER_KEY, encode_sealed(ArchiveHeader(born=born, archive=first.header.archive))
    )
    return other


@pytest.mark.parametrize("changed", [True, False], ids=["begins at 2", "was never stored"])
def test_a_harmed_archive_is_mended(place: Place, newspaper: Press, *, changed: bool) -> None:
    """Damage that an index of another archive did is named with the way to mend it.

    The next crawl stores the page anew.
    """
    url = newspaper.url(PAGE)
    harmed = _harmed(place, newspaper, changed=changed)
    key = version_key(article_of(url), 1)
    [damage] = [finding for finding in harmed.verified().findings if finding.severity == "damage"]
    assert (damage.key, "crawl the page again" in damage.detail) == (key, True)
    crawled = harmed.crawl(url)
    assert crawled.outcomes == {PAGE: "new"}
    newest = harmed.versions(url)[-1]
    assert (newest.version, newest.gaps) == (3 if changed else 2, ((1, 1),))
    report = harmed.verified()
    assert report.ok
    assert {
        (finding.key, finding.problem.value) for finding in report.findings if finding.key == key
    } == {(key, "absent")}
    assert harmed.crawl(url).outcomes[PAGE] in {"unchanged", "not_modified"}
    newspaper.set("orchard", 0 if changed else 1)
    assert harmed.crawl(url).lines[PAGE].version == newest.version + 1
    assert harmed.verified().ok


def test_a_mended_archive_is_read_and_signed(
    place: Place, newspaper: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once mended, an archive is as good as any: its versions are read, exported and signed, and
    what is deleted later is damage still.
    """
    url = newspaper.url(PAGE)
    mended = _harmed(place, newspaper, changed=True)
    mended.crawl(url)
    monkeypatch.setenv("PALIMPSEST_SIGNING_KEY", new_key(mended))
    for command in (
        ("checkpoint",),
        ("history", url),
        ("show", url),
        ("diff", url),
        ("blame", url),
        ("changes",),
        ("export", url, "--format", "json", "--output", "out.json"),
        ("export", url, "--format", "wacz", "--output", "out.wacz"),
        ("verify",),
    ):
        done = mended.run(*command)
        assert (command[0], done.status, done.err) == (command[0], 0, done.err)
    (mended.folder / "real" / version_key(article_of(url), 2)).unlink()
    refused = mended.run("checkpoint")
    assert (refused.status, "version 2 of" in refused.err) == (4, True)


@pytest.mark.parametrize("number", [1, 2])
def test_a_deletion_stays_damage(place: Place, newspaper: Press, number: int) -> None:
    """A version that was made here and is gone stays damage.

    The crawl that finds it gone ends with 4; the chain goes on above it and says so; nothing takes
    its number.
    """
    url = newspaper.url(PAGE)
    place.crawl(url)
    newspaper.edit("orchard")
    place.crawl(url)
    lost = version_key(article_of(url), number)
    (place.folder / "store" / lost).unlink()
    newspaper.set("orchard", number - 1)
    crawled = place.crawl(url)
    assert (crawled.status, [one["key"] for one in crawled.report["damaged"]]) == (4, [lost])
    assert place.crawl(url).status == 0
    records = place.versions(url)
    assert (records[-1].version, records[-1].gaps) == (3, ((number, number),))
    assert [
        finding.key for finding in place.verified().findings if finding.severity == "damage"
    ] == [lost]


def test_nothing_is_appended_to_what_is_not_there(place: Place, newspaper: Press) -> None:
    """Whoever thinks that a version is there which is not, or is another, cannot append to it."""
    url = newspaper.url(PAGE)
    place.crawl(url)
    [record] = place.versions(url)
    archive = Archive(place.store)
    wrong = replace(
        record, version=2, previous="0" * 64, confirmed_at=record.confirmed_at + timedelta(hours=1)
    )
    for refused in (wrong, replace(wrong, version=3), replace(wrong, previous=None)):
        with pytest.raises(HeadMissing):
            archive.append(refused)
    assert [found.version for found in place.versions(url)] == [1]


def test_an_index_given_away_meanwhile(tmp_path: Path) -> None:
    """A process whose index was given to another archive writes nothing more to it."""
    first, second = (file_place(tmp_path / name) for name in ("first", "second"))
    for each in (first, second):
        open_for_writing(each.store, now=now())
    ours = first.index()
    theirs = replace(second, folder=first.folder).index()
    with pytest.raises(Exception, match="was given to another archive"):
        ours.head("news.example/" + "0" * 32)
    with pytest.raises(Exception, match="was given to another archive"):
        ours.mark_complete()
    theirs.mark_complete()
    ours.close()
    theirs.close()
