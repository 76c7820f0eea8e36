"""Words of a redacted version are gone from every other record too, and the chain still holds."""

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from crawler import removing, shortening
from crawler.attest import CheckedReader
from crawler.checkpoint import make, new_key
from crawler.codec import sha256
from crawler.config import Config, IndexConfig, StoreConfig
from crawler.errors import BadRecord, StoreUnavailable
from crawler.export import History, as_document, as_page, gather, write_wacz, write_warc
from crawler.fingerprint import fingerprint_of
from crawler.identity import RemainderKey, parse_key, version_key
from crawler.index import open_index
from crawler.ingest.article_lookup import ArticleLookup
from crawler.model import Change
from crawler.reindex import catch_up, rebuild
from crawler.removal import remainder_of, without_quotations
from crawler.search import parse
from crawler.store.files import FileStore
from jobs.redacting import lift
from tests.export.test_check_export import checked
from tests.index.dump import dump
from tests.removal.conftest import LATER, Office, now, office_at, stopped_after
from tests.removal.telling import (
    ARTICLE,
    FIRST,
    FOURTH,
    SECOND,
    STAYS,
    TEXTS,
    URL,
    build_telling_archive,
    shows,
)
from tests.servers.s3 import S3Server
from tests.web.site import serving

REDACTIONS = [((1,), FIRST, (2,)), ((2,), SECOND, (4,)), ((1, 2), FIRST, (4,))]
"""What is redacted, a word of it, and whose records quote it: the fourth text came after the third
version said that the article was gone.
"""


def _exports(office: Office) -> Iterator[tuple[str, bytes]]:
    evidence = gather(office.store, office.index, ARTICLE)
    history = History.of(evidence.versions, [one.extraction for one in evidence.versions])
    yield "json", json.dumps(as_document(evidence, LATER)).encode()
    yield "page", as_page(evidence, history, LATER).encode()
    package, warc = io.BytesIO(), io.BytesIO()
    write_wacz(evidence, history, LATER, package)
    write_warc(evidence, warc)
    yield from (("wacz", package.getvalue()), ("warc", warc.getvalue()))


def _told(office: Office) -> Iterator[tuple[str, bytes]]:
    """Yield all that can be had of the archive: its objects, its index, its exports."""
    for key in office.store.list():
        yield key, office.store.read(key)
    yield from _exports(office)
    place = Path(office.config.index.url.removeprefix("sqlite:///"))
    for path in place.parent.glob(f"{place.name}*"):
        yield path.name, path.read_bytes()


def _telling(office: Office, word: str) -> list[str]:
    return [name for name, data in _told(office) if shows(data, word)]


@pytest.mark.parametrize(("numbers", "word", "quoting"), REDACTIONS)
def test_no_word_is_left_anywhere(
    telling: Office, numbers: tuple[int, ...], word: str, quoting: tuple[int, ...]
) -> None:
    """No object, no export and no file of the index holds a word that stood in it alone."""
    before = _telling(telling, word)
    assert {version_key(ARTICLE, number) for number in (*numbers, *quoting)} & set(before)
    assert {"json", "page", "wacz", "warc"} <= set(before)
    assert any(name.startswith("index.db") for name in before)
    done = telling.redact(*numbers)
    assert tuple(one.record.version for one in done.plan.shortened) == quoting
    assert done.plan.leaves == tuple({1, 2, 4} - {*numbers})  # all hold one paragraph
    assert _telling(telling, word) == []
    assert telling.findings() == {done.done[0].key: "redacted"}
    assert telling.verify().ok
    assert telling.verify().versions == len(TEXTS) - len(numbers)


