"""A run's plan is a value.

It travels as JSON, and whoever carries it out does what it says and nothing else.
"""

import secrets
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from crawler.codec import decode, encode
from crawler.config import load
from crawler.plan import Limits, ListTarget, PageTarget, Plan, SourceRules
from jobs.planning import chosen, make_plan
from tests.newspaper.fixture import Press
from tests.run.palimpsest import Crawled, Place

_TEXT = st.text(max_size=8)
_MAYBE = st.none() | _TEXT
_COUNT = st.integers(0, 1 << 40)
_TARGETS = st.builds(
    PageTarget, url=_TEXT, source=_MAYBE, etag=_MAYBE, rescue=_MAYBE, published=_MAYBE
)
_LISTS = st.builds(
    ListTarget,
    source=_TEXT,
    url=_TEXT,
    kind=st.sampled_from(["feed", "sitemap", "section", "robots"]),
    etag=_MAYBE,
)
_RULES = st.builds(
    SourceRules,
    name=_TEXT,
    include=st.tuples(_TEXT),
    max_age=st.none() | _COUNT,
    headers_env=st.tuples(st.tuples(_TEXT, _TEXT)),
    cookies_env=_MAYBE,
    sites=st.tuples(_TEXT, _TEXT),
)
_PLANS = st.builds(
    Plan,
    run=_TEXT,
    trigger=_TEXT,
    limits=st.builds(Limits, user_agent=_TEXT, timeout=_COUNT, obey_robots=st.booleans()),
    targets=st.lists(_TARGETS, max_size=3).map(tuple),
    lists=st.lists(_LISTS, max_size=3).map(tuple),
    sources=st.lists(_RULES, max_size=3).map(tuple),
    watch=st.booleans(),
    since_last=st.none() | _COUNT,
    lists_only=st.booleans(),
)


@given(_PLANS)
def test_any_plan_survives_the_journey(plan: Plan) -> None:
    """Whatever a plan holds comes out of its JSON again, and has one form only."""
    assert decode(Plan, encode(plan)) == plan
    assert encode(decode(Plan, encode(plan))) == encode(plan)


def test_a_plan_that_travelled_is_carried_out(place: Place, newspaper: Press) -> None:
    """A plan decoded in another process is carried out there.

    Its lists, its rules, its pages, its limits, under its run's name.
    """
    newspaper.say("links", "/story/1\n/story/2\n/editions/left-out")
    source = {
        "name": "paper",
        "feeds": [newspaper.url("/feeds/rss.xml")],
        "urls": [newspaper.url("/story/3")],
        "exclude": ["/editions/"],
    }
    place.configure(sources=[source])
    config = load(place.folder / "config.yaml", {})
    plan = make_plan(
        config,
        trigger="a scheduler",
        now=datetime.now(UTC),
        randomness=secrets.token_bytes(4),
        urls=[newspaper.url("/bomb/gzip?megabytes=2")],
        sources=chosen(config, [], everything=True),
        since_last=timedelta(hours=1),
    )
    plan = replace(
        plan, limits=replace(plan.limits, max_page_bytes=1_000_000, user_agent="Travelled/1.0")
    )
    done = place.start_plan(encode(plan)).wait()
    crawled = Crawled(place.store, done.status, done.json, done.err)
    assert crawled.run == plan.run
    assert crawled.outcomes == {
        "/bomb/gzip?megabytes=2": "refused",
        "/story/1": "new",
        "/story/2": "new",
        "/story/3": "new",
    }
    assert [(one["name"], one["outcome"], one["found"]) for one in crawled.report["sources"]] == [
        ("paper", "changed", 2)
    ]
    assert {str(entry["headers"]["User-Agent"]) for entry in newspaper.log()} == {"Travelled/1.0"}
    header = crawled.parts[0].header
    assert header.trigger == "a scheduler"
    assert header.plan is not None
    assert decode(Plan, encode(header.plan)) == plan
    second = place.start_plan(encode(replace(plan, run=plan.run[:-8] + "00000000"))).wait().json
    assert second["counts"] == {"skipped": 4}


def test_a_plan_is_carried_out_once(place: Place, newspaper: Press) -> None:
    """A plan that two workers were handed is carried out by one of them.

    The other finds the run's name taken, before any fetch.
    """
    config = load(place.folder / "config.yaml", {})
    plan = make_plan(
        config,
        trigger="test",
        now=datetime.now(UTC),
        randomness=secrets.token_bytes(4),
        urls=[newspaper.url("/story/1")],
    )
    assert place.start_plan(encode(plan)).wait().status == 0
    asked = len(newspaper.log())
    twice = place.start_plan(encode(plan)).wait()
    assert twice.status == 1
    assert "is taken by another run of the same name" in twice.err
    assert len(newspaper.log()) == asked
    assert place.verified().findings == ()
