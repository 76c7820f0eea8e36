"""The pages of sources and runs in a browser."""

from collections.abc import Iterator

import pytest

from crawler.model import Outcome, Silence
from tests.pages.browsing import NARROW, OPEN_ALL, WIDE, launched, visit
from tests.web.activity import HOSTILE, Activity, listed, look
from tests.web.site import Site, serving
from tests.web.test_source_pages import SOURCES, configured


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Provide the pages of a good source, a failing one, and one with a long and hostile name."""
    one = Activity(tmp_path_factory.mktemp("activity"))
    one.versions((one.ago(hours=9), None), (one.ago(hours=2), Silence.SILENT))
    one.run(look(one.ago(hours=9), Outcome.NEW, version=1), listed(one.ago(hours=9), source="down"))
    begun = one.ago(hours=2)
    one.run(
        look(begun, Outcome.CHANGED, version=2),
        look(begun, Outcome.FAILED, reason="no" * 500 + HOSTILE),
        listed(begun, Outcome.FAILED, source="down", reason=HOSTILE),
        look(begun, source="long" * 100 + HOSTILE),
    )
    with serving(configured(one.folder, *SOURCES)) as site:
        yield site


@pytest.mark.slow
def test_nothing_bars_a_reader(site: Site) -> None:
    """Axe finds no violation, with the tables open too, and nothing is wider than the screen."""
    base = f"http://127.0.0.1:{site.port}"
    with launched() as browser, visit(browser, base) as reader:
        for address in ("/sources", "/sources/desk", "/sources/down", "/runs", "/runs/last"):
            reader.go(address)
            for width, dark in ((WIDE, False), (NARROW, True)):
                reader.look(width=width, dark=dark)
                reader.page.evaluate(OPEN_ALL)
                assert reader.bars() == "", address
                assert reader.overflows() <= 0, address
            reader.is_unharmed()
