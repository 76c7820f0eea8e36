"""Verification as a whole: what it needs, what stops it, what does not, and what it says."""

import json
import os
import shutil
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from crawler.archive import Alias, ArchiveHeader, Derivation, open_for_writing
from crawler.checks import Part, PartHeader, decode_part, encode_part
from crawler.codec import canonical_json, decode, encode, encode_sealed, sha256
from crawler.errors import FutureFormat, NotAnArchive, StoreMissing, StoreUnavailable
from crawler.gzipped import member
from crawler.identity import (
    alias_key,
    capture_key,
    check_key,
    derivation_key,
    profile_key,
    version_key,
)
from crawler.model import Check, Extraction, ObjectRef, Outcome, State, Version
from crawler.store.files import FileStore
from crawler.verify import verify
from tests.archives import BORN, Builder, build_archive, redaction_of
from tests.servers.s3 import S3Server, credentials
from tests.verify.conftest import NEWEST_LAST_PART, Victim


class WatchedStore(FileStore):
    """A file store that refuses writes, and calls back before it lists everything."""

    before_listing: Callable[[], None] = staticmethod(lambda: None)
    down = ""

    def create(self, key: str, data: bytes) -> bool:
        """Nobody may write here."""
        raise AssertionError(f"verification wrote {len(data)} bytes to {key}")

    def list(self, prefix: str = "", *, start_after: str = "") -> Iterator[str]:
        """As ``FileStore.list``."""
        if prefix == "":
            self.before_listing()
        return super().list(prefix, start_after=start_after)

    def read(self, key: str) -> bytes:
        """As ``FileStore.read``, but for one key that makes the server go down."""
        if key == self.down:
            raise StoreUnavailable("the server is down")
        return super().read(key)


def problems(victim: Victim) -> dict[str, str]:
    """Return key to problem of every finding."""
    return {finding.key: finding.problem.value for finding in victim.verify().findings}


def test_reading_is_all_it_does(victim: Victim) -> None:
    """Verification never writes: an auditor needs no right to."""
    assert verify(WatchedStore(victim.root)).ok


def test_the_report_has_the_documented_shape(victim: Victim) -> None:
    """The JSON form has the members that the design names, and every finding its four."""
    victim.path(victim.built.keys[0]).write_bytes(b"")
    document = json.loads(json.dumps(victim.verify().to_json()))
    members = {"articles", "versions", "redacted", "captures", "checks", "ok", "findings"}
    assert set(document) == members
    assert document["ok"] is False
    assert [set(finding) for finding in document["findings"]] == [
        {"key", "problem", "severity", "detail"}
    ]


def test_progress_counts_every_object(victim: Victim) -> None:
    """The callback hears of each object once.

    Only the archive header, which comes first, is not counted.
    """
    steps: list[int] = []
    verify(FileStore(victim.root), progress=steps.append)
    assert sum(steps) == len(victim.built.keys) - 1


def test_an_empty_place_is_no_archive(tmp_path: Path) -> None:
    """A store without anything of an archive is refused, and so is one that is not there."""
    with pytest.raises(NotAnArchive):
        verify(FileStore(tmp_path))
    with pytest.raises(StoreMissing):
        verify(FileStore(tmp_path / "nowhere"))


def test_a_newer_format_is_refused(tmp_path: Path) -> None:
    """An archive of a newer release cannot be judged.

    A changed number in the archive header is damage instead.
    """
    newer = encode_sealed(ArchiveHeader(born=BORN, format=99))
    (tmp_path / "palimpsest.json").write_bytes(newer)
    with pytest.raises(FutureFormat):
        verify(FileStore(tmp_path))
    (tmp_path / "palimpsest.json").write_bytes(newer.replace(b"99", b"98"))
    (finding,) = verify(FileStore(tmp_path)).findings
    assert (finding.key, finding.problem) == ("palimpsest.json", "damaged")


def test_a_server_that_goes_down_is_an_error(victim: Victim) -> None:
    """A store that cannot be used is an error with its own exit status, never a million
    findings.
    """
    store = WatchedStore(victim.root)
    store.down = victim.built.keys[5]
    with pytest.raises(StoreUnavailable):
        verify(store)


