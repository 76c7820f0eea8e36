"""``palimpsest init`` against sites that have much, little, nothing, or tell lies."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from crawler.config import load
from tests.cli.shell import Shell
from tests.servers.made_site import (
    NOW,
    Answer,
    MadeSite,
    articles,
    front,
    made_site,
    news_sitemap,
    rss,
    sitemap,
    sitemap_index,
    teasers,
)


def judged(document: dict[str, Any]) -> dict[str, str]:
    """Return path to judgement of what was tried."""
    return {"/" + one["url"].split("/", 3)[3]: one["judgement"] for one in document["tried"]}


@pytest.fixture(scope="module")
def big() -> Iterator[MadeSite]:
    """Provide a newspaper with ten feeds, of which some are of no use, and fifty sitemaps."""
    with made_site() as site:
        all_news = articles(site, "a-1", "a-2", "a-3", "a-4", "a-5")
        feeds = {"/all": "All", "/all.atom": "All again", "/comments/feed": "Comments"}
        site.has({f"/topic/{n}": rss(articles(site, f"t-{n}")) for n in range(5)})
        site.has(
            {
                "/": front(
                    feeds=feeds
                    | {f"/topic/{n}": f"Topic {n}" for n in range(5)}
                    | {"/none": "Nothing yet", "/old": "Our weblog", "/partner": "Partner"}
                ),
                "/all": rss([*all_news, *articles(site, "v-1", folder="/video")]),
                "/all.atom": rss(all_news),
                "/comments/feed": rss(articles(site, "c-1")),
                "/none": rss([]),
                "/old": rss(articles(site, "o-1"), age=timedelta(days=900)),
                "/partner": rss(["https://partner.example/1", "https://partner.example/2"]),
                "/robots.txt": Answer(f"Sitemap: {site.url('/index.xml')}\n", "text/plain"),
                "/index.xml": sitemap_index(
                    [site.url(f"/part-{n}.xml") for n in range(50)] + [site.url("/news.xml")]
                ),
                "/news.xml": news_sitemap(all_news[:2]),
                "/part-49.xml": sitemap(all_news),
            }
        )
        yield site


@pytest.fixture(scope="module")
def drafted(shell: Shell, big: MadeSite) -> dict[str, Any]:
    """Provide the document of ``init`` on that newspaper."""
    result = shell.run("init", big.url(), "--json")
    assert (result.status, result.err) == (0, "")
    document: dict[str, Any] = result.document
    return document


def test_news_sitemap_and_feeds_are_taken(drafted: dict[str, Any], big: MadeSite) -> None:
    """A news sitemap and every feed with articles of its own are taken. Feeds of comments, empty
    ones, dead ones, ones of others and those with nothing of their own are not.
    """
    source = drafted["source"]
    assert source["sitemaps"] == [big.url("/news.xml")]
    assert source["feeds"] == [big.url("/all"), *(big.url(f"/topic/{n}") for n in range(5))]
    wanted = {"/all.atom": "same", "/comments/feed": "comments", "/none": "empty", "/old": "stale"}
    found = judged(drafted)
    assert {path: found[path] for path in wanted} == wanted
    assert found["/partner"] == "other_site"
    assert (source["schedule"]["every"], source["exclude"]) == ("15m", ["/video/"])
    assert "same_site" not in source


def test_what_was_found_is_shown(drafted: dict[str, Any]) -> None:
    """Each list is told with the number of its links, its newest date and titles."""
    (feed,) = (one for one in drafted["tried"] if one["url"].endswith("/all"))
    assert (feed["kind"], feed["origin"], feed["found"]) == ("feed", "page", 6)
    assert feed["newest"] == f"{NOW - timedelta(hours=1):%Y-%m-%dT%H:%M:%SZ}"
    assert feed["titles"] == ["About a-1", "About a-2", "About a-3"]


def test_an_index_is_not_read_to_its_end(drafted: dict[str, Any], big: MadeSite) -> None:
    """Of fifty sitemaps of an index three are tried, and each address is asked for once."""
    assert len([path for path in judged(drafted) if path.startswith("/part-")]) == 2
    asked = [path for path in big.asked if path != "/robots.txt"]
    assert len(asked) == len(set(asked))


def test_the_file_is_used_as_it_is(shell: Shell, drafted: dict[str, Any]) -> None:
    """The file loads without the environment that it was made in, and ``sources`` reads its lists;
    each has a comment that says what it held.
    """
    path = shell.folder / drafted["file"]
    text = path.read_text(encoding="utf-8")
    assert text == drafted["config"]
    config = load(path, {})
    assert config.crawl.allow_private_networks
    assert config.sources[0].schedule is not None
    assert "# 2 links, newest" in text
    result = shell.run("sources", "--json", env=dict.fromkeys(shell.environ, ""))
    assert result.status == 0
    assert sum(one["found"] for one in result.document["sources"]) == 12


def test_no_file_is_overwritten(fresh: Shell, site: MadeSite) -> None:
    """An existing file, a link to nowhere too, ends the command before anything is fetched."""
    fresh.configure("captures: all\n")
    (fresh.folder / "link.yaml").symlink_to("nowhere")
    for output in ("config.yaml", "link.yaml", "no/folder.yaml"):
        result = fresh.run("init", site.url(), "--output", output)
        assert (result.status, result.out) == (2, "")
        assert "--output" in result.err
    assert (fresh.folder / "config.yaml").read_text() == "captures: all\n"
    assert site.asked == []


def test_a_sample_of_every_key(fresh: Shell) -> None:
    """Without a site the sample is written, which is the repository's own file."""
    result = fresh.run("init")
    written = (fresh.folder / "config.yaml").read_text(encoding="utf-8")
    assert (result.status, "palimpsest init SITE-URL" in result.out) == (0, True)
    assert written == (Path(__file__).parents[2] / "config.yaml").read_text(encoding="utf-8")
    assert fresh.run("init", "--output", "-").out == written


