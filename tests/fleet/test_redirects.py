"""Redirects from site to site, whose crawls go on at once: nobody waits, and nothing differs.

What one process comes to is what workers must come to.
"""

from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from crawler.archive import Archive
from crawler.identity import site_of
from tests.fleet.conftest import OTHER, Fleet, elsewhere
from tests.fleet.test_faults import DELAY, require_one_at_a_time
from tests.newspaper.fixture import Press
from tests.run.conftest import file_place
from tests.run.palimpsest import Crawled, Place, parts_of

pytestmark = pytest.mark.slow

SAME = (
    *("kind", "url", "source", "outcome", "final_url", "hops", "article", "status", "reason"),
    *("version", "body_sha256", "fingerprint", "etag", "requests", "found", "dropped"),
)
"""What of a check line two crawls of the same pages have in common."""


def lines_of(place: Place, runs: Iterable[str]) -> list[tuple[Any, ...]]:
    """Return what is to be the same of the check lines of some runs."""
    found = (check for run in runs for part in parts_of(place.store, run) for check in part.checks)
    return sorted(tuple(getattr(check, name) for name in SAME) for check in found)


def stored_in(place: Place) -> tuple[list[str], list[Any]]:
    """Return the keys of versions and aliases, and for each version what was exchanged for it."""
    keys = [key for key in place.listed() if "/versions/" in key or "aliases/" in key]
    archive, told = Archive(place.store), []
    articles = {key.removeprefix("articles/").partition("/versions/")[0] for key in keys}
    for article in sorted(one for one in articles if "aliases/" not in one):
        for head in archive.newer(article):
            exchanges = archive.capture(head.record.capture.key).exchanges
            asked = [(one.url, one.status, one.body, sent(one)) for one in exchanges]
            told.append((article, head.record.version, head.record.url, asked))
    return sorted(keys), told


def sent(exchange: Any) -> list[str]:
    """Return the names of the request's headers."""
    return sorted(name.lower() for name, _ in exchange.request_headers)


def require_same(
    fleet: Fleet, tmp_path: Path, newspaper: Press, *call: str, times: int = 1
) -> Crawled:
    """See that workers come to what one process comes to. Returns what they reported last."""
    alone = file_place(tmp_path / "alone")
    alone.configure(**fleet.sections)
    ones = [alone.crawl(*call) for _ in range(times)]
    calls = len(newspaper.log())
    fleet.start_worker("--jobs", "2")
    for one in ones:
        together = fleet.place.crawl(*call)
        assert lines_of(fleet.place, together.report["runs"]) == lines_of(alone, [one.run])
        assert (together.outcomes, together.status) == (one.outcomes, one.status)
        assert {job["status"] for job in together.report["jobs"]} == {"succeeded"}
    assert stored_in(fleet.place) == stored_in(alone)
    require_one_at_a_time(newspaper, since=calls)
    assert fleet.place.verified().ok
    return together


def test_sites_that_lead_to_each_other(fleet: Fleet, newspaper: Press, tmp_path: Path) -> None:
    """Pages, a feed, a loop, and a chain that needs the cookie of its first site."""
    newspaper.say("links", "/story/storm")  # with a fifth page of a site its boilerplate is known
    here, there = newspaper.url, partial(elsewhere, newspaper)
    fleet.configure(
        crawl={"per_host_delay": DELAY},
        sources=[
            {"name": "moved", "feeds": [here(f"/redirect/to?url={there('/feeds/rss.xml')}")]},
            {"name": "also", "urls": [there(f"/redirect/to?url={here('/story/election')}")]},
            {
                "name": "pages",
                "urls": [
                    here(f"/redirect/to?url={there('/story/harbour')}"),
                    there(f"/redirect/to?url={here('/story/election')}"),
                    here("/redirect/other/loop"),
                    there("/redirect/visit/quay"),
                    here(f"/redirect/to?url={there('/etag/mill')}"),
                    here("/story/plain"),
                ],
            },
        ],
    )
    crawled = require_same(fleet, tmp_path, newspaper, "--all")
    assert crawled.outcomes["/redirect/visit/quay"] == "new"
    assert "a redirect loop of 2 hops" in (crawled.reasons["/redirect/other/loop"] or "")
    assert len(crawled.outcomes) == 7
    assert len(crawled.report["jobs"]) > 2


@pytest.mark.parametrize("allowed", [True, False])
def test_a_robots_file_on_another_site(
    fleet: Fleet, newspaper: Press, tmp_path: Path, *, allowed: bool
) -> None:
    """A domain that has moved, with all its pages and its robots.txt."""
    there = elsewhere(newspaper, "/robots.txt")
    newspaper.say("robots-location-127.0.0.1", there)
    newspaper.say("robots", f"User-agent: *\n{'Allow' if allowed else 'Disallow'}: /\n")
    fleet.configure(crawl={"per_host_delay": DELAY, "obey_robots": True})
    pages = [newspaper.url(f"/redirect/to?url={elsewhere(newspaper, '/story/harbour')}")]
    pages.append(newspaper.url("/story/election"))
    crawled = require_same(fleet, tmp_path, newspaper, *pages)
    assert set(crawled.outcomes.values()) == ({"new"} if allowed else {"refused"})
    sites = [job["site"] for job in crawled.report["jobs"]]
    assert sites[:3] == ["127.0.0.1", OTHER, "127.0.0.1"]


def test_a_page_that_is_watched_is_looked_at_again(fleet: Fleet, newspaper: Press) -> None:
    """Also where a redirect led to another site: its line is in that crawl's run."""
    story = "/story/harbour"
    page = newspaper.url(f"/redirect/to?url={elsewhere(newspaper, story)}")
    fleet.start_worker()
    assert fleet.place.crawl("--watch", page).status == 0
    index = fleet.place.index()
    try:
        assert [one.url for one in index.articles(watched=True)] == [elsewhere(newspaper, story)]
        (check,) = [line for run in index.runs(limit=9) for line in index.run_checks(run.run)]
        assert (check.url, site_of(check.final_url or "")) == (page, OTHER)
    finally:
        index.close()
