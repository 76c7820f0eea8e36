"""Changes that come late, the same in every database."""

from crawler.index import Index
from crawler.index.lateness import MIN_NEWER
from crawler.model import ChangeFilter
from tests.index.making import after, version

FERRY, BRIDGE = "https://harbour.example/ferry", "https://hill.example/bridge"


def late(index: Index, wanted: ChangeFilter | None = None, *, hours: float = 0) -> list[int]:
    """Return the numbers of the changes that came after one of so many hours after noon."""
    found = index.late_changes(wanted or ChangeFilter(), after(hours=hours))
    return [one.version for one in found]


def check_lateness(index: Index) -> None:
    """Assert that a change is late if enough newer versions were known, and only then.

    None is while a whole store is read, none when it is added once more, and none of an article
    that was forgotten.
    """
    index.add_versions([version(number, BRIDGE) for number in range(1, MIN_NEWER + 2)])
    index.add_version(*version(2, FERRY, at=after(hours=1)))
    assert late(index) == []
    index.mark_complete()
    index.add_version(*version(2, FERRY, at=after(hours=1)))
    index.add_version(*version(3, FERRY, at=after(hours=2)))
    assert late(index) == []
    index.add_versions([version(number, BRIDGE) for number in range(MIN_NEWER + 2, MIN_NEWER + 5)])
    index.add_version(*version(1, "https://new.example/", at=after(hours=1)))
    index.add_versions([version(number, FERRY, at=after(hours=2.5)) for number in (4, 5)])
    index.add_version(*version(6, FERRY, at=after(hours=9)))
    assert late(index) == [4, 5]
    assert late(index, hours=MIN_NEWER + 4) == [4, 5]
    assert late(index, hours=MIN_NEWER + 5) == []
    assert late(index, ChangeFilter(limit=1)) == [4]
    assert late(index, ChangeFilter(host="hill.example")) == []
    index.forget(index.changes(ChangeFilter(host="harbour.example"))[0].article)
    assert late(index) == []
