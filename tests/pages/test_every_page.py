"""What holds for every type of page: it harms nobody, bars nobody, and fits every screen."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from jobs.web.routes import PAGES
from tests.pages.browsing import NARROW, OPEN_ALL, Visit, visit
from tests.pages.conftest import Served
from tests.pages.page_types import (
    ARTICLE,
    BLAMED,
    COMPARED,
    MORE,
    NO_PAGES,
    PAGE_TYPES,
    STATUSES,
)

_NOW = re.compile(r"since=[^&]+")
"""A link to what comes from now on names the second at which the page was made."""
_HREFS = "all => all.map((one) => one.getAttribute('href'))"
PAPER = 718
"""Pixels of a page of A4 between its margins."""
MAX_TABS = 400
SCROLLED = 8
"""Tab also stops at what scrolls, which is no control."""

FOCUSABLE = """
Array.from(document.querySelectorAll(
  "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']"
)).filter((one) => !one.disabled && one.checkVisibility({visibilityProperty: true}))
"""

_WATCH_FOCUS = f"""
window.looks = (one) => [one, ...one.querySelectorAll("*")].map((part) => {{
  const {{outlineStyle, outlineWidth, boxShadow, stroke, strokeWidth}} = getComputedStyle(part);
  return [outlineStyle, outlineWidth, boxShadow, stroke, strokeWidth].join();
}}).join("; ");
window.before = new Map({FOCUSABLE}.map((one) => [one, window.looks(one)]));
window.reached = new Set();
window.unseen = [];
addEventListener("focusin", ({{target}}) => {{
  window.reached.add(target);
  if (window.looks(target) === window.before.get(target))
    window.unseen.push(target.outerHTML.slice(0, 200));
}});
window.before.size;
"""

_MISSED = """
[...window.before.keys()].filter((one) => !window.reached.has(one))
  .map((one) => one.outerHTML.slice(0, 200))
"""

OF_SHADES = ("color-contrast", "scrollable-region-focusable")
"""Axe's rules on what is another thing in the dark and on a small screen."""


def soon(kinds: Iterable[str], *few: str) -> list[Any]:
    """Return all kinds as parameters: these few for each run of the tests, the others slow."""
    return [
        pytest.param(kind, marks=() if kind in few else pytest.mark.slow, id=kind) for kind in kinds
    ]


def addresses(served: Served, kind: str) -> tuple[str, ...]:
    """Return the addresses that show this kind of page."""
    return (PAGE_TYPES | MORE)[kind](served.told)


def test_every_page_is_tried() -> None:
    """Each address that is served is one of the types of pages here, or no page."""
    assert {address for address, _ in PAGES} == PAGE_TYPES.keys() | NO_PAGES


@pytest.fixture(scope="module")
def reader(served: Served, browser: Browser) -> Iterator[Visit]:
    """Provide one visit for all pages: to open a browser's window costs more than a page."""
    with visit(browser, served.base) as reader:
        yield reader


@pytest.fixture(scope="module")
def scriptless(served: Served, browser: Browser) -> Iterator[Visit]:
    """Provide a visit of somebody who has switched scripts off."""
    with visit(browser, served.base, script=False) as reader:
        yield reader


@pytest.mark.parametrize("kind", [*PAGE_TYPES, *soon(MORE, "side by side", "right to left")])
def test_nothing_bars_or_harms_a_reader(kind: str, served: Served, reader: Visit) -> None:
    """Nothing archived runs, nothing is loaded from elsewhere, axe finds no violation in light and
    dark, and nothing is wider than the screen or the paper.
    """
    for number, address in enumerate(addresses(served, kind)):
        reader.go(address, status=_status(kind))
        assert number or reader.bars() == "", f"{address} in light"
        assert reader.overflows() <= 0, address
        reader.look(width=NARROW, dark=True)
        reader.page.evaluate(OPEN_ALL)
        assert number or reader.bars(*OF_SHADES) == "", f"{address} in dark, at {NARROW} pixels"
        assert reader.overflows() <= 0, f"{address} at {NARROW} pixels"
        reader.look(width=PAPER, printed=True)
        assert reader.overflows() <= 0, f"{address} in print"
        assert not reader.page.locator("header.site form").first.is_visible()
        reader.is_unharmed()


@pytest.mark.parametrize("kind", soon(PAGE_TYPES, ARTICLE, COMPARED))
def test_hostile_content_bars_nobody(kind: str, served: Served, reader: Visit) -> None:
    """Axe finds no violation on a page of hostile content either."""
    for address in addresses(served, kind)[1:]:
        reader.go(address, status=_status(kind))
        assert reader.bars() == "", address
        reader.is_unharmed()


def _status(kind: str) -> int:
    return 404 if kind == "no such page" else STATUSES.get(kind, 200)


@pytest.mark.parametrize("kind", soon(PAGE_TYPES, "/", "/archive", ARTICLE, COMPARED, BLAMED))
def test_a_keyboard_reaches_everything(kind: str, served: Served, reader: Visit) -> None:
    """The key Tab goes to every link and control, and each shows that it is there."""
    reader.go(addresses(served, kind)[0], status=_status(kind))
    wanted = reader.page.evaluate(_WATCH_FOCUS)
    for _ in range(min(wanted + SCROLLED, MAX_TABS)):
        reader.page.keyboard.press("Tab")
    assert reader.page.evaluate(_MISSED) == []
    assert reader.page.evaluate("window.unseen") == []


@pytest.mark.parametrize("kind", soon(PAGE_TYPES, "/", "/archive", ARTICLE, COMPARED, BLAMED))
def test_pages_work_without_script(
    kind: str, served: Served, reader: Visit, scriptless: Visit
) -> None:
    """With scripts switched off a page has the same links, and text."""
    seen = []
    for one in (reader, scriptless):
        one.go(addresses(served, kind)[0], status=_status(kind))
        main = one.page.locator("main")
        links = main.locator("a[href]").evaluate_all(_HREFS)
        seen.append([_NOW.sub("since=now", link) for link in links])
        assert main.inner_text().split()
    assert seen[0] == seen[1]
