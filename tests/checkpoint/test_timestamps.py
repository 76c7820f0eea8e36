"""Time-stamps against an authority of the test's own, made with ``openssl ts``.

Granted, refused, forged, and of a wrong root.
"""

import base64
import shutil
import socket
import subprocess
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.checkpoint import make, timestamping
from crawler.checkpoint.certificate_order import in_order
from crawler.checkpoint.checkpoint_chain import parse
from crawler.checkpoint.timestamping import read_roots, timestamped_at, timestamper
from crawler.codec import encode_sealed, sha256
from crawler.config import CheckpointConfig
from crawler.errors import TimestampUnavailable, UsageError
from crawler.verify import verify
from jobs.authority_findings import authority_findings
from tests.archives import BORN
from tests.checkpoint.authority import Answering, Authority, certificates_of, listening, serving
from tests.checkpoint.conftest import Office

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="install openssl")

THIRD = "checkpoints/00000003.json"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """Provide the authority that signs."""
    return Authority.make(tmp_path_factory.mktemp("authorities") / "ours", "Skerrin Time")


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """Another authority, of the same name even."""
    return Authority.make(tmp_path_factory.mktemp("authorities") / "theirs", "Skerrin Time")


@pytest.fixture
def stamped(office: Office, authority: Authority) -> Office:
    """Provide an archive whose third checkpoint is time-stamped."""
    with serving(lambda query: (200, authority.answer(query))) as url:
        office.sign(stamper=timestamper(url))
    return office


def test_a_stamp_is_kept_with_its_checkpoint(stamped: Office, authority: Authority) -> None:
    """The authority's answer is stored.

    Verification checks it against the authority's root, and says how many there are.
    """
    record = parse(stamped.data(THIRD))
    assert record.timestamp
    assert (
        timestamped_at(
            record.timestamp, bytes.fromhex(record.signature), read_roots(authority.roots)
        ).year
        >= 2025
    )
    for roots, checked in ((read_roots(authority.roots), True), (None, False)):
        report = verify(stamped.store, roots=roots)
        assert report.findings == ()
        assert (report.signed.timestamps, report.signed.timestamps_checked) == (1, checked)


def test_a_wrong_root_is_refused(stamped: Office, stranger: Authority) -> None:
    """A time-stamp that does not lead to the given roots is an alteration of its checkpoint."""
    (finding,) = verify(stamped.store, roots=read_roots(stranger.roots)).findings
    assert (finding.key, finding.problem) == (THIRD, "altered")
    assert "no given authority made it" in finding.detail


def test_one_good_root_among_others_is_enough(
    stamped: Office, authority: Authority, stranger: Authority, tmp_path: Path
) -> None:
    """A file may hold the roots of several authorities, and one of them twice."""
    both = tmp_path / "roots.pem"
    both.write_bytes(stranger.roots.read_bytes() + authority.roots.read_bytes() * 2)
    assert verify(stamped.store, roots=read_roots(both)).findings == ()


def test_a_stamp_over_other_bytes_is_found(stamped: Office, authority: Authority) -> None:
    """A time-stamp of something else, nonsense, or a forged one is found, with or without roots."""
    with serving(lambda query: (200, authority.answer(query))) as url:
        others = timestamper(url)(b"something else")
    record = parse(stamped.data(THIRD))
    for token in (
        others,
        "AAAA",
        "no base64!",
        "",
        base64.b64encode(b"\x30\x03\x02\x01\x00").decode(),
    ):
        stamped.put(THIRD, encode_sealed(replace(record, timestamp=token)))
        for roots in (None, read_roots(authority.roots)):
            assert [
                (one.key, one.problem) for one in verify(stamped.store, roots=roots).findings
            ] == [(THIRD, "altered")], token


def test_every_changed_byte_of_a_stamp_is_found_by_its_authority(
    stamped: Office, authority: Authority
) -> None:
    """Changing a byte of the token under a fitting seal either makes it no token or breaks the
    authority's signature.
    """
    record = parse(stamped.data(THIRD))
    token, roots = base64.b64decode(record.timestamp or ""), read_roots(authority.roots)
    unfound = []
    for place in range(0, len(token), 7):
        changed = bytearray(token)
        changed[place] ^= 1
        try:
            timestamped_at(
                base64.b64encode(bytes(changed)).decode(), bytes.fromhex(record.signature), roots
            )
        except ValueError:
            continue
        unfound.append(place)
    assert len(unfound) < 5, (
        "what lies outside of the signature: the other certificates that the answer carries"
    )


def without_stamp(office: Office, url: str) -> str:
    """Sign with this authority, which gives no time-stamp: the checkpoint is there and is sound.

    Returns what is said of it.
    """
    made = make(office.archive, office.current, office.signer, at=BORN, stamper=timestamper(url))
    assert (made.key, made.record.timestamp) == (THIRD, None)
    assert office.problems() == {}
    assert made.unstamped is not None
    assert "checkpoint.timestamp_url" in str(made.unstamped.hint)
    return made.unstamped.message


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda _: (200, b"nonsense"), "no time-stamp"),
        (lambda _: (200, b""), "no time-stamp"),
        (lambda _: (500, b""), "500"),
        (lambda _: (204, b""), "204"),
        (lambda _: (200, b"\x30" * 3_000_000), "no time-stamp"),
        (lambda _: (200, b"\x30\x84\xff\xff\xff\xff"), "no time-stamp"),
        (lambda _: (200, b"\x30\x05\x30\x03\x02\x01\x02"), "refused"),
    ],
)
def test_a_useless_answer_stops_no_signature(office: Office, answer: Answering, words: str) -> None:
    """An authority that answers with an error, nonsense or a refusal gives no time-stamp, and the
    checkpoint is signed without.
    """
    with serving(answer) as url:
        assert words in without_stamp(office, url)


