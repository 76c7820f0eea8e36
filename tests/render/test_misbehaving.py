"""Pages that hang, crash, flood and pester.

Each ends with a clear reason, and the crawl goes on.
"""

import pytest

from crawler.capture import Fetched, FetchStatus
from crawler.rendering.page_session import MAX_REQUESTS
from tests.fetch.harness import Job, Outcome, crawl
from tests.newspaper.fixture import Press
from tests.newspaper.stories import story
from tests.render.staging import read, rendering_of, rendering_plan
from tests.servers.endless import endless

pytestmark = pytest.mark.slow
"""Eighteen pages that take all they can get: half a minute of two processors, and limits in seconds
that a busy machine would pass.
"""

_LIMIT = 200_000
"""Bytes of a page, and a fifth of all that may come for one."""

_SCRIPTS = {
    "calm": "",
    "busy": "while (true);",
    "busy-later": "addEventListener('load', () => setTimeout(() => { while (true); }, 100));",
    "parsing": "document.write('<script src=\"/endless/x\"></' + 'script>');",
    "waiting": "fetch('/endless/x');",
    "greedy": "const all = []; while (true) all.push(new Array(1e7).fill(1.5));",
    "swelling": "document.body.append('x'.repeat(300000));",
    "loading": "fetch('/heavy/x');",
    "asking": "alert('one'); confirm('two'); prompt('three'); onbeforeunload = () => 'stay';",
    "opening": "for (let n = 0; n < 5; n++) open('/story/popup-' + n);",
    "saving": (
        "const a = document.createElement('a'); a.href = '/story/saved'; a.download = "
        "'story.html'; a.click();"
    ),
    "reloading": "location.reload();",
    "leaving": "location = '/story/elsewhere';",
    "moving": "history.pushState({}, '', '/somewhere/else');",
    "broken": "document.body.append('\\ud800'); document.title = '\\udfff';",
    "hidden": "const host = document.createElement('div'); "
    "document.querySelector('article').append(host);"
    " host.attachShadow({mode: 'open'}).innerHTML = '<p>A paragraph in the ' + "
    "'shadow of the bridge.</p>';",
    "lying": (
        "document.documentElement.__defineGetter__('outerHTML', () => 'x'); "
        "document.querySelector = () => null;"
    ),
    "empty": "document.documentElement.remove();",
}


@pytest.fixture(scope="module")
def outcome(module_press: Press) -> Outcome:
    """Provide one crawl of all of them."""
    for name, script in _SCRIPTS.items():
        module_press.say(f"acting/{name}", script)
    urls = [module_press.url(f"/acting/{name}") for name in _SCRIPTS]
    return crawl(Job(rendering_plan(*urls, timeout=8, max_page_bytes=_LIMIT, retries=0)))


@pytest.fixture
def page(outcome: Outcome, module_press: Press, request: pytest.FixtureRequest) -> Fetched:
    """Provide the one that the test names."""
    return outcome.page(module_press.url(f"/acting/{request.param}"))


def test_every_page_ends_once(outcome: Outcome) -> None:
    """Whatever the others do, each page has one ending and none is left."""
    assert len(outcome.pages) == len(_SCRIPTS)
    assert outcome.left == ()
    assert "Traceback" not in outcome.log, outcome.log


@pytest.mark.parametrize(
    ("page", "ending", "reason"),
    [
        ("busy", FetchStatus.FAILED, "rendering: the page was still loading when its time was up"),
        ("busy-later", FetchStatus.FAILED, "rendering: not finished within 8 s"),
        (
            "parsing",
            FetchStatus.FAILED,
            "rendering: the page was still loading when its time was up",
        ),
        ("greedy", FetchStatus.FAILED, "rendering: the page crashed the browser's process for it"),
        (
            "swelling",
            FetchStatus.REFUSED,
            f"size: more than {_LIMIT} characters once it was rendered",
        ),
        (
            "loading",
            FetchStatus.REFUSED,
            f"size: more than {5 * _LIMIT} bytes came while it was rendered",
        ),
        ("leaving", FetchStatus.REFUSED, "rendering: the page's script leads to http://"),
        ("reloading", FetchStatus.REFUSED, "rendering: the page's script leads to http://"),
    ],
    indirect=["page"],
)
def test_page_that_cannot_be_rendered_has_a_reason(
    page: Fetched, ending: FetchStatus, reason: str
) -> None:
    """What hangs, crashes, floods, swells or leads away is an ending of its own, in words."""
    assert (page.fetch_status, page.capture) == (ending, None)
    assert (page.reason or "").startswith(reason)


