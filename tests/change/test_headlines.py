"""A headline edited in only some of the places where a page says it, and repeated in its text."""

import pytest

from crawler.change import Decision
from crawler.extract import extract
from crawler.model import Outcome
from tests.change.newsroom import START, STORY, Newsroom, article

OLD, NEW, OTHER = (
    "Crack closes old bridge over the Lenne",
    "Rust closes old bridge over the Lenne",
    "Ferry replaces what engineers gave up",
)
URL = "https://herald.example/2026/bridge"


def markup(heading: str, structured: str, shared: str, tab: str) -> str:
    """Return a page that says its headline in four places."""
    head = (
        f'<title>{tab} | Herald</title><meta property="og:site_name" '
        f'content="Herald"><meta property="og:title" content="{shared}">'
    )
    data = (
        f'<script type="application/ld+json">{{"@type": "NewsArticle", "headline": '
        f'"{structured}"}}</script>'
    )
    text = "".join(f"<p>{paragraph}</p>" for paragraph in STORY)
    return (
        "<html "
        f"lang=en><head>{head}{data}</head><body><article><h1>{heading}</h1>{text}"
        "</article></body></html>"
    )


def edited(old: str, new: str) -> Decision:
    """Return the decision on a page that was the one markup and is the other."""
    room = Newsroom()
    room.look(extract(old, URL, fetched_at=START), at=-1)
    return room.look(extract(new, URL, fetched_at=START), at=0)


@pytest.mark.parametrize("new", [NEW, OTHER])
@pytest.mark.parametrize(
    "places",
    [
        ("heading",),
        ("heading", "tab"),
        ("heading", "structured"),
        ("structured", "shared"),
        ("structured", "shared", "tab"),
    ],
)
def test_a_headline_edited_in_some_places(places: tuple[str, ...], new: str) -> None:
    """What readers see, or what machines are told, is another headline: an edit, and only that."""
    said = dict.fromkeys(("heading", "structured", "shared", "tab"), OLD)
    decision = edited(markup(**said), markup(**said | dict.fromkeys(places, new)))
    assert decision.change is not None
    assert (decision.outcome, decision.change.kinds) == (Outcome.CHANGED, ("headline",))
    assert new in decision.change.reasons["headline"]


@pytest.mark.parametrize("place", ["shared", "tab"])
def test_a_statement_that_the_others_outvote_is_no_edit(place: str) -> None:
    """A title for a tab or a share alone is advertising, as long as JSON-LD and the heading say the
    same as before.
    """
    said = dict.fromkeys(("heading", "structured", "shared", "tab"), OLD)
    assert edited(markup(**said), markup(**said | {place: NEW})).outcome is Outcome.UNCHANGED


def test_what_did_not_change_is_not_named() -> None:
    """When the heading leaves what machines are told behind, the reason tells of the
    heading alone.
    """
    said = dict.fromkeys(("heading", "structured", "shared", "tab"), OLD)
    decision = edited(markup(**said), markup(**said | {"heading": NEW}))
    assert decision.change is not None
    assert decision.change.reasons == {"headline": f"as shown: “{OLD}” → “{NEW}”"}
    assert (decision.change.words_added, decision.change.words_removed) == (1, 1)


def test_a_spelling_that_leaves_with_the_heading_is_no_edit() -> None:
    """Where the heading was spelled with other marks than the declared title, its edit is no
    typography of the other.
    """
    spelled = dict.fromkeys(
        ("structured", "shared", "tab"), "Lenne's old bridge is closed for good"
    )
    decision = edited(
        markup(**spelled, heading="Lenne\u2019s old bridge is closed for good"),
        markup(**spelled, heading=NEW),
    )
    assert decision.change is not None
    assert decision.change.kinds == ("headline",)


@pytest.mark.parametrize(
    ("old", "new", "kinds"),
    [
        ((OLD, ("Jo Lindt",)), (NEW, ("Jo Lindt",)), ("headline",)),
        ((OLD, ("Jo Lindt",)), (OLD, ("Jo Varga",)), ("byline",)),
        ((OLD, ("Jo Lindt",)), (OTHER, ("Kim Varga",)), ("headline", "byline")),
    ],
)
def test_a_headline_or_byline_repeated_in_the_text(
    old: tuple[str, tuple[str, ...]], new: tuple[str, tuple[str, ...]], kinds: tuple[str, ...]
) -> None:
    """A caption or a note on the author that repeats what changed above the text follows it.

    That is no further change.
    """
    texts = [
        article(
            *STORY,
            f"{title}: a film on the closure.",
            f"{authors[0]} writes for the Herald.",
            title=title,
            authors=authors,
        )
        for title, authors in (old, new)
    ]
    room = Newsroom()
    room.look(texts[0], at=-1)
    change = room.look(texts[1], at=0).change
    assert change is not None
    assert (change.kinds, change.facts) == (kinds, ())


def test_an_edit_beside_a_repeated_headline_is_told() -> None:
    """Only what does nothing but repeat is left out."""
    room = Newsroom()
    room.look(article(*STORY, f"{OLD}: a film of 12 minutes.", title=OLD), at=-1)
    change = room.look(article(*STORY[1:], f"{NEW}: a film of 12 minutes.", title=NEW), at=0).change
    assert change is not None
    assert change.kinds == ("headline", "removal")
