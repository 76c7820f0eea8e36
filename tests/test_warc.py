"""Captures as WARC files.

An exact round trip, valid for other readers, every damage found, bodies decoded within bounds.
"""

import gzip
import io
import subprocess
import sys
import zlib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import brotli
import pytest
import zstandard
from hypothesis import example, given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from crawler.codec import sha256
from crawler.errors import BadRecord
from crawler.gzipped import member
from crawler.model import Capture, Exchange, Headers, Rendering, Tls
from crawler.warc import Undecodable, UndecodableKind, payload, read, write

NOW = datetime(2026, 11, 21, 10, 24, 39, tzinfo=UTC)
HTML = b"<html><body><p>The bridge was closed at noon.</p></body></html>"


def an_exchange(
    url: str = "https://news.example/bridge?page=1",
    status: int = 200,
    headers: Headers = (),
    body: bytes = HTML,
    phrase: str = "OK",
) -> Exchange:
    """Return a plain answered request."""
    request = (("Host", "news.example"), ("User-Agent", "Palimpsest"))
    tls = Tls(
        protocol="TLSv1.3",
        cipher="TLS_AES_256_GCM_SHA384",
        issuer="CN=Test",
        certificate_sha256="ab" * 32,
    )
    return Exchange(
        url=url,
        fetched_at=NOW,
        status=status,
        phrase=phrase,
        request_headers=request,
        response_headers=headers,
        body=body,
        ip="192.0.2.7",
        tls=tls,
        reconstructed=("header case", "transfer coding"),
    )


def a_capture(rescue: bytes | None = b"<p>The bridge was closed.</p>") -> Capture:
    """Two redirects, then a gzipped answer that came in chunks."""
    headers = (
        ("Content-Type", "text/html"),
        ("Content-Encoding", "gzip"),
        ("Transfer-Encoding", "chunked"),
    )
    return Capture(
        exchanges=(
            an_exchange(
                "http://news.example/b",
                301,
                (("Location", "https://news.example/b"),),
                b"",
                "Moved Permanently",
            ),
            an_exchange(
                "https://news.example/b",
                302,
                (("Location", "/bridge"), ("Content-Length", "4")),
                b"gone",
                "Found",
            ),
            an_exchange(headers=headers, body=gzip.compress(HTML, mtime=0)),
        ),
        rescue=rescue,
    )


def a_rendering(screenshot: bytes | None = b"a picture") -> Rendering:
    """Return what a browser made of a page that scripts build."""
    missing = ("10.0.0.7:80: address: 10.0.0.7 is private",)
    html = HTML.replace(b"noon", b"one")
    return Rendering(
        rendered_at=NOW,
        html=html,
        browser="Chromium 1.2.3.4",
        settled=False,
        missing=missing,
        screenshot=screenshot,
    )


texts = st.text(st.characters(exclude_categories=["Cs"]))
latin = st.text(st.characters(max_codepoint=255))
names = st.sampled_from(
    [
        "Content-Type",
        "X",
        "Transfer-Encoding",
        "content-length",
        "X-Archive-Orig-Transfer-Encoding",
        "Set-Cookie",
    ]
)
headers_values = st.lists(
    st.tuples(names | latin | texts, latin | texts | st.just("5")), max_size=4
).map(tuple)
tls_values = st.builds(
    Tls,
    protocol=st.none() | st.sampled_from(["TLSv1.2", "TLSv1.3"]) | texts,
    cipher=st.none() | texts,
    subject=st.none() | texts,
)


def exchanges(urls: st.SearchStrategy[str]) -> st.SearchStrategy[Exchange]:
    """Exchanges as odd as the types allow, but for their URLs."""
    return st.builds(
        Exchange,
        url=urls,
        fetched_at=st.datetimes(timezones=st.just(UTC)),
        status=st.integers(100, 599) | st.integers(),
        method=st.just("GET") | texts,
        http_version=st.sampled_from(["HTTP/1.1", "HTTP/1.0", "HTTP/2", "h2", "HTTP/3"]) | texts,
        phrase=st.just("OK") | latin | texts,
        request_headers=headers_values,
        response_headers=headers_values,
        body=st.binary(),
        ip=st.none() | st.ip_addresses().map(str) | texts,
        tls=st.none() | tls_values,
        reconstructed=st.lists(texts, max_size=2).map(tuple),
    )


