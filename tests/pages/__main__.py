"""``python -m tests.pages FOLDER [WORD]``: pictures of every type of page, to be looked at.

Wide and narrow, light and dark. A word leaves out all types of pages that do not hold it.
"""

import re
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser

from crawler.capture_reader import ArchiveReader
from crawler.store.files import FileStore
from tests.pages.browsing import NARROW, WIDE, launched, visit
from tests.pages.newsroom import this_hour
from tests.pages.page_types import MORE, PAGE_TYPES
from tests.pages.stories_told import Told, write_stories
from tests.web.site import config_at, serving


def take(browser: Browser, base: str, told: Told, folder: Path, word: str) -> None:
    """Take all pictures."""
    with visit(browser, base) as reader:
        for kind, addresses in (PAGE_TYPES | MORE).items():
            for number, address in enumerate(addresses(told) if word in kind else ()):
                reader.page.goto(base + address)
                for width in (WIDE, NARROW):
                    for dark in (False, True):
                        reader.look(width=width, dark=dark)
                        plain = re.sub(r"[^a-z]+", "-", kind).strip("-") or "changes"
                        shade = "dark" if dark else "light"
                        path = folder / f"{plain}-{number}-{width}-{shade}.png"
                        reader.page.screenshot(path=path, full_page=True)


def main() -> None:
    """Write an archive, serve it, and take the pictures."""
    folder, word = Path(sys.argv[1]), "".join(sys.argv[2:3])
    folder.mkdir(exist_ok=True)
    with TemporaryDirectory() as place:
        told = write_stories(FileStore(Path(place) / "store"), this_hour())
        with serving(config_at(Path(place)), captures=ArchiveReader) as site, launched() as browser:
            take(browser, f"http://127.0.0.1:{site.port}", told, folder, word)


main()
