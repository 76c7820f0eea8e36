"""Site profiles on real pages, each site learned from its own pages under its own host name."""

import gzip
import json
import re
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from crawler.extract import extract
from crawler.profile import learn
from tests.archives import BORN

CORPORA = Path(__file__).resolve().parents[3] / "shared" / "corpora"
MIN_STORIES = 3
"""Pages of a site from which it can be learned."""


def _sites() -> dict[str, list[dict[str, Any]]]:
    sites: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for corpus in ("aed", "fundeval", "fundus", "wcxb_dev"):
        with gzip.open(CORPORA / f"{corpus}.jsonl.gz", "rt", encoding="utf-8") as lines:
            for page in map(json.loads, lines):
                sites[urlsplit(page.get("url") or "").hostname or ""].append(page)
    return {host: pages for host, pages in sites.items() if host and len(pages) >= MIN_STORIES}


def _f1(want: str, got: str) -> float:
    """Harmonic mean of precision and recall over runs of four words."""
    wanted, found = (
        Counter(zip(*(words[at:] for at in range(4)), strict=False))
        for words in map(re.compile(r"\w+").findall, (want, got))
    )
    return 2 * (wanted & found).total() / max(1, wanted.total() + found.total())


@pytest.mark.shared
@pytest.mark.slow
def test_site_memory_never_loses() -> None:
    """On no site of which several pages are known do the texts get worse by what is learned of it,
    and on some they get better.
    """
    gains = []
    for host, pages in _sites().items():
        texts = [extract(page["html"], page["url"]) for page in pages]
        profile = learn(host, {str(at): text.paragraphs for at, text in enumerate(texts)}, at=BORN)
        if profile is not None:
            again = [extract(page["html"], page["url"], profile=profile) for page in pages]
            before, after = (
                sum(_f1(page["text"], text.text) for page, text in zip(pages, read, strict=True))
                for read in (texts, again)
            )
            gains.append(after - before)
    assert min(gains) >= 0
    assert max(gains) > 0
