"""Crawls that render: the harness of fetching with one source that asks for it."""

from dataclasses import replace
from typing import Any

from crawler.capture import Fetched, FetchStatus
from crawler.model import Capture, Extraction, Rendering
from crawler.plan import PageTarget, Plan, SourceRules
from crawler.workers import extraction_of
from tests.fetch.harness import plan_of

SOURCE = SourceRules(name="scripted", render=True)


def rendering_plan(*urls: str, rules: SourceRules = SOURCE, **limits: Any) -> Plan:
    """Return a plan for plain URLs of the source."""
    plan = plan_of(**{"timeout": 30, **limits})
    return replace(
        plan,
        targets=tuple(PageTarget(url=url, source=rules.name) for url in urls),
        sources=(rules,),
    )


def capture_of(page: Fetched) -> Capture:
    """Return what was kept of a page that was answered."""
    assert page.fetch_status is FetchStatus.ANSWERED, page.reason
    assert page.capture
    return page.capture


def rendering_of(page: Fetched) -> Rendering:
    """Return what the browser made of it."""
    rendering = capture_of(page).rendering
    assert rendering
    return rendering


def read(page: Fetched) -> Extraction:
    """Return what the extractor makes of it."""
    return extraction_of(capture_of(page), 10_000_000)
