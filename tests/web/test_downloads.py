"""What leaves as a file: as it is stored, never as a page of ours, and bounded."""

import gzip
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.store.files import FileStore
from crawler.warc import read
from jobs.web import article_exports
from tests.web.courses import BRIDGE, bridge, write_course
from tests.web.site import Answered, Site, config_at, serving


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> FileStore:
    """Provide a store with one article of five versions."""
    store = FileStore(tmp_path_factory.mktemp("downloads") / "store")
    write_course(store, BRIDGE, bridge())
    return store


@pytest.fixture(scope="module")
def site(store: FileStore) -> Iterator[Site]:
    """Provide its pages."""
    with serving(config_at(Path(store.root).parent)) as site:
        yield site


@pytest.fixture(scope="module")
def home(site: Site) -> str:
    """Provide the address of the article's page."""
    return site.get(f"/find?url={BRIDGE}").headers["location"]


def _captures(store: FileStore, home: str) -> list[bytes]:
    article = home.removeprefix("/articles/")
    return [store.read(key) for key in store.list(f"articles/{article}/captures/")]


def _require_file(told: Answered, media_type: str, ending: str) -> None:
    assert told.status == 200
    assert told.headers["content-type"] == media_type
    assert told.headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert told.headers["x-content-type-options"] == "nosniff"
    named = told.headers["content-disposition"]
    assert named.startswith("attachment; ")
    assert named.endswith(f'{ending}"')


def test_a_capture_as_it_is_stored(site: Site, store: FileStore, home: str) -> None:
    """The file is the stored object, byte for byte."""
    told = site.get(f"{home}/versions/2/capture.warc.gz")
    _require_file(told, "application/gzip", "-version-2.warc.gz")
    assert told.body == _captures(store, home)[1]
    assert read(told.body).answer.status == 200


def test_the_source_of_a_page_is_bytes(site: Site, home: str) -> None:
    """No browser takes a page's source for a page of ours."""
    told = site.get(f"{home}/versions/1/raw")
    _require_file(told, "application/octet-stream", "-version-1.html")
    assert told.body.startswith(b"<article><p>The harbour bridge")


def test_all_captures_as_one_file(site: Site, store: FileStore, home: str) -> None:
    """The WARC is the captures end to end."""
    told = site.get(f"{home}/export.warc")
    _require_file(told, "application/gzip", ".warc.gz")
    assert told.body == b"".join(_captures(store, home))
    assert gzip.decompress(told.body).count(b"WARC-Type: response") == 5


def test_the_package_for_replay_tools(site: Site, home: str) -> None:
    """The WACZ is whole."""
    told = site.get(f"{home}/export.wacz")
    _require_file(told, "application/zip", ".wacz")
    with zipfile.ZipFile(io.BytesIO(told.body)) as package:
        assert package.testzip() is None
        assert "datapackage.json" in package.namelist()


def test_the_evidence_as_json_and_as_a_page(site: Site, home: str) -> None:
    """JSON holds all versions; the page that checks itself is a download too."""
    told = site.get(f"{home}/export.json")
    _require_file(told, "application/json", ".json")
    assert [one["version"] for one in json.loads(told.body)["versions"]] == [1, 2, 3, 4, 5]
    shown = site.get(f"{home}/export.html")
    _require_file(shown, "application/octet-stream", ".html")
    assert b"Bridge closed for weeks" in shown.body


def test_no_other_forms(site: Site, home: str) -> None:
    """Another form is a 404 that names all forms."""
    told = site.get(f"{home}/export.pdf")
    assert told.status == 404
    assert "warc, wacz, json, html" in told.text


def test_few_exports_at_once(site: Site, home: str) -> None:
    """Who comes while enough are made is told to come again; the places are given back."""
    for _ in range(article_exports.AT_ONCE):
        assert article_exports._places.acquire(blocking=False)
    try:
        told = site.get(f"{home}/export.json")
        assert (told.status, told.headers["retry-after"]) == (503, "2")
    finally:
        for _ in range(article_exports.AT_ONCE):
            article_exports._places.release()
    for _ in range(article_exports.AT_ONCE + 1):
        assert site.get(f"{home}/export.json").status == 200


@pytest.mark.parametrize(
    ("limit", "form"),
    [(("MAX_BYTES", 100), "warc"), (("MAX_OBJECTS", 9), "json"), (("MAX_COMPARED", 4), "html")],
)
def test_large_articles_are_for_the_command(
    site: Site, home: str, monkeypatch: pytest.MonkeyPatch, limit: tuple[str, int], form: str
) -> None:
    """What is too much for a page is refused before it is read; a command has no limit."""
    monkeypatch.setattr(article_exports, *limit)
    told = site.get(f"{home}/export.{form}")
    assert told.status == 422
    assert "palimpsest export" in told.text
