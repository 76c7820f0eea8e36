"""Verification over a bad line, or of a store that gives one thing now and another then.

No damage is told that a second read denies.
"""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote

import pytest

from crawler.archive import Archive
from crawler.attest import CheckedReader
from crawler.checkpoint import new_key
from crawler.codec import decode
from crawler.config import load
from crawler.errors import BadRecord, StoreUnavailable, StoreUnsteady
from crawler.identity import version_key
from crawler.index import THROWAWAY, open_index
from crawler.ingest.article_lookup import ArticleLookup
from crawler.model import Version
from crawler.reindex import open_current
from crawler.store.s3 import S3Store
from crawler.verify import VerifyReport, verify
from jobs.checkpoint_signing import sign
from jobs.context import now
from tests.archives import BORN, Built, build_archive
from tests.run.conftest import s3_place
from tests.servers.faulty import Exchange, Fault, FaultyProxy, change_answer, cut_answer
from tests.servers.s3 import S3Server

pytestmark = pytest.mark.usefixtures("s3_environ")


def silently(change: Callable[[bytes], bytes]) -> Fault:
    """Return a line that changes the answer's body where nothing gives its checksum."""

    def fault(exchange: Exchange) -> None:
        answer = exchange.forward(exchange.receive())
        headers = tuple(
            (name, value)
            for name, value in answer.headers
            if not name.lower().startswith("x-amz-checksum")
        )
        exchange.send(replace(answer, headers=headers, body=change(answer.body)))

    return fault


def flipped(body: bytes) -> bytes:
    """Return one bit of the middle is another."""
    middle = len(body) // 2
    return body[:middle] + bytes([body[middle] ^ 1]) + body[middle + 1 :]


