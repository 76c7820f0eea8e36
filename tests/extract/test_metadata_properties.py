"""What holds for every page.

No error, twice the same, the tree untouched; and the figures on real pages.
"""

import gzip
import json
import re
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree, html

from crawler.extract.metadata import Metadata, metadata
from tests.extract.metadata_pages import FETCHED, HEADLINE, STORY, URL, article, ld, page, read

CORPORA = Path(__file__).resolve().parents[2].parent / "shared" / "corpora"

KEYS = st.sampled_from(
    [
        "@type",
        "@id",
        "@graph",
        "headline",
        "author",
        "name",
        "datePublished",
        "publisher",
        "url",
        "image",
        "keywords",
        "isAccessibleForFree",
        "provider",
        "isBasedOn",
    ]
)
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=12)
    | st.sampled_from(["NewsArticle", "Person", "#a", URL, "2026-05-12"])
)
DOCUMENTS = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=15,
)
PIECES = st.lists(
    st.sampled_from(
        [
            *(
                "<h1>",
                "</h1>",
                "<p>By Ada Brook",
                "<time datetime='x'>",
                "<a href='http://[::1'>",
                "<link rel=canonical href='//'>",
                "<title>",
            ),
            *(
                "<meta name=author content='&#0;'>",
                "<div class=byline>",
                "<script type='application/ld+json'>",
                "{",
                "</script>",
                "<svg>",
            ),
            *(
                "<a rel=author href=''>",
                "Harbour Post",
                "<base href='x:'>",
                "<!--",
                "<!-- By Ole Brot -->",
                "<?pi x?>",
                "<iframe>",
                "</div>",
            ),
        ]
    ),
    max_size=25,
)


@given(DOCUMENTS)
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_any_json_ld_is_survived(document: Any) -> None:  # any JSON
    """Whatever types stand where others are expected, the metadata comes out."""
    assert isinstance(read(page(ld(document))), Metadata)


@given(PIECES, st.sampled_from([URL, None, "", "http://[broken", "mailto:a@b"]))
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_any_markup_is_survived(pieces: list[str], url: str | None) -> None:
    """Malformed markup and addresses are no error, and the same page gives the same twice."""
    markup = "<html><body>" + "".join(pieces) + "</body></html>"
    assert read(markup, url) == read(markup, url)


def test_the_tree_is_untouched() -> None:
    """Reading metadata, with the last resort for dates, leaves the tree as it was."""
    tree = html.document_fromstring(
        page(body="<h1>Ferry</h1><aside>x</aside><p>On 12 May 2026 it rained.</p><nav>n</nav>")
    )
    before = etree.tostring(tree)
    metadata(tree, None, fetched_at=FETCHED)
    assert etree.tostring(tree) == before


def test_comments_are_not_read() -> None:
    """A comment in the tree is no text, wherever it stands."""
    body = (
        f"<h1>{HEADLINE}<!-- draft --></h1><!-- By Ole Brot --><p class='byline'>By "
        f"<!-- Ole -->Ada Brook</p>{STORY}"
    )
    found = read(page(body=body))
    assert (found.title, found.authors) == (HEADLINE, ("Ada Brook",))


def test_a_huge_page_is_read() -> None:
    """Ten megabytes of markup and of JSON-LD give their metadata."""
    head = ld(article(articleBody="word " * 400_000))
    assert read(
        page(
            head,
            "<h1>Ferry</h1><p>By Ada Brook</p>"
            + "<div class=author><a href='http://x.example/y'>text</a></div>" * 60_000,
        )
    ).authors == ("Ada Brook",)


def plain(text: str | None) -> str:
    """Return the words of a text in lower case."""
    return re.sub(r"[\W_]+", " ", unicodedata.normalize("NFKC", text or "").lower()).strip()


SHOWN = {
    "Hamburg-Marathon-2024-Royaler": "Hamburg Marathon 2024: Überlegener Sieger und royaler Besuch",
    "i-sell-walt-disney-world-32645619": (
        "I sell Walt Disney World holidays - booking the right day could save you thousands"
    ),
    "as-trump-pitches-venezuelan-oil": (
        "As Trump pitches Venezuelan oil dream for US companies, experts warn it won't be cheap "
        "or easy"
    ),
    "gaza-waffen-waffenlieferungen": (
        "Waffenlieferungen an Israel: Palästinenser legt Verfassungsbeschwerde ein"
    ),
}
"""What these pages show as their headline, by a part of their address. Their labels say JSON-LD's
headline or ``og:title`` alone, beside a heading that the ``title`` element agrees with, or that no
JSON-LD contradicts; the rule is that what is said so is no headline.
"""


def shares(corpus: str) -> dict[str, float]:
    """Return the share of a corpus' pages whose title, date and authors are right."""
    path = CORPORA / f"{corpus}.jsonl.gz"
    right: Counter[str] = Counter()
    known: Counter[str] = Counter()
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            entry = json.loads(line)
            found = read(entry["html"].replace("\x00", ""), entry.get("url"), None)
            shown = next((t for part, t in SHOWN.items() if part in (entry.get("url") or "")), None)
            answers = {
                "title": plain(found.title) == plain(shown or entry.get("title")),
                "date": (found.published or "")[:10] == entry.get("date"),
                "authors": {plain(name) for name in found.authors}
                == {plain(name) for name in entry.get("authors") or ()},
            }
            for field, good in answers.items():
                known[field] += bool(entry.get(field))
                right[field] += bool(entry.get(field)) and good
    return {field: right[field] / known[field] for field in known}


@pytest.mark.slow
@pytest.mark.shared
@pytest.mark.parametrize(
    ("corpus", "title", "date", "authors"),
    [("aed", 0.90, 0.83, 0.82), ("fundus", 0.86, 0.97, 0.84)],
)
def test_the_figures_hold(corpus: str, title: float, date: float, authors: float) -> None:
    """Titles, dates and authors of real pages are right as often as documented."""
    found = shares(corpus)
    assert found["title"] >= title
    assert found["date"] >= date
    assert found["authors"] >= authors
