"""Changes read page by page, the same in every database."""

from collections.abc import Iterator
from dataclasses import replace

from crawler.index import Index
from crawler.model import ChangeFilter, ChangePosition
from tests.index.making import URL, after, version

URLS = (URL, "https://hill.example/ä", "https://Hill-b.example/Z")


def read_in_pages(index: Index, wanted: ChangeFilter) -> Iterator[list[tuple[str, int]]]:
    """Yield page after page of the changes that fit, as article and number."""
    while found := index.changes(wanted):
        yield [(one.article, one.version) for one in found]
        wanted = replace(wanted, cursor=ChangePosition.of(found[-1]))


def check_pages(index: Index) -> None:
    """Assert that pages of any size give the whole list once, in order.

    Some changes are of the same moment, and two of these are of one article. A change that comes in
    while somebody reads moves none of what is still to be read.
    """
    for url in URLS:
        index.add_versions(
            [version(number, url, at=after(hours=max(number // 2, 1))) for number in range(1, 7)]
        )
    every = [(one.article, one.version) for one in index.changes()]
    assert len(every) == len(set(every)) == 15
    for size in (1, 2, 4, 15):
        pages = list(read_in_pages(index, ChangeFilter(limit=size)))
        assert [one for page in pages for one in page] == every
        assert {len(page) for page in pages[:-1]} <= {size}
    some = ChangeFilter(host="harbour.example", until=after(hours=3), limit=2)
    assert [[number for _, number in page] for page in read_in_pages(index, some)] == [
        [5, 4],
        [3, 2],
    ]
    reading = read_in_pages(index, ChangeFilter(limit=7))
    first = next(reading)
    index.add_version(*version(7, at=after(days=1)))
    assert [*first, *(one for page in reading for one in page)] == every
