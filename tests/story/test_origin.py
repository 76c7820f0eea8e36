"""Which copy is the original.

By what is said, in the order of its weight, and None where nothing tells.
"""

from typing import Any

import pytest

from crawler.extract import extract
from crawler.identity import article_of
from crawler.model import Extraction
from crawler.story import Story, story_of
from crawler.story.agencies import agency_mark
from tests.extract.shapes import page
from tests.extract.stories import FERRY
from tests.story.making import COURIER, GAZETTE, TEXT, TIDINGS, extraction, history, indexed


def told(*articles: tuple[str, Extraction, float]) -> Story:
    """Return the story of these articles (URL, text, hours after noon), the same whichever is asked
    for where an original is known.
    """
    with indexed(*(history(url, text, hours=hours) for url, text, hours in articles)) as index:
        stories = [story for url, _, _ in articles if (story := story_of(index, article_of(url)))]
        assert all(story.original == stories[0].original for story in stories)
        assert len({story.original_reason for story in stories}) == 1
        if stories[0].original:
            assert all(story == stories[0] for story in stories)
        return stories[0]


def ground(*articles: tuple[str, Extraction, float]) -> tuple[str | None, str]:
    """Return the original's host and the kind of its reason."""
    story = told(*articles)
    return story.original.host if story.original else None, story.original_reason.kind


EARLY, LATE = {"published": "2026-03-04T07:15:00Z"}, {"published": "2026-03-04T09:30:00+00:00"}


def test_a_link_counts_most() -> None:
    """The page that the other links to is the original, though the other declares an earlier time
    and was seen first.
    """
    linking = extraction(
        original_url=f"{COURIER}?utm_source=tidings", original_publisher="Somebody Else", **EARLY
    )
    assert ground((TIDINGS, linking, 0), (COURIER, extraction(**LATE), 5)) == (
        "www.courier.example",
        "link",
    )
    assert ground((TIDINGS, extraction(canonical=COURIER), 0), (COURIER, extraction(), 5)) == (
        "www.courier.example",
        "link",
    )


def test_links_are_followed_to_their_end() -> None:
    """Where a copy links to a copy that links to the original, the last is the original of both."""
    first, second = extraction(original_url=TIDINGS), extraction(original_url=COURIER)
    assert ground((GAZETTE, first, 0), (TIDINGS, second, 0), (COURIER, extraction(), 0)) == (
        "www.courier.example",
        "link",
    )


def test_links_in_a_circle_say_nothing() -> None:
    """Two pages that link to each other leave it to the next evidence."""
    one, other = extraction(original_url=TIDINGS, **EARLY), extraction(original_url=COURIER, **LATE)
    assert ground((COURIER, one, 0), (TIDINGS, other, 0)) == ("www.courier.example", "published")


@pytest.mark.parametrize(
    "copy",
    [
        extraction(original_publisher="The Courier"),
        extraction(publisher="Courier"),
        extraction((*TEXT, "This article first appeared in The Saltmarsh Courier.")),
    ],
    ids=["declared", "as publisher", "in the text"],
)
def test_a_named_outlet_comes_next(copy: Extraction) -> None:
    """The outlet that the other names as its source, or as the publisher of its page, or in a line
    of its own, has the original.
    """
    text = extraction(publisher="The Saltmarsh Courier", **LATE)
    assert ground((TIDINGS, copy, 0), (COURIER, text, 5)) == ("www.courier.example", "outlet")


def test_a_name_that_both_carry_says_nothing() -> None:
    """An outlet that is named in the story itself stands in both texts, and points nowhere."""
    body = (*TEXT, "The Saltmarsh Courier has written about the ferry since 1911.")
    assert ground(
        (TIDINGS, extraction(body), 0),
        (COURIER, extraction(body, publisher="The Saltmarsh Courier"), 0),
    ) == (None, "unknown")


def test_a_name_of_its_own_says_nothing() -> None:
    """A page that declares the name of its own house names nobody else, whoever is called alike."""
    namesake = "https://courier.test/ferry-vote"
    assert ground(
        (COURIER, extraction(publisher="The Courier"), 0), (namesake, extraction(), 0)
    ) == (None, "unknown")


@pytest.mark.parametrize(
    "marked",
    [
        extraction(("BRACKWATER (Reuters) - " + TEXT[0], *TEXT[1:])),
        extraction((*TEXT, "(Reporting by Marit Oldenkamp; Editing by Teo Vassilakis)")),
        extraction(authors=("Reuters",)),
        extraction(authors=("Marit Oldenkamp and Reuters",)),
    ],
    ids=["dateline", "credits", "byline", "byline with a name"],
)
def test_a_wire_text_has_no_original_among_its_copies(marked: Extraction) -> None:
    """Two copies of an agency's text.

    The agency is the origin, neither copy is, whatever their dates.
    """
    story = told((TIDINGS, marked, 0), (COURIER, extraction(**EARLY), 5))
    assert story.original is None
    assert (story.original_reason.kind, "Reuters" in story.original_reason.detail) == (
        "agency",
        True,
    )
    assert story.copies[0].lacks == ()


