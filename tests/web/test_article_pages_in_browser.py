"""Compare, blame and story as a person meets them: in a real browser, wide and narrow."""

import os
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from crawler.rendering.availability import browser_path
from crawler.store.files import FileStore
from tests.web.ferry import BAND, text, write_ferry
from tests.web.histories import write_history
from tests.web.site import config_at, serving

HOSTILE = "https://evil.example/2026/x"
PAGES = ("compare/1/2", "compare/2/3", "compare/2/3?view=side", "blame", "story")


@pytest.fixture(scope="module")
def browser(homes: tuple[str, str]) -> Iterator[Browser]:  # noqa: ARG001  # it ends before them
    """Provide a Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(os.environ))
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """Provide the addresses of an article with copies, and of one that means harm."""
    folder = tmp_path_factory.mktemp("browser")
    store = FileStore(folder / "store")
    article = write_ferry(store)
    evil = "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">"
    long = text([evil, "W" * 3000], evil + "T" * 10_000, authors=(evil,))
    other = text([f"{evil}!", f"{'W' * 3000}.", BAND], f"<b>{evil}", authors=("</title>",))
    hostile = write_history(store, HOSTILE, [long, other])
    with serving(config_at(folder)) as site:
        base = f"http://127.0.0.1:{site.port}/articles"
        yield f"{base}/{article}", f"{base}/{hostile}"


def opened(browser: Browser, address: str, *, width: int = 1440, scheme: str = "light") -> Page:
    """Return a page of a browser that has seen nothing yet."""
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme=scheme,  # type: ignore[arg-type]  # one of its words
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.set_default_timeout(30_000)
    page.goto(address)
    return page


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1440, "light")])
def test_nothing_bars_a_reader(
    browser: Browser, homes: tuple[str, str], width: int, scheme: str
) -> None:
    """Axe finds no violation, and nothing is wider than the screen, with all details open."""
    axe = Axe()
    for name in PAGES:
        page = opened(browser, f"{homes[0]}/{name}", width=width, scheme=scheme)
        page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        found = axe.run(page)
        assert found.violations_count == 0, f"{name}: {found.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        page.context.close()


def test_hostile_content_does_nothing(browser: Browser, homes: tuple[str, str]) -> None:
    """Nothing stored runs, loads or breaks the layout."""
    for name in ("compare/1/2", "compare/1/2?view=side", "blame", "story"):
        page = opened(browser, f"{homes[1]}/{name}", width=390)
        assert page.title().endswith("Palimpsest")
        assert page.locator("main img, main script").count() == 0
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, name
        page.context.close()


def test_how_a_headline_developed(browser: Browser, homes: tuple[str, str]) -> None:
    """Arrow keys go to the later and the earlier pair, and keep the view."""
    page = opened(browser, f"{homes[0]}/compare/1/2?view=side")
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


def test_a_change_is_cited_with_one_press(browser: Browser, homes: tuple[str, str]) -> None:
    """The button copies the whole sentence."""
    address = f"{homes[0]}/compare/2/3"
    page = opened(browser, address)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy the sentence").click()
    page.get_by_text("Copied.").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator("#citation").inner_text()
    assert address in copied
    page.context.close()


def test_a_sentence_tells_its_past_without_script(browser: Browser, homes: tuple[str, str]) -> None:
    """A tap on a sentence shows who brought it; sentences flow in lines until then."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 900})
    page = context.new_page()
    page.goto(f"{homes[0]}/blame")
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


def test_both_ends_of_a_moved_passage_are_linked(browser: Browser, homes: tuple[str, str]) -> None:
    """A press on the mark of a moved passage leads to its other end."""
    page = opened(browser, f"{homes[0]}/compare/2/3", width=390)
    page.locator("#moved-1-from a.move").click()
    page.wait_for_url("**#moved-1")
    assert page.locator("#moved-1").is_visible()
    page.context.close()
