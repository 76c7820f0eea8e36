"""Crawls that workers carry out: the same output, the same archive, one site at a time."""

from itertools import pairwise

import pytest

from crawler.identity import site_of
from tests.fleet.conftest import Fleet, elsewhere
from tests.newspaper.fixture import Press


def test_a_crawl_is_carried_out_by_a_worker(fleet: Fleet, newspaper: Press) -> None:
    """With an engine, ``crawl`` enqueues, waits, and prints what a crawl by itself would."""
    fleet.start_worker()
    crawled = fleet.place.crawl(newspaper.url("/story/harbour"), newspaper.url("/gone/never"))
    assert crawled.outcomes["/story/harbour"] == "new"
    (job,) = crawled.report["jobs"]
    assert (job["status"], job["attempts"]) == ("succeeded", 1)
    assert crawled.report["runs"] == [crawled.run]
    assert len(fleet.place.versions(newspaper.url("/story/harbour"))) == 1
    report = fleet.place.run("report", "--workers", "--json").json
    assert [one["host"] != "" for one in report["workers"]] == [True]
    assert report["jobs"]["succeeded"] == 1


@pytest.mark.slow
def test_each_site_is_a_job_of_its_own(fleet: Fleet, newspaper: Press) -> None:
    """A plan of two sites is split; links that a list gives on another site are handed on.

    Each run fetches from one site only.
    """
    newspaper.say("links", "\n".join(["/story/harbour", elsewhere(newspaper, "/story/election")]))
    source = {"name": "n", "feeds": [newspaper.url("/feeds/rss.xml")], "same_site": False}
    fleet.configure(sources=[source])
    fleet.start_worker()
    crawled = fleet.place.crawl("--all")
    assert crawled.outcomes == {"/story/harbour": "new", "/story/election": "new"}
    assert len(crawled.report["jobs"]) == 2
    sites = {
        run: {site_of(check.url) for check in fleet.lines(run)} for run in crawled.report["runs"]
    }
    assert [len(found) for found in sites.values()] == [1, 1]
    assert fleet.place.verified().findings == ()


@pytest.mark.slow
def test_the_delay_holds_from_job_to_job(fleet: Fleet, newspaper: Press) -> None:
    """Two workers that take turns at a site keep its delay between them, too."""
    fleet.configure(crawl={"per_host_delay": 3})
    fleet.start_worker()
    fleet.start_worker()
    calls = [
        fleet.place.start("crawl", "--json", newspaper.url(f"/story/{name}"))
        for name in ("harbour", "election", "storm")
    ]
    assert [call.wait().status for call in calls] == [0, 0, 0]
    times = sorted(one["time"] for one in newspaper.log())
    assert min(later - earlier for earlier, later in pairwise(times)) > 3 * 0.98
