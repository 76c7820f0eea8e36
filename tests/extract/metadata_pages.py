"""Pages for the tests of metadata: small, of our own invention, in the shapes that sites have."""

import json
from datetime import UTC, datetime
from typing import Any

from lxml import html

from crawler.extract.metadata import Metadata, metadata

URL = "https://www.harbourpost.example/2026/local/ferry-stays-in-port"
HEADLINE = "Ferry to Norrvik stays in port for a third day"
FETCHED = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
STORY = "".join(
    f"<p>The ferry to Norrvik stayed in port for day {day} after divers had found "
    "a crack in its hull below the waterline, "
    "said the company that runs it, and nobody could tell how long the repair at "
    "the yard would take.</p>"
    for day in (1, 2, 3)
)


def ld(*documents: Any) -> str:
    """Return a script element of JSON-LD for each document."""
    return "".join(
        f'<script type="application/ld+json">{json.dumps(document)}</script>'
        for document in documents
    )


def article(**fields: Any) -> dict[str, Any]:
    """Return the JSON-LD node of a news article."""
    return {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": HEADLINE,
        **fields,
    }


def page(head: str = "", body: str | None = None, lang: str = "en") -> str:
    """Return a page with this head and this body.

    The body is the headline and the story unless given.
    """
    inside = f"<h1>{HEADLINE}</h1>{STORY}" if body is None else body
    return f'<html lang="{lang}"><head>{head}</head><body>{inside}</body></html>'


def read(markup: str, url: str | None = URL, fetched_at: datetime | None = FETCHED) -> Metadata:
    """Return the metadata of a page."""
    return metadata(html.document_fromstring(markup), url, fetched_at=fetched_at)
