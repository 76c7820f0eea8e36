"""The pages of sources: health, rates, costs and plots, hostile names, and few questions."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from crawler.config import Config
from crawler.model import Outcome, Silence
from crawler.store.files import FileStore
from jobs.reading.derived_cache import DerivedCache
from jobs.web import kept_pages
from tests.archives import build_archive
from tests.web.activity import ARTICLE, HOSTILE, Activity, listed, look
from tests.web.queries import statements_of
from tests.web.site import Site, config_at, serving
from tests.web.test_changes_page import Tags

FEED = "https://news.example/feed.xml"


def configured(folder: Path, *sources: dict[str, Any]) -> Config:
    """Return a configuration with these sources."""
    base = config_at(folder).model_dump(mode="json", exclude_unset=True)
    return Config.model_validate({**base, "sources": list(sources)})


SOURCES = (
    {"name": "desk", "feeds": [FEED], "schedule": "3h"},
    {"name": "down", "feeds": [FEED], "schedule": "0 6 * * *"},
    {"name": "unseen", "urls": ["https://news.example/a"]},
)


@pytest.fixture(scope="module")
def wrote(tmp_path_factory: pytest.TempPathFactory) -> Activity:
    """Provide an archive with a good source, a failing one, and one that nobody configures."""
    one = Activity(tmp_path_factory.mktemp("activity"))
    one.versions((one.ago(hours=9), None), (one.ago(hours=2), Silence.SILENT))
    plan = {"sources": [{"name": "desk"}, {"name": "down"}]}
    one.run(
        listed(one.ago(hours=9), found=3),
        look(one.ago(hours=9), Outcome.NEW, version=1),
        listed(one.ago(hours=9), source="down"),
        plan=plan,
    )
    begun = one.ago(hours=2)
    one.run(
        listed(begun, dropped=(("same_site", 4),)),
        look(begun, Outcome.CHANGED, version=2),
        look(begun, Outcome.FAILED, reason=f"no answer {HOSTILE}"),
        listed(begun, Outcome.FAILED, source="down", reason=f"status 503 {HOSTILE}", found=None),
        look(begun, source=HOSTILE),
        plan=plan,
    )
    return one


@pytest.fixture(scope="module")
def site(wrote: Activity) -> Iterator[Site]:
    """Provide its pages."""
    with serving(configured(wrote.folder, *SOURCES)) as site:
        yield site


def item(html: str, name: str) -> str:
    """Return what the list of sources says of one."""
    return next(one for one in html.split("<li data-item>") if f'/sources/{name}">' in one)


def figure(html: str, name: str) -> str:
    """Return a figure by its name."""
    found = re.search(rf"<dt>{name}</dt><dd>(.*?)</dd>", html)
    assert found, name
    return re.sub("<[^>]*>", "", found[1])


def test_a_source_that_does_well(site: Site, wrote: Activity) -> None:
    """Its rates, costs and yields are those of its checks."""
    told = item(site.get("/sources").text, "desk")
    assert '<span class="badge ok">ok</span>' in told
    assert figure(told, "Articles") == "1"
    assert figure(told, "Links, last crawl") == "7"
    assert figure(told, "Checks a day") == "0.4"  # 3 in 7 days
    assert figure(told, "Versions a day") == "0.3"
    assert figure(told, "Requests a day") == "1.4"  # 10 in 7 days
    assert figure(told, "Received") == "25.0 kB"
    assert figure(told, "Puts") == "5"
    assert figure(told, "Silent changes") == "1 of 1"
    assert figure(told, "Schedule") == "every 3 h"
    assert figure(told, "Next crawl") == f"{wrote.ago(hours=-1):%Y-%m-%d %H:%M} UTC"


def test_a_source_in_trouble(site: Site, wrote: Activity) -> None:
    """It stands first, with since when and why; a cron line's next time is not guessed."""
    html = site.get("/sources").text
    assert "4 sources, 1 in trouble now" in html
    told = item(html, "down")
    assert html.index(told) < html.index(item(html, "desk"))
    assert f"{wrote.ago(hours=2):%Y-%m-%d %H:%M}" in told
    assert f"{wrote.ago(hours=9):%Y-%m-%d %H:%M}" in told  # last good
    assert "no look at its lists has succeeded: status 503" in told
    assert figure(told, "Schedule") == "0 6 * * * (UTC)"
    assert "Next crawl" not in told
    assert "It has not been crawled yet" in item(html, "unseen")