def test_an_object_that_cannot_be_read_is_a_finding(victim: Victim) -> None:
    """An object that the store lists and will not give is named, and the rest is verified."""
    for key in victim.built.keys:
        path = victim.path(key)
        data = path.read_bytes()
        path.unlink()
        path.symlink_to(victim.root / "palimpsest.json.elsewhere")
        # Nothing vouches for the newest run's last part; the store names it among what is no plain
        # file.
        problem = "unreadable" if key != NEWEST_LAST_PART else "unknown"
        assert [
            (found.key.partition(" ")[0], found.problem)
            for found in victim.verify().findings
            if found.problem == problem
        ] == [(key, problem)]
        path.unlink()
        path.write_bytes(data)


@pytest.mark.parametrize(
    "stray",
    [
        "README.txt",
        "articles/news.example/notes.txt",
        "checks/2026/list.txt",
        "articles/x",
        "checks/x",
        "aliases/news.example/x.json",
        "with space.txt",
    ],
)
def test_a_strangers_file_is_a_note(victim: Victim, stray: str) -> None:
    """Whatever is no object of an archive is named once, as a note."""
    victim.path(stray).write_bytes(b"not ours")
    (finding,) = victim.verify().findings
    assert (finding.key, finding.problem, finding.severity) == (stray, "unknown", "note")


def test_a_stray_high_number_is_no_endless_work(victim: Victim) -> None:
    """A record with a number far beyond the chain is named, and so are the first of the numbers
    between.
    """
    key = version_key(victim.built.articles[1], 99_999_999)
    victim.path(key).write_bytes(victim.path(version_key(victim.built.articles[1], 2)).read_bytes())
    found = problems(victim)
    assert found[key] == "reordered"
    assert found[version_key(victim.built.articles[1], 3)] == "missing"
    assert len(found) < 2000


def test_a_name_of_odd_bytes_can_be_printed(victim: Victim) -> None:
    """A file whose name is no text is named in a form that JSON can hold."""
    victim.path(os.fsdecode(b"caf\xe9")).write_bytes(b"not ours")
    (finding,) = victim.verify().findings
    assert finding.problem == "unknown"
    assert json.dumps(victim.verify().to_json()).isascii()


def test_a_crawl_may_run_meanwhile(tmp_path: Path) -> None:
    """Objects that are written while verification runs cause no finding, but perhaps a note."""
    builder = Builder(open_for_writing(FileStore(tmp_path), now=BORN), 2, 1)
    builder.run(1)
    store = WatchedStore(tmp_path)
    store.before_listing = lambda: builder.run(2)
    report = verify(store)
    assert report.ok
    assert {finding.problem.value for finding in report.findings} == {"unattested"}


def test_what_came_after_the_listing_is_read_then(victim: Victim) -> None:
    """A Version that names a capture which the listing did not show is believed when the capture is
    there.
    """
    hidden = {
        key
        for key in victim.built.keys
        if "captures" in key or "00000001.json" in key or "aliases" in key
    }

    class Late(FileStore):
        def list(self, prefix: str = "", *, start_after: str = "") -> Iterator[str]:
            return (
                key for key in super().list(prefix, start_after=start_after) if key not in hidden
            )

    report = verify(Late(victim.root))
    assert report.findings == ()
    assert report.captures == 6


def rewrite(victim: Victim, **changes: object) -> str:
    """Change fields of the second Version of the second article, with its check lines gone.

    Returns its key.
    """
    key = version_key(victim.built.articles[1], 2)
    record = decode(Version, victim.path(key).read_bytes())
    # each caller knows the field
    victim.path(key).write_bytes(encode(replace(record, **changes)))  # type: ignore[arg-type]
    for part in victim.built.keys:
        if part.startswith("checks/"):
            victim.path(part).unlink()
    return key


