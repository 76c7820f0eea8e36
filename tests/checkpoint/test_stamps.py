"""Time-stamps against an authority of the test's own, made with ``openssl ts``: granted, refused, forged, and of a wrong root."""

import base64
import shutil
import socket
from dataclasses import replace
from pathlib import Path

import pytest

from crawler.checkpoint.chain import parse
from crawler.checkpoint.stamping import read_roots, stamped_at, stamper
from crawler.codec import encode_sealed
from crawler.errors import StampUnavailable, UsageError
from crawler.verify import verify
from tests.checkpoint.authority import Answering, Authority, serving
from tests.checkpoint.conftest import Office

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl")

THIRD = "checkpoints/00000003.json"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """The authority that signs."""
    return Authority.make(tmp_path_factory.mktemp("authorities") / "ours", "Skerrin Time")


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """Another authority, of the same name even."""
    return Authority.make(tmp_path_factory.mktemp("authorities") / "theirs", "Skerrin Time")


@pytest.fixture
def stamped(office: Office, authority: Authority) -> Office:
    """An archive whose third checkpoint is time-stamped."""
    with serving(lambda query: (200, authority.answer(query))) as url:
        office.sign(stamper=stamper(url))
    return office


def test_a_stamp_is_kept_with_its_checkpoint(stamped: Office, authority: Authority) -> None:
    """The authority's answer is stored; verification checks it against the authority's root, and says how many there are."""
    record = parse(stamped.data(THIRD))
    assert record.timestamp
    assert stamped_at(record.timestamp, bytes.fromhex(record.signature), read_roots(authority.roots)).year >= 2025
    for roots, checked in ((read_roots(authority.roots), True), (None, False)):
        report = verify(stamped.store, roots=roots)
        assert report.findings == ()
        assert (report.signed.timestamps, report.signed.timestamps_checked) == (1, checked)


def test_a_wrong_root_is_refused(stamped: Office, stranger: Authority) -> None:
    """A time-stamp that does not lead to the given roots is an alteration of its checkpoint."""
    (finding,) = verify(stamped.store, roots=read_roots(stranger.roots)).findings
    assert (finding.key, finding.problem) == (THIRD, "altered")
    assert "no given authority made it" in finding.detail


def test_one_good_root_among_others_is_enough(stamped: Office, authority: Authority, stranger: Authority, tmp_path: Path) -> None:
    """A file may hold the roots of several authorities, and one of them twice."""
    both = tmp_path / "roots.pem"
    both.write_bytes(stranger.roots.read_bytes() + authority.roots.read_bytes() * 2)
    assert verify(stamped.store, roots=read_roots(both)).findings == ()


def test_a_stamp_over_other_bytes_is_found(stamped: Office, authority: Authority) -> None:
    """A time-stamp of something else, nonsense, or a forged one is found, with or without roots."""
    with serving(lambda query: (200, authority.answer(query))) as url:
        others = stamper(url)(b"something else")
    record = parse(stamped.data(THIRD))
    for token in (others, "AAAA", "no base64!", "", base64.b64encode(b"\x30\x03\x02\x01\x00").decode()):
        stamped.put(THIRD, encode_sealed(replace(record, timestamp=token)))
        for roots in (None, read_roots(authority.roots)):
            assert [(one.key, one.problem) for one in verify(stamped.store, roots=roots).findings] == [(THIRD, "altered")], token


def test_every_changed_byte_of_a_stamp_is_found_by_its_authority(stamped: Office, authority: Authority) -> None:
    """Changing a byte of the token under a fitting seal either makes it no token or breaks the authority's signature."""
    record = parse(stamped.data(THIRD))
    token, roots = base64.b64decode(record.timestamp or ""), read_roots(authority.roots)
    unfound = []
    for place in range(0, len(token), 7):
        changed = bytearray(token)
        changed[place] ^= 1
        try:
            stamped_at(base64.b64encode(bytes(changed)).decode(), bytes.fromhex(record.signature), roots)
        except ValueError:
            continue
        unfound.append(place)
    assert len(unfound) < 5, "what lies outside of the signature: the other certificates that the answer carries"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda _: (200, b"nonsense"), "no time-stamp"),
        (lambda _: (200, b""), "no time-stamp"),
        (lambda _: (500, b""), "500"),
        (lambda _: (200, b"\x30" * 3_000_000), "no time-stamp"),
    ],
)
def test_a_useless_answer_is_an_error_in_words(office: Office, answer: Answering, words: str) -> None:
    """An authority that answers with an error or nonsense gives no time-stamp, and nothing is stored."""
    with serving(answer) as url, pytest.raises(StampUnavailable, match=words):
        office.sign(stamper=stamper(url))
    assert THIRD not in office.listed()


def test_an_authority_that_is_down_is_an_error_in_words(office: Office) -> None:
    """Where nobody listens, the error says so and how to mend it, and nothing is stored."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}/"
        with pytest.raises(StampUnavailable, match="gave no time-stamp") as caught:
            office.sign(stamper=stamper(url))
    assert "checkpoint.timestamp_url" in str(caught.value.hint)
    assert THIRD not in office.listed()


def test_a_stale_answer_is_refused(office: Office, authority: Authority) -> None:
    """An answer to an earlier question, over other bytes or even the same ones, is not taken."""
    with serving(lambda query: (200, authority.answer(query))) as url:
        stamper(url)(b"first")
    old = (authority.folder / "answer.tsr").read_bytes()
    with serving(lambda _: (200, old)) as url:
        with pytest.raises(StampUnavailable):
            office.sign(stamper=stamper(url))
        with pytest.raises(StampUnavailable):
            stamper(url)(b"first")


def test_roots_are_certificates(tmp_path: Path) -> None:
    """A file of roots that is absent or holds no certificate is a wrong call."""
    (tmp_path / "nonsense.pem").write_text("nonsense")
    for name, words in (("nonsense.pem", "no certificate"), ("absent.pem", "cannot be read")):
        with pytest.raises(UsageError, match=words):
            read_roots(tmp_path / name)
