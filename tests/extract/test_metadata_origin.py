"""The page's outlet, and on an aggregator's page the original's."""

import pytest

from tests.extract.metadata_pages import HEADLINE, STORY, article, ld, page, read

AGGREGATOR = "https://www.allnews.example/n/0gsr8xyz/ferry"
ORIGINAL = "https://www.harbourpost.example/2026/local/ferry"
SITE = '<meta property="og:site_name" content="AllNews">'
PROFILE = (
    "<div>Harbour Post</div><div>1M+</div><div>Followers</div><p>Harbour Post is a "
    "daily of the northern coast.</p>"
)


def test_the_publisher_is_declared() -> None:
    """JSON-LD or the site's name for sharing gives the outlet."""
    assert (
        read(
            page(ld(article(publisher={"@type": "Organization", "name": "Harbour Post"})))
        ).publisher
        == "Harbour Post"
    )
    assert (
        read(page('<meta property="og:site_name" content="Harbour Post">')).publisher
        == "Harbour Post"
    )


def test_the_host_decides_between_names() -> None:
    """Of several declared names the one that the host confirms is the outlet, not its claim."""
    head = (
        ld(article(publisher={"name": "All the news of the coast"}))
        + '<meta property="og:site_name" content="Harbour Post">'
    )
    assert read(page(head)).publisher == "Harbour Post"


def test_the_title_ends_with_the_outlet() -> None:
    """Without a declaration the end of the title counts, if the host confirms it."""
    assert read(page(f"<title>{HEADLINE} | Harbour Post</title>")).publisher == "Harbour Post"
    assert read(page(f"<title>{HEADLINE} | Local</title>")).publisher is None


@pytest.mark.parametrize(
    "markup",
    [
        page(f'{SITE}<link rel="canonical" href="{ORIGINAL}">'),
        page(SITE + ld(article(isBasedOn=ORIGINAL))),
        page(f'{SITE}<meta name="syndication-source" content="{ORIGINAL}">'),
        page(
            SITE,
            f'<h1>{HEADLINE}</h1>{STORY}<p><a href="{ORIGINAL}">Read the original article</a></p>',
        ),
        page(
            SITE,
            (
                f"<h1>{HEADLINE}</h1>{STORY}<p>This story was originally published by <a "
                f'href="{ORIGINAL}">Harbour Post</a>.</p>'
            ),
        ),
        page(
            SITE, f'<h1>{HEADLINE}</h1>{STORY}<p><a href="{ORIGINAL}">Zum Originalartikel</a></p>'
        ),
    ],
    ids=["canonical", "isBasedOn", "syndication", "link", "sentence", "German"],
)
def test_the_original_is_linked(markup: str) -> None:
    """A canonical address elsewhere, a declaration or a link that says so leads to the original."""
    found = read(markup, AGGREGATOR)
    assert (found.publisher, found.original_url, found.original_publisher) == (
        "AllNews",
        ORIGINAL,
        "harbourpost.example",
    )


def test_a_provider_is_the_original_outlet() -> None:
    """JSON-LD names the outlet as ``provider`` beside the aggregator as publisher."""
    head = SITE + ld(
        article(
            publisher={"name": "AllNews"},
            provider={"name": "Harbour Post", "url": "https://www.harbourpost.example"},
        )
    )
    body = f'<h1>{HEADLINE}</h1>{STORY}<a href="https://www.harbourpost.example/">Harbour Post</a>'
    found = read(page(head, body), AGGREGATOR)
    assert (found.original_publisher, found.original_url) == (
        "Harbour Post",
        "https://www.harbourpost.example/",
    )


def test_its_own_provider_is_no_original() -> None:
    """A page that is its own provider tells its own story."""
    found = read(
        page(SITE + ld(article(publisher={"name": "AllNews"}, provider={"name": "AllNews"}))),
        AGGREGATOR,
    )
    assert (found.original_publisher, found.original_url) == (None, None)


@pytest.mark.parametrize(
    "below",
    [
        (
            '<p>By Mara Lindqvist</p><a href="/m/1"><img src="l.png" alt=""></a><a '
            'href="/m/1">Harbour Post</a><span>4 days ago</span>'
        ),
        (
            "<div><span>By </span><span>Mara Lindqvist</span></div><div>Harbour "
            "Post</div><div>Harbour Post</div><div>4 days ago</div>"
        ),
        "<div>By Mara Lindqvist<br>Harbour Post<br>Harbour Post<br>4 days ago</div>",
    ],
)
def test_the_outlet_below_the_headline_is_the_original(below: str) -> None:
    """An outlet named on a line of its own, whose site the page names in its profile, is where the
    text comes from.
    """
    body = f"<h1>{HEADLINE}</h1>{below}{STORY}{PROFILE}<p>https://www.harbourpost.example</p>"
    found = read(page(SITE, body), AGGREGATOR)
    assert (found.authors, found.original_publisher, found.original_url) == (
        ("Mara Lindqvist",),
        "Harbour Post",
        "https://www.harbourpost.example",
    )


def test_a_name_set_twice_under_the_byline_is_the_original() -> None:
    """Logo and name under the byline tell the outlet even without an address."""
    body = (
        f"<h1>{HEADLINE}</h1><p>By Mara Lindqvist</p><p>Harbour Post</p><p>Harbour Post</p>{STORY}"
    )
    assert read(page(SITE, body), AGGREGATOR).original_publisher == "Harbour Post"


@pytest.mark.parametrize(
    "body",
    [
        f'<h1>{HEADLINE}</h1><a href="https://www.facebook.com/share?u=x">Facebook</a>{STORY}',
        (
            f"<h1>{HEADLINE}</h1>{STORY}<p>The <a "
            'href="https://www.coastguard.example/">Coastguard</a> said so.</p>'
        ),
        (
            f"<h1>{HEADLINE}</h1><p>The <a "
            'href="https://www.coastguard.example/">Coastguard</a> said on '
            f"Monday.</p>{STORY}"
        ),
        (
            f"<h1>{HEADLINE}</h1><p>By Mara Lindqvist</p>{STORY}<a "
            'href="https://maralindqvist.example/">Mara Lindqvist</a>'
        ),
    ],
    ids=["share", "mention", "mention above", "author"],
)
def test_other_links_are_no_original(body: str) -> None:
    """Share buttons, names in running text and the author's own site are no origin."""
    found = read(page(SITE, body), AGGREGATOR)
    assert (found.original_publisher, found.original_url) == (None, None)


@pytest.mark.parametrize(
    "address",
    [
        "https://m.allnews.example/n/1",
        "https://www.allnews.test/n/1",
        "https://www.harbourpost.example/",
        "/n/1",
    ],
)
def test_a_canonical_address_of_the_same_outlet_is_no_original(address: str) -> None:
    """The same brand under another host, a front page, or the page itself is no original."""
    assert (
        read(page(f'{SITE}<link rel="canonical" href="{address}">'), AGGREGATOR).original_url
        is None
    )
