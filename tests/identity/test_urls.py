"""Which URLs are one article: a table of pairs, and what holds for every URL."""

import string
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from crawler.errors import BadUrl
from crawler.identity import (
    MAX_URL_LENGTH,
    RULES,
    article_of,
    host_of,
    normalise,
    registrable,
    same_site,
)
from crawler.identity.tracking import _NAMES, _PREFIXES
from crawler.identity.urls import _AROUND

_TABLE: dict[str, list[list[str]]] = yaml.safe_load(
    (Path(__file__).parent / "urls.yaml").read_text(encoding="utf-8")
)

_text = st.text(st.characters(codec="utf-8"), max_size=12)
_label = st.text(string.ascii_letters + string.digits + "-_", min_size=1, max_size=8).filter(
    lambda label: not label[-1].isdigit()
)
_hosts = st.one_of(
    st.lists(_label, min_size=1, max_size=4).map(".".join),
    st.ip_addresses(v=4).map(str),
    st.ip_addresses(v=6).map(lambda address: f"[{address}]"),
    st.sampled_from(["localhost", "BÜCHER.example", "пример.example", "news.example."]),
)
_ports = st.one_of(st.just(""), st.integers(1, 65535).map(lambda port: f":{port}"))
_segments = st.one_of(
    _text, st.sampled_from([".", "..", "%2e", "%", "%zz", "a%2Fb", "ä", ";jsessionid=7"])
)
_paths = st.lists(_segments, max_size=5).map(
    lambda parts: "".join(
        "/" + part.translate({ord("?"): None, ord("#"): None, ord("\\"): None}) for part in parts
    )
)
_queries = st.lists(_text, max_size=4).map(
    lambda parts: "&".join(part.replace("#", "") for part in parts).strip(_AROUND)
)
_fragments = st.one_of(
    st.just(""), _text.map(lambda text: f"#{text}"), _text.map(lambda text: f"#!{text}")
)


@st.composite
def _pieces(draw: st.DrawFn) -> tuple[str, str, str]:
    """(scheme to path, query without its mark, fragment) of a URL that can be normalised."""
    scheme = draw(st.sampled_from(["http", "https", "HTTP"]))
    return (
        f"{scheme}://{draw(_hosts)}{draw(_ports)}{draw(_paths)}",
        draw(_queries),
        draw(_fragments),
    )


_urls = _pieces().map(lambda pieces: f"{pieces[0]}?{pieces[1]}{pieces[2]}")


def _ids(rows: list[list[str]]) -> list[str]:
    return [
        " ".join(map(str, row)).encode("ascii", "backslashreplace").decode()[:80] for row in rows
    ]


def test_the_table_is_large_enough() -> None:
    """Sixty pairs or more are in the table, and the rule set has its number."""
    assert len(_TABLE["same"]) + len(_TABLE["different"]) >= 60
    assert RULES == 1


@pytest.mark.parametrize(("one", "other"), _TABLE["same"], ids=_ids(_TABLE["same"]))
def test_same_article(one: str, other: str) -> None:
    """Two spellings of one address name one article."""
    assert article_of(one) == article_of(other)


@pytest.mark.parametrize(("one", "other"), _TABLE["different"], ids=_ids(_TABLE["different"]))
def test_different_articles(one: str, other: str) -> None:
    """Two addresses that a server tells apart name two articles."""
    assert article_of(one) != article_of(other)


@pytest.mark.parametrize(("url", "word"), _TABLE["bad"], ids=_ids(_TABLE["bad"]))
def test_bad_urls(url: str, word: str) -> None:
    """What no article can have as its URL is refused with a message that says why and quotes no
    password.
    """
    with pytest.raises(BadUrl) as caught:
        normalise(url)
    assert word in f"{caught.value} {caught.value.hint}"
    assert "hunter2" not in f"{caught.value} {caught.value.hint}"
    assert str(caught.value).isprintable()


@pytest.mark.parametrize(
    ("url", "form"),
    [
        (
            "HTTP://Www.BÜCHER.example.:80/a/../%7efoo?b=2&utm_source=x&a=1#top",
            "http://www.xn--bcher-kva.example/~foo?a=1&b=2",
        ),
        ("https://news.example/#!story/ü", "https://news.example/#!story/%C3%BC"),
        ("http://[2001:DB8:0:0::1]:8080", "http://[2001:db8::1]:8080/"),
        ("http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/"),
        ("http://192.0.2.1./x", "http://192.0.2.1/x"),
        ("https://foo_bar.example/%zz", "https://foo_bar.example/%25zz"),
        ("https://news.example/s?q=a+b&q=a%20b", "https://news.example/s?q=a+b&q=a%20b"),
    ],
)
def test_the_form(url: str, form: str) -> None:
    """A normalised URL has exactly this form, on every Python."""
    assert normalise(url) == form


