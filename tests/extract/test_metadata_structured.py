"""JSON-LD as pages have it, and what they declare in passing."""

import json

import pytest

from tests.extract.metadata_pages import HEADLINE, STORY, URL, article, ld, page, read

NODE = json.dumps(article(author="Mara Lindqvist"))


def script(text: str) -> str:
    """Return a JSON-LD script element with this text, well-formed or not."""
    return f'<script type="application/ld+json">{text}</script>'


@pytest.mark.parametrize(
    "text",
    [
        NODE,
        f"[{NODE}]",
        f'{{"@graph": [{{"@type": "WebSite", "name": "Harbour Post"}}, {NODE}]}}',
        f"<!-- {NODE} -->",
        f"//<![CDATA[\n{NODE}\n//]]>",
        f"/*<![CDATA[*/ {NODE} /*]]>*/",
        f"{NODE};",
        f"{NODE}\n{NODE}",
        NODE[:-1] + ",}",
        NODE[:-1] + ', "description": "broken "quotes" here"}',
        NODE.replace(HEADLINE, f"{HEADLINE}\n"),
        f'{{"@type": "WebPage", "mainEntity": {NODE}}}',
    ],
    ids=range(12),
)
def test_broken_json_ld_is_read(text: str) -> None:
    """Wrapping, trailing commas, raw line breaks and unescaped quotation marks do not hide the
    article.
    """
    found = read(page(script(text), STORY))
    assert (found.title, found.authors) == (HEADLINE, ("Mara Lindqvist",))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "{",
        "]",
        "[[[[]]]]",
        "1",
        '"text"',
        '{"@graph": 7}',
        '{"@type": {"a": 1}, "headline": []}',
        "[" * 5000,
    ],
)
def test_useless_json_ld_is_passed_over(text: str) -> None:
    """What cannot be read changes nothing."""
    assert read(page(script(text))).title == HEADLINE


def test_the_article_of_this_page_is_taken() -> None:
    """Of several articles the one with the page's headline or address is its own, not a
    teaser's.
    """
    other = article(
        headline="Bakery opens at the market",
        url="https://www.harbourpost.example/bakery",
        author="Ole Brot",
        datePublished="2026-01-01",
    )
    own = article(url=URL, author="Mara Lindqvist")
    assert read(page(ld(other, own))).authors == ("Mara Lindqvist",)
    assert read(page(ld([other, other, own]))).authors == ("Mara Lindqvist",)


def test_entries_of_a_live_blog_are_not_the_article() -> None:
    """Updates, comments and listed items are other works."""
    updates = [
        article(headline="10:15 Divers go down", author="Ole Brot", datePublished="2026-05-13")
    ]
    live = {**article(author="Mara Lindqvist", liveBlogUpdate=updates), "@type": "LiveBlogPosting"}
    found = read(page(ld(live)))
    assert (found.authors, found.declared_type) == (("Mara Lindqvist",), "LiveBlogPosting")


def test_listed_articles_are_not_the_article() -> None:
    """A page that lists articles has none of their authors."""
    listed = {
        "@type": "ItemList",
        "itemListElement": [
            article(headline="Bakery opens", author="Ole Brot", datePublished="2026-01-01")
        ],
    }
    found = read(page(ld(listed)))
    assert (found.authors, found.declared_type) == ((), None)


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (ld(article(isAccessibleForFree=True)), True),
        (ld(article(isAccessibleForFree="False")), False),
        (ld(article(isAccessibleForFree="http://schema.org/True")), True),
        (ld(article(hasPart={"@type": "WebPageElement", "isAccessibleForFree": "false"})), False),
        (ld(article(isAccessibleForFree=True, hasPart=[{"isAccessibleForFree": False}])), False),
        ('<meta property="article:content_tier" content="metered">', False),
        ("", None),
    ],
)
# the expected answer
def test_paywall_marks(head: str, expected: bool | None) -> None:  # noqa: FBT001
    """``isAccessibleForFree`` as declared, in any spelling.

    A part behind a wall makes the whole not free.
    """
    assert read(page(head)).free is expected


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        (page(lang="en-GB"), "en"),
        (page(lang="pt_BR"), "pt"),
        (page('<meta http-equiv="content-language" content="de">', lang=""), "de"),
        (page(ld(article(inLanguage="sv-SE")), lang=""), "sv"),
        (page('<meta property="og:locale" content="fr_FR">', lang=""), "fr"),
        (page(lang=""), None),
        (page(lang="<%= lang %>"), None),
    ],
)
def test_language(markup: str, expected: str | None) -> None:
    """The declared language as a code without region."""
    assert read(markup).language == expected


def test_canonical_and_image_are_absolute() -> None:
    """Addresses are made absolute against the page's; others than http are none."""
    found = read(
        page(
            '<link rel="canonical" href="/ferry"><meta property="og:image" '
            'content="//img.harbourpost.example/f.jpg">'
        )
    )
    assert (found.canonical, found.image) == (
        "https://www.harbourpost.example/ferry",
        "https://img.harbourpost.example/f.jpg",
    )
    assert read(page('<link rel="canonical" href="javascript:void(0)">')).canonical is None


def test_tags_are_deduplicated() -> None:
    """Keywords from all places, each once whatever its case, without machines' labels."""
    head = ld(article(keywords=["Ferry", "Norrvik"])) + (
        '<meta name="keywords" content="ferry, harbour , type:story, 12345"><meta '
        'property="article:tag" content="Harbour">'
    )
    assert read(page(head)).tags == ("Ferry", "Norrvik", "harbour")


def test_article_body_is_given() -> None:
    """The text in JSON-LD is there for a rescue."""
    assert (
        read(page(ld(article(articleBody="First.\n\nSecond.")))).article_body == "First.\nSecond."
    )
    assert (
        read(
            page(ld(article(articleBody="<p>Salt &amp; <b>ice</b></p><p>at sea</p>")))
        ).article_body
        == "Salt & ice\nat sea"
    )
    assert read(page(ld(article()))).article_body is None
