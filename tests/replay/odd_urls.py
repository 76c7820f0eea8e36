"""Addresses that tools look up in ways of their own, and an archive that holds a page for each."""

import gzip
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import brotli
import zstandard

from crawler.archive import Archive, open_for_writing
from crawler.codec import sha256
from crawler.export import Evidence, History, gather
from crawler.fingerprint import fingerprint
from crawler.identity import article_of
from crawler.index import THROWAWAY, open_index
from crawler.model import Capture, Exchange, Extraction, Rendering, State, Version
from crawler.reindex import catch_up
from crawler.store.files import FileStore
from tests.archives import capture_of

SITE = "https://news.example"
SESSION = "0123456789abcdef0123456789abcdef"
ODD = (
    f"{SITE}/",
    f"{SITE}/2026/plain",
    f"{SITE}/2026/slash/",
    f"{SITE}/2026/index.html",
    f"{SITE}/2026/100%25",
    f"{SITE}/2026/caf%C3%A9",
    f"{SITE}/2026/lower%c3%a9",
    f"{SITE}/2026/%E6%96%B0%E8%81%9E",
    f"{SITE}/2026/no-utf8-%FF%FE",
    f"{SITE}/2026/a%20space",
    f"{SITE}/2026/a%2Fslash",
    f"{SITE}/2026/a%252Fslash",
    f"{SITE}/2026/a%3Fmark",
    f"{SITE}/2026/a%23mark",
    f"{SITE}/2026/a%7Cpipe",
    f"{SITE}/2026/plus+plus",
    f"{SITE}/2026/~tilde",
    f"{SITE}/2026/star*(1)!$'&@:,=",
    f"{SITE}/2026/semi;a=1;b=2",
    f"{SITE}/2026/MiXed/CaSe?Query=UPPER",
    f"{SITE}/double//slash",
    f"{SITE}/triple///end",
    f"{SITE}/slashes/end//",
    f"{SITE}/dots/./one",
    f"{SITE}/dots/up/../two",
    f"{SITE}/dots/%2E%2E/three",
    f"{SITE}/session;jsessionid={SESSION}",
    f"{SITE}/session/a;jsessionid={SESSION}?x=1",
    f"{SITE}/session/b?jsessionid={SESSION}&id=1",
    f"{SITE}/session/c?PHPSESSID={SESSION}",
    f"{SITE}/session/d?id=1&sid={SESSION}",
    f"{SITE}/(S(4hqa0555fwsecu455xqckv45))/session.aspx",
    f"{SITE}/session/e?CFID=1234567&CFTOKEN=12345678",
    "https://www.news.example/www",
    "https://www12.news.example/www12",
    "http://ww2.news.example/ww2",
    "http://news.example/http",
    "https://news.example:8443/port",
    "http://news.example:8080/port",
    "https://NEWS.Example/host-case",
    "http://xn--bcher-kva.example/idn",
    "http://192.0.2.7/address",
    f"{SITE}/query/empty?",
    f"{SITE}/query/order?b=2&a=1",
    f"{SITE}/query/twice?a=2&a=1&a=2",
    f"{SITE}/query/bare?a&b=",
    f"{SITE}/query/plus?q=one+two",
    f"{SITE}/query/space?q=one%20two",
    f"{SITE}/query/and?q=a%26b%3Dc&d",
    f"{SITE}/query/url?u=https://other.example/x?y=1",
    f"{SITE}/query/marks??a=1?b",
    f"{SITE}/query/{'long/' * 200}end?{'q=1&' * 100}r=2",
)
"""Each with an ending of its own, so that no tool takes one for the other by its rules."""

BORN = datetime(2026, 11, 21, 10, tzinfo=UTC)
ZSTD, TWO_CODINGS = f"{SITE}/coded/zstd", f"{SITE}/coded/two"
GZIP, HOPS, LANDED = f"{SITE}/coded/gzip", f"{SITE}/hops/old", f"{SITE}/hops/new"
CODED = (GZIP, ZSTD, TWO_CODINGS)
RENDERED, FEED_ITEM = f"{SITE}/rendered", f"{SITE}/feed-item"


def body_of(url: str) -> str:
    """Return the page at an address."""
    shown = url.replace("&", "&amp;").replace("<", "&lt;")
    return f"<!doctype html><title>odd</title><p id=text>This is the page at {shown} .</p>"


def coded(url: str, at: datetime) -> Capture:
    """Return a capture of a page in the content coding that its address names."""
    body, (plain,) = body_of(url).encode(), capture_of(url, "", at).exchanges
    codings = {
        GZIP: ("gzip", gzip.compress(body)),
        ZSTD: ("zstd", zstandard.compress(body)),
        TWO_CODINGS: ("gzip, br", brotli.compress(gzip.compress(body))),
    }
    name, data = codings[url]
    headers = (*plain.response_headers, ("Content-Encoding", name))
    return Capture(exchanges=(replace(plain, body=data, response_headers=headers),))


def captures() -> list[tuple[str, Capture]]:
    """Return all the captures, each with the address of what it shows."""
    at = [BORN + timedelta(minutes=number) for number in range(len(ODD) + 10)]
    found = [(url, capture_of(url, body_of(url), at.pop(0))) for url in ODD]
    found += [(url, coded(url, at.pop(0))) for url in CODED]
    when = at.pop(0)
    page = capture_of(LANDED, body_of(LANDED), when + timedelta(seconds=1)).exchanges
    hop = Exchange(
        url=HOPS, fetched_at=when, status=301, response_headers=(("Location", LANDED),), body=b""
    )
    found.append((LANDED, Capture(exchanges=(hop, *page))))
    when = at.pop(0)
    rendering = Rendering(
        rendered_at=when + timedelta(seconds=2),
        html=b"<p>what scripts made of it</p>",
        browser="Chromium 1",
        screenshot=b"\xff\xd8\xff a picture",
    )
    shown = capture_of(RENDERED, body_of(RENDERED), when)
    found.append((RENDERED, replace(shown, rendering=rendering)))
    item = capture_of(FEED_ITEM, body_of(FEED_ITEM), at.pop(0))
    return [*found, (FEED_ITEM, replace(item, rescue=b"<p>as the feed told it</p>"))]


def write_odd(folder: Path) -> tuple[Evidence, History]:
    """Write an archive of one article that had all those addresses, and return what is exported."""
    store, article = FileStore(folder / "store"), article_of(f"{SITE}/2026/plain")
    archive, head = open_for_writing(store, now=BORN), None
    for number, (url, capture) in enumerate(captures(), 1):
        record = _version(archive, article, url, capture, number)
        head = archive.append(replace(record, previous=head.sha256 if head else None))
        assert head is not None
    index = open_index(THROWAWAY)
    catch_up(index, store)
    evidence = gather(store, index, article)
    assert len(evidence.captures) == len(captures())
    texts = [version.extraction for version in evidence.versions]
    return evidence, History.of(evidence.versions, texts)


def _version(archive: Archive, article: str, url: str, capture: Capture, number: int) -> Version:
    text, at = f"Number {number}.", capture.fetched_at
    return Version(
        article=article,
        url=url,
        version=number,
        state=State.PRESENT,
        captured_at=at,
        confirmed_at=at,
        last_seen_before=None,
        capture=archive.keep(article, capture),
        previous=None,
        fingerprint=fingerprint("", "", text),
        content_sha256=sha256(text.encode()),
        run="20261121T100000Z-0000000a",
        extraction=Extraction(extractor="test 1", paragraphs=(text,)),
    )
