"""Which changes a feed holds, and what it says of each."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event

from crawler.feeds import FeedOfChanges, as_atom, as_json_feed, change_id
from crawler.identity import article_of
from crawler.model import ChangeFilter, ChangePosition, Silence
from jobs.reading.change_feed import FeedPlace, change_feed
from jobs.reading.derived_cache import DerivedCache
from jobs.reading.feed_entries import MAX_TITLE
from tests.feeds.newsroom_archive import BORN, NewsroomArchive, Reading, sha256_of
from tests.feeds.standards import atom_faults, json_feed_faults

BASE = "https://archive.example"
BRIDGE, FERRY = "https://news.example/bridge", "https://harbour.example/ferry"

PLACE = FeedPlace(
    query="",
    title="Changes",
    self_url=f"{BASE}/feeds/changes.atom",
    home_url=f"{BASE}/",
    first_url=f"{BASE}/feeds/changes.atom",
    page_after=lambda place: f"{BASE}/feeds/changes.atom?cursor={place.version}",
    compare=lambda article, old, new: f"{BASE}/articles/{article}/compare/{old}/{new}",
)


def hour(number: float) -> datetime:
    """Return a time so many hours after the archive's birth."""
    return BORN + timedelta(hours=number)


@pytest.fixture
def archive(tmp_path: Path) -> NewsroomArchive:
    """Provide an empty archive."""
    return NewsroomArchive(tmp_path)


@pytest.fixture(scope="module")
def reading(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reading]:
    """Provide an archive of two articles, with four changes, that no test changes."""
    archive = NewsroomArchive(tmp_path_factory.mktemp("archive"))
    publish_changes(archive)
    with archive.open() as reading:
        yield reading


def publish_changes(archive: NewsroomArchive) -> None:
    """Add two articles with four changes."""
    archive.publish(BRIDGE, hour(1), "Bridge open", "One stays.", "Two lorries fell.")
    archive.publish(
        BRIDGE,
        hour(2),
        "Bridge shut",
        "One stays.",
        "Ten lorries fell.",
        kinds=("headline", "fact"),
        silence=Silence.SILENT,
        publisher="The News",
    )
    archive.publish(FERRY, hour(3), "Ferry late", "It is late.", source="harbour")
    archive.publish(
        FERRY,
        hour(4),
        "Ferry late",
        "It is late.",
        "It came.",
        kinds=("addition",),
        silence=Silence.ANNOUNCED,
        source="harbour",
    )
    archive.publish(FERRY, hour(5), None, kinds=("gone",), source="harbour")
    archive.publish(
        BRIDGE,
        hour(6),
        "Bridge shut",
        "One stays.",
        kinds=("removal",),
        silence=Silence.UNKNOWN,
    )


def feed(reading: Reading, **wanted: object) -> FeedOfChanges:
    """Return the feed, after a look whether both documents are as their standards ask."""
    made = change_feed(reading, ChangeFilter(**wanted), PLACE, DerivedCache())  # type: ignore[arg-type]
    assert atom_faults(as_atom(made)) == []
    assert json_feed_faults(as_json_feed(made)) == []
    return made


def titles(reading: Reading, **wanted: object) -> list[str]:
    """Return the titles of a feed's entries."""
    return [entry.title for entry in feed(reading, **wanted).entries]


REMOVAL = "Bridge shut: 0 words added, 3 removed (removal)"
GONE = "Removed: Ferry late"
ADDITION = "Ferry late: 2 words added, 0 removed (addition)"
HEADLINE = "Bridge open → Bridge shut (headline, fact, silent)"


def test_a_feed_tells_all_changes_the_newest_first(reading: Reading) -> None:
    """Every change has an entry, and a first version has none."""
    assert titles(reading) == [REMOVAL, GONE, ADDITION, HEADLINE]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({"kind": "fact"}, [HEADLINE]),
        ({"source": "harbour"}, [GONE, ADDITION]),
        ({"host": "news.example"}, [REMOVAL, HEADLINE]),
        ({"silence": Silence.SILENT}, [HEADLINE]),
        ({"silence": Silence.ANNOUNCED}, [ADDITION]),
        ({"silence": Silence.UNKNOWN}, [REMOVAL]),
        ({"words": ("ferry", "LATE")}, [ADDITION]),
        ({"words": ("harbour.example",)}, [GONE, ADDITION]),
        ({"words": ("ferry", "bridge")}, []),
        ({"since": hour(5)}, [REMOVAL, GONE]),
        ({"until": hour(4)}, [HEADLINE]),
        ({"host": "news.example", "kind": "removal"}, [REMOVAL]),
    ],
)
def test_each_filter_filters(
    reading: Reading, wanted: dict[str, object], expected: list[str]
) -> None:
    """A feed holds the changes that fit its filter, and no other."""
    assert titles(reading, **wanted) == expected