def test_an_authority_that_is_down_stops_no_signature(office: Office) -> None:
    """Where nobody listens, or the URL is none, the checkpoint is signed without a time-stamp, and
    the reason says so.
    """
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        assert "gave no time-stamp" in without_stamp(
            office, f"http://127.0.0.1:{unused.getsockname()[1]}/"
        )


@pytest.mark.parametrize(
    "sent", [b"", b"what HTTP is not\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n\x30"]
)
def test_an_authority_that_speaks_no_http_stops_no_signature(office: Office, sent: bytes) -> None:
    """One that hangs up, talks something else, or breaks off in its answer gives no time-stamp."""

    def speak(line: socket.socket) -> None:
        line.sendall(sent)

    with listening(speak) as url:
        without_stamp(office, url)


def test_an_authority_that_drips_stops_no_signature(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that sends a byte now and then is not waited for: the limit is on the whole answer.

    Whether it ever ends does not matter.
    """
    monkeypatch.setattr(timestamping, "SECONDS", 0.5)
    given_up = Event()

    def drip(line: socket.socket) -> None:
        line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
        while not given_up.wait(0.02):
            line.sendall(b"\x30")

    with listening(drip) as url:
        assert "within 0.5 s" in without_stamp(office, url)
        given_up.set()


def test_the_next_stamp_covers_what_had_none(office: Office, authority: Authority) -> None:
    """A checkpoint without a time-stamp stays as it is.

    Its successor names it by hash and has one.
    """
    with serving(lambda _: (503, b"")) as url:
        without_stamp(office, url)
    with serving(lambda query: (200, authority.answer(query))) as url:
        _, made = office.sign(stamper=timestamper(url))
    assert made.previous == sha256(office.data(THIRD))
    report = verify(office.store, roots=read_roots(authority.roots))
    assert (report.ok, report.signed.checkpoints, report.signed.timestamps) == (True, 4, 1)


def test_certificates_in_any_order_are_read(
    office: Office, authority: Authority, tmp_path: Path
) -> None:
    """A token whose certificates are not in DER's order, as ``openssl ts`` makes them too, is
    stored as it came, and verifies.
    """
    answers = []

    def answer(query: bytes) -> tuple[int, bytes]:
        answers.append(authority.answer(query, chain=True))
        inner = in_order(answers[-1])
        if len(answers) == 2:  # the other order of the two: one of them is not DER's
            one, two = certificates_of(inner)
            answers[-1] = inner.replace(one + two, two + one)
        return 200, answers[-1]

    with serving(answer) as url:
        for _ in range(2):
            _, made = office.sign(stamper=timestamper(url))
            assert made.timestamp == base64.b64encode(answers[-1]).decode()
    assert any(in_order(one) != one for one in answers)
    report = verify(office.store, roots=read_roots(authority.roots))
    assert (report.ok, report.signed.timestamps) == (True, 2)
    (tmp_path / "answer.tsr").write_bytes(answers[-1])
    (tmp_path / "data").write_bytes(bytes.fromhex(made.signature))
    verified: list[str | Path] = [
        "openssl",
        "ts",
        "-verify",
        "-in",
        "answer.tsr",
        "-data",
        "data",
        "-CAfile",
        authority.roots,
    ]
    assert subprocess.run(verified, cwd=tmp_path, capture_output=True, check=False).returncode == 0


@given(st.binary(max_size=60))
def test_putting_in_order_takes_any_bytes(data: bytes) -> None:
    """What is no time-stamp comes back with the same bytes, in some order, and raises nothing."""
    assert sorted(in_order(data)) == sorted(data)
    assert sorted(in_order(b"\x30\x80" + data)) == sorted(b"\x30\x80" + data)


def test_a_stale_answer_is_refused(office: Office, authority: Authority) -> None:
    """An answer to an earlier question, over other bytes or even the same ones, is not taken."""
    with serving(lambda query: (200, authority.answer(query))) as url:
        timestamper(url)(b"first")
    old = (authority.folder / "answer.tsr").read_bytes()
    with serving(lambda _: (200, old)) as url:
        without_stamp(office, url)
        with pytest.raises(TimestampUnavailable):
            timestamper(url)(b"first")


def test_roots_are_certificates(tmp_path: Path) -> None:
    """A file of roots that is absent or holds no certificate is a wrong call."""
    (tmp_path / "nonsense.pem").write_text("nonsense")
    for name, words in (("nonsense.pem", "no certificate"), ("absent.pem", "cannot be read")):
        with pytest.raises(UsageError, match=words):
            read_roots(tmp_path / name)


def test_doctor_tries_the_authority(authority: Authority) -> None:
    """``doctor`` asks for a time-stamp, and says who gave it or why there is none.

    Without an authority it says nothing.
    """

    def found(url: str | None) -> list[tuple[str, str]]:
        config = CheckpointConfig(timestamp_url=url)
        return [(one.state, one.detail) for one in authority_findings(config)]

    assert found(None) == []
    with serving(lambda query: (200, authority.answer(query, chain=True))) as url:
        assert found(url) == [("ok", f"{url} gives them, as CN=Skerrin Time stamps")]
    with serving(lambda _: (503, b"")) as url:
        ((state, detail),) = found(url)
        assert (state, "503" in detail) == ("note", True)
