"""What is new since the reader last looked, in a browser: it alone remembers, without cookies."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.feeds.newsroom_archive import NewsroomArchive
from tests.pages.browsing import NARROW, WIDE, launched, visit
from tests.web.site import Site, config_at, serving

BRIDGE, FERRY, MILL = (f"https://news.example/{name}" for name in ("bridge", "ferry", "mill"))


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> NewsroomArchive:
    """Provide an archive that tests write on."""
    return NewsroomArchive(tmp_path_factory.mktemp("archive"))


@pytest.fixture(scope="module")
def live(newsroom: NewsroomArchive) -> Iterator[Site]:
    """Provide its pages, which look for what is new at every request."""
    with serving(config_at(newsroom.folder), fresh=True) as site:
        yield site


@pytest.fixture(scope="module")
def browser(live: Site) -> Iterator[Browser]:  # noqa: ARG001  # it ends before the site
    """Provide a browser."""
    with launched() as browser:
        yield browser


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


def test_filters_need_no_click_where_there_is_room(browser: Browser, live: Site) -> None:
    """They are open on a wide screen, and closed on a phone."""
    with visit(browser, f"http://127.0.0.1:{live.port}") as reader:
        for width in (NARROW, WIDE):
            reader.look(width=width)
            reader.page.goto(reader.base)
            assert reader.page.title() == "Changes · Palimpsest"
            assert reader.page.get_by_label("Kind").is_visible() == (width == WIDE)
