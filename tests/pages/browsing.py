"""A browser that notes what no page of ours may do: complain, load from elsewhere, run what is
archived.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.base import AxeResults
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Dialog,
    Page,
    Route,
    expect,
    sync_playwright,
)

from crawler.rendering.availability import browser_path

PATIENCE_MS = 60_000
expect.set_options(timeout=PATIENCE_MS)
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WIDE, NARROW = 1440, 390
HEIGHT = 900
OPEN_ALL = "for (const one of document.querySelectorAll('details')) one.open = true"

_AXE = Axe()

_EXPECTED = "Failed to load resource: the server responded with a status of 404"
"""What a browser says of a page that is a refusal."""

_CANARY = """
addEventListener("securitypolicyviolation", (event) =>
  console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`));
"""


@dataclass
class Visit:
    """A page as one person has it open."""

    page: Page
    base: str
    complaints: list[str] = field(default_factory=list)
    """What the browser's console says, and what else went wrong."""
    elsewhere: list[str] = field(default_factory=list)
    """Requests to anybody but us. None goes out."""

    def hear(self, told: ConsoleMessage) -> None:
        """Note what the console says, unless it is that a refusal is one."""
        if told.type in {"error", "warning"} and not told.text.startswith(_EXPECTED):
            self.complaints.append(told.text)

    def refuse(self, dialog: Dialog) -> None:
        """Note that a page opened a dialog: none of ours does."""
        self.complaints.append(dialog.message)
        dialog.dismiss()

    def go(self, address: str, *, status: int = 200) -> None:
        """Open an address of ours, on a wide screen and in the light."""
        self.complaints.clear()
        self.elsewhere.clear()
        self.look()
        answer = self.page.goto(self.base + address)
        assert answer is not None
        assert answer.status == status, f"{address}: {answer.status}"

    def overflows(self) -> int:
        """Return by how many pixels the page is wider than its window."""
        found: int = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        return found

    def look(self, *, width: int = WIDE, dark: bool = False, printed: bool = False) -> None:
        """Look at the page on such a screen, or on paper."""
        self.page.set_viewport_size({"width": width, "height": HEIGHT})
        self.page.emulate_media(
            media="print" if printed else "screen", color_scheme="dark" if dark else "light"
        )

    def bars(self, *rules: str) -> str:
        """Return what axe finds that would bar somebody: by these rules, or else by all."""
        if not self.page.evaluate("typeof axe === 'object'"):
            self.page.evaluate(_AXE.axe_script)
        options: dict[str, Any] = {"resultTypes": ["violations"]}
        if rules:
            options["runOnly"] = list(rules)
        found = AxeResults(self.page.evaluate("(options) => axe.run(options)", options))
        return found.generate_report() if found.violations_count else ""

    def is_unharmed(self) -> None:
        """Fail where something archived ran, or the browser had something to complain of."""
        assert self.page.evaluate("window.owned") is None
        assert self.complaints == []
        assert self.elsewhere == []


@contextmanager
def launched() -> Iterator[Browser]:
    """Provide a Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=browser_path(os.environ), args=list(FLAGS)
        )
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def visit(
    browser: Browser, base: str, *, width: int = WIDE, dark: bool = False, script: bool = True
) -> Iterator[Visit]:
    """Provide a page of a browser that has seen nothing yet."""
    context = browser.new_context(
        viewport={"width": width, "height": HEIGHT},
        color_scheme="dark" if dark else "light",
        reduced_motion="reduce",
        java_script_enabled=script,
    )
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    made = Visit(page, base)
    ours = urlsplit(base).netloc

    def guarded(route: Route) -> None:
        if urlsplit(route.request.url).netloc == ours:
            route.continue_()
        else:
            made.elsewhere.append(route.request.url)
            route.abort()

    context.route("**/*", guarded)
    context.add_init_script(_CANARY)
    page.on("pageerror", lambda error: made.complaints.append(str(error)))
    page.on("console", made.hear)
    page.on("dialog", made.refuse)
    try:
        yield made
    finally:
        context.close()