GARBLED, TRUNCATED = silently(flipped), silently(lambda body: body[: len(body) // 2])


@dataclass(frozen=True)
class Line:
    """An archive in an S3 server, behind a line that may be bad."""

    server: S3Server
    faulty: FaultyProxy
    url: str
    built: Built

    def verify(self) -> VerifyReport:
        """Return what verification says over the line."""
        return verify(self._opened(), reopen=self._opened)

    def _opened(self) -> S3Store:
        return self.server.store(self.url, endpoint_url=self.faulty.url)

    def harm(self, key: str, data: bytes | None) -> None:
        """Delete an object behind the store's back; put other bytes there, if any are given."""
        bucket, prefix = self.url.split("/", 3)[2:]
        self.server.client.delete_object(Bucket=bucket, Key=f"{prefix}/{key}")
        if data is not None:
            self.server.client.put_object(Bucket=bucket, Key=f"{prefix}/{key}", Body=data)


@pytest.fixture
def line(seaweed: S3Server, faulty: FaultyProxy) -> Line:
    """Provide a small archive, behind a line that is good so far."""
    url = seaweed.url()
    return Line(seaweed, faulty, url, build_archive(seaweed.store(url), runs=2, settled=False))


def test_what_one_bad_read_shows_is_no_damage(line: Line) -> None:
    """Whatever kind of object arrives garbled or cut short once, with nothing to tell that it is,
    the store is called unsteady, and why.
    """
    kinds = {
        key.split("/")[-1 if "versions" in key else -2 if "captures" in key else 0]: key
        for key in line.built.keys
    }
    assert len(kinds) == 7
    for fault, keys in (
        (GARBLED, kinds.values()),
        (TRUNCATED, [kinds["checks"], kinds["00000001.json"]]),
    ):
        for key in keys:
            line.faulty.spoil(fault, method="GET", path=quote(key))
            with pytest.raises(
                StoreUnsteady, match=f"the store gives different bytes for one key: {key}"
            ):
                line.verify()
            line.faulty.heal()
    assert line.verify().ok


def test_readers_do_not_call_it_damage_either(line: Line) -> None:
    """What reading commands find wrong once and not again is the line's fault too; what stays wrong
    is damage.
    """
    article = line.built.articles[1]
    key = version_key(article, 1)
    with closing(open_current(THROWAWAY, line.built.archive.store)) as index:
        capture = index.versions(article)[0].capture.key

        def reader() -> CheckedReader:
            store = line.server.store(line.url, endpoint_url=line.faulty.url)
            return CheckedReader(store, index)

        for bad, read in (
            (key, lambda: reader().versions(article)),
            (capture, lambda: reader().capture(article, capture)),
        ):
            line.faulty.spoil(GARBLED, method="GET", path=bad)
            with pytest.raises(StoreUnsteady):
                read()
            line.faulty.heal()
        line.faulty.spoil(GARBLED, method="GET", path=key, times=None)
        again = reader()
        again.versions(article)
        assert [one.key for one in again.damage] == [key]
        line.faulty.heal()


def test_a_crawl_does_not_record_anew_for_it(line: Line) -> None:
    """A head that arrives cut short once is read again before a fetch, and is the head."""
    article = line.built.articles[1]
    key = version_key(article, max(line.built.archive.numbers(article)))
    url = decode(Version, line.built.archive.store.read(key)).url
    store = line.server.store(line.url, endpoint_url=line.faulty.url)
    with closing(open_index(THROWAWAY)) as index:
        lookup = ArticleLookup(Archive(store), index, run="20261127T000000Z-0badcafe", clock=now)
        line.faulty.spoil(TRUNCATED, method="GET", path=key)
        found = lookup.of(url)
    assert (found.article, found.damaged, lookup.damage) == (article, None, {})
    assert found.head is not None


def test_a_line_that_breaks_is_tried_again(line: Line) -> None:
    """A body that breaks off, or does not fit its checksum, is asked for again.

    If that goes on, no damage is told.
    """
    for fault in (cut_answer, change_answer):
        line.faulty.spoil(fault, method="GET", times=None, every=4)
        assert line.verify().ok
        line.faulty.heal()
    line.faulty.spoil(cut_answer, method="GET", path="versions/", times=None)
    with pytest.raises(StoreUnavailable):
        line.verify()


def test_what_both_reads_show_is_damage(line: Line) -> None:
    """An object that is another, gone, or comes with the same wrong bytes each time is damage, over
    a good line and through a bad proxy.
    """
    key = version_key(line.built.articles[1], 1)
    good = line.built.archive.store.read(key)
    for bad, problem in ((flipped(good), {"altered", "damaged"}), (None, {"missing"})):
        line.harm(key, bad)
        (finding,) = line.verify().findings
        assert (finding.key, finding.severity, finding.problem in problem) == (key, "damage", True)
        line.harm(key, good)
    for always in (GARBLED, change_answer):
        line.faulty.spoil(always, method="GET", path=key, times=None)
        assert {finding.key for finding in line.verify().findings} == {key}
        line.faulty.heal()


def test_damage_beside_a_bad_line_is_not_told(line: Line) -> None:
    """Where something is damaged and something else of its article differs from read to read,
    nothing is said of either.
    """
    line.harm(version_key(line.built.articles[1], 1), b"{}\n")
    line.faulty.spoil(GARBLED, method="GET", path=f"{line.built.articles[1]}/captures")
    with pytest.raises(StoreUnsteady):
        line.verify()


def test_a_listing_that_was_wrong_once_is_no_damage(line: Line) -> None:
    """A key that a listing showed once, and that neither a read nor another listing knows, was made
    by the line.
    """
    other = version_key(line.built.articles[1], 7).encode()
    true = version_key(line.built.articles[1], 2).encode()
    swapped: list[bytes] = []

    def once(body: bytes) -> bytes:
        if true in body and not swapped:
            swapped.append(body)
            return body.replace(true, other)
        return body

    line.faulty.spoil(silently(once), method="GET", path="list-type=2", times=None)
    with pytest.raises(StoreUnsteady, match="listed"):
        line.verify()
    assert swapped


def test_the_command_says_so(line: Line, tmp_path: Path) -> None:
    """``verify`` ends with status 3 and names the object.

    Nothing on standard output looks like a verdict.
    """
    place = s3_place(tmp_path, line.server, through=line.faulty.url)
    place = replace(place, settings={**place.settings, "url": line.url}).configure()
    line.faulty.spoil(GARBLED, method="GET", path="versions/00000002")
    done = place.run("verify", "--json")
    assert (done.status, done.out) == (3, "")
    assert "the store gives different bytes for one key" in done.err
    assert "versions/00000002.json" in done.err


def test_a_checkpoint_is_made_over_a_bad_line(line: Line, tmp_path: Path) -> None:
    """What arrives garbled once stops neither a checkpoint nor a new index.

    An object that is damaged still does.
    """
    place = s3_place(tmp_path, line.server, through=line.faulty.url)
    place = replace(place, settings={**place.settings, "url": line.url}).configure()
    config = load(tmp_path / "config.yaml", {})
    new_key(tmp_path / "key.pem")
    for path in ("versions/00000002", "checks/", "checkpoints/"):
        line.faulty.spoil(
            GARBLED,
            method="GET",
            path=f"{place.settings['url'].rpartition('/')[2]}/{path}"
            if path.endswith("/")
            else path,
        )
        place.lose_index()
        made = sign(config, tmp_path / "key.pem", clock=lambda: BORN).record
        assert (made.heads, made.parts) == (2, 4)
        line.faulty.heal()
    line.harm("checkpoints/00000002.json", b"{}\n")
    with pytest.raises(BadRecord, match=r"checkpoints/00000002\.json"):
        sign(config, tmp_path / "key.pem", clock=lambda: BORN)
