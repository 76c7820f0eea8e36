"""What people come for, each from the front page and by pressing what a person presses."""

import re

from playwright.sync_api import Browser, Page, expect

from tests.pages.browsing import NARROW, Visit, visit
from tests.pages.conftest import Served
from tests.pages.stories_told import CORRECTION, FERRY_URL, LATER_TITLE, SECRET_SENTENCE

FIRST_TITLE = "Harbour town votes to keep its last night ferry"


def _heading(page: Page) -> str:
    return page.get_by_role("heading", level=1).inner_text()


def _from_the_front(reader: Visit) -> Page:
    reader.go("/")
    return reader.page


def test_what_changed_today(served: Served, browser: Browser) -> None:
    """Today's changes are one press away, on a phone too, without those of other days; and the
    next leads to what changed.
    """
    with visit(browser, served.base, width=NARROW) as reader:
        page = _from_the_front(reader)
        page.get_by_role("link", name="24 hours").click()
        changes = page.locator("[data-changes] > li")
        expect(changes.filter(has_text="Correction: An earlier version")).to_have_count(1)
        expect(changes.filter(has_text=FIRST_TITLE)).to_have_count(0)
        silent = changes.filter(has_text=SECRET_SENTENCE.partition(". ")[2])
        expect(silent.locator(".badge")).to_have_text("silent")
        silent.get_by_role("heading").get_by_role("link").click()
        page.wait_for_url(re.compile(r"/compare/2/3$"))
        gone = page.locator("main del").all_inner_texts()
        assert SECRET_SENTENCE in " ".join(gone).replace("  ", " ")
        reader.is_unharmed()


def test_how_did_this_headline_develop(served: Served, browser: Browser) -> None:
    """An article's page tells each headline with the time between which it came, and the arrow
    keys go on from change to change.
    """
    with visit(browser, served.base) as reader:
        page = _from_the_front(reader)
        page.get_by_label("Address of an article").fill(FERRY_URL)
        page.get_by_label("Address of an article").press("Enter")
        assert _heading(page) == LATER_TITLE
        headline = page.locator("main li").filter(has_text="Headline").first
        assert headline.locator("del").all_inner_texts() == [FIRST_TITLE]
        assert headline.locator("ins").all_inner_texts() == [LATER_TITLE]
        assert re.search(r"between .* and .* UTC", headline.inner_text())
        headline.get_by_role("link", name="Compare with version 1").click()
        page.wait_for_url(re.compile(r"/compare/1/2$"))
        page.keyboard.press("ArrowRight")
        page.wait_for_url(re.compile(r"/compare/2/3$"))
        page.keyboard.press("ArrowLeft")
        page.wait_for_url(re.compile(r"/compare/1/2$"))
        reader.is_unharmed()


def test_which_copies_are_stale(served: Served, browser: Browser) -> None:
    """A story's page says which copies lack what, in the words that they still have."""
    with visit(browser, served.base) as reader:
        page = _from_the_front(reader)
        page.get_by_role("link", name=LATER_TITLE).first.click()
        page.get_by_role("link", name="Story", exact=True).click()
        expect(page.get_by_text("2 copies")).to_be_visible()
        stale = page.locator("main section, main li").filter(has_text="tidings.example/n").last
        expect(stale.get_by_text("lacks 3 changes")).to_be_visible()
        assert "4,112" in stale.locator("del").all_inner_texts()
        assert CORRECTION.partition(". ")[0] in " ".join(stale.locator("ins").all_inner_texts())
        reader.is_unharmed()


def test_find_the_sentence(served: Served, browser: Browser) -> None:
    """Words that stood somewhere once are found, with when they went and what that looked like."""
    with visit(browser, served.base) as reader:
        page = _from_the_front(reader)
        page.get_by_label("Words in any version").fill('"a subsidy for nostalgia"')
        page.get_by_label("Words in any version").press("Enter")
        found = page.locator("[data-item]").filter(has_text="The Saltmarsh Courier")
        expect(found.locator("mark").first).to_contain_text("subsidy")
        expect(found.get_by_text("words gone")).to_be_visible()
        found.get_by_role("link", name="what changed").click()
        page.wait_for_url(re.compile(r"/compare/2/3$"))
        expect(page.locator("main del").filter(has_text="a subsidy for nostalgia")).to_be_visible()
        reader.is_unharmed()


def test_cite_this_change(served: Served, browser: Browser) -> None:
    """One press copies a sentence that names both versions, their hashes and an address; the
    address leads there again.
    """
    with visit(browser, served.base) as reader:
        page = _from_the_front(reader)
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.get_by_role("link", name=LATER_TITLE).first.click()
        page.get_by_role("button", name="Copy the sentence").click()
        expect(page.get_by_text("Copied.")).to_be_visible()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert len(re.findall(r"[0-9a-f]{64}", copied)) == 2
        address = re.search(rf"{served.base}\S+/compare/3/4", copied)
        assert address is not None, copied
        reader.go(address[0].removeprefix(served.base))
        assert _heading(page) == LATER_TITLE
        reader.is_unharmed()
