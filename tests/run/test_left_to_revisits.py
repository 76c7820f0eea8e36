"""What a scheduled crawl looks at, of all that its lists name."""

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from crawler.archive import Archive
from crawler.codec import encode, format_utc
from crawler.config import load
from crawler.ingest.admit import Admitter
from crawler.ingest.article_lookup import ArticleLookup
from crawler.plan import PageTarget, Plan
from jobs.planning import make_plan
from tests.newspaper.fixture import Press
from tests.run.palimpsest import Crawled, Place
from tests.run.reader import Reader


def _listed(place: Place, *targets: PageTarget) -> Plan:
    """Return a scheduled crawl's plan, as if its lists had named these pages."""
    config = load(place.folder / "config.yaml", {})
    plan = make_plan(
        config,
        trigger="schedule",
        now=datetime.now(UTC),
        randomness=os.urandom(4),
        leave_known=True,
    )
    return replace(plan, targets=targets)


def _crawled(place: Place, plan: Plan) -> Crawled:
    return place.crawled(place.start_plan(encode(plan)))


@pytest.mark.parametrize(
    ("modified", "outcome"),
    [(None, "skipped"), (timedelta(days=-1), "skipped"), (timedelta(days=1), "unchanged")],
    ids=["no date", "modified before", "modified since"],
)
def test_a_known_article_is_looked_at_when_its_list_says_so(
    place: Place, newspaper: Press, modified: timedelta | None, outcome: str
) -> None:
    """It is left to revisits, unless the list says that it was modified after the last look."""
    path = "/story/harbour"
    place.crawl(newspaper.url(path))
    told = format_utc(datetime.now(UTC) + modified) if modified is not None else None
    target = PageTarget(
        url=newspaper.url(path), found_in=newspaper.url("/sitemaps/plain.xml"), modified=told
    )
    assert _crawled(place, _listed(place, target)).outcomes == {path: outcome}


def test_a_list_that_dates_everything_anew_is_not_believed_all_the_time(
    place: Place, newspaper: Press
) -> None:
    """An article that had not changed for a day when it was looked at is not looked at again for
    two hours, whatever its list says.
    """
    index, url = place.index(), newspaper.url("/story/harbour")
    now = datetime.now(UTC)
    reader = Reader(place.store, index)
    reader.look(url, now - timedelta(days=1, hours=1))
    reader.look(url, now - timedelta(hours=1))
    index.close()
    target = PageTarget(
        url=url,
        found_in=newspaper.url("/sitemaps/plain.xml"),
        modified=format_utc(now + timedelta(minutes=5)),
    )
    assert _crawled(place, _listed(place, target)).outcomes == {"/story/harbour": "skipped"}


def test_what_is_new_or_was_given_is_looked_at(place: Place, newspaper: Press) -> None:
    """A list's page that was never looked at is fetched, and so is a source's own page, known or
    not.
    """
    known, new = "/story/harbour", "/story/bridge"
    place.crawl(newspaper.url(known))
    given, listed = (
        PageTarget(url=newspaper.url(known)),
        PageTarget(url=newspaper.url(new), found_in=newspaper.url("/feeds/rss.xml")),
    )
    assert _crawled(place, _listed(place, given, listed)).outcomes == {
        known: "unchanged",
        new: "new",
    }


def test_a_link_that_is_left_is_left_by_what_the_index_says(place: Place, newspaper: Press) -> None:
    """Most links of most lists are known: the store is not asked about each of them. What the index
    says is what a look into the store would have come to.
    """
    index, url, now = place.index(), newspaper.url("/story/harbour"), datetime.now(UTC)
    Reader(place.store, index).look(url, now - timedelta(hours=1))
    known, unknown = (
        PageTarget(url=one, found_in=newspaper.url("/feeds/rss.xml"))
        for one in (url, newspaper.url("/story/bridge"))
    )
    admitter = Admitter(index, _listed(place), lambda: now)
    lookup = ArticleLookup(
        Archive(place.store), index, run="20261127T000000Z-0badcafe", clock=lambda: now
    )
    assert admitter.skipped(known) == ("known, and left to revisits", lookup.of(url))
    assert admitter.skipped(unknown) is None
    assert admitter.skipped(PageTarget(url=url)) is None
    index.close()
