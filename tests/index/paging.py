"""Changes read page by page, the same in every database."""

from collections.abc import Iterator
from dataclasses import replace

from crawler.index import Index
from crawler.model import ChangeFilter, ChangePosition
from tests.index.making import URL, after, check, part, run_id, version

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


def check_lists_in_pages(index: Index) -> None:
    """Assert that pages of articles and of runs give the whole list once, in order.

    Names sort by their bytes: an accent or a capital stands elsewhere in a language's order.
    """
    for url in URLS:
        index.add_versions([version(1, url)])
    for second in range(4):
        index.add_part(*part(check(), run=run_id(second)))
    names = [one.article for one in index.articles(kept=True)]
    assert names == sorted(names, key=str.encode)
    found, after_this = [], None
    while some := index.articles(kept=True, after=after_this, limit=2):
        found += [one.article for one in some]
        after_this = found[-1]
    assert (len(found), found) == (3, names)
    runs, before = [], None
    while newest := index.newest_runs(3, before=before):
        runs += [one.summary.run for one in newest]
        before = runs[-1]
    assert (len(runs), runs) == (4, index.run_names())
