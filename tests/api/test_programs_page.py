"""``/api`` and ``/archive`` in a real browser, and what stands on them."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from jobs.web.pages.programs import BASE, CALLS
from tests.api.conftest import BEARER, TOKEN, Newsroom
from tests.pages.browsing import PATIENCE_MS, launched
from tests.web.site import config_at, serving


class _Pre(HTMLParser):
    """Collects the texts of ``pre``, and the links."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.links: list[str] = []
        self.inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside = tag == "pre"
        if tag == "pre":
            self.texts.append("")
        if tag == "a":
            self.links.append(dict(attrs).get("href") or "")

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag != "pre"

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.texts[-1] += data


def test_the_page_names_every_call_and_shows_real_answers(newsroom: Newsroom) -> None:
    """What stands there is in the description, all of it, and the answers are those of calls."""
    told = newsroom.site.get("/api", authorization=BEARER)
    assert told.status == 200
    described = json.loads(newsroom.site.get(f"{BASE}/openapi.json", authorization=BEARER).body)
    calls = {
        (method.upper(), path) for path, methods in described["paths"].items() for method in methods
    }
    assert {(method, path) for method, path, _ in CALLS} == calls
    found = _Pre()
    found.feed(told.text)
    asked = re.findall(r"curl '([^']+)'</code>", told.text)
    assert len(asked) == len(found.texts) == 3
    for address, shown in zip(asked, found.texts, strict=True):
        path = address.replace("&amp;", "&").partition(f":{newsroom.site.port}")[2]
        assert json.loads(newsroom.site.get(path, authorization=BEARER).body) == json.loads(shown)
    (bookmarklet,) = [link for link in found.links if link.startswith("javascript:")]
    assert TOKEN not in told.text
    assert f"127.0.0.1:{newsroom.site.port}/archive?url=" in bookmarklet


def test_pages_without_an_article_or_a_token(tmp_path: Path) -> None:
    """They say so: there is nothing to drag, and no form."""
    with serving(config_at(tmp_path)) as site:
        assert site.get("/api").status == 503, "no archive yet"


@pytest.mark.parametrize("script", [True, pytest.param(False, marks=pytest.mark.slow)])
def test_a_page_is_ordered_in_a_browser(newsroom: Newsroom, script: bool) -> None:  # noqa: FBT001
    """The form sends the token in a header, keeps it nowhere, and says what came of it."""
    with launched() as browser:
        context = browser.new_context(
            java_script_enabled=script,
            http_credentials={"username": "any", "password": TOKEN},
            viewport={"width": 390, "height": 844},
        )
        shown = context.new_page()
        shown.set_default_timeout(PATIENCE_MS)
        wrong: list[str] = []
        shown.on("console", lambda line: wrong.append(line.text))
        address = f"http://127.0.0.1:{newsroom.site.port}/archive?url="
        shown.goto(f"{address}https%3A%2F%2Fa.example%2F%3Cscript%3Ealert(1)%3C%2Fscript%3E")
        assert shown.locator("form[data-order]").is_visible() is script
        if not script:
            assert "curl" in shown.locator("main").inner_text()
        else:
            assert (
                shown.locator("[name=address]").input_value()
                == "https://a.example/<script>alert(1)</script>"
            )
            shown.fill("[name=address]", "https://a.example/1")
            shown.fill("[name=token]", "x" * 24)
            shown.click("form[data-order] button")
            shown.get_by_text("This archive asks who reads").wait_for()
            shown.fill("[name=token]", TOKEN)
            shown.click("form[data-order] button")
            shown.get_by_text("It waits for its turn").wait_for()
            assert newsroom.orders.taken[-1] == "https://a.example/1"
            assert shown.evaluate("document.cookie + JSON.stringify(localStorage)") == "{}"
            assert TOKEN not in shown.url
            assert [line for line in wrong if "Content Security" in line] == []
