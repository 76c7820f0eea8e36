"""Compare, blame and story as a person meets them: in a real browser, wide and narrow."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from crawler.store.files import FileStore
from tests.pages.browsing import NARROW, OPEN_ALL, PATIENCE_MS, launched, visit
from tests.web.ferry import write_ferry
from tests.web.site import config_at, serving


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Provide the address of an article with copies."""
    folder = tmp_path_factory.mktemp("browser")
    article = write_ferry(FileStore(folder / "store"))
    with serving(config_at(folder)) as site:
        yield f"http://127.0.0.1:{site.port}/articles/{article}"


@pytest.fixture(scope="module")
def browser(home: str) -> Iterator[Browser]:  # noqa: ARG001  # it ends before the site
    """Provide a Chromium."""
    with launched() as browser:
        yield browser


def opened(browser: Browser, address: str, *, width: int = 1440, scheme: str = "light") -> Page:
    """Return a page of a browser that has seen nothing yet."""
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme=scheme,  # type: ignore[arg-type]  # one of its words
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto(address)
    return page


@pytest.mark.slow
def test_moved_passages_bar_nobody(browser: Browser, home: str) -> None:
    """Axe finds no violation, and nothing is wider than a phone, side by side too."""
    with visit(browser, home, width=NARROW) as reader:
        for address in ("/compare/2/3", "/compare/2/3?view=side"):
            reader.go(address)
            reader.look(width=NARROW, dark=True)
            reader.page.evaluate(OPEN_ALL)
            assert reader.bars() == "", address
            assert reader.overflows() <= 0, address


def test_how_a_headline_developed(browser: Browser, home: str) -> None:
    """Arrow keys go to the later and the earlier pair, and keep the view."""
    page = opened(browser, f"{home}/compare/1/2?view=side")
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**/compare/2/3?view=side")
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**/compare/3/4?view=side")
    page.keyboard.press("ArrowLeft")
    page.wait_for_url("**/compare/2/3?view=side")
    page.locator("select[name=a]").select_option("1")
    page.get_by_role("button", name="Compare").click()
    page.wait_for_url("**/compare/1/3?view=side")
    page.context.close()


def test_a_change_is_cited_with_one_press(browser: Browser, home: str) -> None:
    """The button copies the whole sentence."""
    address = f"{home}/compare/2/3"
    page = opened(browser, address)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy the sentence").click()
    page.get_by_text("Copied.").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator("#citation").inner_text()
    assert address in copied
    page.context.close()


def test_a_sentence_tells_its_past_without_script(browser: Browser, home: str) -> None:
    """A tap on a sentence shows who brought it; sentences flow in lines until then."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 900})
    page = context.new_page()
    page.goto(f"{home}/blame")
    sentence = page.locator("summary", has_text="Nurses at the hospital")
    after = page.locator("summary", has_text="Without the boat")
    first, second = sentence.bounding_box(), after.bounding_box()
    assert first is not None
    assert second is not None
    assert second["y"] < first["y"] + first["height"]
    counted = page.locator("details.sentence", has_text="The council counted")
    assert not counted.locator(".about").is_visible()
    counted.locator("summary").click()
    assert counted.locator(".about").is_visible()
    assert "In version 1" in counted.locator(".about").inner_text()
    context.close()


def test_both_ends_of_a_moved_passage_are_linked(browser: Browser, home: str) -> None:
    """A press on the mark of a moved passage leads to its other end."""
    page = opened(browser, f"{home}/compare/2/3", width=390)
    page.locator("#moved-1-from a.move").click()
    page.wait_for_url("**#moved-1")
    assert page.locator("#moved-1").is_visible()
    page.context.close()
