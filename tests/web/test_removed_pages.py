"""Pages of an article of which something was taken out: none shows it, and none calls it damage."""

import getpass
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from crawler.config import Config
from crawler.identity import article_of
from crawler.index import Index
from crawler.reindex import open_current
from crawler.store.files import FileStore
from jobs.redacting import expire, redact
from tests.web.asking import pages_over
from tests.web.courses import FIRST, Seen, write_course
from tests.web.histories import NOON
from tests.web.site import Site, config_at, serving

URL = "https://news.example/2026/ferry"
WORD = "Quillfeather"
"""What the removed version says, and no other."""
TEXTS = [
    FIRST,
    replace(FIRST, title=f"{WORD} accused", paragraphs=(*FIRST.paragraphs, f"{WORD} was seen.")),
    replace(FIRST, title="Bridge opens again"),
]
PAGES = (
    "",
    "/versions/1",
    "/versions/2",
    "/versions/3",
    "/versions/2/raw",
    "/versions/2/capture.warc.gz",
    "/compare/1/2",
    "/compare/2/3",
    "/compare/2/3/picture.svg",
    "/blame",
    "/blame?version=2",
    "/story",
    "/export.html",
    "/export.json",
)
NOW = NOON + timedelta(days=400)


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """Provide an archive of one article with three versions, the second of which names somebody."""
    looks = [Seen(timedelta(hours=number), text) for number, text in enumerate(TEXTS)]
    write_course(FileStore(tmp_path / "store"), URL, looks)
    return config_at(tmp_path)


@pytest.fixture
def index(config: Config, tmp_path: Path) -> Iterator[Index]:
    """Provide its index."""
    index = open_current(config.index.url, FileStore(tmp_path / "store"))
    yield index
    index.close()


def _get(site: Site, path: str) -> tuple[int, str]:
    told = site.get(path)
    return told.status, told.body.decode(errors="replace")


def test_no_page_shows_a_redacted_word(config: Config, index: Index, tmp_path: Path) -> None:
    """Not the article's, the feeds, the search, the API or a memento; those that would say why."""
    article = article_of(URL)
    with pages_over(tmp_path / "store") as pages:
        assert WORD in pages.ask(f"/articles/{article}/versions/2").source
    redact(
        config,
        index,
        article,
        {2},
        reason="a court said so",
        order_id="12 O 34/26",
        by=getpass.getuser(),
        carry_out=True,
        clock=lambda: NOW,
    )
    paths = [f"/articles/{article}{page}" for page in PAGES]
    paths += [f"/api/v1/articles/{article}{page}" for page in ("", "/versions/2", "/blame")]
    paths += ["/", "/articles", "/feeds/changes.atom", "/feeds/changes.json", "/api/v1/changes"]
    paths += [f"/timemap/link/{URL}", f"/timegate/{URL}"]
    with serving(config) as site:
        told = {path: _get(site, path) for path in paths}
        mementos = [_get(site, f"/memento/20261121130000{raw}/{URL}") for raw in ("", "id_")]
        hits = site.get(f"/api/v1/search?q={WORD}").text
    assert not [path for path, (_, body) in told.items() if WORD in body]
    assert '"total": 0' in hits
    assert {status for status, _ in mementos} == {302}  # to the nearest that stands
    assert told[f"/articles/{article}/versions/2/raw"][0] == 451
    assert WORD not in "".join(body for _, body in mementos)
    home = told[f"/articles/{article}"][1]
    assert "The version before it is redacted." in home
    assert "damaged" not in home
    assert re.search(r"Version 2</a>.*?2026-11-21 13:00 UTC.*?Redacted", home, re.DOTALL)
    blame = told[f"/articles/{article}/blame?version=2"][1]
    assert '<h1 dir="auto">Bridge opens again</h1>' in blame
    assert "Choose a sentence" not in blame
    for number in (2, 3):  # with nothing to compare, nothing leads there
        assert "What changed" not in told[f"/articles/{article}/versions/{number}"][1]
    assert "/compare/" not in home


def test_an_expired_capture_is_no_damage(config: Config, index: Index, tmp_path: Path) -> None:
    """The version keeps its text and says that its capture was removed; the capture is gone."""
    article = article_of(URL)
    kept = config.model_copy(
        update={"retention": config.retention.model_copy(update={"versions": timedelta(days=30)})}
    )
    assert expire(kept, index, carry_out=True, clock=lambda: NOW).versions == len(TEXTS)
    with pages_over(tmp_path / "store") as pages:
        page = pages.ask(f"/articles/{article}/versions/1")
        raw = pages.ask(f"/articles/{article}/versions/1/raw")
    assert page.status == 200
    assert FIRST.paragraphs[0] in page.source
    assert "The capture was removed, and the removal names its hash." in page.source
    assert "Damaged" not in page.source
    assert raw.status == 410