@pytest.mark.parametrize(
    "page",
    ["calm", "waiting", "asking", "opening", "saving", "moving", "broken", "hidden", "lying"],
    indirect=True,
)
def test_page_that_only_pesters_is_read(page: Fetched) -> None:
    """Dialogs, popups, downloads, reloads, unending requests, changed addresses and broken text
    keep nobody from the article.
    """
    name = page.url.rpartition("/")[2]
    told = story(name, 0)
    assert read(page).paragraphs[: len(told.paragraphs)] == told.paragraphs
    assert page.capture
    assert page.capture.url == page.url
    assert rendering_of(page).settled == (name != "waiting")


@pytest.mark.parametrize("page", ["hidden"], indirect=True)
def test_shadow_trees_are_part_of_the_document(page: Fetched) -> None:
    """Text that a component keeps in its shadow tree stands in the rendered document."""
    assert b"A paragraph in the shadow of the bridge." in rendering_of(page).html


@pytest.mark.parametrize("page", ["empty"], indirect=True)
def test_page_that_empties_itself_is_unreadable(page: Fetched) -> None:
    """A document without an element is an answer, of which nothing can be made."""
    assert read(page).problem


def test_nobody_follows_where_scripts_lead(outcome: Outcome, module_press: Press) -> None:
    """No request goes to where a page's script leads, and a page that reloads itself was asked for
    once.
    """
    assert outcome.pages
    assert module_press.log("/story/elsewhere") == []
    assert len(module_press.log("/acting/reloading")) == 1


def test_flood_of_requests_is_ended(newspaper: Press) -> None:
    """A page that asks for more and more is ended at a fixed number, of which none but scripts' own
    requests are sent at all.
    """
    newspaper.say(
        "acting/flooding", "for (let n = 0; n < 5000; n++) new Image().src = '/story/' + n;"
    )
    url = newspaper.url("/acting/flooding")
    page = crawl(Job(rendering_plan(url, timeout=120))).page(url)
    assert (page.fetch_status, page.reason) == (
        FetchStatus.FAILED,
        f"rendering: the page made more than {MAX_REQUESTS} requests",
    )
    assert newspaper.log("/story") == []


def test_browser_that_does_not_start_is_a_reason(newspaper: Press) -> None:
    """A program that is no browser fails each page with a reason, and the crawl ends as usual."""
    urls = [newspaper.url("/story/a"), newspaper.url("/story/b")]
    outcome = crawl(Job(rendering_plan(*urls), environ={"PALIMPSEST_CHROMIUM": "/bin/false"}))
    assert {(page.fetch_status, page.reason) for page in outcome.pages} == {
        (FetchStatus.FAILED, "rendering: the browser did not start")
    }


def test_endless_heads_are_cut(newspaper: Press) -> None:
    """What a page loads has no endless head either, nor endless interim answers.

    The page is read without it, and the capture says so.
    """
    with endless() as (base, sent):
        asking = " ".join(
            f"fetch('{base}/{name}').catch(() => 0);"
            for name in ("many-headers", "one-header", "interim", "status-line")
        )
        newspaper.say("acting/greedy", asking)
        rendering = rendering_of(
            crawl(Job(rendering_plan(newspaper.url("/acting/greedy")))).page(
                newspaper.url("/acting/greedy")
            )
        )
    assert rendering.settled
    assert "head: more than 256000 bytes" in " ".join(rendering.missing)
    assert max(sent.values()) < 20_000_000
