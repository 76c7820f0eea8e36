"""Redactions: the text is gone everywhere, and all that is left still proves itself."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from crawler import removing
from crawler.attest import CheckedReader
from crawler.checkpoint import make, new_key
from crawler.codec import canonical_json, decode_sealed, encode_sealed, sha256
from crawler.config import Config, IndexConfig, StoreConfig
from crawler.errors import BadRecord, StoreUnavailable, TextRedacted
from crawler.export.evidence import gather
from crawler.export.json_document import as_document
from crawler.identity import version_key
from crawler.index import open_index
from crawler.ingest import CheckLog
from crawler.reindex import catch_up, rebuild
from crawler.removal import Removal, RemovalKind, read_removal
from crawler.search import parse
from crawler.verify import verify
from jobs.redacting import lift
from tests.archives import capture_of
from tests.index.dump import dump
from tests.removal.conftest import LATER, ORDER, Office, now, office_at, stopped_after
from tests.servers.s3 import S3Server

SECRET = b"Zo\xc3\xab \xc5\x8cno of lane 1"
"""What both versions of the article say, and nothing else in the archive."""


def test_the_chain_goes_on_through_a_redaction(office: Office) -> None:
    """The record and its captures are gone, the next version stands, and verification says
    *redacted* and no damage.
    """
    done = office.redact(1)
    key = done.done[0].key
    assert office.findings() == {key: "redacted"}
    assert office.verify().ok
    (finding,) = office.verify().findings
    assert "version 1" in finding.detail
    assert f"by the archivist, order {ORDER}: a court said so" in finding.detail
    left = [one.rpartition("/")[0].rpartition("/")[2] for one in office.listed()]
    assert left == ["captures", "captures", "redactions", "versions"]


def test_a_trial_removes_nothing(office: Office) -> None:
    """Without ``carry_out`` it says what would go, what else holds the text, and writes nothing."""
    before = list(office.store.list())
    plan = office.redact(1, carry_out=False).plan
    assert [one.record.version for one in plan.versions] == [1]
    assert len(plan.objects) == 1
    assert plan.leaves == ()
    assert list(office.store.list()) == before


def test_a_version_takes_the_captures_of_its_time(office: Office) -> None:
    """With the newest version go the daily capture that showed it again, and one that no check
    line names.
    """
    stray = capture_of("https://news.example/2026/bridge-1", "<p>the same</p>", LATER)
    kept = office.built.archive.keep(office.article, stray)
    done = office.redact(2)
    assert kept.key in {one.key for one in done.plan.objects}
    assert len(done.plan.objects) == 3
    assert office.findings() == {done.done[0].key: "redacted"}


def test_nothing_of_the_text_is_left(office: Office, tmp_path: Path) -> None:
    """No file of store or index holds a word of it: not the index's log, nor its search."""
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert any(SECRET in path.read_bytes() for path in files)
    assert office.index.search(parse("hours lane")).hits
    office.redact()
    office.index.close()
    for path in tmp_path.rglob("*"):
        assert not path.is_file() or SECRET not in path.read_bytes(), path
    articles = {hit.article for hit in office.index.search(parse("hours ago")).hits}
    assert office.article not in articles


def test_readers_say_redacted(office: Office) -> None:
    """A redacted version keeps number, time and hash, has no text, and is no damage; the next one
    keeps its text and loses the words about what changed.
    """
    office.redact(1)
    reader = CheckedReader(office.store, office.index)
    first, second = reader.versions(office.article)
    assert first.record is None
    assert first.redaction is not None
    assert first.redaction.order_id == ORDER
    assert first.suspect is not None
    assert first.suspect.extraction is None
    assert first.sha256 == (second.sound.previous)
    assert second.sound.extraction is not None
    assert reader.damage == ()
    with pytest.raises(TextRedacted, match="redacted"):
        _ = first.sound


def test_an_index_from_the_store_is_the_same(office: Office) -> None:
    """One that was there and forgot, and one that never knew, hold the same."""
    office.redact(1)
    fresh = open_index("sqlite://")
    fed = rebuild(fresh, office.store)
    assert fed.damaged == ()
    assert dump(fresh) == dump(office.index)
    fresh.close()


