"""Conditional requests: sent where the gate gives validators, and never otherwise."""

from dataclasses import replace

from crawler.capture import FetchStatus
from crawler.plan import ListTarget, PageTarget, SourceRules
from tests.fetch.harness import Job, crawl, limits_of, plan_for, plan_of
from tests.newspaper.fixture import Press

RULES = SourceRules(name="paper")


def _sent(newspaper: Press, path: str) -> list[set[str]]:
    return [
        {name for name in entry["headers"] if name.startswith("If-")}
        for entry in newspaper.log(path)
    ]


def test_validators_save_the_body(newspaper: Press) -> None:
    """With the validators of the last answer, an unchanged page is not modified.

    A changed one is answered.
    """
    url = newspaper.url("/etag/clock")
    plan = plan_of(url)
    first = crawl(Job(plan)).page(url).capture
    assert first
    known = PageTarget(
        url=url,
        etag=first.answer.header("ETag"),
        last_modified=first.answer.header("Last-Modified"),
    )
    again = crawl(Job(replace(plan, targets=(known,)))).page(url)
    assert (again.fetch_status, again.status) == (FetchStatus.NOT_MODIFIED, 304)
    assert again.capture
    newspaper.edit("clock")
    assert (
        crawl(Job(replace(plan, targets=(known,)))).page(url).fetch_status is FetchStatus.ANSWERED
    )
    assert _sent(newspaper, "/etag/clock") == [
        set(),
        {"If-None-Match", "If-Modified-Since"},
        {"If-None-Match", "If-Modified-Since"},
    ]


def test_skipped_page_is_not_requested(newspaper: Press) -> None:
    """What the gate says to skip is skipped with its reason, and no request is sent."""
    url = newspaper.url("/story/clock")
    page = crawl(Job(plan_of(url), skip=(url,))).page(url)
    assert (page.fetch_status, page.reason) == (FetchStatus.SKIPPED, "told to")
    assert newspaper.log() == []


def test_refetch_is_unconditional(newspaper: Press) -> None:
    """A pipeline that fetches again gets the whole page and the gate is not asked, even where the
    first was not modified.
    """
    url = newspaper.url("/lying-etag/clock")
    plan = replace(plan_of(url), targets=(PageTarget(url=url, etag='"always"'),))
    endings = [page.fetch_status for page in crawl(Job(plan, refetch=True)).pages]
    assert endings == [FetchStatus.ANSWERED, FetchStatus.NOT_MODIFIED]
    assert _sent(newspaper, "/lying-etag/clock") == [{"If-None-Match"}, set()]


def test_validators_do_not_leave_their_site(newspaper: Press) -> None:
    """Validators follow a redirect on their site, and stay behind when it leads elsewhere."""
    other = newspaper.base.replace("127.0.0.1", "127.0.0.2")
    near, far = (
        newspaper.url("/redirect/to?url=/story/clock"),
        newspaper.url(f"/redirect/to?url={other}/story/harbour"),
    )
    crawl(
        Job(
            replace(
                plan_of(),
                targets=(PageTarget(url=near, etag='"a"'), PageTarget(url=far, etag='"b"')),
            )
        )
    )
    assert _sent(newspaper, "/story/clock") == [{"If-None-Match"}]
    assert _sent(newspaper, "/story/harbour") == [set()]


def test_list_is_conditional_too(newspaper: Press) -> None:
    """A feed's validators are handed out, and with them an unchanged feed costs no body and gives
    no links.
    """
    feed = ListTarget(source="paper", url=newspaper.url("/feeds/conditional.xml"), kind="feed")
    (read,) = crawl(Job(plan_for(RULES, feed, concurrency=4))).lists
    assert (read.fetch_status, read.found) == (FetchStatus.ANSWERED, 3)
    again = crawl(Job(plan_for(RULES, replace(feed, etag=read.etag))))
    assert [(one.fetch_status, one.found) for one in again.lists] == [(FetchStatus.NOT_MODIFIED, 0)]
    assert again.pages == ()


def test_limits_name_the_user_agent(newspaper: Press) -> None:
    """The configured user agent, and nothing about a language, is sent."""
    crawl(Job(plan_of(newspaper.url("/story/clock"))))
    (entry,) = newspaper.log()
    assert entry["headers"]["User-Agent"] == limits_of().user_agent
    assert "Accept-Language" not in entry["headers"]
