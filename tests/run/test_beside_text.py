"""An archive of before captions and links were read: found out once, and then known."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from crawler.archive import open_for_writing
from crawler.extract import extract
from crawler.index import open_index
from crawler.model import Capture, Check
from crawler.store.files import FileStore
from tests.archives import capture_of
from tests.extract.stories import FERRY
from tests.run.older import THEN, answered, archived
from tests.run.reader import Reader, again

URL = "https://courier.example/2026/03/14/ferry"
STORY = "".join(f"<p>{text}</p>" for text in FERRY.paragraphs)


def capture(at: datetime, target: str) -> Capture:
    """Return the page as it was fetched then, with a link in its story."""
    html = (
        f"<html lang=en><title>{FERRY.title}</title><body><article><h1>{FERRY.title}</h1>{STORY}"
        f'<p>The full report is <a href="{target}">on the page of the board</a>, it said.</p>'
        "</article></body></html>"
    )
    return capture_of(URL, html, at)


def test_an_old_record_is_read_again_once(tmp_path: Path) -> None:
    """The first look compares with the old capture, the next with what that one showed.

    A link that leads elsewhere is found all the same, and makes the next version.
    """
    store = FileStore(tmp_path / "store")
    first = capture(THEN, "https://county.example/report.pdf")
    found = extract(first.answer.body, URL, fetched_at=THEN)
    old = replace(found, extractor="an older one", captions=None, links=None, embeds=None)
    archived(open_for_writing(store, now=THEN), first, old)
    reader = Reader(store, open_index(f"sqlite:///{tmp_path}/index.db"))

    def look(hours: int, target: str) -> Check:
        at = THEN + timedelta(hours=hours)
        with reader.running(URL, at) as (gate, report):
            fetched = answered(capture(at, target), at)

            async def taken() -> None:
                await gate.admit(fetched.target)
                await gate.record(fetched, again)

            asyncio.run(taken())
        return report.checks[-1]

    one, two = (look(hours, "https://county.example/report.pdf") for hours in (1, 2))
    assert [one.outcome, two.outcome] == ["unchanged", "unchanged"]
    assert one.reason == "another extractor reads the same page otherwise"
    assert two.reason is None
    changed = look(3, "https://builder.example/flyer.pdf")
    assert (changed.outcome, changed.version) == ("changed", 2)
    key = next(key for key in store.list() if key.endswith("versions/00000002.json"))
    assert b'"kinds":["link"]' in store.read(key)