def test_an_article_id_is_frozen() -> None:
    """The ids of rule set 1 never change: archives hold them."""
    assert (
        article_of("https://news.example/2026/11/21/flood?id=7")
        == "news.example/7ab4ca8718bb27635fcacaf4c8184ee1"
    )
    assert article_of("http://[::1]:8080/") == "[::1]:8080/c69b5560a9a4f460cfe20ead7e18ca10"


def test_long_urls() -> None:
    """A URL may be long, but not without end; the message shows its start alone."""
    head = "https://news.example/"
    assert len(normalise(head + "a" * (MAX_URL_LENGTH - len(head)))) == MAX_URL_LENGTH
    with pytest.raises(BadUrl, match="longer than") as caught:
        normalise(head + "ü" * MAX_URL_LENGTH)
    assert len(str(caught.value)) < 300
    for host in ("a" * 64 + ".example", ".".join(["a" * 60] * 5)):
        with pytest.raises(BadUrl, match="characters"):
            normalise(f"https://{host}/")


def test_lone_surrogates() -> None:
    """Text that is no Unicode is refused as a URL."""
    with pytest.raises(BadUrl, match="surrogate"):
        normalise("https://news.example/\udcff")


@given(_urls)
def test_normalising_is_idempotent(url: str) -> None:
    """A normalised URL is its own normal form, plain printable ASCII, and names the
    same article.
    """
    once = normalise(url)
    assert normalise(once) == once
    assert once.isascii()
    assert once.isprintable()
    assert " " not in once
    assert article_of(once) == article_of(url)
    assert article_of(url).startswith(f"{host_of(url)}/")


@given(
    _pieces(),
    st.sampled_from(sorted(_NAMES) + [f"{prefix}x" for prefix in _PREFIXES]),
    _text,
    st.booleans(),
)
def test_tracking_never_matters(
    pieces: tuple[str, str, str],
    name: str,
    value: str,
    first: bool,  # noqa: FBT001
) -> None:  # a drawn value
    """Adding a tracking parameter, in front or behind, never changes the article."""
    before, query, fragment = pieces
    extra = f"{name}={value.replace('#', '').replace('&', '')}x"
    tracked = f"{extra}&{query}" if first else f"{query}&{extra}"
    assert article_of(f"{before}?{tracked}{fragment}") == article_of(f"{before}?{query}{fragment}")


@given(st.text())
def test_any_text_is_a_url_or_bad(text: str) -> None:
    """Whatever the text, the answer is a normal form or BadUrl."""
    for candidate in (text, f"http://{text}", f"http://h/{text}"):
        with suppress(BadUrl):
            form = normalise(candidate)
            assert normalise(form) == form


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("www.news.example", "news.example"),
        ("news.example", "news.example"),
        ("a.b.news.co.uk", "news.co.uk"),
        ("eva.blogspot.com", "eva.blogspot.com"),
        ("www.eva.blogspot.com", "eva.blogspot.com"),
        ("blogspot.com", "blogspot.com"),
        ("co.uk", "co.uk"),
        ("localhost", "localhost"),
        ("localhost:8000", "localhost:8000"),
        ("127.0.0.1", "127.0.0.1"),
        ("127.0.0.1:8000", "127.0.0.1:8000"),
        ("[::1]", "[::1]"),
        ("[::1]:80", "[::1]:80"),
        ("www.news.example:8080", "news.example:8080"),
        ("www.xn--bcher-kva.example", "xn--bcher-kva.example"),
        ("www.食狮.公司.cn".encode("idna").decode(), "xn--85x722f.xn--55qx5d.cn"),
    ],
)
def test_registrable(host: str, domain: str) -> None:
    """The registrable domain follows the public suffix list, private part included.

    Ports and addresses stay as they are.
    """
    assert registrable(host) == domain


def test_same_site() -> None:
    """Subdomains of one registrable domain are one site.

    Two blogs on one service, and two ports, are not.
    """
    assert same_site("https://www.news.example/a", "http://m.news.example/b")
    assert not same_site("https://eva.blogspot.com/", "https://adam.blogspot.com/")
    assert not same_site("http://127.0.0.1:1/", "http://127.0.0.1:2/")
    assert not same_site("https://news.co.uk/", "https://times.co.uk/")


def test_no_network_for_suffixes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Registrable domains come from the bundled list: no socket is opened."""

    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr("socket.socket.connect", refuse)
    registrable.cache_clear()
    assert registrable("a.b.example.com") == "example.com"