def test_what_stays_is_whole_but_for_the_words(telling: Office) -> None:
    """Text, times, hashes, kinds and counts of the version that quoted it are as they were."""
    old = CheckedReader(telling.store, telling.index).version(ARTICLE, 2)
    assert old.record is not None
    assert FIRST in json.dumps(old.record.change.reasons)
    telling.redact(1)
    reader = CheckedReader(telling.store, telling.index)
    (_, new, _, last) = reader.versions(ARTICLE)
    assert (new.record, new.sha256) == (
        replace(old.record, change=without_quotations(old.record.change)),
        old.sha256,
    )
    assert new.record is not None
    assert new.record.change.kinds == old.record.change.kinds
    assert last.sound.change.reasons
    assert reader.damage == ()
    hits = telling.index.search(parse(f"{SECOND} ships")).hits
    assert [(hit.article, hit.version) for hit in hits] == [(ARTICLE, 2)]


def test_pages_and_answers_show_no_word(telling: Office) -> None:
    """No page, feed or answer in JSON shows one, and all of them are there."""
    pages = (
        "/",
        "/articles",
        f"/articles/{ARTICLE}",
        f"/articles/{ARTICLE}/versions/2",
        f"/articles/{ARTICLE}/compare/2/4",
        f"/articles/{ARTICLE}/compare/1/2",
        f"/articles/{ARTICLE}/blame",
        f"/articles/{ARTICLE}/story",
        "/feeds/changes.atom",
        "/feeds/changes.json",
        f"/search?q={FIRST}",
        "/api/v1/changes",
        f"/api/v1/articles/{ARTICLE}",
        f"/api/v1/articles/{ARTICLE}/versions/2",
        f"/api/v1/articles/{ARTICLE}/compare/1/2",
        f"/timemap/link/{URL}",
    )
    telling.redact(1)
    with serving(telling.config) as site:
        for page in pages:
            answer = site.get(page)
            text = answer.text.replace(f"q={FIRST}", "").replace(f'"{FIRST}"', "")
            assert answer.status == 200, page
            assert FIRST not in text or page.startswith("/search"), page
        assert SECOND in site.get(f"/articles/{ARTICLE}/versions/2").text
        assert STAYS in site.get(f"/articles/{ARTICLE}/versions/2").text


@pytest.mark.parametrize("numbers", [(1,), (2,)])
def test_any_index_holds_the_same(
    telling: Office, numbers: tuple[int, ...], tmp_path: Path
) -> None:
    """One that forgot, one of another machine that catches up, and one made from the store."""
    other = open_index(f"sqlite:///{tmp_path}/other.db")
    rebuild(other, telling.store)
    telling.redact(*numbers)
    assert catch_up(other, telling.store).damaged == ()
    fresh = open_index("sqlite://")
    assert rebuild(fresh, telling.store).damaged == ()
    assert dump(fresh) == dump(other) == dump(telling.index)
    fresh.close()
    other.close()


def test_a_shortened_version_can_be_redacted_later(telling: Office) -> None:
    """Then its remainder goes too, and what quotes it is shortened in its turn."""
    telling.redact(1)
    (remainder,) = _remainders(telling)
    done = telling.redact(2)
    assert remainder in done.done[0].names
    assert [key.rpartition("/")[2][:8] for key in _remainders(telling)] == ["00000004"]
    assert _telling(telling, SECOND) == []
    assert sorted(telling.findings().values()) == ["redacted", "redacted"]
    fresh = open_index("sqlite://")
    assert rebuild(fresh, telling.store).damaged == ()
    assert dump(fresh) == dump(telling.index)
    fresh.close()
    assert telling.redact(1, 2).done == ()


def test_it_is_repeated_without_harm_and_a_lift_gives_nothing_back(telling: Office) -> None:
    """A second call finds nothing to do."""
    telling.redact(1)
    before = list(telling.store.list("articles/"))
    again = telling.redact(1)
    assert (again.done, again.plan.is_empty) == ((), True)
    assert list(telling.store.list("articles/")) == before
    lift(
        telling.config,
        telling.index,
        ARTICLE,
        reason="set aside",
        order_id="2",
        by=None,
        clock=now,
    )
    assert _telling(telling, FIRST) == []
    assert sorted(telling.findings().values()) == ["lifted", "redacted"]


