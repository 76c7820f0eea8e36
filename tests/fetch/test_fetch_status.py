"""Every request ends in exactly one Fetched, whatever the server does, with a reason that a person
can use.
"""

import re

import pytest

from crawler.capture import FetchFailure, FetchStatus
from tests.fetch.harness import Job, Outcome, crawl, plan_of
from tests.newspaper.fixture import Press

ENDINGS: dict[str, tuple[FetchStatus, str]] = {
    "/story/harbour": (FetchStatus.ANSWERED, ""),
    "/status/404": (FetchStatus.ANSWERED, ""),
    "/status/500": (FetchStatus.ANSWERED, ""),
    "/status/302": (FetchStatus.ANSWERED, ""),
    "/status/304": (FetchStatus.FAILED, "304 to a request without a condition"),
    "/wrong-charset/clock": (FetchStatus.ANSWERED, ""),
    "/refresh/clock": (FetchStatus.ANSWERED, ""),
    "/redirect/chain/3/clock": (FetchStatus.ANSWERED, ""),
    "/redirect/loop/a": (FetchStatus.FAILED, "redirect loop of 2 hops"),
    "/redirect/endless/1": (FetchStatus.FAILED, "more than 10 redirects"),
    "/redirect/to?url=file:///etc/passwd": (
        FetchStatus.REFUSED,
        "a redirect to file:///etc/passwd: scheme: file",
    ),
    "/redirect/to?url=ftp://127.0.0.1/x": (FetchStatus.REFUSED, "scheme: ftp"),
    "/redirect/to?url=data:text/html,x": (FetchStatus.REFUSED, "scheme: data"),
    "/redirect/to?url=s3://bucket/x": (FetchStatus.REFUSED, "scheme: s3"),
    "/redirect/to?url=http://[bad": (FetchStatus.FAILED, "redirect to no URL"),
    "/drop/x": (FetchStatus.FAILED, "closed without an answer"),
    "/garbage/x": (FetchStatus.FAILED, "no HTTP"),
    "/partial/x": (FetchStatus.FAILED, "cut before the whole body"),
    "/broken-chunks/x": (FetchStatus.FAILED, "cut before the whole body"),
    "/coded-wrongly/x": (FetchStatus.FAILED, "cannot be decoded"),
    "/members/x": (FetchStatus.FAILED, "decoded: broken gzip: more than 1000 members"),
    "/bomb/gzip": (FetchStatus.REFUSED, "size: gzip bomb: more than 1000000 bytes"),
    "/bomb/br": (FetchStatus.REFUSED, "size: br bomb"),
    "/bomb/zstd": (FetchStatus.REFUSED, "size: zstd bomb"),
    "/huge/announced": (FetchStatus.REFUSED, "size: more than 1000000 bytes"),
    "/huge/unannounced": (FetchStatus.REFUSED, "size: more than 1000000 bytes"),
    "/drop/twice?times=1": (FetchStatus.ANSWERED, ""),
}
ELSEWHERE: dict[str, tuple[FetchStatus, str]] = {
    "http://127.0.0.1:1/nobody-listens": (FetchStatus.FAILED, "connection was refused"),
    "http://no-such-name.invalid/": (FetchStatus.FAILED, "cannot be resolved"),
    "file:///etc/passwd": (FetchStatus.REFUSED, "scheme: file"),
    "data:text/html,<p>hello": (FetchStatus.REFUSED, "scheme: data"),
    "s3://bucket/key": (FetchStatus.REFUSED, "scheme: s3"),
    "not a url": (FetchStatus.REFUSED, "URL"),
}
FAILURES: dict[str, FetchFailure] = {
    "/status/304": FetchFailure.STATUS,
    "/redirect/loop/a": FetchFailure.REDIRECT,
    "/redirect/to?url=http://[bad": FetchFailure.REDIRECT,
    "/redirect/to?url=s3://bucket/x": FetchFailure.SCHEME,
    "/drop/x": FetchFailure.CONNECTION,
    "/garbage/x": FetchFailure.NOT_HTTP,
    "/partial/x": FetchFailure.CUT_OFF,
    "/coded-wrongly/x": FetchFailure.UNREADABLE,
    "/members/x": FetchFailure.UNREADABLE,
    "/bomb/br": FetchFailure.SIZE,
    "/huge/unannounced": FetchFailure.SIZE,
    "http://no-such-name.invalid/": FetchFailure.NAME,
    "s3://bucket/key": FetchFailure.SCHEME,
    "not a url": FetchFailure.URL,
}
COUNTS = {
    "failed/connection": 2,
    "failed/cut_off": 2,
    "failed/name": 1,
    "failed/not_http": 1,
    "failed/redirect": 3,
    "failed/status": 1,
    "failed/unreadable": 2,
    "redirected": 14,
    "refused/scheme": 7,
    "refused/size": 5,
    "refused/url": 1,
    "retried/cut_off": 2,
    "retried/name": 1,
    "retried/not_http": 1,
    "retried/status_500": 1,
}


