"""What depends on when a page was looked at.

Belief in a removal, and the captures of unchanged pages.
"""

from datetime import UTC, datetime, timedelta

import pytest

from crawler.model import Check, Outcome, State
from crawler.warc import read as read_warc
from tests.newspaper.fixture import Press
from tests.run.palimpsest import Place
from tests.run.reader import Reader

NOW = datetime.now(UTC).replace(microsecond=0)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def test_a_removal_is_believed_when_it_persists(place: Place, newspaper: Press) -> None:
    """A page that is missing is suspect, and still suspect.

    Over three checks and two hours it is gone, from its first capture on.

    What was suspected in earlier runs counts in a later one without its index, and the page that
    comes back is a change again.
    """
    url, index = newspaper.url("/gone/pier"), place.index()
    reader = Reader(place.store, index)
    (seen,) = reader.look(url, NOW - 5 * HOUR)
    newspaper.set("gone/pier", 404)
    suspicions = [check for hours in (3, 2) for check in reader.look(url, NOW - hours * HOUR)]
    index.close()
    place.lose_index()
    believed = place.crawl(url).lines["/gone/pier"]
    newspaper.set("gone/pier", 0)
    back = place.crawl(url).lines["/gone/pier"]
    assert [check.outcome for check in (seen, *suspicions, believed, back)] == [
        "new",
        "suspect",
        "suspect",
        "gone",
        "changed",
    ]
    _, gone, returned = place.versions(url)
    assert (gone.state, gone.extraction, gone.captured_at, gone.last_seen_before) == (
        State.GONE,
        None,
        NOW - 3 * HOUR,
        NOW - 5 * HOUR,
    )
    assert gone.capture.key == suspicions[0].capture
    assert gone.confirmed_at == believed.fetched_at
    assert read_warc(place.store.read(gone.capture.key)).answer.status == 404
    assert "returned" in returned.change.kinds
    assert place.verified().findings == ()


@pytest.mark.parametrize(
    ("setting", "kept"),
    [
        ("versions", [True, False, False, False, False, False]),
        ("daily", [True, False, True, False, True, False]),
        ("all", [True, True, True, True, True, True]),
    ],
)
def test_captures_of_unchanged_pages(
    place: Place, newspaper: Press, setting: str, kept: list[bool]
) -> None:
    """``versions`` keeps none, ``all`` each, and ``daily`` the first of each day while the article
    is younger than a week.
    """
    noon = NOW.replace(hour=12, minute=0, second=0) - 30 * DAY
    index = place.index()
    reader = Reader(place.store, index, captures=setting)
    looks = [noon, noon + HOUR, noon + DAY, noon + DAY + HOUR, noon + 6 * DAY, noon + 8 * DAY]
    checks: list[Check] = [
        check for at in looks for check in reader.look(newspaper.url("/story/clock"), at)
    ]
    index.close()
    assert [check.outcome for check in checks] == [Outcome.NEW, *[Outcome.UNCHANGED] * 5]
    assert [check.capture is not None for check in checks] == kept
    assert place.kinds()["captures"] == sum(kept)
    assert place.verified().findings == ()


def test_the_captures_setting_reaches_the_crawl(place: Place, newspaper: Press) -> None:
    """With ``captures: all`` in the configuration, a crawl keeps the page that it found unchanged;
    by default it waits for the next day.
    """
    url, index = newspaper.url("/story/clock"), place.index()
    Reader(place.store, index).look(url, datetime.now(UTC))
    index.close()
    usual = place.crawl(url).lines["/story/clock"]
    place.configure(captures="all")
    generous = place.crawl(url).lines["/story/clock"]
    assert (usual.outcome, generous.outcome) == (Outcome.UNCHANGED, Outcome.UNCHANGED)
    assert usual.capture is None or usual.fetched_at.date() > NOW.date()
    assert generous.capture in place.listed()
