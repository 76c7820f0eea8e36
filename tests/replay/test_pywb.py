"""Our exports in pywb: every page is looked up by its address and time, and is that page."""

import gzip
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPMessage
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest

from crawler.gzipped import member, members
from tests.replay.conftest import Exports
from tests.replay.odd_urls import CODED, HOPS, LANDED, RENDERED, body_of, captures
from tests.servers.programs import Programs

pytestmark = pytest.mark.slow

COLLECTIONS = ("warc", "wacz", "ours", "old")
"""A WARC that pywb indexes itself, a WACZ, a WARC with our index; and with our index captures as
they were until 2026-11-28, whose notes have the page's own address.
"""


@dataclass(frozen=True)
class Wayback:
    """Pywb, serving those collections."""

    home: str

    def get(self, path: str) -> tuple[int, HTTPMessage, bytes]:
        """Return the answer to exactly this path: no client tidies it."""
        connection = HTTPConnection(urlsplit(self.home).netloc, timeout=60)
        try:
            connection.putrequest("GET", path, skip_accept_encoding=True)
            connection.endheaders()
            answer = connection.getresponse()
            body = answer.read()
            packed = answer.headers.get("Content-Encoding") == "gzip"
            return answer.status, answer.headers, gzip.decompress(body) if packed else body
        finally:
            connection.close()


@pytest.fixture(scope="module")
def wayback(
    programs: Programs, exports: Exports, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Wayback]:
    """Provide pywb."""
    folder = tmp_path_factory.mktemp("pywb")
    for name in COLLECTIONS:
        programs.manage(folder, "init", name)
    programs.manage(folder, "add", "warc", exports.warc)
    programs.manage(folder, "add", "--unpack-wacz", "wacz", exports.wacz)
    places = {name: folder / "collections" / name for name in ("ours", "old")}
    shutil.copy(exports.warc, places["ours"] / "archive")
    shutil.copy(exports.cdxj, places["ours"] / "indexes" / "index.cdxj")
    _write_old(exports, places["old"])
    with programs.wayback(folder) as home:
        yield Wayback(home)


def _write_old(exports: Exports, collection: Path) -> None:
    """Write the captures in the old form, with an index of where their records are now."""
    data, place = exports.warc.read_bytes(), {}
    begin, written = 0, b""
    for record in members(data, 1 << 20):
        old = member(record.replace(b"urn:palimpsest:exchange:", b""))
        place[begin] = len(written), len(old)
        begin += len(member(record))
        written += old
    assert begin == len(data)
    (collection / "archive" / exports.warc.name).write_bytes(written)
    lines = []
    for line in exports.cdxj.read_text().splitlines():
        key, at, facts = line.split(" ", 2)
        told = json.loads(facts)
        offset, length = place[int(told["offset"])]
        lines.append(f"{key} {at} {json.dumps({**told, 'offset': offset, 'length': length})}\n")
    (collection / "indexes" / "index.cdxj").write_text("".join(lines))


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_every_page_is_found(wayback: Wayback, collection: str) -> None:
    """The bytes of each page, and what the index of the tool says of it."""
    wrong = []
    for url, capture in captures():
        at = f"{capture.fetched_at:%Y%m%d%H%M%S}"
        status, _, body = wayback.get(f"/{collection}/{at}id_/{url}")
        asked = f"/{collection}/cdx?output=json&url={quote(url, safe='')}"
        rows = [json.loads(line) for line in wayback.get(asked)[2].splitlines()]
        listed = [row["url"] for row in rows if row["timestamp"] == at]
        if (status, body, set(listed)) != (200, body_of(url).encode(), {url}):
            wrong.append((url, status, body[:60], listed))
    assert wrong == []


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_a_redirect_leads_on(wayback: Wayback, collection: str) -> None:
    """The first hop of a capture is replayed as what it was."""
    status, headers, _ = wayback.get(f"/{collection}/2026mp_/{HOPS}")
    assert status == 301
    assert (headers["Location"] or "").endswith(LANDED)


def test_the_rendering_has_its_own_second(wayback: Wayback) -> None:
    """What a browser made of a page is shown where pywb indexes the file, at the time of it."""
    (capture,) = (capture for url, capture in captures() if url == RENDERED)
    assert capture.rendering is not None
    at = f"{capture.rendering.rendered_at:%Y%m%d%H%M%S}"
    assert wayback.get(f"/warc/{at}id_/{RENDERED}")[2] == capture.rendering.html
    assert wayback.get(f"/wacz/{at}id_/{RENDERED}")[2] == body_of(RENDERED).encode()


def test_a_page_is_shown_in_the_frame(wayback: Wayback) -> None:
    """What a reader sees is the page, decoded and rewritten, and no notes of ours."""
    for collection in COLLECTIONS:
        for url in (LANDED, *CODED):
            body = wayback.get(f"/{collection}/2026mp_/{url}")[2]
            assert b">This is the page at" in body, (collection, url)