@pytest.fixture(scope="module")
def outcome(module_press: Press) -> Outcome:
    """Provide one crawl of all of them."""
    urls = [module_press.url(path) for path in ENDINGS]
    return crawl(Job(plan_of(*urls, *ELSEWHERE, timeout=60, max_page_bytes=1_000_000)))


@pytest.mark.parametrize("path", ENDINGS)
def test_misbehaviour_has_its_ending(module_press: Press, outcome: Outcome, path: str) -> None:
    """Each misbehaviour ends once, in its ending, with its reason."""
    ending, reason = ENDINGS[path]
    page = outcome.page(module_press.url(path))
    assert (page.fetch_status, page.reason is None) == (ending, ending is FetchStatus.ANSWERED)
    assert re.search(re.escape(reason), page.reason or "")


@pytest.mark.parametrize("url", ELSEWHERE)
def test_unreachable_and_unfetchable_have_their_ending(outcome: Outcome, url: str) -> None:
    """A URL that leads nowhere or that is none ends once, with its reason."""
    ending, reason = ELSEWHERE[url]
    page = outcome.page(url)
    assert page.fetch_status is ending
    assert reason in (page.reason or "")


def test_endings_are_typed(module_press: Press, outcome: Outcome) -> None:
    """What did not arrive says why by an enum, what arrived has none."""
    for url, failure in FAILURES.items():
        page = outcome.page(module_press.url(url) if url.startswith("/") else url)
        assert page.failure is failure, url
    assert all(
        (page.failure is None) == (page.fetch_status is FetchStatus.ANSWERED)
        for page in outcome.pages
    )


def test_endings_are_counted(outcome: Outcome) -> None:
    """Each page that fails or is refused is counted once, and so is each retry and redirect."""
    counts = dict(outcome.stats)
    # of the two that drop and the one where nobody listens; Twisted itself asks again, unseen,
    # where it was a kept connection that was dropped
    assert counts.pop("retried/connection") in {1, 2, 3}
    assert counts == COUNTS


def test_slow_server_is_not_waited_for(newspaper: Press) -> None:
    """A server that takes longer than the limit fails its page, and the reason says so."""
    url = newspaper.url("/slow/x?seconds=600")
    page = crawl(Job(plan_of(url, timeout=1, retries=0))).page(url)
    assert (page.fetch_status, page.reason) == (
        FetchStatus.FAILED,
        "timeout: no whole answer in time",
    )


def test_nothing_is_lost_and_nothing_logged(outcome: Outcome) -> None:
    """There are as many endings as URLs, none is left, and no misbehaviour of a page is logged as
    an error of ours.
    """
    assert len(outcome.pages) == len(ENDINGS) + len(ELSEWHERE)
    assert outcome.left == ()
    assert outcome.log == ""


def test_only_answers_have_captures(outcome: Outcome) -> None:
    """A capture is there exactly where an answer is.

    A bomb's or a broken body's bytes are dropped.
    """
    assert all(
        (page.capture is not None) == (page.fetch_status is FetchStatus.ANSWERED)
        for page in outcome.pages
    )


def test_redirect_that_fails_names_its_hops(module_press: Press, outcome: Outcome) -> None:
    """A redirect to what is not fetched tells which URLs redirected."""
    url = module_press.url("/redirect/to?url=file:///etc/passwd")
    assert outcome.page(url).hops == (url,)


def test_meta_refresh_is_not_followed(module_press: Press, outcome: Outcome) -> None:
    """A page that sends the reader on by markup is captured as it is."""
    page = outcome.page(module_press.url("/refresh/clock"))
    assert page.capture
    assert len(page.capture.exchanges) == 1
