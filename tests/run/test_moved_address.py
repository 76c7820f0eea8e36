"""An article whose address changes stays one article; two articles stay two."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from crawler.archive import Alias
from crawler.codec import encode_sealed
from crawler.identity import alias_key, article_of
from crawler.identity.landing import is_another
from tests.run.palimpsest import Place
from tests.servers.made_site import MadeSite, made_site, moved

FLOOD = (
    (
        "The river rose over its banks before dawn on Friday, and forty families in the lower town "
        "were brought to the school hall by boat."
    ),
    (
        "The mayor said that the pumps at the old mill had failed twice during the night, and that "
        "nobody yet knew why the spare ones had not started."
    ),
    (
        "Farmers upstream had warned of the swollen ground for days, and asked the county to open "
        "the sluices while there was still time."
    ),
)
COUNCIL = (
    (
        "The council met for five hours on Monday and put off the vote on the new library until "
        "the auditors have gone through the builder's accounts."
    ),
    (
        "Two members of the opposition left the hall before the end, and said that they would take "
        "the matter of the missing invoices to the district court."
    ),
    (
        "Readers who want to follow the debate find the recording on the page of the town hall "
        "from Tuesday afternoon onwards."
    ),
)
BORN = datetime(2026, 11, 28, tzinfo=UTC)
LATER = "By noon the water had begun to fall, and the first families went home to see the damage."


def story(title: str, *paragraphs: str, canonical: str = "") -> str:
    """Return an article's page."""
    link = f'<link rel="canonical" href="{canonical}">' if canonical else ""
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>{link}'
        f'<meta property="og:type" content="article"><meta property="og:title" content="{title}">'
        '<meta property="article:published_time" content="2026-11-20T09:00:00Z"></head>'
        f"<body><article><h1>{title}</h1>{text}</article></body></html>"
    )


@pytest.fixture
def site() -> Iterator[MadeSite]:
    """Provide a site whose pages move."""
    with made_site() as running:
        yield running


def test_a_redirected_address_is_an_alias(place: Place, site: MadeSite) -> None:
    """A new address that the old one leads to belongs to the article, and an edit that is seen
    through either makes one version, with or without an index.
    """
    old, new = "/2026/11/river-rises", "/2026/11/forty-families-flee"
    site.has({old: story("River rises", *FLOOD)})
    place.crawl(site.url(old))
    site.has({old: moved(new), new: story("Forty families flee", *FLOOD)})
    assert place.crawl(site.url(old)).outcomes == {old: "changed"}
    site.has({new: story("Forty families flee", *FLOOD, LATER)})
    place.lose_index()
    assert place.crawl(site.url(new)).outcomes == {new: "changed"}
    crawled = place.crawl(site.url(new), site.url(old))
    assert crawled.outcomes == {new: "unchanged", old: "unchanged"}
    assert {line.article for line in crawled.lines.values()} == {article_of(site.url(old))}
    assert place.kinds()["versions"] == 3
    assert place.verified().findings == ()
    told = place.run("history", "--json", site.url(new)).json
    assert (told["article"], len(told["versions"])) == (article_of(site.url(old)), 3)


@pytest.mark.slow
def test_an_address_that_was_archived_first_is_joined(place: Place, site: MadeSite) -> None:
    """A new address that a list named before the old one was looked at again begins an article of
    its own. It joins the elder when the old address leads there.
    """
    old, new = "/2026/11/river-rises", "/2026/11/forty-families-flee"
    site.has({old: story("River rises", *FLOOD)})
    place.crawl(site.url(old))
    site.has({old: moved(new), new: story("River rises", *FLOOD)})
    assert place.crawl(site.url(new)).outcomes == {new: "new"}
    assert place.crawl(site.url(old)).outcomes == {old: "unchanged"}
    site.has({new: story("River rises", *FLOOD, LATER)})
    crawled = place.crawl(site.url(old), site.url(new))
    assert sorted(crawled.outcomes.values()) == ["changed", "unchanged"]
    assert {line.article for line in crawled.lines.values()} == {article_of(site.url(old))}
    assert len(place.run("articles", "--json").json["articles"]) == 1
    assert len(place.versions(site.url(new))) == 1
    assert place.verified().findings == ()


@pytest.mark.slow
def test_a_number_of_the_sites_own_joins_what_answers_twice(place: Place, site: MadeSite) -> None:
    """Two addresses with one number that both show the text are one article, also when one crawl
    sees both for the first time, and the evidence is kept.
    """
    first, second, third = "/news/river-rises-4711023", "/news/4711023/flood", "/a?id=4711023"
    site.has({path: story("River rises", *FLOOD) for path in (first, second, third)})
    outcomes = place.crawl(site.url(first), site.url(second)).outcomes
    assert sorted(outcomes.values()) == ["new", "unchanged"]
    assert place.crawl(site.url(third)).outcomes == {third: "unchanged"}
    assert place.kinds()["versions"] == 1
    told = place.run("alias", "list", "--json", site.url(third)).json
    (reason,) = [
        reason
        for alias in told["aliases"]
        if alias["url"] == site.url(third)
        for reason in alias["reasons"]
        if reason["kind"] == "number"
    ]
    assert reason["detail"] == "both addresses have 4711023"
    assert place.verified().findings == ()


