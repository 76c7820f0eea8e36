"""The pages of runs: the list from page to page, and one run with what it made and what failed."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest

from crawler.model import Outcome, Silence
from jobs.reading.derived_cache import DerivedCache
from jobs.web import kept_pages
from jobs.web.pages.runs import SHOWN
from tests.web.activity import ARTICLE, HOSTILE, Activity, listed, look
from tests.web.queries import statements_of
from tests.web.site import Site, config_at, serving
from tests.web.test_changes_page import Tags


@pytest.fixture(scope="module")
def wrote(tmp_path_factory: pytest.TempPathFactory) -> Activity:
    """Provide an archive of seven runs: interrupted, killed, hostile, large, and plain ones."""
    one = Activity(tmp_path_factory.mktemp("runs"))
    one.versions((one.ago(hours=9), None), (one.ago(hours=8), Silence.SILENT))
    one.run(look(one.ago(hours=9), Outcome.NEW, version=1))
    one.run(look(one.ago(hours=8), Outcome.CHANGED, version=2), listed(one.ago(hours=8)))
    one.run(
        look(one.ago(hours=7)),
        report={"interrupted": True, "reason": "stopped by Ctrl-C", "left": 9},
    )
    one.run(look(one.ago(hours=6)), ended=False)
    one.run(
        look(one.ago(hours=5), Outcome.FAILED, reason=HOSTILE, source=HOSTILE),
        report={
            "counts": {HOSTILE: 3, "new": HOSTILE},
            "costs": {HOSTILE: {HOSTILE: 1}, "requests": 12, "received": 2_000_000, "x": [1]},
            "reason": HOSTILE,
            "interrupted": True,
            "stats": [HOSTILE],
        },
        plan={"sources": [{"name": HOSTILE}, 7], "targets": HOSTILE, "lists": [HOSTILE]},
        trigger=HOSTILE,
    )
    at = one.ago(hours=4)
    one.run(
        *(
            look(at + timedelta(seconds=n), Outcome.BLOCKED, reason=f"status {n}")
            for n in range(SHOWN + 30)
        )
    )
    one.run(look(one.ago(hours=3)))
    return one


@pytest.fixture(scope="module")
def site(wrote: Activity) -> Iterator[Site]:
    """Provide its pages."""
    with serving(config_at(wrote.folder)) as site:
        yield site


def item(html: str, run: str) -> str:
    """Return what the list says of one run."""
    return next(one for one in html.split("<li data-item>") if f"/runs/{run}" in one)


def test_page_after_page(site: Site, wrote: Activity) -> None:
    """Following the links shows each run once, the newest first, also while others are added."""
    address, seen = "/runs?limit=3", []
    while address:
        html = site.get(address).text
        seen += re.findall(r'<h2><a href="/runs/([^"]+)"', html)
        older = re.search(r'href="([^"]+)" rel="next"', html)
        address = older[1].replace("&amp;", "&") if older else ""
    assert seen == wrote.runs[::-1]


@pytest.mark.parametrize("query", ["before=../x", "before=%3Cb%3E", "limit=0", "limit=101"])
def test_no_place_in_the_list(site: Site, query: str) -> None:
    """What is no place in the list, or no length of it, is told."""
    assert site.get(f"/runs?{query}").status == 400


def test_states(site: Site, wrote: Activity) -> None:
    """How each run stands, by whom it was made, and what it came to."""
    html = site.get("/runs").text
    states = [re.search(r'badge (\w+)"', item(html, run)) for run in wrote.runs[:4]]
    assert [found[1] for found in states if found] == [
        "finished",
        "finished",
        "interrupted",
        "interrupted",
    ]
    assert "stopped by Ctrl-C" in item(html, wrote.runs[2])
    first = item(html, wrote.runs[0])
    assert "crawl · 1 check in 16 min" in first
    assert "<span>new <strong>1</strong></span>" in first


def test_a_run_that_is_under_way(wrote: Activity) -> None:
    """A run without an end that was heard of lately is running."""
    wrote_now = Activity(wrote.folder.parent / "now")
    run = wrote_now.run(look(wrote_now.ago(minutes=2)), ended=False)
    with serving(config_at(wrote_now.folder)) as site:
        assert 'badge running"' in item(site.get("/runs").text, run)


def test_one_run(site: Site, wrote: Activity) -> None:
    """What it made is linked, with what changed; its lists and plan are there."""
    html = site.get(f"/runs/{wrote.runs[1]}").text
    assert f'href="/articles/{ARTICLE}/versions/2"' in html
    assert f'href="/articles/{ARTICLE}/compare/1/2"' in html
    assert "7 links" in html
    assert "https://news.example/feed.xml" in html
    first = site.get(f"/runs/{wrote.runs[0]}").text
    assert "/versions/1" in first
    assert "/compare/" not in first


def test_a_large_run(site: Site, wrote: Activity) -> None:
    """So many failures are cut, and the page says where all are."""
    html = site.get(f"/runs/{wrote.runs[5]}").text
    assert html.count("status ") == SHOWN
    assert f"The first {SHOWN} of {SHOWN + 30}" in html
    assert f"blocked {SHOWN + 30}" in html


def test_a_hostile_run(site: Site, wrote: Activity) -> None:
    """Whatever a report and a plan hold is text, or left out."""
    for path in ("/runs", f"/runs/{wrote.runs[4]}"):
        html = site.get(path).text
        shown = Tags(html)
        assert shown.tags.count("script") == 1
        assert all(one.startswith(("/", "#")) for one in shown.links)
        assert not re.search("[\u202e\x1b]", html)
        assert "received 2.0 MB" in html or "<dt>received</dt><dd>2.0 MB</dd>" in html


def test_a_run_by_its_beginning(site: Site, wrote: Activity) -> None:
    """A run is named by as much of its name as no other begins with, or as the last."""
    assert wrote.runs[6] in site.get("/runs/last").text
    assert wrote.runs[6] in site.get(f"/runs/{wrote.runs[6][:-2]}").text
    for nothing in ("2026", "nope", "%3Cscript%3E", "a/b"):
        assert site.get(f"/runs/{nothing}").status == 404


def test_as_many_questions_for_any_number(
    site: Site, wrote: Activity, monkeypatch: pytest.MonkeyPatch
) -> None:
    """How many statements a page needs depends neither on its runs nor on their checks."""
    monkeypatch.setattr(kept_pages, "DERIVED", DerivedCache(seconds=0))
    site.get("/runs")
    assert len(statements_of(site, "/runs?limit=1")) == len(statements_of(site, "/runs")) <= 3
    for run in (wrote.runs[0], wrote.runs[5]):
        assert 0 < len(statements_of(site, f"/runs/{run}")) <= 7


def test_a_run_that_has_ended_is_asked_for_once(
    site: Site, wrote: Activity, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its page is kept for a minute, but never that of the last run, which may be another soon."""
    monkeypatch.setattr(kept_pages, "DERIVED", DerivedCache())
    for name, is_kept in ((wrote.runs[0], True), ("last", False), (wrote.runs[2], False)):
        assert site.get(f"/runs/{name}").status == 200
        assert (statements_of(site, f"/runs/{name}") == []) is is_kept, name
