"""Errors name the proxy that the environment sets, and how to go past it."""

import botocore.exceptions
import pytest

from crawler.proxy_settings import with_proxies, with_proxy
from crawler.store.s3_errors import translate
from tests.fetch.harness import Job, crawl, plan_of

PROXY = "http://reader:hunter2@127.0.0.1:1"


@pytest.fixture(autouse=True)
def _proxied(monkeypatch: pytest.MonkeyPatch) -> None:
    """Set a proxy with a password, at which nobody answers, for all but one host."""
    for name in ("http_proxy", "https_proxy", "no_proxy"):
        monkeypatch.delenv(name.upper(), raising=False)
        monkeypatch.setenv(name, "inside.example" if name == "no_proxy" else PROXY)


def test_a_page_behind_a_proxy() -> None:
    """A page that could not be had through a proxy says so without the proxy's password, and one
    that no_proxy names is not said to have gone through it.
    """
    behind, past = "http://192.88.98.1/page", "http://127.0.0.2:1/page"
    outcome = crawl(
        Job(plan_of(behind, past), environ={"http_proxy": PROXY, "no_proxy": "127.0.0.2"})
    )
    assert outcome.page(behind).reason == (
        "the connection was refused; requests to 192.88.98.1 go through the proxy 127.0.0.1:1, as "
        "no_proxy does not name the host"
    )
    assert outcome.page(past).reason == "the connection was refused"


def test_sentences_and_parts_of_them() -> None:
    """The proxy is named behind a sentence as in one, once for both schemes, and only where it is
    on the way.
    """
    assert with_proxy("Is there a network?", "https://news.example/a") == (
        "Is there a network? Requests to news.example go through the proxy 127.0.0.1:1, as "
        "no_proxy does not name the host."
    )
    assert with_proxy("refused", "https://inside.example/a") == "refused"
    assert with_proxies("refused") == (
        "refused; requests go through the proxy 127.0.0.1:1, unless no_proxy names the host"
    )


def test_without_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where none is set, nothing is said of one."""
    monkeypatch.delenv("http_proxy")
    monkeypatch.delenv("https_proxy")
    assert with_proxies(with_proxy("refused", "https://news.example/a")) == "refused"


def test_a_store_behind_a_proxy() -> None:
    """A bucket's server that does not answer, and an answer without S3's own words, may be the
    proxy's doing; what the server itself says is not.
    """
    silent = botocore.exceptions.EndpointConnectionError(endpoint_url="http://s3.test:8333")
    assert "s3.test go through the proxy 127.0.0.1:1" in str(translate(silent, "x").hint)
    for code, named in (("502", True), ("AccessDenied", False)):
        answer = {"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": 502}}
        error = botocore.exceptions.ClientError(answer, "PutObject")  # type: ignore[arg-type]
        assert ("through the proxy" in str(translate(error, "x").hint)) is named
