"""What a redirect sets goes back within its own chain, to who may see it, and nowhere else."""

from collections.abc import Iterator

import pytest

from crawler.capture import FetchStatus
from crawler.plan import SourceRules
from tests.fetch.harness import Job, Outcome, crawl, plan_of
from tests.servers.visitors import PAGE, Visits, visited

PATHS = ("/self", "/twice", "/away", "/deaf", "/stranger", "/narrow")
LENGTHS = ("abc", "-1", "29.5", "29_bytes", '"29"')


@pytest.fixture(scope="module")
def crawled() -> Iterator[tuple[Visits, Outcome]]:
    """Provide one crawl of all of them, ``/self`` twice."""
    with visited() as visits:
        urls = [f"{visits.base}{path}" for path in PATHS]
        lengths = [f"{visits.base}/length/{length}" for length in LENGTHS]
        plan = plan_of(*urls, *lengths, f"{visits.base}/length/2,3")
        yield visits, crawl(Job(plan, refetch=True))


def test_a_cookie_comes_back(crawled: tuple[Visits, Outcome]) -> None:
    """A site that sends its reader back to where they were, with a cookie, is archived; each fetch
    begins without any.
    """
    visits, outcome = crawled
    first, again = (page for page in outcome.pages if page.url.endswith("/self"))
    assert [page.fetch_status for page in (first, again)] == [FetchStatus.ANSWERED] * 2
    assert visits.cookies("/self") == [None, "seen=1", None, "seen=1"]
    assert visits.cookies("/twice")[:3] == [None, "a=1", "a=1; b=2"]


def test_a_cookie_is_in_no_capture(crawled: tuple[Visits, Outcome]) -> None:
    """The capture holds every hop, and of each request that a header with credentials was left
    out.
    """
    page = next(page for page in crawled[1].pages if page.url.endswith("/self"))
    assert page.capture is not None
    assert [exchange.status for exchange in page.capture.exchanges] == [302, 200]
    sent = [name.lower() for name, _ in page.capture.answer.request_headers]
    assert "cookie" not in sent
    assert "request headers with credentials left out" in page.capture.answer.reconstructed


def test_a_cookie_goes_to_nobody_else(crawled: tuple[Visits, Outcome]) -> None:
    """Another host, another path and a connection in the clear do not get what is not for them."""
    visits, _ = crawled
    assert set(visits.cookies("/elsewhere")) == {None}
    assert set(visits.cookies("/after")) == {None}


def test_a_deaf_site_is_a_loop(crawled: tuple[Visits, Outcome]) -> None:
    """Who sends its reader back although the cookie came is a loop."""
    visits, outcome = crawled
    pages = [page for page in outcome.pages if page.url.endswith("/deaf")]
    assert {page.reason for page in pages} == {"a redirect loop of 2 hops"}
    assert visits.cookies("/deaf")[:2] == [None, "same=1"]


def test_a_subscription_goes_beside_them() -> None:
    """A source's own cookie is sent along with what the chain has set."""
    with visited() as visits:
        url = f"{visits.base}/self"
        plan = plan_of(url)
        rules = SourceRules(name="news", sites=(visits.base.removeprefix("http://"),),
                            cookies_env="JAR")  # fmt: skip
        target = plan.targets[0]
        job = Job(
            type(plan)(
                run=plan.run,
                trigger=plan.trigger,
                limits=plan.limits,
                targets=(type(target)(url=url, source="news"),),
                sources=(rules,),
            ),
            environ={"JAR": "member=anna-77; seen=0"},
        )
        crawl(job)
        assert visits.cookies("/self") == ["member=anna-77; seen=0", "member=anna-77; seen=1"]


@pytest.mark.parametrize("length", LENGTHS)
def test_a_length_that_is_no_number(crawled: tuple[Visits, Outcome], length: str) -> None:
    """A body whose length is said in no number ends with its connection, which is asked for."""
    pages = [page for page in crawled[1].pages if page.url.endswith(f"/length/{length}")]
    assert pages
    for page in pages:
        assert page.capture is not None, page.reason
        assert page.capture.answer.body == PAGE


def test_two_lengths(crawled: tuple[Visits, Outcome]) -> None:
    """Two lengths of one body are an answer that no browser shows either. The reason says so."""
    page = next(page for page in crawled[1].pages if page.url.endswith("/length/2,3"))
    assert page.reason == "the answer is no HTTP: its Content-Length is '2,3'"
