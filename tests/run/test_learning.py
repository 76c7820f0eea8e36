"""When a crawl learns of a site."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from crawler.index import open_index
from crawler.ingest.profiles import FIRST_AT
from crawler.store.files import FileStore
from tests.archives import capture_of
from tests.extract.altered_pages import FETCHED
from tests.run.older import answered
from tests.run.reader import Reader, again

SITE = "https://courier.example"
CLOSING = "The Courier is printed on paper from the valley."
NAMES = ("ferry", "bridge", "market", "school", "harbour", "library", "orchard", "theatre")


def page(name: str) -> str:
    """Return an article that tells another story than all others, and closes as they do."""
    told = "".join(
        f"<p>The {name} of {name}ton had its {number}th day of {name} repairs, and the {name} "
        f"keeper told a {name} meeting that the {name} would stay open for the {name} guests.</p>"
        for number in range(4, 8)
    )
    title = f"The {name} stays open"
    return (
        f'<html lang="en"><head><title>{title}</title></head><body><article><h1>{title}</h1>'
        f"{told}<p>{CLOSING}</p></article></body></html>"
    )


def profiles(store: FileStore) -> list[str]:
    """Return the keys of what was learned."""
    return list(store.list("profiles/"))


def test_a_crawl_learns_where_there_are_new_versions(tmp_path: Path) -> None:
    """Pages that show what they showed teach nothing new, so nobody looks through the site."""
    store, index = FileStore(tmp_path / "store"), open_index(f"sqlite:///{tmp_path}/index.db")
    reader = Reader(store, index)

    def crawl(names: Sequence[str], hours: int) -> None:
        at = FETCHED + timedelta(hours=hours)
        with reader.running(SITE, at) as (gate, _):
            for name in names:
                fetched = answered(capture_of(f"{SITE}/2026/{name}", page(name), at), at)
                asyncio.run(gate.record(fetched, again))

    crawl(NAMES[:FIRST_AT], 0)
    (learned,) = profiles(store)
    store.remove(learned)
    crawl(NAMES[:FIRST_AT], 1)
    assert profiles(store) == []
    crawl(NAMES[FIRST_AT:][:1], 2)
    assert len(profiles(store)) == 1