renderings = st.builds(
    Rendering,
    rendered_at=st.datetimes(timezones=st.just(UTC)),
    html=st.binary(),
    browser=texts,
    requests=st.integers(0, 2000),
    received=st.integers(min_value=0),
    missing=st.lists(texts, max_size=2).map(tuple),
    screenshot=st.none() | st.binary(),
)


def captures(urls: st.SearchStrategy[str]) -> st.SearchStrategy[Capture]:
    """Captures of one to three hops."""
    hops = st.lists(exchanges(urls), min_size=1, max_size=3).map(tuple)
    return st.builds(
        Capture, exchanges=hops, rescue=st.none() | st.binary(), rendering=st.none() | renderings
    )


web_urls = texts.map(lambda rest: "https://news.example/" + rest)


def warcio_check(path: Path) -> subprocess.CompletedProcess[str]:
    """Return what ``warcio check -v`` says of the file."""
    # With the brotli package beside it, warcio 1.8 crashes on every body in that coding; without,
    # it checks the coded bytes.
    code = "import sys; sys.modules['brotli'] = None; from warcio.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", code, "check", "-v", str(path)],
        capture_output=True,
        text=True,
        check=False,
    )


@given(captures(web_urls | texts))
@example(a_capture())
@example(replace(a_capture(), rendering=a_rendering()))
@example(replace(a_capture(rescue=None), rendering=a_rendering(screenshot=None)))
@example(
    Capture(
        exchanges=(
            an_exchange(
                headers=(("A", "b\r\nC: d"), ("", ""), (" folded", "x"), (":status", "200"))
            ),
        )
    )
)
@example(
    Capture(
        exchanges=(an_exchange(url="<https://news.example/ä b>", status=-1, phrase="caf\xe9 \r\n"),)
    )
)
def test_a_capture_comes_back_as_it_was(capture: Capture) -> None:
    """Read is the exact inverse of write, whatever a server sent.

    Equal captures give equal bytes.
    """
    data = write(capture)
    assert read(data) == capture
    assert write(capture) == data


@given(captures(web_urls))
def test_other_readers_find_every_record_sound(capture: Capture) -> None:
    """Whatever the capture holds, warcio reads each record to its end and finds each
    digest right.
    """
    types = []
    for record in ArchiveIterator(io.BytesIO(write(capture)), check_digests=True):
        record.raw_stream.read()
        assert record.digest_checker.passed is True, record.digest_checker.problems
        types.append(record.rec_type)
    rescue = [] if capture.rescue is None else ["resource"]
    rendering = [] if capture.rendering is None else ["conversion", "metadata"]
    picture = (
        ["resource"]
        if capture.rendering is not None and capture.rendering.screenshot is not None
        else []
    )
    assert types == [
        "warcinfo",
        *["request", "response", "metadata"] * len(capture.exchanges),
        *rescue,
        *rendering,
        *picture,
    ]


def test_warcio_check_passes_and_files_may_be_concatenated(tmp_path: Path) -> None:
    """The concatenation of any captures is a WARC file in which ``warcio check`` passes every
    record.
    """
    coded = an_exchange(headers=(("Content-Encoding", "br"),), body=brotli.compress(HTML))
    captures = [
        a_capture(),
        a_capture(rescue=None),
        Capture(exchanges=(an_exchange(body=b""),)),
        Capture(exchanges=(coded,)),
    ]
    path = tmp_path / "all.warc.gz"
    path.write_bytes(b"".join(write(capture) for capture in captures))
    result = warcio_check(path)
    assert result.returncode == 0, result.stdout
    assert result.stdout.count("digest pass") == 11 + 10 + 4 + 4
    with path.open("rb") as file:
        ids = [record.rec_headers["WARC-Record-ID"] for record in ArchiveIterator(file)]
    assert len(set(ids)) == 29


def test_warcio_check_finds_a_changed_body(tmp_path: Path) -> None:
    """The digests in the file are ones that ``warcio check`` really verifies."""
    path = tmp_path / "changed.warc.gz"
    path.write_bytes(
        member(
            gzip.decompress(write(Capture(exchanges=(an_exchange(),)))).replace(b"noon", b"five")
        )
    )
    assert warcio_check(path).returncode == 1