def test_a_feed_on_another_host(fresh: Shell, site: MadeSite, other: MadeSite) -> None:
    """A feed that lies elsewhere is taken with the setting that it needs, and only the site's own
    articles of it are.
    """
    own = articles(site, "b-1", "b-2", "b-3")
    site.has({"/": front(feeds={other.url("/burnt"): "All"})})
    other.has({"/burnt": rss([*own, other.url("/advert")])})
    assert fresh.run("init", site.url()).status == 0
    assert other.base.removeprefix("http://") in (fresh.folder / "config.yaml").read_text()
    (listed,) = fresh.run("sources", "--json").document["sources"]
    assert [link["url"] for link in listed["links"]] == own


def test_links_on_other_hosts_are_named(fresh: Shell, site: MadeSite, other: MadeSite) -> None:
    """Where ``same_site`` drops most of a list, ``sources`` and ``crawl`` say how many, whose they
    are, and which setting takes them.
    """
    site.has({"/feed": rss([*articles(other, "c-1", "c-2"), site.url("/one")])})
    other.has({f"/2026/11/27/c-{n}": "" for n in (1, 2)})
    fresh.configure(
        f'sources: [{{name: away, feeds: ["{site.url("/feed")}"], exclude: ["/one"]}}]\n'
    )
    told = "2 of 3 links lie on other sites (" + other.base.removeprefix("http://")
    for call in (["sources"], ["crawl", "--all"]):
        result = fresh.run(*call)
        assert told in result.out
        assert "same_site: false" in result.out
    (listed,) = fresh.run("sources", "--json").document["sources"]
    assert listed["other_hosts"] == {other.base.removeprefix("http://"): 2}


def test_robots_txt_is_obeyed(fresh: Shell, site: MadeSite) -> None:
    """Of a site that wants no robots only robots.txt is asked for, and the reason is told."""
    site.has({"/": front(feeds={"/feed": "All"}), "/feed": rss(articles(site, "d-1"))})
    site.has({"/robots.txt": Answer("User-agent: *\nDisallow: /\n", "text/plain")})
    result = fresh.run("init", site.url())
    assert (result.status, set(site.asked)) == (1, {"/robots.txt"})
    assert "robots.txt" in result.out
    assert "nothing found" in result.err
    assert not (fresh.folder / "config.yaml").exists()


def test_nothing_to_find(fresh: Shell, site: MadeSite) -> None:
    """A site with nothing ends in 1 and no file, and names what was tried and what came of it."""
    document = fresh.run("init", site.url(), "--json")
    assert (document.status, document.document["file"]) == (1, None)
    tried = judged(document.document)
    assert {"/", "/robots.txt", "/feed", "/rss", "/sitemap.xml", "/sitemap-news.xml"} <= set(tried)
    assert set(tried.values()) == {"failed"}
    assert list(fresh.folder.glob("*.yaml")) == []


def test_a_list_instead_of_a_site(fresh: Shell, site: MadeSite) -> None:
    """The address of a feed or of a sitemap is tried as that, too."""
    news = articles(site, "g-1", "g-2")
    site.has({"/a": rss(news), "/b": sitemap_index([site.url("/c")]), "/c": news_sitemap(news)})
    named = fresh.run("init", site.url("/a"), "--output", "a.yaml", "--json").document["source"]
    assert named["feeds"] == [site.url("/a")]
    named = fresh.run("init", site.url("/b"), "--output", "b.yaml", "--json").document["source"]
    assert named["sitemaps"] == [site.url("/c")]


def test_what_is_left_has_its_own_reason(fresh: Shell, site: MadeSite) -> None:
    """A section with nothing of its own lists the same, a robots.txt without lists is empty, and a
    page without links is named once: it is no feed that failed.
    """
    news = teasers([f"/2026/11/27/story-{n}" for n in range(8)])
    site.has({"/": front(body=f'<a href="/sport">Sport</a>{news}'), "/sport": front(body=news)})
    site.has({"/robots.txt": Answer("User-agent: *\nDisallow:\n", "text/plain")})
    found = judged(fresh.run("init", site.url(), "--json").document)
    assert (found["/"], found["/sport"], found["/robots.txt"]) == ("taken", "same", "empty")
    site.has({"/": front()})
    tried = fresh.run("init", site.url(), "--output", "none.yaml", "--json").document["tried"]
    assert [one["kind"] for one in tried if one["url"] == site.url()] == ["page"]


