"""A clock that was wrong once.

What it left in the future is not believed for scheduling, and the order of versions stays the
chain's.
"""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from crawler.checks import Part, PartHeader, encode_part
from crawler.identity import article_of, check_key, new_run_id
from crawler.model import Check, Outcome
from jobs.context import now
from tests.newspaper.fixture import Press
from tests.run.palimpsest import Place


def _left_behind(place: Place, url: str, at: datetime, **more: object) -> str:
    """Return a run that was told a wrong time and looked at the page then. Returns its name."""
    run = new_run_id(at, b"late")
    check = Check(
        kind="article",
        run=run,
        url=url,
        article=article_of(url),
        fetched_at=at,
        outcome=Outcome.UNREADABLE,
        status=200,
    )
    check = replace(check, **more)  # type: ignore[arg-type]  # whatever the test says
    header = PartHeader(
        run=run,
        part=1,
        previous=None,
        plan={"sources": [{"name": "news"}]},
        trigger="crawl",
        started=at,
    )
    place.store.create(
        check_key(run, 1),
        encode_part(Part(header=header, checks=(check,), report={"finished": None})),
    )
    return run


@pytest.mark.slow
@pytest.mark.parametrize("days", [1, 40 * 365])
def test_a_run_in_the_future(place: Place, newspaper: Press, days: int) -> None:
    """``--since-last`` skips nothing for it, ``why`` says when the next look is, and ``doctor``
    names the run and how far ahead it was.
    """
    url = newspaper.url("/story/harbour")
    place.configure(sources=[{"name": "news", "urls": [url]}])
    place.crawl(newspaper.url("/story/bridge"))
    run = _left_behind(place, url, now() + timedelta(days=days), source="news")
    before = place.run("why", "--json", url).json
    assert before["next"]["at"] < now().isoformat(), "it is due"
    assert place.crawl("--since-last", "12h", url).outcomes == {"/story/harbour": "new"}
    assert place.crawl("--since-last", "12h", url).outcomes == {"/story/harbour": "skipped"}
    after = place.run("why", "--json", url).json
    assert now().isoformat() < after["next"]["at"] < (now() + timedelta(days=30)).isoformat()
    told = place.run("doctor", "--json")
    [clock] = [finding for finding in told.json["findings"] if finding["about"] == "clock"]
    assert (
        told.status,
        clock["state"],
        run in clock["detail"],
        f"{days:g}"[:1] in clock["detail"],
    ) == (1, "wrong", True, True)


def test_what_the_index_believes(place: Place, newspaper: Press) -> None:
    """The last crawl of a source, the last whole look, and pending suspicions are those of before
    now.
    """
    url = newspaper.url("/story/harbour")
    place.configure(sources=[{"name": "news", "urls": [url]}])
    begun = now()
    place.crawl("--all")
    [version] = place.versions(url)
    _left_behind(
        place,
        url,
        begun + timedelta(days=400),
        outcome=Outcome.UNCHANGED,
        version=version.version,
        source="news",
    )
    _left_behind(place, url, begun, outcome=Outcome.SUSPECT)
    index = place.index()
    index.clock = now
    assert (
        begun - timedelta(seconds=2)
        <= index.last_crawls(["news"], begun - timedelta(days=1))["news"]
        <= now()
    )
    summary = index.summary(article_of(url))
    assert summary is not None
    assert summary.last_checked is not None
    assert summary.last_unconditional is not None
    assert max(summary.last_checked, summary.last_unconditional) <= now()
    assert index.looks(["news"], "article", [Outcome.NEW])["news"].last_good == version.confirmed_at
    index.clock = None
    assert index.last_crawls(["news"], begun)["news"] > now()
    index.close()