def test_one_article_has_a_feed(reading: Reading) -> None:
    """A feed may be that of one article."""
    assert titles(reading, article=article_of(FERRY)) == [GONE, ADDITION]


def test_an_entry_says_what_changed(reading: Reading) -> None:
    """An entry names its author, its pages, its kinds and both records, and shows the words."""
    entry = feed(reading, kind="headline").entries[0]
    older, newer = (one.sound for one in reading.reader.read(article_of(BRIDGE), (1, 2)))
    assert entry.id == change_id(sha256_of(older), sha256_of(newer))
    assert entry.author == "The News"
    assert entry.article_url == BRIDGE
    assert entry.page.endswith("/compare/1/2")
    assert entry.categories == ("headline", "fact", "silent")
    assert entry.updated == hour(2)
    for words in ("<del><s>open</s></del>", "<ins><strong>Ten</strong></ins>", "because of fact"):
        assert words in entry.content
    assert entry.facts["kinds"] == ["headline", "fact"]
    assert (entry.facts["from"], entry.facts["to"]) == (1, 2)


def test_without_a_publisher_the_host_is_the_author(reading: Reading) -> None:
    """An entry of a page that names no publisher is by its host."""
    assert feed(reading, kind="addition").entries[0].author == "harbour.example"


def test_a_damaged_version_is_told_as_damaged(archive: NewsroomArchive) -> None:
    """Of a forged record nothing is shown, its entry keeps its id, and its successor no diff.

    What was shown of it when it was sound is no longer shown.
    """
    publish_changes(archive)
    contents = DerivedCache()
    with archive.open() as reading:
        sound = change_feed(reading, ChangeFilter(), PLACE, contents)
    archive.overwrite(BRIDGE, 2)
    with archive.open() as reading:
        found = change_feed(reading, ChangeFilter(), PLACE, contents)
    assert [entry.id for entry in found.entries] == [entry.id for entry in sound.entries]
    damaged, successor = found.entries[3], found.entries[0]
    assert damaged.title == f"Damaged: version 2 of {BRIDGE}"
    assert damaged.categories == ("damaged",)
    assert "Damaged:" in successor.content
    assert "<del>" not in damaged.content + successor.content
    assert b"FORGED" not in as_atom(found) + as_json_feed(found)


def test_a_change_after_a_damaged_version_is_told_and_not_shown(archive: NewsroomArchive) -> None:
    """A change whose older version is damaged has no words of either."""
    publish_changes(archive)
    archive.overwrite(FERRY, 1)
    with archive.open() as reading:
        entry = feed(reading, kind="addition").entries[0]
    assert "version 1" in entry.content
    assert "<ins>" not in entry.content


def test_texts_that_were_read_by_others_are_not_compared(archive: NewsroomArchive) -> None:
    """Texts of two extractors are compared on their page only, for the pages must be read again."""
    archive.publish(BRIDGE, hour(1), "Bridge", "One.")
    archive.publish(BRIDGE, hour(2), "Bridge", "Two.", kinds=("rewrite",), extractor="y")
    archive.publish(
        BRIDGE, hour(3), "Bridge", "Three.", kinds=("rewrite",), extractor="y", judged=(0, 0)
    )
    with archive.open() as reading:
        noise, other = feed(reading).entries
    assert "reads both pages again" in other.content
    assert "reads both pages again" in noise.content
    assert "<ins>" not in other.content + noise.content