@pytest.mark.slow
def test_a_redirect_to_another_article_joins_nothing(place: Place, site: MadeSite) -> None:
    """An old address that leads to another article, a section or a template of the same site leaves
    both as they are.
    """
    one, other = "/2026/11/river-rises-100001", "/2026/11/council-waits-100002"
    site.has({one: story("River rises", *FLOOD), other: story("Council waits", *COUNCIL)})
    place.crawl(site.url(one), site.url(other))
    site.has({one: moved(other)})
    place.crawl(site.url(one), site.url(other))
    site.has({one: story("River rises", *FLOOD, canonical=site.url(other))})
    place.crawl(site.url(one), site.url(other))
    assert place.kinds()["aliases"] == 0
    assert len(place.run("articles", "--json").json["articles"]) == 2
    assert place.verified().ok


@pytest.mark.slow
def test_people_join_and_split(place: Place, site: MadeSite) -> None:
    """What a person joined is one article for every command, what a person split is two, whatever
    the pages say, and both decisions stay in the archive.
    """
    one, other = "/2026/11/river-rises", "/2026/11/council-waits"
    site.has({one: story("River rises", *FLOOD), other: story("Council waits", *COUNCIL)})
    place.crawl(site.url(one), site.url(other))
    reason = ("--reason", "one story")
    joined = place.run("alias", "join", "--json", *reason, site.url(other), site.url(one))
    assert (joined.status, joined.json["article"]) == (0, article_of(site.url(one)))
    assert place.run("show", "--json", site.url(other)).json["title"] == "River rises"
    assert len(place.run("articles", "--json").json["articles"]) == 1
    again = place.run("alias", "join", site.url(one), site.url(other))
    assert again.status == 2
    assert "belong to one article already" in again.err
    split = place.run("alias", "split", "--json", site.url(other))
    assert (split.status, split.json["article"]) == (0, article_of(site.url(other)))
    assert place.run("show", "--json", site.url(other)).json["title"] == "Council waits"
    unseen = site.url("/2026/11/unseen")
    place.run("alias", "join", unseen, site.url(one))
    place.run("alias", "split", unseen)
    assert len(place.run("alias", "list", "--json", unseen).json["aliases"]) == 2
    site.has({other: moved(one)})
    place.crawl(site.url(one), site.url(other))
    told = place.run("alias", "list", "--json", site.url(other)).json["aliases"]
    assert [(alias["article"], alias["by_hand"]) for alias in told] == [
        (article_of(site.url(one)), True),
        (article_of(site.url(other)), True),
    ]
    listed = place.run("alias", "list", "--json", site.url(one)).json["aliases"]
    assert [alias["holds"] for alias in listed if alias["url"] == site.url(other)] == [False, True]
    assert told[0]["reasons"] == [{"kind": "hand", "detail": "one story"}]
    place.lose_index()
    assert place.run("history", "--json", site.url(other)).json["article"] == article_of(
        site.url(other)
    )
    keys = [alias_key(site.url(other), 2), alias_key(site.url(other))]
    assert set(keys) <= set(place.listed("aliases/"))
    assert place.verified().ok


@pytest.mark.slow
def test_a_decision_that_nobody_made_is_not_followed(place: Place, site: MadeSite) -> None:
    """A later alias that somebody laid into the store is named by verify, and nobody follows it."""
    path, other = "/2026/11/river-rises", "/2026/11/council-waits"
    site.has({path: story("River rises", *FLOOD), other: story("Council waits", *COUNCIL)})
    run = place.crawl(site.url(path), site.url(other)).run
    alias = Alias(
        url=site.url(path), article=article_of(site.url(other)), accepted_at=BORN, run=run
    )
    key = alias_key(site.url(path), 2)
    place.store.create(key, encode_sealed(alias))
    place.lose_index()
    assert place.run("show", "--json", site.url(path)).json["title"] == "River rises"
    assert [(found.key, found.problem) for found in place.verified().findings] == [
        (key, "injected")
    ]


def test_an_address_that_leads_to_another_article_is_not_its_alias(
    place: Place, site: MadeSite
) -> None:
    """At a first look, what another number names is kept as that one; the address is free for its
    own story.
    """
    asked, other = "/news/bridge-closed-48211", "/news/council-puts-off-vote-50333"
    site.has({asked: moved(other), other: story("Council puts off vote", *COUNCIL)})
    first = place.crawl(site.url(asked))
    assert {line.article for line in first.lines.values()} == {article_of(site.url(other))}
    assert not place.kinds()["aliases"]
    assert place.crawl(site.url(asked)).outcomes == {asked: "unchanged"}
    site.has({asked: story("Bridge closed", *FLOOD), other: story("Council", *COUNCIL)})
    own = place.crawl(site.url(asked))
    assert own.outcomes == {asked: "new"}
    assert {line.article for line in own.lines.values()} == {article_of(site.url(asked))}


@pytest.mark.parametrize(
    ("asked", "answered", "other"),
    [
        ("/news/bridge-closed-48211", "/news/council-votes-50333", True),
        ("/news/bridge-closed-48211", "/news/bridge-closed-again-50333", False),
        ("/news/bridge-closed-48211", "/local/council-48211", False),
        ("/2026/11/02/river-rises", "/2026/11/20/council-votes", True),
        ("/2026/11/02/river-rises", "/2026/11/02/forty-families-flee", False),
        ("/2026/11/02/river-rises", "/forty-families-flee", False),
        ("/river-rises", "/forty-families-flee", False),
        ("/a?id=48211", "/b?id=50333", True),
        ("/a?id=48211", "/b?id=48211", False),
        ("/20261102/48211.html", "/20261102/50333.html", False),
    ],
)
def test_a_number_or_a_day_tells_another_article(asked: str, answered: str, *, other: bool) -> None:
    """What two addresses have in common keeps them one."""
    base = "https://herald.example"
    assert is_another(base + asked, base + answered) is other