@pytest.mark.parametrize(
    ("changes", "detail"),
    [
        ({"content_sha256": "00" * 32}, "content_sha256"),
        ({"fingerprint": "1:" + "00" * 32}, "fingerprint"),
        ({"fingerprint": "2:" + "00" * 32}, "fingerprint"),
        ({"state": State.GONE}, "state"),
        ({"extraction": None}, "state"),
        ({"capture": ObjectRef(key="palimpsest.json", sha256="00" * 32)}, "capture"),
        ({"capture": ObjectRef(key="nonsense", sha256="00" * 32)}, "capture"),
        ({"previous": None}, "first version"),
    ],
)
def test_a_record_that_contradicts_itself_is_damaged(
    victim: Victim, changes: dict[str, object], detail: str
) -> None:
    """Every hash inside a record is computed again, even where nothing else vouches for
    the record.
    """
    key = rewrite(victim, **changes)
    (found,) = [finding for finding in victim.verify().findings if finding.severity == "damage"]
    assert (found.key, found.problem) == (key, "damaged")
    assert detail in found.detail


def test_a_fingerprint_of_later_rules_is_left_alone(victim: Victim) -> None:
    """A fingerprint whose rules this release does not know proves nothing."""
    rewrite(victim, fingerprint="3:0000")
    assert victim.verify().ok


def test_a_record_in_other_than_canonical_form_is_damaged(victim: Victim) -> None:
    """The same JSON value in other bytes is damage, even where nothing vouches for the bytes."""
    key = rewrite(victim)
    victim.path(key).write_bytes(victim.path(key).read_bytes().replace(b'":', b'": ', 1))
    assert problems(victim)[key] == "damaged"


def test_a_capture_must_be_a_whole_warc_file(victim: Victim) -> None:
    """A capture that a Version names is read record by record, even where its digest is right."""
    data = member(b"WARC/1.1\r\n")
    shown = ObjectRef(
        key=capture_key(victim.built.articles[1], BORN, sha256(data)), sha256=sha256(data)
    )
    rewrite(victim, capture=shown)
    victim.path(shown.key).write_bytes(data)
    assert problems(victim)[shown.key] == "damaged"


def test_a_missing_part_in_the_middle_is_found(victim: Victim) -> None:
    """The parts of a run are numbered.

    A gap is named, and so is a part after the one with the report.
    """
    run = victim.built.runs[2]
    for number in (1, 2):
        victim.path(check_key(run, number)).unlink()
    assert victim.damaged() == {check_key(run, 1), check_key(run, 2)}
    late = Part(
        header=PartHeader(
            run=run, part=4, previous=sha256(victim.path(check_key(run, 3)).read_bytes())
        )
    )
    victim.path(late.key).write_bytes(encode_part(late))
    assert problems(victim)[late.key] == "damaged"


@pytest.mark.parametrize(
    ("run", "number", "witness"),
    [(0, 2, "part after it"), (2, 2, "part after it"), (0, 3, "later run"), (1, 3, "later run")],
)
def test_a_forged_part_is_found(victim: Victim, run: int, number: int, witness: str) -> None:
    """A part that was written anew, seal and all, is named.

    The part after it, or a later run, knows its hash.
    """
    key = check_key(victim.built.runs[run], number)
    part = decode_part(victim.path(key).read_bytes(), key)
    forged = replace(
        part, checks=tuple(replace(check, reason="nothing happened here") for check in part.checks)
    )
    victim.path(key).write_bytes(encode_part(forged))
    (finding,) = victim.verify().findings
    assert (finding.key, finding.problem) == (key, "altered")
    assert witness in finding.detail


def add_run(victim: Victim, check: Check, *, previous: str | None = None) -> str:
    """Store one more run with this one check line; returns its key."""
    part = Part(
        header=PartHeader(run=check.run, part=1, previous=previous), checks=(check,), report={}
    )
    victim.path(part.key).parent.mkdir(parents=True, exist_ok=True)
    victim.path(part.key).write_bytes(encode_part(part))
    return part.key


def a_check(victim: Victim, **fields: object) -> Check:
    """Return a check line of the second article, an hour after the last run."""
    at = BORN + timedelta(hours=9)
    line = Check(
        kind="article",
        run="20261121T180000Z-0a0b0c0d",
        url="https://news.example/2026/bridge-1",
        fetched_at=at,
        outcome=Outcome.UNCHANGED,
        article=victim.built.articles[1],
    )
    return replace(line, **fields)  # type: ignore[arg-type]  # each caller knows the field