def responses(capture: Capture) -> list[tuple[dict[str, str], dict[str, str], bytes]]:
    """For each response record: WARC fields, HTTP headers, body as it stands there."""
    return [
        (
            dict(record.rec_headers.headers),
            dict(record.http_headers.headers),
            record.raw_stream.read(),
        )
        for record in ArchiveIterator(io.BytesIO(write(capture)))
        if record.rec_type == "response"
    ]


@pytest.mark.parametrize("coding", ["gzip", "br"])
def test_the_payload_digest_is_that_of_the_servers_bytes(coding: str) -> None:
    """With a content coding, the payload digest is the SHA-256 of the coded bytes that the server
    sent.
    """
    sent = gzip.compress(HTML) if coding == "gzip" else brotli.compress(HTML)
    capture = Capture(exchanges=(an_exchange(headers=(("Content-Encoding", coding),), body=sent),))
    ((fields, _, body),) = responses(capture)
    assert fields["WARC-Payload-Digest"] == "sha256:" + sha256(sent)
    assert body == sent
    assert payload(read(write(capture)).answer, 10_000) == HTML


@pytest.mark.parametrize(
    ("name", "value", "stored"),
    [
        ("Transfer-Encoding", "chunked", "X-Archive-Orig-Transfer-Encoding"),
        ("transfer-encoding", "gzip, chunked", "X-Archive-Orig-transfer-encoding"),
        ("Content-Length", "4000", "X-Archive-Orig-Content-Length"),
        ("Content-Length", str(len(HTML)), "Content-Length"),
    ],
)
def test_no_header_line_misleads_a_reader(name: str, value: str, stored: str) -> None:
    """A transfer coding that was removed, and a length that is not the body's, are kept under a
    prefix; the truth stays.
    """
    capture = Capture(exchanges=(an_exchange(headers=((name, value),)),))
    ((_, headers, body),) = responses(capture)
    assert headers == {stored: value}
    assert body == HTML
    assert read(write(capture)).answer.response_headers == ((name, value),)


def test_the_connection_is_on_record() -> None:
    """Peer address, protocols from the top down and cipher suite stand in the fields that readers
    know.
    """
    record = next(
        record
        for record in ArchiveIterator(io.BytesIO(write(a_capture())))
        if record.rec_type == "response"
    )
    fields = record.rec_headers.headers
    assert ("WARC-IP-Address", "192.0.2.7") in fields
    assert [value for name, value in fields if name == "WARC-Protocol"] == ["http/1.1", "tls/1.3"]
    assert ("WARC-Cipher-Suite", "TLS_AES_256_GCM_SHA384") in fields


def test_each_record_is_its_own_gzip_member() -> None:
    """Readers can seek to a record, because each starts a gzip member without a time in it."""
    data = write(a_capture())
    assert data.count(bytes.fromhex("1f8b08000000000000ff")) == 11


def test_any_capture_has_an_exchange() -> None:
    """A capture of nothing cannot be written."""
    with pytest.raises(ValueError, match="one exchange"):
        write(Capture(exchanges=()))


@pytest.mark.parametrize("cut", [0, 1, 9, 10, 200, -1, -9])
def test_a_cut_file_is_found(cut: int) -> None:
    """A file that ends anywhere but at its end is a BadRecord."""
    with pytest.raises(BadRecord):
        read(write(a_capture())[:cut])


def test_a_file_cut_between_records_is_found() -> None:
    """A file that lost whole records is a BadRecord too, except that a rescue, which only the
    file's key names, may be missing.
    """
    head = bytes.fromhex("1f8b08000000000000ff")
    members = [head + rest for rest in write(a_capture()).split(head)[1:]]
    assert read(b"".join(members[:-1])) == a_capture(rescue=None)
    for count in range(len(members) - 1):
        with pytest.raises(BadRecord):
            read(b"".join(members[:count]))
    for first in range(len(members) - 1):
        swapped = [*members[:first], members[first + 1], members[first], *members[first + 2 :]]
        with pytest.raises(BadRecord):
            read(b"".join(swapped))


