"""A capture holds what was on the wire, and says what it could not keep."""

import hashlib
import json
import urllib.request

import brotli
import pytest

from crawler.capture import Fetched, FetchStatus
from crawler.middlewares.guard.addresses import AddressRule
from crawler.model import Capture, Exchange
from crawler.plan import ListTarget, SourceRules
from crawler.warc.payload import payload
from tests.fetch.harness import Job, crawl, plan_for, plan_of
from tests.fetch.resolving import SETTINGS, names
from tests.newspaper.fixture import Press


def _capture(page: Fetched) -> Capture:
    assert page.fetch_status is FetchStatus.ANSWERED, page.reason
    assert page.capture
    return page.capture


def _bytes_of(url: str) -> bytes:
    """Return the body as a client without any decoding gets it."""
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(
        url, timeout=10
    ) as answer:
        data: bytes = answer.read()
        return data


def test_body_is_kept_as_sent(newspaper: Press) -> None:
    """The body's digest equals that of the server's bytes in every content coding, and decoding
    gives the page.
    """
    codings = ("gzip", "br", "deflate", "zstd")
    urls = {coding: newspaper.url(f"/coded/{coding}/clock") for coding in codings}
    outcome = crawl(Job(plan_of(*urls.values())))
    plain = _bytes_of(newspaper.url("/story/clock"))
    for coding, url in urls.items():
        answer = _capture(outcome.page(url)).answer
        assert hashlib.sha256(answer.body).digest() == hashlib.sha256(_bytes_of(url)).digest(), (
            coding
        )
        assert answer.header("Content-Encoding") == coding
        assert payload(answer, 1_000_000) == plain
        assert answer.reconstructed == ()
    assert brotli.decompress(_capture(outcome.page(urls["br"])).answer.body) == plain


def test_head_is_kept_as_sent(newspaper: Press) -> None:
    """Header case, order and duplicates, the phrase and connection headers are as on the wire.

    Only the transfer coding is not.
    """
    url = newspaper.url("/chunked/clock")
    answer = _capture(crawl(Job(plan_of(url))).page(url)).answer
    assert (answer.http_version, answer.status, answer.phrase) == ("HTTP/1.1", 200, "Fine by me")
    assert answer.response_headers == (
        ("content-TYPE", "text/html; charset=utf-8"),
        ("X-Twice", "one"),
        ("x-between", "two"),
        ("X-Twice", "three"),
        ("Transfer-Encoding", "chunked"),
        ("Connection", "close"),
    )
    assert answer.body == _bytes_of(newspaper.url("/story/clock"))
    assert answer.reconstructed == ("transfer coding",)


def test_request_is_kept_as_sent(newspaper: Press) -> None:
    """The captured request headers are those that the server received, in their order."""
    url = newspaper.url("/story/clock")
    answer = _capture(crawl(Job(plan_of(url))).page(url)).answer
    (seen,) = newspaper.log("/story/clock")
    assert dict(answer.request_headers) == seen["headers"]
    assert [name for name, _ in answer.request_headers] == list(seen["headers"])
    assert answer.ip == "127.0.0.1"
    assert answer.tls is None
    assert "Referer" not in seen["headers"]


def test_each_redirect_is_a_hop(newspaper: Press) -> None:
    """Redirects are exchanges of their own, in order, each with its own body and time.

    A retried attempt is none.
    """
    url = newspaper.url("/redirect/chain/2/clock")
    page = crawl(Job(plan_of(url))).page(url)
    capture = _capture(page)
    assert [exchange.status for exchange in capture.exchanges] == [302, 302, 200]
    assert capture.url == newspaper.url("/story/clock")
    assert page.hops == (url, newspaper.url("/redirect/chain/1/clock"))
    assert capture.exchanges[0].body == b"<html><body>Elsewhere.</body></html>"
    assert sorted(exchange.fetched_at for exchange in capture.exchanges) == [
        exchange.fetched_at for exchange in capture.exchanges
    ]
    url = newspaper.url("/busy/503/clock")
    assert len(_capture(crawl(Job(plan_of(url))).page(url)).exchanges) == 1


def test_tls_result_is_kept(newspaper: Press) -> None:
    """A verified handshake leaves protocol, cipher, names and the certificate's digest."""
    url = newspaper.tls_base + "/story/clock"
    page = crawl(Job(plan_of(url), environ={"SSL_CERT_FILE": str(newspaper.certificate)})).page(url)
    tls = _capture(page).answer.tls
    assert tls
    assert (tls.protocol, tls.subject, tls.issuer) == (
        "TLSv1.3",
        "CN=The Lying Newspaper",
        "CN=The Lying Newspaper",
    )
    assert tls.cipher
    assert len(tls.certificate_sha256 or "") == 64


def test_certificates_are_verified(newspaper: Press) -> None:
    """A certificate that nobody vouches for, or that is another host's, fails the fetch, without a
    retry.
    """
    url = newspaper.tls_base + "/story/clock"
    unknown = crawl(Job(plan_of(url))).page(url)
    assert unknown.fetch_status is FetchStatus.FAILED
    assert "TLS" in (unknown.reason or "")
    other = f"https://elsewhere.test:{newspaper.tls_base.rpartition(':')[2]}/story/clock"
    environ = {"SSL_CERT_FILE": str(newspaper.certificate), **names(elsewhere_test=[["127.0.0.1"]])}
    assert "TLS" in (
        crawl(Job(plan_of(other), settings=SETTINGS, environ=environ)).page(other).reason or ""
    )
    assert newspaper.log("/story/clock") == []


