"""An aggregator's copy whose only link to the original is the line that credits it."""

import pytest

from crawler.extract import extract
from crawler.identity import article_of
from crawler.story import story_of
from tests.story.making import COURIER, GAZETTE, TEXT, TIDINGS, extraction, history, indexed

PAGE = (
    "<html><head><meta "
    "charset=utf-8><title>Vote</title></head><body><article><h1>Vote</h1>{}<p>{}"
    "</p></article></body></html>"
)
LINK = f'<a href="{COURIER}">The Courier</a>'


@pytest.mark.parametrize(
    ("line", "ground", "detail"),
    [
        (f"Source: {LINK}", "link", "tidings.example links to it"),
        (f"This article was first published on {LINK}.", "link", "tidings.example links to it"),
        (f"via {LINK}", "link", "tidings.example links to it"),
        ("Source: The Courier", "outlet", "tidings.example names The Courier"),
        ("First published by The Courier.", "outlet", "tidings.example names The Courier"),
        (
            "Originally appeared on the Courier website.",
            "outlet",
            "tidings.example names The Courier",
        ),
        (
            "Republished with permission from The Courier",
            "outlet",
            "tidings.example names The Courier",
        ),
        ("Quelle: courier.example", "outlet", "tidings.example names The Courier"),
        (
            'Fuente: <a href="https://www.courier.example/">The Courier</a>',
            "outlet",
            "tidings.example names The Courier",
        ),
        ("Bron: The Courier", "outlet", "tidings.example names The Courier"),
    ],
)
@pytest.mark.parametrize("asked", [COURIER, TIDINGS])
def test_the_credit_tells_the_original(line: str, ground: str, detail: str, asked: str) -> None:
    """Seen at one moment and without dates, the page that the other one credits is the original,
    and the reason says so.
    """
    copy = extract(PAGE.format("".join(f"<p>{paragraph}</p>" for paragraph in TEXT), line), TIDINGS)
    with indexed(
        history(COURIER, extraction(title="Vote", publisher="The Courier")), history(TIDINGS, copy)
    ) as index:
        told = story_of(index, article_of(asked))
    assert told is not None
    assert told.original is not None
    assert (told.original.url, told.original_reason.kind, told.original_reason.detail) == (
        COURIER,
        ground,
        detail,
    )
    assert [one.member.url for one in told.copies] == [TIDINGS]


def test_two_copies_of_a_wire_text() -> None:
    """Where both pages credit an agency, neither is the original."""
    lines = {TIDINGS: "Wire: Reuters", GAZETTE: "Source: Reuters"}
    story = "".join(f"<p>{paragraph}</p>" for paragraph in TEXT)
    with indexed(
        *(history(url, extract(PAGE.format(story, line), url)) for url, line in lines.items())
    ) as index:
        told = story_of(index, article_of(TIDINGS))
    assert told is not None
    assert (told.original, told.original_reason.kind) == (None, "agency")