def test_a_first_part_has_no_predecessor(victim: Victim) -> None:
    """A first part that names a part before it is damaged."""
    key = add_run(victim, a_check(victim), previous="00" * 32)
    assert problems(victim) == {key: "damaged"}


def test_a_line_that_contradicts_earlier_ones_is_found(victim: Victim) -> None:
    """A check line that names another hash than earlier lines is named by its object.

    So is one that names what cannot be.
    """
    key = add_run(victim, a_check(victim, version=2, record_sha256="00" * 32))
    assert problems(victim) == {key: "altered"}
    for fields in (
        {"article": "nonsense", "version": 1},
        {"version": 0},
        {"capture": "nonsense"},
        {"capture": "palimpsest.json"},
    ):
        add_run(victim, a_check(victim, **fields))
        assert problems(victim) == {key: "damaged"}


def test_what_check_lines_name_must_be_there(victim: Victim) -> None:
    """A Version, a capture or an alias that only a check line names is missing when it is not
    there.
    """
    article = victim.built.articles[1]
    capture = capture_key(article, BORN, "00" * 32)
    moved = "https://news.example/moved"
    add_run(victim, a_check(victim, url=moved, version=4, capture=capture))
    expected = {
        version_key(article, 3): "missing",
        version_key(article, 4): "missing",
        capture: "missing",
        alias_key(moved): "missing",
    }
    assert problems(victim) == expected


def test_an_alias_says_what_check_lines_say(victim: Victim) -> None:
    """An alias that leads to another article than check lines say is altered, however well it is
    sealed.
    """
    url = "https://news.example/2026/bridge-0/amp"
    alias = Alias(
        url=url, article=victim.built.articles[1], accepted_at=BORN, run=victim.built.runs[0]
    )
    victim.path(alias_key(url)).write_bytes(encode_sealed(alias))
    assert problems(victim) == {alias_key(url): "altered"}
    victim.path(alias_key(url)).write_bytes(encode_sealed(replace(alias, article="nonsense")))
    assert problems(victim) == {alias_key(url): "damaged"}


def test_an_alias_stands_under_its_urls_key(victim: Victim) -> None:
    """An alias that was copied to another URL's key is reordered.

    It would lead that URL to a strange article.
    """
    key = alias_key("https://news.example/2026/bridge-1")
    victim.path(key).write_bytes(
        victim.path(alias_key("https://news.example/2026/bridge-0/amp")).read_bytes()
    )
    assert problems(victim) == {key: "reordered"}


def test_profiles_fit_their_names(victim: Victim) -> None:
    """A profile must be canonical JSON and fit the digest in its key."""
    good = canonical_json({"rules": 1}) + b"\n"
    key = profile_key("news.example", sha256(good)[:32])
    victim.path(key).parent.mkdir(parents=True)
    victim.path(key).write_bytes(good)
    assert problems(victim) == {key: "unattested"}  # nobody named it
    victim.path(key).write_bytes(good.replace(b"1", b"2.5"))
    assert problems(victim) == {key: "damaged"}
    victim.path(key).write_bytes(good)
    key = profile_key("news.example", sha256(b"other"))
    victim.path(key).write_bytes(good)
    assert problems(victim)[key] == "altered"


def test_derivations_fit_their_names(victim: Victim) -> None:
    """A derivation must be sealed, and stand under the key of its version and extractor."""
    article = victim.built.articles[0]
    record = decode(Version, victim.path(version_key(article, 1)).read_bytes())
    extraction = Extraction(extractor="another", paragraphs=("A text.",))
    derivation = Derivation(
        article=article, version=1, capture=record.capture, extraction=extraction
    )
    key = derivation_key(article, 1, "another")
    victim.path(key).parent.mkdir(parents=True)
    victim.path(key).write_bytes(encode_sealed(derivation))
    assert problems(victim) == {key: "unattested"}  # nobody named it
    victim.path(key).write_bytes(encode_sealed(replace(derivation, version=2)))
    assert problems(victim) == {key: "reordered"}
    victim.path(key).write_bytes(encode_sealed(derivation).replace(b"A text", b"A tale"))
    assert problems(victim) == {key: "damaged"}