def _subscribed(newspaper: Press, path: str) -> tuple[SourceRules, ListTarget]:
    newspaper.say("links", path)
    site = newspaper.base.removeprefix("http://")
    rules = SourceRules(
        name="paid",
        headers_env=(("X-Reader", "READER"),),
        cookies_env="SESSION",
        sites=(site,),
        same_site=False,
    )
    return rules, ListTarget(source="paid", url=newspaper.url("/feeds/rss.xml"), kind="feed")


SECRETS = {"READER": "subscriber-7781", "SESSION": "token=hush-5512"}


def test_subscription_is_sent_and_never_kept(newspaper: Press) -> None:
    """A source's headers and cookies reach its own site.

    No capture and no log shows their names or values, nor cookies in answer.
    """
    rules, feed = _subscribed(newspaper, "/cookies/clock")
    outcome = crawl(Job(plan_for(rules, feed), environ=SECRETS))
    (seen,) = newspaper.log("/cookies/clock")
    sent = {name.lower(): value for name, value in seen["headers"].items()}
    assert (sent["x-reader"], sent["cookie"]) == (SECRETS["READER"], SECRETS["SESSION"])
    answer = _capture(outcome.pages[0]).answer
    shown = json.dumps([answer.request_headers, answer.response_headers, outcome.log]).lower()
    assert not any(
        word in shown for word in ("x-reader", '"cookie"', *SECRETS.values(), "session=s")
    )
    assert (answer.header("Set-Cookie"), answer.header("X-Hello")) == ("[blanked]", "[blanked]")
    assert answer.reconstructed == (
        "request headers with credentials left out",
        "values of response headers blanked",
    )


def test_subscription_does_not_leave_its_site(newspaper: Press) -> None:
    """After a redirect to another site, and for other sources, the headers are not sent."""
    other = newspaper.base.replace("127.0.0.1", "127.0.0.2")
    rules, feed = _subscribed(newspaper, f"/redirect/to?url={other}/story/clock")
    outcome = crawl(Job(plan_for(rules, feed), environ=SECRETS))
    assert _capture(outcome.pages[0]).url == f"{other}/story/clock"
    (first,), (second,) = newspaper.log("/redirect"), newspaper.log("/story/clock")
    assert "X-Reader" in {name.title() for name in first["headers"]}
    assert {"X-Reader", "Cookie"}.isdisjoint(name.title() for name in second["headers"])


def test_no_cookie_is_carried(newspaper: Press) -> None:
    """A cookie that the site sets is not sent back.

    Captures do not depend on the order of fetches.
    """
    urls = [newspaper.url(f"/cookies/{name}") for name in ("clock", "harbour")]
    crawl(Job(plan_of(*urls, concurrency=1)))
    assert [entry for entry in newspaper.log("/cookies") if "Cookie" in entry["headers"]] == []


@pytest.mark.parametrize("name", ["broken.test", "public.test"])
def test_proxy_is_used_and_named(newspaper: Press, name: str) -> None:
    """Through a proxy the whole URL is asked for.

    No peer address is claimed, whether or not the name resolves here.
    """
    url = f"http://{name}/story/clock"
    environ = {
        "http_proxy": newspaper.base,
        **names(broken_test=[[]], public_test=[["192.88.98.1"]]),
    }
    settings = SETTINGS | {"ADDRESS_RULE": AddressRule(proxy_resolves=True)}
    answer = _capture(crawl(Job(plan_of(url), environ=environ, settings=settings)).page(url)).answer
    assert [entry["path"] for entry in newspaper.log()] == [url]
    assert answer.ip is None


def test_tls_through_a_proxy(newspaper: Press) -> None:
    """An https page goes through the proxy's tunnel.

    The handshake that is kept is the site's own, verified against its own name.
    """
    port = newspaper.tls_base.rpartition(":")[2]
    good, bad = (
        f"https://localhost:{port}/story/clock",
        f"https://elsewhere.test:{port}/story/harbour",
    )
    environ = {"https_proxy": newspaper.base, "SSL_CERT_FILE": str(newspaper.certificate)}
    outcome = crawl(Job(plan_of(good, bad), environ=environ))
    answer = _capture(outcome.page(good)).answer
    assert answer.tls
    assert (answer.tls.subject, answer.ip) == ("CN=The Lying Newspaper", None)
    assert "TLS" in (outcome.page(bad).reason or "")
    assert newspaper.log("/story/harbour") == []


def test_subscription_is_not_sent_in_the_clear(newspaper: Press) -> None:
    """A source that is known by https alone gets no headers over plain http, though the host be the
    same.
    """
    newspaper.say("links", newspaper.url("/story/harbour"))
    sites = tuple(base.partition("://")[2] for base in (newspaper.base, newspaper.tls_base))
    rules = SourceRules(
        name="paid", headers_env=(("X-Reader", "READER"),), sites=sites, same_site=False
    )
    feed = ListTarget(source="paid", url=newspaper.tls_base + "/feeds/rss.xml", kind="feed")
    outcome = crawl(
        Job(plan_for(rules, feed), environ={**SECRETS, "SSL_CERT_FILE": str(newspaper.certificate)})
    )
    assert outcome.pages[0].fetch_status is FetchStatus.ANSWERED
    sent = {entry["path"]: {name.title() for name in entry["headers"]} for entry in newspaper.log()}
    assert "X-Reader" in sent["/feeds/rss.xml"]
    assert "X-Reader" not in sent["/story/harbour"]


def test_exchange_is_plain_data(newspaper: Press) -> None:
    """What leaves Scrapy's floors is the project's own values, with nothing of Scrapy's inside."""
    url = newspaper.url("/story/clock")
    answer = _capture(crawl(Job(plan_of(url))).page(url)).answer
    assert type(answer) is Exchange
    assert {
        type(value).__module__.split(".")[0] for value in (answer.url, answer.ip, answer.body)
    } == {"builtins"}