def test_a_rendering_cut_between_records_is_found() -> None:
    """A file that lost or swapped records of its rendering is a BadRecord, except that the picture,
    or all of it, may be missing.
    """
    head = bytes.fromhex("1f8b08000000000000ff")
    whole = replace(a_capture(), rendering=a_rendering())
    *triples, document, notes, picture = [head + rest for rest in write(whole).split(head)[1:]]
    assert read(b"".join((*triples, document, notes))) == replace(
        whole, rendering=a_rendering(screenshot=None)
    )
    assert read(b"".join(triples)) == a_capture()
    for wrong in (
        (document,),
        (notes, document),
        (document, picture),
        (document, picture, notes),
        (picture,),
        (document, notes, picture) * 2,
    ):
        with pytest.raises(BadRecord):
            read(b"".join((*triples, *wrong)))
    for old, new in (
        (b"WARC-Refers-To: <urn:uuid:", b"WARC-Refers-To: <urn:uuid:0"),
        (b"WARC-Concurrent-To: <urn:", b"WARC-Concurrent-To: <arn:"),
    ):
        changed = [
            member(gzip.decompress(record).replace(old, new)) for record in (document, notes)
        ]
        with pytest.raises(BadRecord):
            read(b"".join((*triples, *changed)))


def test_changed_bytes_never_read_as_the_same_file() -> None:
    """A changed byte is a BadRecord, or else the same capture in other compressed bytes, which the
    key's digest tells apart.
    """
    data = write(Capture(exchanges=(an_exchange(),)))
    found = 0
    for position in range(len(data)):
        changed = data[:position] + bytes([data[position] ^ 0x10]) + data[position + 1 :]
        try:
            assert read(changed) == read(data)
        except BadRecord:
            found += 1
    assert found > 0.98 * len(data)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"noon", b"five"),
        (b"WARC-Block-Digest: sha256:", b"WARC-Block-Digest: sha257:"),
        (b"WARC-Payload-Digest: sha256:", b"WARC-Payload-Digest: sha1:"),
        (b"WARC-Type: response", b"WARC-Type: resource"),
        (b"WARC-Date: 2026", b"WARC-Date: x026"),
        (b"WARC-Date", b"WARC-Dote"),
        (b"WARC/1.1", b"WARC/9.9"),
        (b"WARC-Concurrent-To: <urn:uuid:", b"WARC-Concurrent-To: <urn:uuid:0"),
        (b'"hop":1', b'"hop":2'),
        (b"Content-Length: ", b"Content-Length: 1"),
        (b"Content-Length: ", b"Content-Length: -"),
        (b"Content-Length: ", b"Content-Length: x"),
    ],
)
def test_well_packed_nonsense_is_found(old: bytes, new: bytes) -> None:
    """Records that gunzip well but contradict themselves are a BadRecord."""
    head = bytes.fromhex("1f8b08000000000000ff")
    contents = [
        gzip.decompress(head + rest)
        for rest in write(Capture(exchanges=(an_exchange(),))).split(head)[1:]
    ]
    assert any(old in content for content in contents)
    with pytest.raises(BadRecord):
        read(b"".join(member(content.replace(old, new, 1)) for content in contents))


@given(st.binary())
def test_random_bytes_are_no_capture(data: bytes) -> None:
    """Bytes that are no capture are a BadRecord, bare or well packed, and never another
    exception.
    """
    for candidate in (data, member(data), member(b"WARC/1.1\r\n" + data)):
        with pytest.raises(BadRecord):
            read(candidate)


def coded(body: bytes, *codings: str) -> Exchange:
    """Return an answer with these Content-Encoding lines."""
    return an_exchange(headers=tuple(("Content-Encoding", coding) for coding in codings), body=body)


def raw_deflate(data: bytes) -> bytes:
    """Deflate without zlib's frame, as many servers send it."""
    compressor = zlib.compressobj(wbits=-15)
    return compressor.compress(data) + compressor.flush()


CODERS = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "GZip": gzip.compress,
    "deflate": zlib.compress,
    " br ": brotli.compress,
    "zstd": zstandard.compress,
    "identity": bytes,
    "utf-8": bytes,
}


