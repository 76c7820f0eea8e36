"""What is new since the reader last looked, in a browser: it alone remembers, without cookies."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

from crawler.rendering.availability import browser_path
from tests.feeds.newsroom_archive import NewsroomArchive
from tests.web.site import Site, config_at, serving
from tests.web.test_reading_pages import HOSTILE, write

BRIDGE, FERRY, MILL = (f"https://news.example/{name}" for name in ("bridge", "ferry", "mill"))


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> NewsroomArchive:
    """Provide an archive that tests write on."""
    return NewsroomArchive(tmp_path_factory.mktemp("archive"))


@pytest.fixture(scope="module")
def live(newsroom: NewsroomArchive) -> Iterator[Site]:
    """Provide its pages, which look for what is new at every request."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("jobs.web.live_archive.FRESH_SECONDS", 0)
        patch.setattr("jobs.web.live_archive.STALE_SECONDS", 0)
        patch.setattr("jobs.web.live_archive.PATIENCE_SECONDS", 60)  # of a busy machine
        with serving(config_at(newsroom.folder)) as site:
            yield site


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Provide the pages of an archive with articles of all kinds, and one that means harm."""
    archive = NewsroomArchive(tmp_path_factory.mktemp("hostile"))
    write(archive)
    for number in (1, 2):
        at = datetime(2026, 11, 20, number, tzinfo=UTC)
        archive.publish("https://x.example/1", at, f"{number} {HOSTILE}", f"{HOSTILE}{number}")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("jobs.web.live_archive.PATIENCE_SECONDS", 60)
        with serving(config_at(archive.folder)) as site:
            yield site


@pytest.fixture(scope="module")
def browser(live: Site, hostile: Site) -> Iterator[Browser]:  # noqa: ARG001  # it ends before them
    """Provide a browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(os.environ))
        yield browser
        browser.close()


def change(archive: NewsroomArchive, url: str, hour: int, title: str) -> None:
    """Give the article another headline."""
    archive.publish(url, datetime(2026, 11, 21, hour, tzinfo=UTC), title, kinds=("headline",))


def headline(page: Page) -> str:
    """Return what the focused link says now."""
    return page.locator(":focus .after").inner_text()


def test_the_next_unread_by_one_key(
    browser: Browser, newsroom: NewsroomArchive, live: Site
) -> None:
    """The first visit sets the mark. Later ones say what is new; a key goes to it, another opens
    it, what was opened is read, and one press of a button marks the rest.
    """
    for url in (BRIDGE, FERRY, MILL):
        change(newsroom, url, 1, "First")
    change(newsroom, BRIDGE, 2, "Second")
    context = browser.new_context()
    page = context.new_page()
    told = page.locator("[data-unread-count]")
    front = f"http://127.0.0.1:{live.port}/"
    page.goto(front)
    expect(page.locator("[data-item]")).to_have_count(1)
    expect(told).to_be_hidden()
    for hour, url in ((3, FERRY), (4, MILL)):
        change(newsroom, url, hour, f"News of {hour}")
    page.goto(front)
    expect(told).to_have_text("2 new since you last looked.")
    expect(page.locator(".is-unread .badge.is-new")).to_have_count(2)
    page.keyboard.press("n")
    assert "News of 4" in headline(page)
    page.keyboard.press("n")
    assert "News of 3" in headline(page)
    page.keyboard.press("u")
    page.wait_for_url("**/compare/1/2")
    page.goto(front)
    expect(told).to_have_text("1 new since you last looked.")
    page.get_by_role("button", name="Mark as read").click()
    expect(told).to_be_hidden()
    page.reload()
    expect(page.locator("[data-item]")).to_have_count(3)
    expect(told).to_be_hidden()
    assert context.cookies() == []
    context.close()


@pytest.mark.parametrize(
    ("width", "scheme", "addresses"),
    [
        (390, "dark", ("/", "/search?q=sails", "/calendar")),
        (1440, "light", ("/", "/?q=zebra", "/articles", "/search?q=%22")),
    ],
)
def test_nothing_bars_a_reader(
    browser: Browser, hostile: Site, width: int, scheme: str, addresses: tuple[str, ...]
) -> None:
    """Axe finds no violation, whatever stands in the archive nothing is wider than the screen, and
    the filters need no click where there is room.
    """
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme=scheme,  # type: ignore[arg-type]  # one of its words
    )
    page = context.new_page()
    axe = Axe()
    for address in addresses:
        page.goto(f"http://127.0.0.1:{hostile.port}{address}")
        found = axe.run(page)
        assert found.violations_count == 0, f"{address}: {found.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
    page.goto(f"http://127.0.0.1:{hostile.port}/")
    assert page.title() == "Changes · Palimpsest"
    assert page.get_by_label("Kind").is_visible() == (width > 1000)
    context.close()
