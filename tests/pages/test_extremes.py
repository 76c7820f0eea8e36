"""Articles that are longer, older and copied more often than any layout was drawn for."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser

from crawler.capture_reader import ArchiveReader
from crawler.reindex import open_current
from crawler.store.files import FileStore
from tests.extract.stories import FERRY
from tests.pages.browsing import NARROW, visit
from tests.pages.newsroom import Looks, Newsroom, text_of, this_hour
from tests.web.site import config_at, serving

VERSIONS, COPIES = 1_000, 200
MAX_BYTES = 400_000
"""Of one page: a phone on a train reads it."""
URL = "https://live.example/2026/storm"
COPIED = "https://www.courier.example/2026/copied"


@pytest.fixture(scope="module")
def extremes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str, str]]:
    """Provide where it is served, an article of 1,000 versions, and one of 200 copies."""
    folder = tmp_path_factory.mktemp("extremes")
    newsroom = Newsroom(FileStore(folder / "store"), this_hour())
    live = text_of(*FERRY.paragraphs, title="Storm: what is known", language="en")
    looks: Looks = {
        VERSIONS - number: replace(live, paragraphs=(f"It rains on {number} towns.",))
        for number in range(VERSIONS)
    }
    article = newsroom.article(URL, looks)
    first = text_of(*FERRY.paragraphs, title=FERRY.title, publisher=FERRY.publisher)
    later = replace(first, paragraphs=(*first.paragraphs[:1], *first.paragraphs[2:]))
    original = newsroom.article(COPIED, {30: first, 3: later})
    for number in range(COPIES):
        copy = replace(first, publisher=f"Paper {number}", original_url=COPIED)
        newsroom.article(f"https://paper{number}.example/ferry", {29 - number % 24: copy})
    newsroom.write()
    open_current(f"sqlite:///{folder}/index.db", FileStore(folder / "store")).close()
    with serving(config_at(folder), captures=ArchiveReader) as site:
        yield f"http://127.0.0.1:{site.port}", article, original


@pytest.mark.slow
@pytest.mark.parametrize("rest", ["", "/versions/500", "/compare/1/1000", "/blame", "/story"])
@pytest.mark.parametrize("which", [1, 2], ids=["1,000 versions", "200 copies"])
def test_long_histories_fit(
    rest: str, which: int, extremes: tuple[str, str, str], browser: Browser
) -> None:
    """Each page of such an article is small, bars nobody, and fits a phone."""
    base, *articles = extremes
    if which == 2:
        rest = rest.replace("500", "2").replace("1000", "2")
    with visit(browser, base) as reader:
        reader.go(f"/articles/{articles[which - 1]}{rest}")
        assert reader.bars() == ""
        assert len(reader.page.content()) < MAX_BYTES
        assert reader.overflows() <= 0
        reader.look(width=NARROW, dark=True)
        assert reader.overflows() <= 0
        reader.is_unharmed()