def test_what_is_too_long_is_not_compared(
    archive: NewsroomArchive, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Long texts are compared on their page only, and a long headline is cut in a title."""
    monkeypatch.setattr("jobs.reading.feed_entries.MAX_COMPARED", 100)
    archive.publish(BRIDGE, hour(1), "x " * 5_000, "One.")
    archive.publish(BRIDGE, hour(2), "y " * 5_000, "Two." * 25, kinds=("headline", "rewrite"))
    with archive.open() as reading:
        (entry,) = feed(reading).entries
    assert "too long to be compared" in entry.content
    assert "<ins>" not in entry.content
    assert len(entry.title) < 2 * MAX_TITLE + 50


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> int:
    """Have pages hold few entries, and count as late what is older than as many."""
    for name in ("jobs.reading.change_feed.PAGE_SIZE", "crawler.index.lateness.MIN_NEWER"):
        monkeypatch.setattr(name, 3)
    return 3


def test_pages_follow_each_other_to_the_end(archive: NewsroomArchive, small_pages: int) -> None:
    """The links lead through all changes, each once, and every page has the feed's ``updated``."""
    _edits(archive, small_pages + 2)
    with archive.open() as reading:
        seen: list[str] = []
        cursors: list[ChangePosition] = []

        def page_after(after: ChangePosition) -> str:
            cursors.append(after)
            return f"{BASE}/next"

        place = replace(PLACE, page_after=page_after)
        wanted = ChangeFilter()
        for _ in range(2):
            page = change_feed(reading, wanted, place, DerivedCache())
            seen += [entry.id for entry in page.entries]
            assert page.updated == hour(small_pages + 2)
            wanted = replace(wanted, cursor=cursors[-1])
    assert page.next_url is None
    assert page.first_url == PLACE.first_url
    assert len(seen) == len(set(seen)) == small_pages + 2


def _edits(archive: NewsroomArchive, number: int) -> None:
    for version in range(number + 1):
        archive.publish(BRIDGE, hour(version), "Bridge", f"Edit {version}.", kinds=("rewrite",))


def test_a_change_that_comes_late_is_on_the_first_page(
    archive: NewsroomArchive, small_pages: int
) -> None:
    """Changes that arrive with older times are seen by readers, and turn no ``updated`` back."""
    archive.publish(FERRY, hour(-2), "Ferry late", "It is late.")
    _edits(archive, small_pages + 2)
    with archive.open() as reading:
        before = feed(reading)
    archive.publish(FERRY, hour(-1), "Ferry gone", "It is late.", kinds=("headline",))
    with archive.open() as reading:
        after = feed(reading)
        other = feed(reading, kind="rewrite")
    assert [entry.id for entry in after.entries[:-1]] == [entry.id for entry in before.entries]
    assert after.entries[-1].title == "Ferry late → Ferry gone (headline)"
    assert after.updated == before.updated
    assert [entry.id for entry in other.entries] == [entry.id for entry in before.entries]


def test_a_late_change_that_is_in_its_place_stands_there_once(
    archive: NewsroomArchive, small_pages: int
) -> None:
    """A late change that is among the newest of a filter is not shown twice."""
    for number in range(small_pages + 2):
        archive.publish(FERRY, hour(number / 10), "Ferry", f"Late {number}.", kinds=("rewrite",))
    _edits(archive, small_pages + 2)
    with archive.open():
        pass
    archive.publish(FERRY, hour(0.9), "Ferry", "It came.", kinds=("rewrite",))
    with archive.open() as reading:
        assert len(reading.index.late_changes(ChangeFilter(), BORN)) == 1
        found = feed(reading, host="harbour.example")
    assert len(found.entries) == small_pages


def test_reading_a_whole_store_makes_nothing_late(
    archive: NewsroomArchive, small_pages: int
) -> None:
    """An index that is made anew knows of no lateness: its order of reading is none of time."""
    archive.publish(FERRY, hour(-2), "Ferry late", "It is late.")
    archive.publish(FERRY, hour(-1), "Ferry gone", "It is late.", kinds=("headline",))
    _edits(archive, small_pages + 2)
    with archive.open() as reading:
        assert reading.index.late_changes(ChangeFilter(), BORN - timedelta(days=9)) == []
        assert len(feed(reading).entries) == small_pages


def test_updated_never_goes_back(reading: Reading) -> None:
    """A feed whose last change has left its span of time keeps its ``updated``."""
    assert feed(reading).updated == hour(6)
    empty = feed(reading, since=hour(7))
    assert (empty.entries, empty.updated) == ((), hour(6))
    assert feed(reading, words=("nothing",)).updated == BORN


def test_content_is_made_once_for_a_pair_of_records(
    reading: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What two records differ in is found out once, and never kept of a damaged one."""
    contents = DerivedCache()
    first = change_feed(reading, ChangeFilter(), PLACE, contents)
    monkeypatch.setattr("jobs.reading.change_feed.content_of", lambda _: pytest.fail("made again"))
    assert change_feed(reading, ChangeFilter(), PLACE, contents) == first


def test_the_cache_is_bounded(reading: Reading) -> None:
    """A full cache lets go of what was asked for longest ago."""
    contents = DerivedCache(most=1, weight=len)
    first = change_feed(reading, ChangeFilter(), PLACE, contents)
    assert len(contents) == 0
    assert first == change_feed(reading, ChangeFilter(), PLACE, contents)


@pytest.mark.usefixtures("small_pages")
def test_a_feed_asks_the_index_no_more_often_for_more_entries(
    archive: NewsroomArchive, monkeypatch: pytest.MonkeyPatch
) -> None:
    """How many questions a feed asks does not depend on how many entries it has."""
    publish_changes(archive)
    archive.publish(BRIDGE, hour(7), "Bridge", "It is shut.", kinds=("rewrite",))
    asked = []
    for size in (3, 4):
        monkeypatch.setattr("jobs.reading.change_feed.PAGE_SIZE", size)
        with archive.open() as reading:
            statements: list[object] = []
            event.listen(
                reading.index.engine,
                "before_cursor_execute",
                lambda *told, known=statements: known.append(told[2]),
            )
            assert len(feed(reading).entries) == size
            asked.append(len(statements))
    assert len(set(asked)) == 1
    assert asked[0] <= 11
