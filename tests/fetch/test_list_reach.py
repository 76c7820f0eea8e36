"""Which further lists a run still reads, and what it says of the others."""

from datetime import UTC, datetime, timedelta

from crawler.capture import Links
from crawler.discover import Link
from crawler.model import DropRule
from crawler.plan import ListKind, ListTarget
from crawler.spiders.backlog import Backlog
from crawler.spiders.list_results import MAX_DEPTH, unread_lists, within_reach
from crawler.spiders.lists import MAX_LISTS, Sifted

DAY = datetime(2024, 3, 1, tzinfo=UTC)
FOUND = Sifted(
    children=tuple(
        Link(url=f"https://news.example/{n}.xml", lastmod=DAY + n * timedelta(1))
        for n in range(MAX_LISTS)
    )
)


def test_lists_that_there_is_room_for() -> None:
    """The first ones, which are the newest; the others are counted and told."""
    read = within_reach(FOUND, depth=0, read=1)
    assert read.children == FOUND.children[1:]
    assert read.dropped == {DropRule.MAX_LISTS: 1}
    assert (unread_lists(read) or "").startswith("1 of 500 further lists are not read, the oldest")


def test_lists_below_too_many_others() -> None:
    """None of them is read, and that is said."""
    read = within_reach(FOUND, depth=MAX_DEPTH, read=MAX_DEPTH + 1)
    assert not read.children
    assert (unread_lists(read) or "").startswith("500 of 500 further lists")


def test_lists_that_are_all_read() -> None:
    """There is nothing to say."""
    few = Sifted(children=FOUND.children[:3])
    assert within_reach(few, depth=MAX_DEPTH - 1, read=MAX_LISTS - 3) == few
    assert unread_lists(few) is None


def test_the_links_of_one_address_read_as_two_kinds_of_list_all_wait() -> None:
    """A section that is a front page, too, is read twice: neither reading takes the other's place.
    What waits is counted along.
    """
    backlog, url = Backlog(), "https://news.example/"
    kinds: tuple[tuple[ListKind, str], ...] = (("section", "ab"), ("front", "cd"))
    for kind, names in kinds:
        found = Links.of(Link(url=f"{url}{name}") for name in names)
        place = backlog.add(ListTarget(source="news", url=url, kind=kind), found)
    taken = [backlog.take(place)]
    assert backlog.left == 3
    taken += backlog.rest()
    assert [target.url[-1] for target in taken if target] == ["a", "b", "c", "d"]
    assert backlog.left == 0
