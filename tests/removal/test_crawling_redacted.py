"""A redacted page is not archived again, unless a lift allows it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.config import load
from crawler.identity import article_of
from crawler.index import Index, open_index
from crawler.model import Outcome
from crawler.store.open_store import open_store
from crawler.verify import verify
from jobs.redacting import lift, redact
from tests.newspaper.fixture import Press
from tests.removal.conftest import ORDER, now
from tests.run.conftest import file_place
from tests.run.reader import Reader

PAGE = "editions/quay"


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    """Provide an index of its own."""
    made = open_index(f"sqlite:///{tmp_path}/ours.db")
    yield made
    made.close()


def test_a_redacted_page_is_refused_until_the_lift(
    tmp_path: Path, newspaper: Press, index: Index
) -> None:
    """Neither fetched by its own address, nor stored where another address leads to it; after the
    lift its text is recorded anew, and the chain is sound.
    """
    place = file_place(tmp_path).configure()
    newspaper.reset()
    url = newspaper.url(f"/{PAGE}")
    reader = Reader(place.store, index)
    reader.look(url)
    article, config = article_of(url), load(place.folder / "config.yaml", {})
    redact(
        config,
        index,
        article,
        None,
        reason="a court said so",
        order_id=ORDER,
        by="me",
        carry_out=True,
        clock=now,
    )
    before = list(place.store.list("articles/"))
    asked = len(newspaper.log(PAGE))
    crawled = place.crawl(url)
    assert list(crawled.reasons.values()) == [f"redacted: order {ORDER}"]
    assert len(newspaper.log(PAGE)) == asked
    (check,) = reader.look(url)  # which fetches it all the same, as a redirect would lead there
    assert (check.outcome, check.reason) == (Outcome.REFUSED, f"redacted: order {ORDER}")
    assert (check.capture, check.fingerprint, check.published) == (None, None, None)
    assert list(place.store.list("articles/")) == before
    lift(config, index, article, reason="set aside", order_id="2", by="me", clock=now)
    (check,) = reader.look(url)
    assert (check.outcome, check.version) == (Outcome.CHANGED, 2)
    assert "its text was taken out" in (check.reason or "")
    assert sorted({one.problem.value for one in verify(open_store(config.store)).findings}) == [
        "lifted",
        "redacted",
    ]