def test_the_agency_itself_has_the_original() -> None:
    """An agency's own page is the original of its text."""
    url = "https://www.reuters.com/world/ferry-vote"
    body = ("BRACKWATER (Reuters) - " + TEXT[0], *TEXT[1:])
    assert ground((TIDINGS, extraction(body), 0), (url, extraction(body), 5)) == (
        "www.reuters.com",
        "agency",
    )


def test_declared_times_come_next() -> None:
    """The earliest declared publication is the original's, compared in UTC.

    Days are compared where one declares only a day.
    """
    zoned = extraction(published="2026-03-04T09:00:00+03:00")
    assert ground((TIDINGS, extraction(**EARLY), 0), (COURIER, zoned, 5)) == (
        "www.courier.example",
        "published",
    )
    assert ground(
        (TIDINGS, extraction(published="2026-03-05"), 0), (COURIER, extraction(**EARLY), 5)
    ) == (
        "www.courier.example",
        "published",
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({}, {}),
        (EARLY, EARLY),
        (EARLY, {}),
        (EARLY, {"published": "2026-03-04"}),
        ({"published": "soon"}, {"published": "soon"}),
    ],
    ids=["none", "same time", "one", "same day", "no dates"],
)
def test_times_that_do_not_tell(one: dict[str, Any], other: dict[str, Any]) -> None:
    """Where declared times do not tell, who was seen an hour earlier does.

    Looks that are nearer tell nothing.
    """
    assert ground((TIDINGS, extraction(**one), 5), (COURIER, extraction(**other), 0)) == (
        "www.courier.example",
        "seen",
    )
    assert ground((TIDINGS, extraction(**one), 0.5), (COURIER, extraction(**other), 0)) == (
        None,
        "unknown",
    )


@pytest.mark.parametrize(
    ("line", "agency"),
    [
        ("(AP) — " + TEXT[0], "AP"),
        ("BERLIN (dpa) - " + TEXT[0], "dpa"),
        ("[AFP] " + TEXT[0], "AFP"),
        ("© Agence France-Presse", "AFP"),
        ("© 2026 The Associated Press.", "AP"),
        ("dpa/sda", "dpa"),
        ("\uff08共同通信\uff09", "Kyodo"),
        ("She read Reuters and the AP on the ferry.", None),
        ("The photographer (right) left at nine.", None),
        ("An AP class (English) was cancelled.", None),
    ],
)
def test_agency_marks(line: str, agency: str | None) -> None:
    """A mark is an agency's name in brackets, after a copyright sign or alone.

    A mention in running text is none.
    """
    assert (
        agency_mark(
            extraction(("A first paragraph.", line) if len(line) < 60 else (line, "An end."))
        )
        == agency
    )


@pytest.mark.parametrize("site", ["saltmarshcourier.example", "saltmarsh-courier.example"])
def test_pages_of_both_shapes_are_one_story(site: str) -> None:
    """An invented story on a publisher's page and on an aggregator's, both extracted, is one story
    with the publisher as original.
    """
    pages = {
        f"https://www.{site}/2026/ferry-vote": page("publisher", FERRY),
        "https://tidings.example/n/ferry-vote-8": page("aggregator", FERRY),
    }
    articles = [(url, extract(html, url), 0.0) for url, html in pages.items()]
    assert ground(*articles) == (f"www.{site}", "outlet")
    assert told(*articles).copies[0].similarity.contains == 1


def test_the_lag() -> None:
    """The lag is that of the declared times, where both are exact and differ.

    A date that was copied with the text says nothing of it.
    """
    copies = LATE, EARLY, {"published": "2026-03-05"}
    lags = []
    for copy in copies:
        found = told(
            (COURIER, extraction(**EARLY), 0),
            (TIDINGS, extraction(original_url=COURIER, **copy), 3),
        ).copies[0]
        lags.append((found.lag_seconds, found.lag_by))
    assert lags == [(8100, "published"), (10800, "first_seen"), (10800, "first_seen")]


def test_agencies_named_at_a_long_end() -> None:
    """A closing paragraph of some length that names an agency among others is no mark."""
    closing = (
        f"{TEXT[0]} {TEXT[1]} The vote was reported by several papers, Reuters, and the radio."
    )
    assert agency_mark(extraction(("A first paragraph.", closing))) is None
    assert agency_mark(extraction(("A first paragraph.", "Courier, Reuters"))) == "Reuters"
