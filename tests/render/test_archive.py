"""A page that scripts build, from configuration to archive.

Its text, its captures, its versions.
"""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from crawler.archive import Archive
from crawler.identity import article_of
from crawler.model import Capture
from crawler.reextract import reextract
from crawler.store.files import FileStore
from crawler.warc import read as read_warc
from crawler.workers import Workers, extraction_of
from tests.newspaper.fixture import Press
from tests.newspaper.stories import story
from tests.run.palimpsest import Place


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """Provide an archive in files."""
    (tmp_path / "store").mkdir()
    return Place(tmp_path, FileStore(tmp_path / "store"), {"url": f"file:{tmp_path}/store"})


def _source(*urls: str, **more: bool) -> list[dict[str, object]]:
    return [{"name": "scripted", "urls": list(urls), "render": True, **more}]


def _captures(place: Place, url: str) -> Iterator[Capture]:
    """Return all captures of an article, oldest first."""
    keys = place.listed(f"articles/{article_of(url)}/captures/")
    return (read_warc(place.store.read(key)) for key in keys)


def test_text_that_a_script_builds_is_archived(place: Place, newspaper: Press) -> None:
    """The frame alone is unreadable; rendered it is the story.

    Then it is unchanged, then changed, and all of it verifies.
    """
    url = newspaper.url("/scripted/harbour")
    place.configure(captures="all")
    assert place.crawl(url).outcomes == {"/scripted/harbour": "unreadable"}
    place.configure(captures="all", sources=_source(url))
    crawls = [place.crawl("--all"), place.crawl("--all")]
    newspaper.edit("harbour")
    crawls.append(place.crawl("--all"))
    assert [crawled.outcomes["/scripted/harbour"] for crawled in crawls] == [
        "new",
        "unchanged",
        "changed",
    ]
    first, second = place.versions(url)
    assert first.extraction
    assert second.extraction
    assert first.extraction.paragraphs == story("harbour", 0).paragraphs
    assert (first.extraction.title, second.extraction.paragraphs) == (
        story("harbour", 0).title,
        story("harbour", 1).paragraphs,
    )
    assert place.verified().ok
    assert not place.verified().findings


@pytest.mark.slow
def test_frame_is_asked_for_unconditionally(place: Place, newspaper: Press) -> None:
    """The validators of a frame say nothing of what its script puts in, so none are sent, though
    the frame has an ETag.
    """
    place.configure(sources=_source(newspaper.url("/scripted/clock")))
    place.crawl("--all")
    newspaper.edit("clock")
    assert place.crawl("--all").outcomes == {"/scripted/clock": "changed"}
    assert len(newspaper.log("/scripted")) == 2
    assert not any("If-None-Match" in entry["headers"] for entry in newspaper.log("/scripted"))


def test_capture_holds_answer_and_document(place: Place, newspaper: Press) -> None:
    """The server's own bytes stay what they were.

    What the browser made of them is a record of its own that says so.
    """
    url = newspaper.url("/scripted/orchard")
    place.configure(sources=_source(url))
    place.crawl("--all")
    (key,) = place.listed(f"articles/{article_of(url)}/captures/")
    records = {}
    for record in ArchiveIterator(io.BytesIO(place.store.read(key)), check_digests=True):
        records[record.rec_type] = (record.rec_headers, record.raw_stream.read())
        assert record.digest_checker.passed is True
    response, conversion = records["response"], records["conversion"]
    assert b"<article></article>" in response[1]
    assert story("orchard", 0).paragraphs[0].encode() in conversion[1]
    assert conversion[0]["WARC-Refers-To"] == response[0]["WARC-Record-ID"]
    assert conversion[0]["WARC-Target-URI"] == url
    assert b'"browser":"Chromium ' in records["metadata"][1]