@given(st.binary(), st.lists(st.sampled_from(sorted(CODERS)), max_size=4), st.booleans())
# hypothesis hands it over
def test_content_codings_are_undone(data: bytes, codings: list[str], one_line: bool) -> None:  # noqa: FBT001
    """Codings are undone from the last to the first, whether named in one line or in several."""
    body = data
    for coding in codings:
        body = CODERS[coding](body)
    exchange = coded(body, ",".join(codings)) if one_line else coded(body, *codings)
    assert payload(exchange, 10_000) == data


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("deflate", raw_deflate(HTML)),
        ("gzip", HTML),
        ("gzip", gzip.compress(HTML, mtime=0) + b"\0\0trailing"),
        ("gzip", gzip.compress(HTML[:9], mtime=0) + gzip.compress(HTML[9:], mtime=0)),
        ("zstd", zstandard.compress(HTML[:9]) + zstandard.compress(HTML[9:])),
        ("zstd", zstandard.ZstdCompressor(write_content_size=False).compress(HTML)),
    ],
)
def test_careless_servers_are_understood(coding: str, body: bytes) -> None:
    """What browsers accept is accepted.

    Raw deflate, plain text called gzip, several members, rubbish at the end.
    """
    assert payload(coded(body, coding), 10_000) == HTML


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
def test_bombs_are_refused(coding: str) -> None:
    """A body that unpacks to more than the limit is refused by name, without unpacking it.

    One of just the limit is not.
    """
    bomb = CODERS.get(coding, brotli.compress)(bytes(50_000_000))
    with pytest.raises(Undecodable, match=f"{coding} bomb: more than 1000000 bytes") as caught:
        payload(coded(bomb, coding), 1_000_000)
    assert caught.value.kind is UndecodableKind.TOO_LARGE
    exact = CODERS.get(coding, brotli.compress)(bytes(1_000_000))
    assert len(payload(coded(exact, coding), 1_000_000)) == 1_000_000


@pytest.mark.parametrize(
    ("coding", "empty"), [("gzip", gzip.compress(b"", mtime=0)), ("zstd", zstandard.compress(b""))]
)
def test_a_body_of_empty_members_is_refused(coding: str, empty: bytes) -> None:
    """Many members cost much and hold nothing.

    A body of more than a thousand is refused at once.
    """
    with pytest.raises(Undecodable, match=f"broken {coding}: more than 1000") as caught:
        payload(coded(empty * 100_000, coding), 10_000)
    assert caught.value.kind is UndecodableKind.BROKEN


def test_a_bomb_within_a_bomb_is_refused() -> None:
    """Every stage of a chain is bounded, and the chain's length too."""
    with pytest.raises(Undecodable, match="bomb"):
        payload(coded(gzip.compress(gzip.compress(bytes(10_000_000))), "gzip, gzip"), 1_000)
    with pytest.raises(Undecodable, match="5 content codings"):
        payload(coded(HTML, "gzip, gzip, gzip, gzip, gzip"), 10_000)


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
def test_cut_and_broken_bodies_say_so(coding: str) -> None:
    """A coded body that was cut or damaged is undecodable, with the coding in the reason."""
    sent = CODERS.get(coding, brotli.compress)(HTML * 9)
    for cut in range(2, len(sent)):
        with pytest.raises(Undecodable, match=f"broken {coding}"):
            payload(coded(sent[:cut], coding), 10_000)
    with pytest.raises(Undecodable, match=f"broken {coding}"):
        payload(coded(sent[:3] + b"\xff" * 40, coding), 10_000)


def test_the_limit_holds_for_plain_bodies_too() -> None:
    """A body without a coding is bounded by the same limit."""
    assert payload(coded(HTML), len(HTML)) == HTML
    with pytest.raises(Undecodable, match="more than 5 bytes") as caught:
        payload(coded(HTML), 5)
    assert caught.value.kind is UndecodableKind.TOO_LARGE


def test_registered_codings_that_nobody_uses_are_named() -> None:
    """A coding that exists but is not supported is named in the reason."""
    with pytest.raises(Undecodable, match="compress is not supported") as caught:
        payload(coded(HTML, "compress"), 10_000)
    assert caught.value.reason == str(caught.value)
    assert caught.value.kind is UndecodableKind.UNSUPPORTED
