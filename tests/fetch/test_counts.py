"""What the middlewares count of what they refuse, skip, retry and drop."""

from crawler.plan import ListTarget, PageTarget, SourceRules
from tests.fetch.harness import Job, crawl, plan_for, plan_of
from tests.newspaper.fixture import Press


def test_refused_by_robots_and_redirected_there(newspaper: Press) -> None:
    """Pages that robots.txt forbids are counted, at a redirect too; its own request is not."""
    newspaper.say("robots", "User-agent: *\nDisallow: /gone\nDisallow: /story/clock\n")
    paths = ("/gone/clock", "/redirect/chain/1/clock", "/story/harbour")
    outcome = crawl(Job(plan_of(*map(newspaper.url, paths), obey_robots=True)))
    assert outcome.stats == {"redirected": 1, "refused/robots": 2}


def test_pages_of_a_silent_robots_txt(newspaper: Press) -> None:
    """Where robots.txt cannot be had, each page that waits for it is counted, and the retry."""
    newspaper.set("robots", 500)
    paths = ("/story/clock", "/story/harbour")
    outcome = crawl(Job(plan_of(*map(newspaper.url, paths), obey_robots=True)))
    assert outcome.stats == {"failed/robots_unreachable": 2, "retried/status_500": 1}


def test_skipped_by_the_gate(newspaper: Press) -> None:
    """A page that the gate says to skip is counted under the gate's word."""
    url = newspaper.url("/story/clock")
    assert crawl(Job(plan_of(url), skip=(url,))).stats == {"skipped/told_to": 1}


def test_links_that_rules_drop(newspaper: Press) -> None:
    """Links of a list that a source's rules leave out are counted with the rule."""
    target = ListTarget(url=newspaper.url("/feeds/rss.xml"), source="tollen", kind="feed")
    outcome = crawl(Job(plan_for(SourceRules(name="tollen", exclude=("/story/",)), target)))
    (read,) = outcome.lists
    assert read.dropped == (("exclude", sum(outcome.stats.values())),)
    assert set(outcome.stats) == {"dropped/exclude"}


def test_refused_address(newspaper: Press) -> None:
    """A page at a refused address is counted once, whatever asked for robots.txt before."""
    url = newspaper.url("/story/clock")
    limits = {"obey_robots": True, "allow_private_networks": False}
    outcome = crawl(Job(plan_of(url, **limits)))
    assert outcome.stats == {"refused/address": 1}
    assert outcome.pages[0].target == PageTarget(url=url)