def test_one_source(site: Site) -> None:
    """Its page shows its places, its lists with what they left out, and what failed."""
    html = site.get("/sources/desk").text
    assert FEED in html
    assert "7 links; left out: 4 on other sites (same_site)" in html
    assert "no answer &lt;script&gt;" in html
    assert f'href="/articles/{ARTICLE}"' in html
    assert 'href="/feeds/changes.atom?source=desk"' in html
    assert 'href="/?source=desk"' in html


def test_hostile_names(site: Site) -> None:
    """A name is text in pages, and found again through its link."""
    html = site.get("/sources").text
    link = next(one for one in Tags(html).links if "script" in one)
    assert link == f"/sources/{quote(HOSTILE, safe='')}"
    for page in (html, site.get(link).text, site.get("/sources/down").text):
        shown = Tags(page)
        assert shown.tags.count("script") == 1
        assert all(one.startswith(("/", "#")) for one in shown.links)
        assert not re.search("[\u202e\x1b]", page)


def test_plots(site: Site) -> None:
    """Each has its numbers in a table; a source's plots count what is its own."""
    html = site.get("/sources").text
    rows = dict(re.findall(r'<th scope="row">(.*?)</th><td class="number">(\d+)</td>', html))
    assert rows["hour 8"] == "1"  # 7 hours after the article was first seen
    assert sum(int(number) for label, number in rows.items() if label.startswith("hour")) == 1
    assert sum(int(number) for label, number in rows.items() if label.startswith("week")) == 1
    checks = [int(n) for label, n in rows.items() if re.fullmatch(r"\S+ \d\d:00", label)]
    assert sum(checks) == 4
    own = site.get(f"/sources/{quote(HOSTILE, safe='')}").text
    rows = dict(re.findall(r'<th scope="row">(.*?)</th><td class="number">(\d+)</td>', own))
    assert sum(int(n) for label, n in rows.items() if re.fullmatch(r"\S+ \d\d:00", label)) == 1


def test_no_such_source(site: Site) -> None:
    """A name that nobody knows is told, whatever stands in it."""
    assert site.get("/sources/nobody").status == 404
    assert site.get("/sources/%3Cb%3E/..%2F").status == 404


def test_articles_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    """The page of all sources counts them, and that of a source names each with the reason."""
    one = Activity(tmp_path)
    one.versions((one.ago(hours=9), None))
    why = "no text: <b>the page</b> holds no story"
    for hours in (4, 3, 2):
        one.run(look(one.ago(hours=hours), Outcome.UNREADABLE, reason=why))
    with serving(configured(tmp_path, SOURCES[0])) as site:
        assert "1 article could not be read" in site.get("/sources").text
        html = site.get("/sources/desk").text
        assert "Articles that cannot be read any more" in html
        assert f'href="/articles/{ARTICLE}"' in html
        assert "3 looks since" in html
        assert "<b>the page" not in html


def test_an_empty_archive(tmp_path: Path) -> None:
    """Nothing was looked at: the pages say so."""
    Activity(tmp_path)
    with serving(config_at(tmp_path)) as site:
        html = site.get("/sources").text
        assert "No source is configured" in html
        assert html.count("Nothing was counted in this time.") == 4
        assert "There was no run yet." in site.get("/runs").text
        assert site.get("/runs/last").status == 404


def test_as_many_questions_for_many_sources(
    tmp_path: Path, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """How many statements a page needs does not depend on the sources and checks there are.

    Whoever comes within the same minute causes none.
    """
    many = Activity(tmp_path)
    many.versions(*((many.ago(hours=40 - n), Silence.SILENT) for n in range(20)))
    names = [f"source-{number}" for number in range(30)]
    for hour in range(3):
        at = many.ago(hours=hour + 1)
        many.run(*(one(at, source=name) for name in names for one in (look, listed)))
    sources = [{"name": name, "feeds": [FEED], "schedule": "1h"} for name in names]
    monkeypatch.setattr(kept_pages, "DERIVED", DerivedCache(seconds=0))
    with serving(configured(tmp_path, *sources)) as other:
        other.get("/runs")
        assert len(statements_of(site, "/sources")) == len(statements_of(other, "/sources")) == 12
        one = len(statements_of(site, "/sources/down"))
        assert one == len(statements_of(other, "/sources/source-7")) == 13
        monkeypatch.setattr(kept_pages, "DERIVED", DerivedCache())
        assert [len(statements_of(other, "/sources")) for _ in range(2)] == [12, 0]


def test_pages_of_an_ordinary_archive(tmp_path: Path) -> None:
    """An archive without sources, years old for its plots, has its pages."""
    build_archive(FileStore(tmp_path / "store"))
    with serving(config_at(tmp_path)) as site:
        for path in ("/sources", "/runs", "/runs/last"):
            assert site.get(path).status == 200
