"""Aliases, profiles and derivations are named by the run that stored them, so that their removal
shows.
"""

from dataclasses import replace
from pathlib import Path

import pytest

from crawler.archive import Archive
from crawler.checks import decode_part
from crawler.codec import encode
from crawler.config import Config
from crawler.identity import profile_key
from crawler.profile import Profile
from crawler.reindex import open_current
from crawler.store.files import FileStore
from crawler.verify import verify
from jobs.naming import NamingRun
from jobs.planning import naming_plan
from tests import test_reextract
from tests.archives import BORN, build_archive
from tests.cli.conftest import KEPT
from tests.cli.shell import Shell
from tests.test_reextract import archive  # noqa: F401  # the fixture

LEARNED = Profile(host="news.example", furniture=("read next",), stories=3, learned_at=BORN)


def problems(store: FileStore) -> dict[str, str]:
    """Return key to problem of all that verification finds."""
    return {finding.key: finding.problem for finding in verify(store).findings}


def named(store: FileStore) -> list[str]:
    """Return the keys that check parts name as made."""
    parts = [decode_part(store.read(key), key) for key in store.list("checks/")]
    return [ref.key for part in parts for ref in part.header.made or ()]


@pytest.fixture
def learned(tmp_path: Path) -> tuple[FileStore, str]:
    """Provide an archive with a profile that a job has stored, and the profile's key."""
    store = FileStore(tmp_path / "store")
    build_archive(store)
    archive = Archive(store)  # noqa: F811  # as above
    index = open_current("sqlite://", store)  # as above
    run = NamingRun(
        archive,
        index,
        naming_plan(Config(), "learn", now=BORN, randomness=b"made"),
        clock=lambda: BORN,
    )
    key = profile_key(LEARNED.host, LEARNED.digest)
    archive.add(key, encode(LEARNED))
    run.close()
    return store, key


def test_a_removed_or_exchanged_profile_is_named(learned: tuple[FileStore, str]) -> None:
    """A profile is vouched for by the run that stored it; one that nobody names is a note."""
    store, key = learned
    assert (problems(store), named(store)) == ({}, [key])
    (store.root / key).unlink()
    assert problems(store) == {key: "missing"}
    other = replace(LEARNED, furniture=("nothing",))
    strange = profile_key(other.host, other.digest)
    store.create(strange, encode(other))
    assert problems(store) == {key: "missing", strange: "unattested"}


def test_a_job_that_stores_nothing_leaves_no_run(tmp_path: Path) -> None:
    """A job that has stored nothing writes no check parts."""
    store = FileStore(tmp_path / "store")
    build_archive(store)
    archive = Archive(store)  # noqa: F811  # as above
    before = list(store.list())
    index = open_current("sqlite://", store)  # as above
    NamingRun(
        archive,
        index,
        naming_plan(Config(), "learn", now=BORN, randomness=b"made"),
        clock=lambda: BORN,
    ).close()
    assert list(store.list()) == before


@pytest.mark.usefixtures("archive")
def test_reextract_names_its_derivations(tmp_path: Path) -> None:
    """``reextract`` leaves a run that names what it derived.

    A derivation that is taken away or exchanged is named, for one article too.
    """
    shell = Shell(tmp_path)
    shell.configure(KEPT)
    store = FileStore(tmp_path / "store")
    done = shell.run("reextract", "--json")
    derived = [key for key in store.list("articles/") if "/derivations/" in key]
    assert (done.status, done.document["derived"], sorted(named(store))) == (0, 2, derived), (
        done.err
    )
    assert "reextract" in {run["trigger"] for run in shell.run("report", "--json").document["runs"]}
    assert not [finding for finding in verify(store).findings if "derivations" in finding.key]
    data = (store.root / derived[0]).read_bytes()
    (store.root / derived[0]).unlink()
    assert problems(store)[derived[0]] == "missing"
    assert [
        finding.key
        for finding in verify(store, test_reextract.ARTICLE).findings
        if finding.severity == "damage"
    ] == [derived[0]]
    (store.root / derived[0]).write_bytes((store.root / derived[1]).read_bytes())
    assert problems(store)[derived[0]] == "reordered"
    (store.root / derived[0]).write_bytes(data)
    assert shell.run("verify").status == 0
