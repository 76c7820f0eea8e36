"""Which declared canonical links are believed."""

import gzip
import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from crawler.errors import BadUrl
from crawler.identity import canonical_target, normalise, registrable
from crawler.identity.urls import host_of

_HERE = Path(__file__).parent
_TABLE: dict[str, list[list[str]]] = yaml.safe_load(
    (_HERE / "canonical.yaml").read_text(encoding="utf-8")
)
_CORPORA = _HERE.resolve().parents[2] / "shared" / "corpora"


@pytest.mark.parametrize(("page", "declared", "target"), _TABLE["accepted"])
def test_accepted(page: str, declared: str, target: str) -> None:
    """AMP, mobile, print and tidied addresses on the same site lead to the article, in
    normal form.
    """
    assert canonical_target(page, declared) == target


@pytest.mark.parametrize(("page", "declared"), _TABLE["refused"])
def test_refused(page: str, declared: str | None) -> None:
    """Links that are absent, broken, or lead to another site, the home page, a section, a language
    or a page are not believed.
    """
    assert canonical_target(page, declared) is None


def test_a_page_without_url() -> None:
    """The page's own URL must be one."""
    with pytest.raises(BadUrl):
        canonical_target("nonsense", "https://news.example/")


@given(
    st.text(),
    st.sampled_from(["https://news.example/world/flood-hits-valley", "http://[::1]:8000/?p=3"]),
)
def test_any_declaration(declared: str, page: str) -> None:
    """Whatever a page declares, the answer is None or a normalised URL on the page's own site."""
    target = canonical_target(page, declared)
    if target is not None:
        assert normalise(target) == target
        assert registrable(host_of(target)) == registrable(host_of(page))


def _declared() -> Iterator[tuple[str, str]]:
    """(URL, declared canonical link) of the corpus pages that have both."""
    for path in sorted(_CORPORA.glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                page = json.loads(line)
                tags = re.findall(r"<link\b[^>]*>", page["html"], re.IGNORECASE)
                tag = next(
                    (
                        tag
                        for tag in tags
                        if re.search(r"""rel=["']?canonical""", tag, re.IGNORECASE)
                    ),
                    "",
                )
                link = re.search(r"""href=["']?([^"'\s>]+)""", tag)
                if link and (page.get("url") or "").startswith("http"):
                    yield page["url"], unescape(link[1])


@pytest.mark.slow
@pytest.mark.shared
def test_real_pages() -> None:
    """Of the canonical links that real pages declare on their own site, more than 99 in 100 are
    believed.
    """
    own = [(url, link) for url, link in _declared() if registrable(host_of(url)) in link]
    refused = [(url, link) for url, link in own if canonical_target(url, link) is None]
    assert len(own) > 900
    assert len(refused) < len(own) / 100, refused
