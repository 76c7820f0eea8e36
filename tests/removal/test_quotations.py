"""Words of a redacted version are gone from every other record too, and the chain still holds."""

import io
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from crawler import removing
from crawler.attest import CheckedReader
from crawler.checkpoint import make, new_key
from crawler.errors import StoreUnavailable
from crawler.export import History, as_document, as_page, gather, write_wacz, write_warc
from crawler.identity import RemainderKey, parse_key, version_key
from crawler.index import open_index
from crawler.reindex import catch_up, rebuild
from crawler.removal import without_quotations
from crawler.search import parse
from crawler.store.files import FileStore
from jobs.redacting import lift
from tests.index.dump import dump
from tests.removal.conftest import LATER, Office, now
from tests.removal.telling import (
    ARTICLE,
    FIRST,
    SECOND,
    STAYS,
    TEXTS,
    URL,
    shows,
)
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
    for name in ("wacz", "warc"):
        out = io.BytesIO()
        _ = (
            write_wacz(evidence, history, LATER, out)
            if name == "wacz"
            else write_warc(evidence, out)
        )
        yield name, out.getvalue()


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
    assert [parse_key(key)[1] for key in _remainders(telling)] == [4]
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
    done = telling.redact(1)
    assert (done.plan.versions, done.plan.objects) == ((), ())
    assert _telling(telling, FIRST) == []
    assert list(telling.findings().values()) == ["redacted", "redacted"]
    assert telling.redact(1).done == ()


@pytest.mark.parametrize("removed", [0, 1, 2])
def test_stopped_anywhere_it_is_finished_by_the_same_call(
    telling: Office, monkeypatch: pytest.MonkeyPatch, removed: int
) -> None:
    """Readers show the whole of the shortened version meanwhile, and no word that it quoted."""
    real = FileStore.remove
    calls: list[str] = []

    def failing(store: FileStore, key: str) -> None:
        if len(calls) == removed:
            raise StoreUnavailable("the server went down")
        calls.append(key)
        real(store, key)

    with monkeypatch.context() as patch:
        patch.setattr(FileStore, "remove", failing)
        with pytest.raises(StoreUnavailable):
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


def test_checkpoints_stand_over_it(telling: Office, tmp_path: Path) -> None:
    """One from before verifies, and another is signed after it, also where the head quoted."""
    signer = new_key(tmp_path / "key")
    make(telling.built.archive, lambda: telling.index, signer, at=LATER)
    telling.redact(2)
    make(telling.built.archive, lambda: telling.index, signer, at=LATER)
    report = telling.verify()
    assert report.ok
    assert report.signed.checkpoints == 2
    telling.index.close()


def _remainders(office: Office) -> list[str]:
    return [key for key in office.listed() if isinstance(parse_key(key), RemainderKey)]