REDACTION_NAMES = (
    "redactions/00000001.json",
    "redactions/1.json",
    "redactions/00000001.JSON",
    "redactions/deep/er",
    "redactions/a b",
)


def test_a_redaction_stands_for_nothing(victim: Victim) -> None:
    """Whoever removes a record, first, middle or newest, and leaves a redaction, is found out.

    The loss and the redaction are damage.
    """
    article = victim.built.articles[1]
    for number in (1, 2):
        key = version_key(article, number)
        data = victim.path(key).read_bytes()
        record = decode(Version, data)
        redacted, capture = key.replace("versions", "redactions"), victim.path(record.capture.key)
        shown = capture.read_bytes()
        victim.path(key).unlink()
        capture.unlink()
        victim.path(redacted).parent.mkdir(exist_ok=True)
        stands = redaction_of(record)
        seal = b'"sha256":"' + sha256(stands[:-1]).encode() + b'",'
        for form in (stands, stands.replace(b'"version"', seal + b'"version"'), b"{}\n", b""):
            victim.path(redacted).write_bytes(form)
            lost = {key: "missing", record.capture.key: "missing", redacted: "untrusted"}
            assert problems(victim) == lost, "check lines name the record and the capture"
        victim.path(redacted).unlink()
        victim.path(key).write_bytes(data)
        capture.write_bytes(shown)
    assert problems(victim) == {}


def test_a_redaction_is_told_under_any_name(victim: Victim) -> None:
    """Where nothing is gone, and where an article's whole folder is, an object in a folder of
    redactions is damage by itself.
    """
    folder = victim.path(f"articles/{victim.built.articles[1]}")
    for name in (
        *(f"articles/{victim.built.articles[1]}/{name}" for name in REDACTION_NAMES),
        *REDACTION_NAMES,
    ):
        victim.path(name).parent.mkdir(parents=True, exist_ok=True)
        victim.path(name).write_bytes(b"{}\n")
        assert problems(victim) == {name: "untrusted"}
        victim.path(name).unlink()
    shutil.rmtree(folder)
    name = f"articles/{victim.built.articles[1]}/{REDACTION_NAMES[0]}"
    victim.path(name).parent.mkdir(parents=True)
    victim.path(name).write_bytes(b"{}\n")
    found = problems(victim)
    assert found.pop(name) == "untrusted"
    assert {version_key(victim.built.articles[1], number) for number in (1, 2)} <= found.keys()
    assert set(found.values()) == {"missing"}


def test_bodies_are_not_held(tmp_path: Path) -> None:
    """Verification of 20 MB of captures never holds more than a few of them."""
    archive = build_archive(FileStore(tmp_path), articles=100, runs=1).archive
    for key in list(archive.store.list("articles/")):
        if "captures" in key:
            (tmp_path / key).write_bytes(os.urandom(200_000))
    tracemalloc.start()
    report = verify(FileStore(tmp_path))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(report.findings) == 100
    assert peak < 5_000_000


@pytest.mark.usefixtures("s3_environ")
def test_a_bucket_is_verified_like_a_folder(
    seaweed: S3Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same archive in a real S3 server passes, with the right to read alone.

    A deleted object is named.
    """
    url = seaweed.url()
    built = build_archive(seaweed.store(url))
    for name, value in credentials(*seaweed.reader).items():
        monkeypatch.setenv(name, value)
    assert verify(seaweed.store(url)).to_json() == {
        "articles": 2,
        "versions": 4,
        "captures": 6,
        "checks": 6,
        "redacted": 0,
        "ok": True,
        "findings": [],
    }
    bucket, _, prefix = url.removeprefix("s3://").partition("/")
    seaweed.client.delete_object(Bucket=bucket, Key=f"{prefix}/{built.keys[3]}")
    assert [(finding.key, finding.problem) for finding in verify(seaweed.store(url)).findings] == [
        (built.keys[3], "missing")
    ]