def test_what_an_earlier_release_left_is_completed(
    telling: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It removed the version alone; the same call takes the quotations now."""
    with monkeypatch.context() as patch:
        patch.setattr(removing, "those_that_quote", lambda *_: [])
        telling.redact(1)
    assert _telling(telling, FIRST) == [
        version_key(ARTICLE, 2),
        "json",
        "page",
        "wacz",
    ]
    trial = telling.redact(1, carry_out=False)
    assert [one.record.version for one in trial.plan.shortened] == [2]
    assert _remainders(telling) == []
    done = telling.redact(1)
    assert (done.plan.versions, done.plan.objects) == ((), ())
    assert _telling(telling, FIRST) == []
    assert list(telling.findings().values()) == ["redacted", "redacted"]
    assert telling.redact(1).done == ()


@pytest.mark.parametrize("removed", [0, 1, 2])
def test_stopped_anywhere_it_is_finished_by_the_same_call(telling: Office, removed: int) -> None:
    """Readers show the whole of the shortened version meanwhile, and no word that it quoted."""
    with stopped_after(removed):
        telling.redact(1)
    assert telling.findings()[version_key(ARTICLE, 2)] == "unfinished"
    read = CheckedReader(telling.store, telling.index).version(ARTICLE, 2)
    assert (read.sound.extraction, read.sound.change.reasons) == (TEXTS[1], {})
    assert not any(shows(data, FIRST) for _, data in _exports(telling))
    telling.redact(1)
    assert _telling(telling, FIRST) == []
    assert telling.verify().ok


def test_stopped_before_its_removal_is_stored_it_begins_again(
    telling: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was stored to stand for the record is used by the next call."""
    real = FileStore.create

    def failing(store: FileStore, key: str, data: bytes) -> bool:
        if "/redactions/" in key:
            raise StoreUnavailable("the server went down")
        return real(store, key, data)

    with monkeypatch.context() as patch:
        patch.setattr(FileStore, "create", failing)
        with pytest.raises(StoreUnavailable):
            telling.redact(1)
    (remainder,) = _remainders(telling)
    assert telling.findings()[remainder] == "unreferenced"
    assert FIRST in str(CheckedReader(telling.store, telling.index).version(ARTICLE, 2).sound)
    telling.redact(1)
    assert _remainders(telling) == [remainder]
    assert _telling(telling, FIRST) == []


@pytest.mark.parametrize(("data", "problem"), [(None, "missing"), (b"{}\n", "altered")])
def test_a_remainder_that_is_not_as_it_was_is_damage(
    telling: Office, data: bytes | None, problem: str
) -> None:
    """It is found out by verification and by whoever reads, as the record would have been."""
    telling.redact(1)
    (remainder,) = _remainders(telling)
    telling.store.remove(remainder)
    if data is not None:
        telling.store.create(remainder, data)
    found = telling.findings()
    assert found[remainder] in {problem, "damaged"}
    assert not telling.verify().ok
    read = CheckedReader(telling.store, telling.index).version(ARTICLE, 2)
    assert read.record is None
    assert read.damage is not None
    assert remainder in read.damage.problem


def test_no_other_text_can_be_laid_down_by_a_removal(
    telling: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A remainder that is sound in itself, and that a check part vouches for, is damage where check
    lines gave the text of its version another fingerprint.
    """
    other = TEXTS[3]
    assert other is not None
    forged = {
        "extraction": other,
        "fingerprint": fingerprint_of(other),
        "content_sha256": sha256(other.text.encode()),
    }
    with monkeypatch.context() as patch:
        patch.setattr(
            shortening, "remainder_of", lambda record: remainder_of(replace(record, **forged))
        )
        telling.redact(1)
    (remainder,) = _remainders(telling)
    assert telling.findings()[remainder] == "altered"
    assert not telling.verify().ok
    read = CheckedReader(telling.store, telling.index).version(ARTICLE, 2)
    assert (read.record, read.redaction) == (None, None)


@pytest.mark.parametrize("forgotten", [False, True])
def test_the_archive_goes_on_after_a_shortened_head(telling: Office, *, forgotten: bool) -> None:
    """The next version follows it in the chain, even if the index knew nothing of the article."""
    telling.redact(2)
    if forgotten:
        telling.index.forget(ARTICLE)
    lookup = ArticleLookup(telling.built.archive, telling.index, run="", clock=now)
    found = lookup.of(URL)
    head = found.end
    assert head is not None
    assert (head.record.version, found.next, found.gaps, found.damaged) == (4, 5, (), None)
    assert head.sha256 in telling.index.said_of([ARTICLE])[ARTICLE].hashes[4]
    telling.built.archive.append(
        replace(head.record, version=5, previous=head.sha256, change=Change())
    )
    assert {one.problem for one in telling.verify().findings} == {"redacted", "unattested"}
    assert lookup.damage == {}


def test_an_export_checks_from_nothing(telling: Office, tmp_path: Path) -> None:
    """By the script in the documentation, which finds out a remainder of other words."""
    telling.redact(1)
    good, bad = tmp_path / "good.wacz", tmp_path / "bad.wacz"
    good.write_bytes(dict(_exports(telling))["wacz"])
    done = checked(good)
    assert (done.returncode, done.stderr) == (0, "")
    assert "3 versions and 3 captures are as they were stored; 1 removed" in done.stdout
    with zipfile.ZipFile(good) as package, zipfile.ZipFile(bad, "w") as forged:
        described = json.loads(package.read("datapackage.json"))
        for one in described["resources"]:
            data = package.read(one["path"])
            if one["path"].startswith("remainders/"):
                data = data.replace(b"ships", b"boats")
                one["hash"] = f"sha256:{sha256(data)}"
            forged.writestr(one["path"], data)
        forged.writestr("datapackage.json", json.dumps(described))
    assert "out of chain" in checked(bad).stderr


@pytest.mark.slow
def test_under_an_object_lock_no_version_of_any_key_is_left(
    seaweed: S3Server,
    s3_environ: None,  # noqa: ARG001
    tmp_path: Path,
) -> None:
    """In a bucket with versions and a governance lock; and a later redaction takes the rest."""
    bucket = seaweed.new_bucket(object_lock=True)
    store = StoreConfig(
        url=f"s3://{bucket}/a",
        endpoint_url=seaweed.endpoint_url,
        addressing="path",
        object_lock_days=30,
    )
    office = office_at(
        Config(store=store, index=IndexConfig(url=f"sqlite:///{tmp_path}/index.db")),
        build_telling_archive,
    )
    for number, word in ((1, FIRST), (2, SECOND), (4, FOURTH)):
        assert any(shows(data, word) for data in _all_versions(seaweed, bucket))
        office.redact(number)
        assert not any(shows(data, word) for data in _all_versions(seaweed, bucket))
        assert office.verify().ok
    assert not seaweed.client.list_object_versions(Bucket=bucket).get("DeleteMarkers")
    office.index.close()


def _all_versions(seaweed: S3Server, bucket: str) -> Iterator[bytes]:
    for one in seaweed.client.list_object_versions(Bucket=bucket)["Versions"]:
        yield seaweed.client.get_object(Bucket=bucket, Key=one["Key"], VersionId=one["VersionId"])[
            "Body"
        ].read()


def test_checkpoints_stand_over_it(telling: Office, tmp_path: Path) -> None:
    """One from before verifies, and another is signed after it, also where the head quoted."""
    signer = new_key(tmp_path / "key")
    make(telling.built.archive, lambda: telling.index, signer, at=LATER)
    telling.redact(2)
    make(telling.built.archive, lambda: telling.index, signer, at=LATER)
    report = telling.verify()
    assert report.ok
    assert report.signed.checkpoints == 2
    telling.store.remove(_remainders(telling)[0])
    with pytest.raises(BadRecord, match="is not there"):
        make(telling.built.archive, lambda: telling.index, signer, at=LATER)


def _remainders(office: Office) -> list[str]:
    return [key for key in office.listed() if isinstance(parse_key(key), RemainderKey)]
