"""The pages of sources and runs in a browser."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, sync_playwright

from crawler.model import Outcome, Silence
from crawler.rendering.availability import browser_path
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


@pytest.fixture(scope="module")
def browser(site: Site) -> Iterator[Browser]:  # noqa: ARG001  # it ends before the site
    """Provide a Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(os.environ))
        yield browser
        browser.close()


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1440, "light")])
def test_nothing_bars_a_reader(browser: Browser, site: Site, width: int, scheme: Any) -> None:
    """Axe finds no violation, with the tables open too, and nothing is wider than the screen."""
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page, axe = context.new_page(), Axe()
    for address in ("/sources", "/sources/desk", "/sources/down", "/runs", "/runs/last"):
        page.goto(f"http://127.0.0.1:{site.port}{address}")
        page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        found = axe.run(page)
        assert found.violations_count == 0, f"{address}: {found.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
    context.close()
