"""A version's page: its text, where it comes from, who vouches for it, and what is withheld."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from crawler.archive import open_for_reading
from crawler.checkpoint import make, new_key
from crawler.codec import sha256
from crawler.identity import version_key
from crawler.index import THROWAWAY, open_index
from crawler.model import Extraction
from crawler.reindex import catch_up
from crawler.store.files import FileStore
from tests.web.courses import BRIDGE, FIRST, SECOND, Seen, bridge, write_course
from tests.web.histories import NOON, write_history
from tests.web.site import Site, config_at, serving
from tests.web.test_article_page import MAX_QUERIES, counted
from tests.web.test_changes_page import HOSTILE, Tags


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Provide an archive of one article with five versions, and a checkpoint after it."""
    folder = tmp_path_factory.mktemp("versions")
    store = FileStore(folder / "store")
    write_course(store, BRIDGE, bridge())
    index = open_index(THROWAWAY)
    catch_up(index, store)
    make(open_for_reading(store), lambda: index, new_key(folder / "signing.key"), at=NOON)
    index.close()
    return folder


@pytest.fixture(scope="module")
def site(folder: Path) -> Iterator[Site]:
    """Provide its pages."""
    with serving(config_at(folder)) as site:
        yield site


@pytest.fixture(scope="module")
def home(site: Site) -> str:
    """Provide the address of the article's page."""
    return site.get(f"/find?url={BRIDGE}").headers["location"]


def _spoil(path: Path, old: bytes, new: bytes) -> None:
    path.chmod(0o644)
    path.write_bytes(path.read_bytes().replace(old, new))


def test_the_text_is_read_as_an_article(site: Site, home: str) -> None:
    """Paragraphs stand as paragraphs in their language, with what the page says of itself."""
    html = site.get(f"{home}/versions/2").text
    assert '<div class="text" lang="en">' in html
    for paragraph in SECOND.paragraphs:
        assert f'<p dir="auto">{paragraph}</p>' in html
    assert "Ana Ruiz, Ben Osei" in html
    assert "Version 2 of 5" in html
    assert f'href="{home}/versions/1" rel="prev" data-previous' in html
    assert f'href="{home}/versions/3" rel="next" data-next' in html
    assert f'href="{home}/compare/1/2"' in html


def test_where_it_comes_from(site: Site, home: str, folder: Path) -> None:
    """Request, answer, TLS and hashes are those of the stored objects."""
    html = site.get(f"{home}/versions/2").text
    assert f"GET {BRIDGE} HTTP/1.1" in html
    assert "HTTP/1.1 200 OK" in html
    for value in ("192.0.2.7", "TLSv1.3 · TLS_AES_256_GCM_SHA384", "CN=news.example", "ab" * 32):
        assert value in html
    assert "Sat, 21 Nov 2026 12:00:00 GMT" in html
    stored = [
        (folder / "store" / version_key(home.removeprefix("/articles/"), number)).read_bytes()
        for number in (1, 2)
    ]
    assert f"<dt>Record</dt><dd><code>{sha256(stored[1])}</code>" in html
    assert f"<dt>Record before it</dt><dd><code>{sha256(stored[0])}</code>" in html
    assert f"<dt>Text</dt><dd><code>{sha256(SECOND.text.encode())}</code>" in html


def test_who_vouches_for_it(site: Site, home: str) -> None:
    """Check lines are counted, and a checkpoint of a later version vouches for this one too."""
    first = site.get(f"{home}/versions/1").text
    assert "4 check lines name this version with its hash" in first
    assert "checks/2026/11/21/" in first
    assert re.search(r"Checkpoint 1 of 2026-11-21, signed with key <code>[0-9a-f]{16}", first)
    assert f'<a href="{home}/versions/5">version 5</a>, whose record leads back' in first
    newest = site.get(f"{home}/versions/5").text
    assert "names this version. Whether the signature holds" in newest


def test_a_removed_article_leads_to_its_last_text(site: Site, home: str) -> None:
    """A version that says the article is gone has no text, and says where the last one stands."""
    html = site.get(f"{home}/versions/5").text
    assert "The site took this article down: the server says 410 Gone." in html
    assert f'Its last text stands in <a href="{home}/versions/4">' in html
    assert '<div class="text"' not in html