def test_another_index_learns_of_it(office: Office, tmp_path: Path) -> None:
    """An index of another machine, which knows the text, forgets it when it catches up."""
    other = open_index(f"sqlite:///{tmp_path}/other.db")
    rebuild(other, office.store)
    office.redact(1)
    assert catch_up(other, office.store).damaged == ()
    assert dump(other) == dump(office.index)
    other.close()


def test_a_removal_with_another_hash_is_damage(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that stands for another record than the chain and check lines name is found out, though
    a check part vouches for it.
    """
    with monkeypatch.context() as patch:
        patch.setattr(
            removing, "encode_sealed", lambda removal: encode_sealed(_with_another_hash(removal))
        )
        done = office.redact(1)
    assert office.findings()[done.done[0].key] == "altered"
    assert not office.verify().ok


def _with_another_hash(removal: Removal) -> Removal:
    return replace(
        removal,
        versions=tuple(replace(one, sha256=sha256(b"another")) for one in removal.versions),
    )


def test_a_removal_that_nobody_vouches_for_is_damage(office: Office) -> None:
    """A sound one that was laid down beside a loss, by anybody with access, changes nothing."""
    done = office.redact(1)
    removal = done.done[0]
    forged = replace(removal, number=2, versions=())
    office.store.create(forged.key, encode_sealed(forged))
    assert office.findings()[forged.key] == "untrusted"


@pytest.mark.parametrize(
    "wrong",
    [{"order_id": None}, {"order_id": " "}, {"reason": ""}, {"by": ""}],
    ids=["no order", "an empty order", "no reason", "nobody"],
)
def test_there_is_no_redaction_without_an_order(office: Office, wrong: dict[str, Any]) -> None:
    """None can be made, and none that was written so is read."""
    removal = office.redact(1).done[0]
    with pytest.raises(ValueError, match=r"order|who made it"):
        replace(removal, **wrong)
    members = json.loads(encode_sealed(removal)) | wrong
    members.pop("sha256")
    sealed = members | {"sha256": sha256(canonical_json(members))}
    with pytest.raises(BadRecord):
        read_removal(removal.key, canonical_json(sealed) + b"\n")


def test_a_removal_holds_no_text(office: Office) -> None:
    """One that keeps what it says was removed is not read."""
    record = CheckedReader(office.store, office.index).version(office.article, 1).sound
    removal = office.redact(1).done[0]
    kept = replace(removal.versions[0], record=record)
    with pytest.raises(BadRecord, match="holds text of version 1"):
        read_removal(removal.key, encode_sealed(replace(removal, versions=(kept,))))


@pytest.mark.parametrize("removed", [0, 1])
def test_an_interrupted_redaction_is_finished_by_the_same_call(
    office: Office, removed: int
) -> None:
    """Stopped before the first or the second object is removed, it is *unfinished* and no damage;
    readers show nothing of it already; the same call finishes it.
    """
    with stopped_after(removed):
        office.redact(1)
    found = office.findings()
    assert sorted(found.values()) == [
        "interrupted",
        "redacted",
        *["unfinished"] * (2 - removed),
    ]
    assert office.verify().ok
    assert CheckedReader(office.store, office.index).version(office.article, 1).record is None
    again = office.redact(1)
    assert [one.key for one in again.unfinished] == [key for key in found if "redactions" in key]
    assert sorted(office.findings().values()) == ["interrupted", "redacted"]


def test_a_crash_before_the_check_part_is_finished_by_the_same_call(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Then nothing was removed, and the removal stands for nothing until the call is repeated."""
    with monkeypatch.context() as patch:
        patch.setattr(CheckLog, "open", _down)
        with pytest.raises(StoreUnavailable):
            office.redact(1)
    assert list(office.findings().values()) == ["untrusted"]
    assert version_key(office.article, 1) in office.listed()
    done = office.redact(1)
    assert office.findings() == {done.done[0].key: "redacted"}
    assert len(done.done) == 1


def _down(_: object) -> None:
    raise StoreUnavailable("the server went down")


def test_a_backup_laid_over_it_is_named_and_not_shown(office: Office) -> None:
    """A record that comes back from a backup is *unfinished*, and nobody shows it."""
    key = version_key(office.article, 1)
    data = office.store.read(key)
    office.redact(1)
    office.store.create(key, data)
    assert office.findings()[key] == "unfinished"
    fresh = open_index("sqlite://")
    rebuild(fresh, office.store)
    assert dump(fresh) == dump(office.index)
    fresh.close()
    assert gather(office.store, office.index, office.article).versions[0].version == 2
    office.redact(1)
    assert key not in office.listed()


def test_an_export_holds_the_removal_and_no_text(office: Office) -> None:
    """It names the hash of the version that was taken out, with the removal as it is stored."""
    removal = office.redact(1).done[0]
    evidence = gather(office.store, office.index, office.article)
    document = as_document(evidence, LATER)
    assert [one["version"] for one in document["redacted"]] == [1]
    assert document["redacted"][0]["sha256"] == document["chain"][0]["previous"]
    assert "redactions/00000001.json" in document["files"]
    assert decode_sealed(Removal, evidence.removals[0].data) == removal
    assert "1 hours ago" not in json.dumps(document)


def test_a_lift_ends_it_and_gives_nothing_back(office: Office) -> None:
    """After it the order is no longer in force, and the text is as gone as before."""
    assert office.index.redaction_in_force(office.article) is None
    office.redact(1)
    assert office.index.redaction_in_force(office.article) == ORDER
    done = lift(
        office.config,
        office.index,
        office.article,
        reason="the order was set aside",
        order_id="13 U 7/27",
        by=None,
        clock=now,
    )
    assert done.kind is RemovalKind.LIFT
    assert office.index.redaction_in_force(office.article) is None
    assert sorted(office.findings().values()) == ["lifted", "redacted"]


@pytest.mark.slow
@pytest.mark.usefixtures("s3_environ")
@pytest.mark.parametrize("name", ["seaweed", "moto"])
def test_under_an_object_lock(name: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """In a bucket with versions and a governance lock nothing is left, under no version."""
    server = request.getfixturevalue(name)
    assert isinstance(server, S3Server)
    bucket = server.new_bucket(object_lock=True)
    office = office_at(
        Config(
            store=StoreConfig(
                url=f"s3://{bucket}/a",
                endpoint_url=server.endpoint_url,
                addressing="path",
                object_lock_days=30,
            ),
            index=IndexConfig(url=f"sqlite:///{tmp_path}/index.db"),
        )
    )
    done = office.redact(1)
    assert office.findings() == {done.done[0].key: "redacted"}
    left = server.client.list_object_versions(Bucket=bucket)
    names = {one["Key"].removeprefix("a/") for one in left["Versions"]}
    assert names.isdisjoint(done.done[0].names)
    assert not left.get("DeleteMarkers")
    assert verify(office.store).ok
    office.index.close()


def test_a_checkpoint_is_signed_over_a_redaction(office: Office, tmp_path: Path) -> None:
    """One from before still verifies, and a further one is signed, whether the head or an earlier
    version is gone.
    """
    signer = new_key(tmp_path / "key")
    steps: tuple[tuple[int, ...], ...] = ((), (1,), (2,))
    for numbers in steps:
        if numbers:
            office.redact(*numbers)
        made = make(office.built.archive, lambda: office.index, signer, at=LATER)
        assert made.record.heads == 2
    assert office.verify().ok
    assert office.verify().signed.checkpoints == 3


def test_with_a_trusted_key_a_checkpoint_must_cover_it(office: Office, tmp_path: Path) -> None:
    """Whoever holds no key can write a check part, and no checkpoint."""
    signer = new_key(tmp_path / "key")
    make(office.built.archive, lambda: office.index, signer, at=LATER)
    key = office.redact(1).done[0].key
    trusted = [signer.public.hex()]
    report = verify(office.store, trusted=trusted)
    assert {one.key: one.problem for one in report.findings}[key] == "untrusted"
    make(office.built.archive, lambda: office.index, signer, at=LATER)
    report = verify(office.store, trusted=trusted)
    assert report.ok
    assert [one.problem for one in report.findings] == ["redacted"]
