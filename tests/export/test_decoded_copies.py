"""Copies of answers whose content coding replay tools cannot undo."""

import gzip
import io

import brotli
import pytest
import zstandard
from warcio.archiveiterator import ArchiveIterator

from crawler.export.cdxj import entries
from crawler.export.decoded_copies import STATEMENT, decoded_copies
from crawler.model import Capture, Exchange
from crawler.warc import write
from tests.archives import BORN

URL = "https://news.example/2026/lamp"
BODY = b"<p>The lamp was lit again.</p>" * 20


def _capture(coding: str, body: bytes) -> bytes:
    headers = (("Content-Type", "text/html"), ("Content-Encoding", coding))
    exchange = Exchange(url=URL, fetched_at=BORN, status=200, response_headers=headers, body=body)
    return write(Capture(exchanges=(exchange,)))


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("zstd", zstandard.compress(BODY)),
        ("gzip, br", brotli.compress(gzip.compress(BODY, mtime=0))),
    ],
    ids=["zstd", "two codings"],
)
def test_a_copy_is_plain_and_says_what_it_is(coding: str, body: bytes) -> None:
    """The index leads to a response of the same URL and time, whose body every tool reads."""
    stored = _capture(coding, body)
    ((copy, record),) = decoded_copies(entries(stored, 0), len(stored))
    assert (copy.offset, copy.length) == (len(stored), len(record))
    read = next(iter(ArchiveIterator(io.BytesIO(record))))
    assert read.rec_type == "response"
    assert read.rec_headers.get_header("WARC-Target-URI") == URL
    assert read.http_headers.get_header(STATEMENT) == coding
    assert read.http_headers.get_header("Content-Encoding") is None
    digests = [one.digest for one in (copy, *entries(stored, 0))]
    assert read.rec_headers.get_header("WARC-Payload-Digest") == digests[0]
    assert digests == sorted(digests), "pywb shows the first of two of one time"
    assert read.content_stream().read() == BODY


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("gzip", gzip.compress(BODY, mtime=0)),
        ("br", brotli.compress(BODY)),
        ("identity", BODY),
        ("zstd", b"no zstd at all"),
    ],
    ids=["gzip", "br", "identity", "broken"],
)
def test_what_has_no_copy(coding: str, body: bytes) -> None:
    """Tools undo one of their codings, and what nobody can undo is left as it is."""
    assert not list(decoded_copies(entries(_capture(coding, body), 0), 0))