def test_no_site_at_all(fresh: Shell) -> None:
    """A name that does not resolve is told once, and a text that is no URL is a wrong call."""
    result = fresh.run("init", "no-such-host.invalid", "--json")
    assert result.status == 1
    assert len(result.document["tried"]) == 2
    assert fresh.run("init", "ftp://news.example/").status == 2


def test_sections_where_there_is_nothing_else(fresh: Shell, site: MadeSite) -> None:
    """Without feeds the front page and the sections that it leads to are taken, with a pattern of
    the articles' addresses. A page of HTML at ``/feed`` is no feed, and a page about the house no
    section.
    """
    news = [f"/2026/11/27/story-{n}" for n in range(8)]
    sport = [f"/2026/11/27/match-{n}" for n in range(8)]
    menu = '<a href="/sport">Sport</a> <a href="/about">About us</a> <a href="/2">Page 2</a>'
    site.has({"/": front(body=menu + teasers(news)), "/sport": front(body=teasers(sport))})
    site.has({"/feed": front(body=teasers(news)), "/sitemap.xml": sitemap(articles(site, "e-1"))})
    result = fresh.run("init", site.url(), "--json")
    source, found = result.document["source"], judged(result.document)
    assert source["sections"] == [site.url("/"), site.url("/sport")]
    assert source["include"] == ["/20\\d\\d/"]
    assert (found["/feed"], found["/sitemap.xml"]) == ("failed", "not_needed")
    assert not {"/about", "/2"} & set(site.asked)


def test_a_site_that_moved(fresh: Shell, site: MadeSite, other: MadeSite) -> None:
    """Where the front page redirects, all else is looked for where it leads."""
    site.has({"/": Answer(status=301, location=other.url("/"))})
    other.has({"/": front(), "/rss.xml": rss(articles(other, "f-1"))})
    document = fresh.run("init", site.url(), "--json").document
    assert document["site"] == other.url("/")
    assert document["source"]["feeds"] == [other.url("/rss.xml")]


@pytest.mark.slow
def test_a_slow_list_costs_itself_alone(fresh: Shell, site: MadeSite) -> None:
    """A list that does not answer in time is left, with the reason, and the others are taken."""
    held = Event()
    site.has({"/": front(feeds={"/slow": "Slow", "/quick": "Quick"})})
    site.has({"/slow": Answer(held=held), "/quick": rss(articles(site, "g-1"))})
    result = fresh.run("init", site.url(), "--json", env={"PALIMPSEST_CRAWL__TIMEOUT": "4"})
    held.set()
    assert result.document["source"]["feeds"] == [site.url("/quick")]
    (slow,) = (one for one in result.document["tried"] if one["url"].endswith("/slow"))
    assert (slow["judgement"], slow["outcome"]) == ("failed", "failed")


def test_titles_cannot_leave_their_comment(fresh: Shell, site: MadeSite) -> None:
    """Nothing that a site says of itself comes out of a comment or a quoted text of the file."""
    nasty = "/f?x=],y:*&z='-#"
    site.has({"/": front(feeds={nasty.replace("&", "&amp;"): "A: 'b'\n- c"})})
    site.has({"/f?x=%5D,y:*&z=%27-": rss(articles(site, "h-1"))})
    result = fresh.run("init", site.url(), "--output", "-")
    assert result.status == 0
    fresh.configure(result.out)
    assert load(fresh.folder / "config.yaml", {}).sources[0].feeds == (
        site.url(nasty.removesuffix("#")),
    )
    assert "taken" in result.err


@pytest.mark.parametrize("path", ["/", "/sport"])
def test_a_front_page_is_no_article(fresh: Shell, site: MadeSite, path: str) -> None:
    """``crawl`` of a front page or a section says what to do instead."""
    links = teasers([f"/2026/11/27/story-{n}" for n in range(12)])
    site.has({path: front(body=links)})
    result = fresh.run("crawl", site.url(path))
    assert result.status == 1
    assert f"palimpsest init {site.url(path)}" in result.err
    document = fresh.run("crawl", site.url(path), "--json").document
    assert document["list_pages"] == [site.url(path)]
    assert document["checks"][0]["outcome"] == "unreadable"


def test_a_front_page_that_reads_like_an_article(fresh: Shell, site: MadeSite) -> None:
    """A front page with a text of its own is archived, and the hint is given all the same. One that
    is not there gets no hint.
    """
    text = "".join(
        f"<p>On day {number} the ferry to the isles sailed late, as the ice had grown.</p>"
        for number in range(9)
    )
    site.has({"/": front(body=f"<article><h1>Ice in the sound of Tollen</h1>{text}</article>")})
    result = fresh.run("crawl", site.url())
    assert result.status == 0
    assert "new version 1" in result.out
    assert f"palimpsest init {site.url()}" in result.err
    site.pages.clear()
    assert "palimpsest init" not in fresh.run("crawl", site.url()).err
