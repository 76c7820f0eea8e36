"""Section pages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discover import Link, parse_section

BASE = "https://news.example/politics/"


def _links(html: str) -> list[tuple[str, str | None]]:
    return [(link.url, link.title) for link in parse_section(html.encode(), BASE).links]


def test_links_in_order_with_their_longest_text() -> None:
    """Each URL once, where it first stands, with the longest text of its anchors.

    Fragments are no pages of their own.
    """
    page = (
        '<a href="../a"><img></a><a href="/b">B</a><a href="/a#comments"> A  '
        "<b>long</b>\nheadline </a>"
    )
    assert _links(page) == [
        ("https://news.example/a", "A long headline"),
        ("https://news.example/b", "B"),
    ]


def test_links_that_are_left_out_are_counted() -> None:
    """Different links to no page, and to the page itself or a front page, are counted by the rule.

    Places on the same page are no links to others.
    """
    page = (
        '<a href="mailto:a@b.example"></a><a href="tel:1"></a><a href="tel:1"></a>'
        f'<a href="{BASE}"></a><a href="#top"></a><a href="/"></a>'
        '<a href="/a"></a><a href="/a">again</a>'
    )
    listing = parse_section(page.encode(), BASE)
    assert (len(listing.links), dict(listing.dropped)) == (1, {"section_page": 2, "not_http": 2})


def test_base_element_is_followed() -> None:
    """Relative links start from the base that the page declares."""
    assert _links('<head><base href="//other.example/x/"></head><a href="y">z</a>') == [
        ("https://other.example/x/y", "z")
    ]


@pytest.mark.parametrize(
    "href",
    [
        "",
        "#top",
        "javascript:go()",
        "mailto:a@b.example",
        " TEL:1",
        "about:blank",
        BASE,
        "./#x",
        "/",
        "HTTPS://other.example",
        "http://[bad",
    ],
)
def test_what_leads_to_no_other_page_is_left_out(href: str) -> None:
    """Scripts, addresses of people, the page itself, front pages and what cannot be parsed are no
    links.
    """
    assert _links(f'<a href="{href}">x</a>') == []


def test_unfetchable_schemes_are_given() -> None:
    """What another scheme names is a link, for the spider to refuse."""
    assert _links('<a href="file:///etc/passwd">x</a>') == [("file:///etc/passwd", "x")]


def test_declared_charset_is_used() -> None:
    """The charset of the HTTP header reads the titles; an unknown one is a problem in words."""
    page = '<a href="/ä">Brücke</a>'.encode("iso-8859-1")
    assert parse_section(page, BASE, "iso-8859-1").links == (
        Link(url="https://news.example/ä", title="Brücke"),
    )
    assert parse_section(page, BASE, "no-such-charset").problem


@given(
    st.one_of(
        st.binary(max_size=300),
        st.text(alphabet="<>/ahref= \"'#:.x[]", max_size=300).map(str.encode),
    )
)
def test_nothing_in_a_page_raises(data: bytes) -> None:
    """Whatever the bytes, there is a Listing."""
    parse_section(data, BASE)
