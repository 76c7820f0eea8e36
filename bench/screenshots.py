"""Take the two pictures of the README, of the demonstration's archive in a real browser.

    python bench/screenshots.py [--folder docs]

Runs ``palimpsest demo --web``, opens the page of changes and the comparison in which a sentence
left without notice, and takes a picture of each. Needs a Chromium on the machine.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from crawler.rendering.availability import browser_path

ROOT = Path(__file__).resolve().parents[1]
WIDTH, HEIGHT = 1120, 940
MAX_BYTES = 200_000
"""Of one picture: a README is read over slow networks, too."""


@contextmanager
def demonstration() -> Iterator[str]:
    """Provide the address of the demonstration's pages."""
    call = [sys.executable, "-m", "jobs.cli", "demo", "--web", "--json"]
    with subprocess.Popen(call, cwd=ROOT, stdout=subprocess.PIPE, text=True) as running:
        try:
            assert running.stdout is not None
            told = ""
            while not told.endswith("\n}\n"):
                line = running.stdout.readline()
                assert line, "the demonstration ended early"
                told += line
            yield json.loads(told)["address"]
        finally:
            running.send_signal(signal.SIGINT)


def main() -> None:
    """Take both pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=ROOT / "docs")
    folder = parser.parse_args().folder
    with demonstration() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=browser_path(os.environ), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(
            viewport={"width": WIDTH, "height": HEIGHT}, reduced_motion="reduce"
        )
        page.goto(address)
        _take(page, folder / "changes.png")
        page.locator("[data-changes] > li").filter(has_text="silent").locator("h2 a").click()
        page.locator("main del").first.wait_for()
        _take(page, folder / "comparison.png")
        browser.close()


def _take(page, path: Path) -> None:  # noqa: ANN001  # playwright's
    page.screenshot(path=path, clip={"x": 0, "y": 0, "width": WIDTH, "height": HEIGHT})
    size = path.stat().st_size
    assert size < MAX_BYTES, f"{path} has {size} bytes"
    print(f"{path}: {size:,} bytes")


main()