def test_same_capture_gives_the_same_text_again(place: Place, newspaper: Press) -> None:
    """Extraction reads the stored document.

    Today, tomorrow, and in ``reextract``, which has nothing to derive.
    """
    url = newspaper.url("/scripted/harbour")
    place.configure(sources=_source(url))
    place.crawl("--all")
    (capture,) = _captures(place, url)
    (version,) = place.versions(url)
    assert extraction_of(capture, 10_000_000) == version.extraction
    index = place.index()
    with Workers(1, 60, 10_000_000) as workers:
        assert reextract(Archive(place.store), index, workers).derived == 0
    index.close()


@pytest.mark.slow
def test_picture_is_kept_with_versions(place: Place, newspaper: Press) -> None:
    """A source that wants screenshots has one in each version's capture, and none in those of
    unchanged pages.
    """
    url = newspaper.url("/scripted/harbour")
    place.configure(captures="all", sources=_source(url, screenshot=True))
    place.crawl("--all")
    place.crawl("--all")
    kept, unchanged = [capture.rendering for capture in _captures(place, url)]
    assert kept
    assert unchanged
    assert (kept.screenshot or b"")[:3] == b"\xff\xd8\xff"
    assert unchanged.screenshot is None
    assert kept.html == unchanged.html
    assert place.verified().ok


@pytest.mark.slow
def test_single_url_is_rendered_as_its_site_is(place: Place, newspaper: Press) -> None:
    """A URL given by hand belongs to no source.

    Where a source renders the pages of its site, it is rendered, too.
    """
    place.configure(sources=_source(newspaper.url("/scripted/orchard")))
    assert place.crawl(newspaper.url("/scripted/harbour")).outcomes == {"/scripted/harbour": "new"}
    assert place.run("extract", newspaper.url("/scripted/clock"), "--json").json[
        "text"
    ] == "\n\n".join(story("clock", 0).paragraphs)


def test_robots_and_other_answers_are_as_ever(place: Place, newspaper: Press) -> None:
    """A page that robots.txt forbids is not rendered, nor is what is no document or no success."""
    newspaper.say("robots", "User-agent: *\nDisallow: /scripted/clock\n")
    urls = [
        newspaper.url(path)
        for path in (
            "/scripted/clock",
            "/told/harbour",
            "/status/404",
            "/redirect/to?url=/scripted/harbour",
        )
    ]
    place.configure(crawl={"obey_robots": True}, sources=_source(*urls))
    crawled = place.crawl("--all")
    assert (crawled.outcomes["/scripted/clock"], crawled.outcomes["/status/404"]) == (
        "refused",
        "failed",
    )
    assert "robots.txt" in (crawled.reasons["/scripted/clock"] or "")
    assert [outcome for path, outcome in crawled.outcomes.items() if "redirect" in path] == ["new"]
    assert [capture.rendering for capture in _captures(place, newspaper.url("/told/harbour"))] == [
        None
    ]
    assert newspaper.log("/told/clock") == []


@pytest.mark.parametrize("call", [("crawl", "--all"), ("doctor",)])
def test_without_a_browser_the_remedy_is_named(
    place: Place, newspaper: Press, call: tuple[str, ...]
) -> None:
    """A source that asks for rendering where there is no browser ends the call with status 2 and
    says what to install.
    """
    place.configure(sources=_source(newspaper.url("/scripted/clock")))
    done = Place(
        place.folder, place.store, place.settings, {"PALIMPSEST_CHROMIUM": "no-such-browser"}
    ).run(*call)
    assert done.status == 2
    assert "PALIMPSEST_CHROMIUM names no-such-browser, which is no program" in " ".join(
        (done.out + done.err).split()
    )
    assert "apt-get install chromium" in done.out + done.err
    assert newspaper.log("/scripted") == []


def test_doctor_names_the_browser(place: Place, newspaper: Press) -> None:
    """Where it can be rendered, ``doctor`` says with what.

    Where nothing is to be rendered, it says nothing of browsers.
    """
    assert "browser:" not in place.configure().run("doctor").out
    place.configure(sources=_source(newspaper.url("/scripted/clock")))
    assert "renders the pages of scripted" in place.run("doctor").out
