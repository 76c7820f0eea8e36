"""Our exports in ReplayWeb.page, in a browser: wabac.js looks each page up, a reader sees it."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.pages.browsing import launched
from tests.replay.conftest import Exports
from tests.replay.odd_urls import ODD, SITE, body_of, captures
from tests.servers.here import QuietHandler, served_by
from tests.servers.process import HOST

pytestmark = pytest.mark.slow

NEVER_ASKED = {url for url in ODD if "/dots/" in url or "NEWS" in url}
"""A browser asks for these by another address, and wabac.js compares that with the record's."""

_TYPES = {".html": "text/html", ".js": "text/javascript"}

_ADD = """
(file) => new Promise((done) => {
  navigator.serviceWorker.addEventListener("message", ({data}) => {
    if (data.msg_type === "collAdded") done("added");
    if (data.error) done(data.error);
  });
  const message = {msg_type: "addColl", name: "odd", root: false};
  message.file = {sourceUrl: `${location.origin}/${file}`};
  navigator.serviceWorker.controller.postMessage(message);
})
"""
_REGISTER = """
async () => {
  const controlled = new Promise((done) =>
    navigator.serviceWorker.addEventListener("controllerchange", done));
  await navigator.serviceWorker.register("/sw.js");
  if (!navigator.serviceWorker.controller) await controlled;
}
"""
_FETCH = "(path) => fetch(path).then((answer) => answer.text())"


@pytest.fixture(scope="module")
def site(
    replay_page: Path, exports: Exports, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Provide ReplayWeb.page beside our exports."""
    folder = tmp_path_factory.mktemp("site")
    for name in ("index.html", "ui.js", "sw.js"):
        shutil.copy(replay_page / name, folder)
    for path in (exports.warc, exports.wacz):
        shutil.copy(path, folder)
    (folder / "blank.html").write_text("<p>nothing")

    class Files(QuietHandler):
        """The files of a folder, and parts of them."""

        def do_GET(self) -> None:  # noqa: N802  # the name that the base class calls
            path = folder / (urlsplit(self.path).path.strip("/") or "index.html")
            if not path.is_file():
                self.send_error(404)
                return
            data = path.read_bytes()
            begin, end = _range(self.headers["Range"], len(data))
            self.send_response(206 if self.headers["Range"] else 200)
            self.send_header("Content-Type", _TYPES.get(path.suffix, "application/octet-stream"))
            self.send_header("Accept-Ranges", "bytes")
            if self.headers["Range"]:
                self.send_header("Content-Range", f"bytes {begin}-{end - 1}/{len(data)}")
            self.send_header("Content-Length", str(end - begin))
            self.end_headers()
            self.wfile.write(data[begin:end])

    with served_by(Files) as port:
        yield f"http://{HOST}:{port}"


def _range(asked: str | None, size: int) -> tuple[int, int]:
    """Return begin and end of what is asked for."""
    first, _, last = (asked or "bytes=0-").removeprefix("bytes=").partition("-")
    if not first:
        return max(0, size - int(last)), size
    return int(first), min(size, int(last) + 1 if last else size)


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    """Provide a page of a browser."""
    with launched() as browser:
        yield browser.new_context().new_page()


@pytest.mark.parametrize("file", ["odd.wacz", "odd.warc.gz"])
def test_every_page_is_found(page: Page, site: str, file: str) -> None:
    """The service worker opens our file, and finds each page in it by address and time."""
    page.goto(f"{site}/blank.html")
    page.evaluate(_REGISTER)
    assert page.evaluate(_ADD, file) == "added"
    wrong = []
    for url, capture in captures():
        at = f"{capture.fetched_at:%Y%m%d%H%M%S}"
        body = page.evaluate(_FETCH, f"/w/odd/{at}id_/{url}")
        if (body == body_of(url)) == (url in NEVER_ASKED):
            wrong.append((url, body[:100]))
    assert wrong == []


@pytest.mark.parametrize("url", [ODD[1], f"{SITE}/double//slash", f"{SITE}/2026/100%25"])
def test_a_reader_sees_the_page(page: Page, site: str, url: str) -> None:
    """The whole application opens our package, and shows the page that its list leads to."""
    (at,) = (capture.fetched_at for name, capture in captures() if name == url)
    wanted = f"view=pages&url={quote(url, safe='')}&ts={at:%Y%m%d%H%M%S}"
    page.goto("about:blank")
    page.goto(f"{site}/?source={site}/odd.wacz#{wanted}")
    shown = page.frame_locator("iframe").locator("#text")
    expect(shown).to_have_text(f"This is the page at {url} .", timeout=40_000)