def test_a_damaged_record_is_withheld(tmp_path: Path) -> None:
    """Nothing of a changed record is shown or given away; the page says what is the matter."""
    store = FileStore(tmp_path / "store")
    looks = [Seen(timedelta(0), FIRST), Seen(timedelta(hours=1), SECOND)]
    home = f"/articles/{write_course(store, BRIDGE, looks)}"
    with serving(config_at(tmp_path)) as site:
        assert "Eleven" in site.get(f"{home}/versions/2").text
        key = version_key(home.removeprefix("/articles/"), 2)
        _spoil(tmp_path / "store" / key, b"Eleven", b"Twelve")
        told = site.get(f"{home}/versions/2")
        assert told.status == 200
        assert "Its text is withheld" in told.text
        assert "Twelve" not in told.text
        assert "Eleven" not in told.text
        assert 'class="fails"' in told.text
        for download in ("capture.warc.gz", "raw"):
            assert site.get(f"{home}/versions/2/{download}").status == 500


def test_a_damaged_capture_is_said(tmp_path: Path) -> None:
    """The text of a sound record stands; that its capture cannot be believed is said."""
    store = FileStore(tmp_path / "store")
    article = write_course(store, BRIDGE, [Seen(timedelta(0), FIRST)])
    capture = next(key for key in store.list(f"articles/{article}/captures/"))
    (tmp_path / "store" / capture).chmod(0o644)
    (tmp_path / "store" / capture).write_bytes(b"no capture")
    with serving(config_at(tmp_path)) as site:
        html = site.get(f"/articles/{article}/versions/1").text
        assert site.get(f"/articles/{article}/versions/1/capture.warc.gz").status == 500
    assert FIRST.paragraphs[0] in html
    assert re.search(r'class="fails">.*The capture: [^<]+ which is not the one in its name', html)
    assert "192.0.2.7" not in html


def test_hostile_content_is_text(tmp_path: Path) -> None:
    """Markup in text, metadata and headers is shown as text; no address of theirs is a link."""
    hostile = Extraction(
        extractor="test <b>",
        title=HOSTILE,
        shown_title=HOSTILE,
        authors=(HOSTILE,),
        publisher=HOSTILE,
        language='en" onload="x',
        paragraphs=(HOSTILE, f"second {HOSTILE}"),
        notices=(HOSTILE,),
        canonical="javascript:alert(4)",
        original_url="javascript:alert(5)",
        image="javascript:alert(6)",
        tags=(HOSTILE,),
    )
    looks = [Seen(timedelta(0), hostile), Seen(timedelta(1), replace(hostile, title="x"))]
    article = write_course(FileStore(tmp_path / "store"), BRIDGE, looks)
    with serving(config_at(tmp_path)) as site:
        told = site.get(f"/articles/{article}/versions/1")
    tags = Tags(told.text)
    assert (told.status, tags.tags.count("script"), tags.tags.count("img")) == (200, 1, 0)
    assert all(link.startswith(("/", "#")) for link in tags.links)
    assert "&lt;script&gt;alert(&#39;header&#39;)" in told.text
    assert not re.search("[\u202e\u2066\x1b\U000e0041]", told.text)


def test_a_fixed_number_of_questions(site: Site, home: str) -> None:
    """The first version and the last cost as many queries."""
    for number in (1, 3, 5):
        with counted() as asked:
            assert site.get(f"{home}/versions/{number}").status == 200
        assert len([one for one in asked if one.startswith("SELECT")]) <= MAX_QUERIES


@pytest.mark.parametrize("number", ["0", "6", "01", "x", "9999999999"])
def test_versions_that_are_not_there(site: Site, home: str, number: str) -> None:
    """A number that no version has is a 404."""
    assert site.get(f"{home}/versions/{number}").status == 404


def test_an_article_that_was_never_there(tmp_path: Path) -> None:
    """A first version that is gone has no reason on record: all its pages are made all the same."""
    article = write_history(FileStore(tmp_path / "store"), "https://gone.example/1", [None])
    with serving(config_at(tmp_path)) as site:
        home = f"/articles/{article}"
        pages = {
            path: site.get(f"{home}{path}") for path in ("", "/versions/1", "/blame", "/story")
        }
    assert {path: told.status for path, told in pages.items()} == dict.fromkeys(pages, 200)
    assert "The site took this article down." in pages["/versions/1"].text
