"""Which Articles are one story: the same text on several sites, and nothing less."""

import random
import string

from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.identity import article_of
from crawler.index import Index
from crawler.model import State
from crawler.story import Story, story_of
from tests.examples import examples
from tests.extract.stories import MUSEUM, ORCHARD, RIVER
from tests.index.dump import dump
from tests.story.making import COURIER, GAZETTE, TEXT, TIDINGS, extraction, history, indexed

FOOTER = (
    "All rights reserved by the newsroom. Nothing printed here may be copied, sold "
    "or sent on without asking first. Write to the desk "
    "for corrections, sign up for the letter that leaves every morning, and follow "
    "the house wherever you like to read."
)

words = st.text(alphabet=string.ascii_lowercase, min_size=2, max_size=9)
bodies = st.lists(words, min_size=40, max_size=120, unique=True).map(lambda body: (" ".join(body),))


def told(index: Index, url: str) -> Story:
    """Return the story of the article at ``url``."""
    story = story_of(index, article_of(url))
    assert story is not None
    return story


def hosts(story: Story) -> list[str]:
    """Return the hosts of its copies."""
    return [copy.member.host for copy in story.copies]


@settings(max_examples=examples(25), deadline=None)
@given(bodies)
def test_the_same_text_is_one_story(body: tuple[str, ...]) -> None:
    """Two sites with one text are one story, whichever is asked for."""
    with indexed(history(COURIER, extraction(body)), history(TIDINGS, extraction(body))) as index:
        assert hosts(told(index, COURIER)) == ["tidings.example"]
        assert hosts(told(index, TIDINGS)) == ["www.courier.example"]
        assert told(index, COURIER).copies[0].similarity.score == 1


@settings(max_examples=examples(25), deadline=None)
@given(bodies, bodies)
def test_other_texts_are_no_story(first: tuple[str, ...], second: tuple[str, ...]) -> None:
    """Two texts of other words are not one story, even under one title."""
    second = tuple(part.upper().replace(" ", "q ") for part in second)
    with indexed(
        history(COURIER, extraction(first, title="Vote")),
        history(TIDINGS, extraction(second, title="Vote")),
    ) as index:
        assert hosts(told(index, COURIER)) == []
        assert told(index, COURIER).original_reason.kind == "alone"


@settings(max_examples=examples(20), deadline=None)
@given(st.permutations(range(6)))
def test_the_order_of_adding_leaves_no_trace(order: list[int]) -> None:
    """An index tells the same stories, and is the same byte for byte, in whatever order it learned
    of the versions.
    """
    edited = extraction(
        (
            *TEXT[:3],
            "A third ballot is planned for the spring, the council said on Monday.",
            *TEXT[3:],
        )
    )
    stored = [
        *history(COURIER, extraction(), edited, extraction(TEXT[1:])),
        *history(TIDINGS, extraction(), extraction(MUSEUM.paragraphs)),
        *history(GAZETTE, edited),
    ]
    with indexed(stored) as index, indexed([stored[place] for place in order]) as other:
        assert dump(other) == dump(index)
        assert told(other, COURIER) == told(index, COURIER)


def test_the_newest_text_counts() -> None:
    """An article whose text was replaced by another story is no copy any more.

    One that was taken down still is.
    """
    replaced = history(TIDINGS, extraction(), extraction(MUSEUM.paragraphs))
    with indexed(
        history(COURIER, extraction()), replaced, history(GAZETTE, extraction(), None)
    ) as index:
        story = told(index, COURIER)
        assert hosts(story) == ["gazette.example"]
        assert story.copies[0].member.state is State.GONE


def test_one_site_is_no_story() -> None:
    """The hosts of one registrable domain are one site: its own AMP page is no copy."""
    amp = "https://amp.courier.example/2026/ferry-vote"
    with indexed(
        history(COURIER, extraction()), history(amp, extraction()), history(TIDINGS, extraction())
    ) as index:
        assert hosts(told(index, COURIER)) == ["tidings.example"]
        assert hosts(told(index, TIDINGS)) == ["amp.courier.example", "www.courier.example"]


def test_a_cut_copy_is_a_copy() -> None:
    """A copy of the first paragraphs alone is found.

    All of it stands in the original, and little of the original in it.
    """
    with indexed(history(COURIER, extraction()), history(TIDINGS, extraction(TEXT[:2]))) as index:
        kin = told(index, COURIER).copies[0].similarity
        assert kin.contained_in == 1
        assert kin.contains < 0.4


def test_a_common_footer_is_no_story() -> None:
    """Texts that share what every page of some sites ends with are not one story."""
    others = (MUSEUM, RIVER, ORCHARD)
    articles = [
        history(f"https://site{n}.example/a", extraction((*one.paragraphs, FOOTER)))
        for n, one in enumerate(others)
    ]
    with indexed(history(COURIER, extraction((*TEXT, FOOTER))), *articles) as index:
        assert len(index.sharing(article_of(COURIER))) == 3, "the footer made them candidates"
        assert hosts(told(index, COURIER)) == []


def test_a_common_quotation_is_no_story() -> None:
    """Two reporters' texts of one event that share its quotations are not one story."""
    own = (
        "The vote on the night boat ended as few had foreseen, and the quay was full until late.",
        *MUSEUM.paragraphs[:5],
    )
    with indexed(
        history(COURIER, extraction()), history(TIDINGS, extraction((*own, TEXT[2], TEXT[6])))
    ) as index:
        assert hosts(told(index, COURIER)) == []


def test_boilerplate_leads_nowhere() -> None:
    """A passage that a thousand articles share is not looked up, so no answer grows with it."""
    numbers = random.Random(4)
    stored = []
    for number in range(1002):
        body = (" ".join(f"w{numbers.randrange(10**6)}" for _ in range(40)), FOOTER)
        stored += history(f"https://site{number}.example/a", extraction(body))
    with indexed() as index:
        index.add_versions(stored[:1000])
        assert len(index.sharing(article_of("https://site0.example/a"))) == 200
        index.add_versions(stored[1000:])
        assert index.sharing(article_of("https://site0.example/a")) == []


def test_an_article_without_a_text_has_no_story() -> None:
    """None is told of an article that the archive has no text of."""
    with indexed(history(COURIER, None)) as index:
        assert story_of(index, article_of(COURIER)) is None
        assert index.sharing(article_of(COURIER)) == []
