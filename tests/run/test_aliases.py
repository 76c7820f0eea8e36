"""Which article a page belongs to, seen over several crawls.

The first accepted answer stands, whatever the page says later.
"""

import pytest

from crawler.identity import alias_key, article_of
from crawler.model import Check
from tests.newspaper.fixture import Press
from tests.run.palimpsest import Place


def _looks(
    place: Place, newspaper: Press, path: str, links: tuple[str, ...], *, lose_index: bool = False
) -> list[Check]:
    """Return the check lines of one crawl for each canonical link that the page declares, one after
    the other.
    """
    lines = []
    for link in links:
        newspaper.say("declared", link)
        if lose_index:
            place.lose_index()
        lines.append(place.crawl(newspaper.url(path)).lines[path])
    return lines


@pytest.mark.parametrize("lose_index", [False, True], ids=["index kept", "index lost"])
@pytest.mark.parametrize(
    ("links", "home"),
    [
        (("/declared/pear", "", "/declared/other", "/declared/pear"), "/declared/pear"),
        (("", "/declared/pear", "/declared/other"), "/declared/pear/amp"),
    ],
    ids=["present first", "absent first"],
)
def test_a_flapping_canonical_forks_nothing(
    place: Place, newspaper: Press, links: tuple[str, ...], home: str, *, lose_index: bool
) -> None:
    """A page whose canonical link comes, goes and changes is one article, the one it was first
    taken for, with or without an index.
    """
    path = "/declared/pear/amp"
    lines = _looks(place, newspaper, path, links, lose_index=lose_index)
    assert [line.outcome.value for line in lines] == ["new", *["unchanged"] * (len(links) - 1)]
    assert {line.article for line in lines} == {article_of(newspaper.url(home))}
    assert place.kinds() == {
        "captures": 1,
        "versions": 1,
        "aliases": int(home != path),
        "checks": 2 * len(links),
    }
    assert place.verified().findings == ()


def test_an_amp_page_is_the_article_that_it_names(place: Place, newspaper: Press) -> None:
    """The AMP page and the article share versions, in whichever order they are looked at, and an
    edit is seen through either.
    """
    article, amp = newspaper.url("/story/harbour"), newspaper.url("/amp/harbour")
    first = place.crawl(amp).lines["/amp/harbour"]
    second = place.crawl(article).lines["/story/harbour"]
    newspaper.edit("harbour")
    third = place.crawl(amp).lines["/amp/harbour"]
    both = place.crawl(article, amp)
    assert [line.outcome.value for line in (first, second, third)] == [
        "new",
        "unchanged",
        "changed",
    ]
    assert both.outcomes == {"/story/harbour": "unchanged", "/amp/harbour": "unchanged"}
    assert {line.article for line in (first, second, third, *both.lines.values())} == {
        article_of(article)
    }
    assert [record.url for record in place.versions(article)] == [article, article]
    assert place.listed("aliases/") == [alias_key(amp)]
    assert place.verified().findings == ()


def test_an_amp_page_of_a_known_article_appends_to_nothing_it_has_not_seen(
    place: Place, newspaper: Press
) -> None:
    """A page found to be a known article's is fetched again, now that the article's head is known,
    before anything is appended.
    """
    place.crawl(newspaper.url("/story/harbour"))
    newspaper.edit("harbour")
    crawled = place.crawl(newspaper.url("/amp/harbour"))
    assert crawled.outcomes == {"/amp/harbour": "changed"}
    assert len(newspaper.log("/amp/harbour")) == 2
    assert len(place.versions(newspaper.url("/story/harbour"))) == 2
    assert place.verified().ok


def test_two_ways_to_one_article_in_one_crawl(place: Place, newspaper: Press) -> None:
    """An article and its AMP page, both new in one crawl, are one article with one version."""
    crawled = place.crawl(newspaper.url("/amp/orchard"), newspaper.url("/story/orchard"))
    assert sorted(crawled.outcomes.values()) == ["new", "unchanged"]
    assert {line.article for line in crawled.lines.values()} == {
        article_of(newspaper.url("/story/orchard"))
    }
    assert place.kinds()["versions"] == 1
    assert place.verified().ok


def test_a_redirect_leads_to_its_target(place: Place, newspaper: Press) -> None:
    """A URL that redirects belongs to the article that it leads to, and each hop is in the
    capture's line.
    """
    path = "/redirect/chain/2/clock"
    line = place.crawl(newspaper.url(path)).lines[path]
    again = place.crawl(newspaper.url(path), newspaper.url("/story/clock"))
    assert (line.outcome, line.article) == ("new", article_of(newspaper.url("/story/clock")))
    assert line.final_url == newspaper.url("/story/clock")
    assert line.hops == (newspaper.url(path), newspaper.url("/redirect/chain/1/clock"))
    assert again.outcomes == {path: "unchanged", "/story/clock": "unchanged"}
    assert place.kinds()["versions"] == 1
    assert place.verified().findings == ()


def test_another_host_never_takes_an_article(place: Place, newspaper: Press) -> None:
    """A canonical link to another host is kept in the version as a fact, and the article stays
    where it was found.
    """
    elsewhere = "https://another-paper.example/the-original"
    (line,) = _looks(place, newspaper, "/declared/copy", (elsewhere,))
    (record,) = place.versions(newspaper.url("/declared/copy"))
    assert line.article == article_of(newspaper.url("/declared/copy"))
    assert record.extraction is not None
    assert record.extraction.canonical == elsewhere
    assert place.kinds()["aliases"] == 0
