"""Site profiles: what repeats over a site's stories is boilerplate, and nothing else is."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from crawler.codec import decode, encode
from crawler.profile import Profile, folded, learn

NOW = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)
PROMPT = "Sign up for the harbour letter, every morning at 7"
SLOGAN = "The Courier has told the coast's stories since the days of sail."
DEVELOPING = (
    "This is a developing news story. More information will be added as it becomes available."
)
CORRECTION = "Correction: An earlier version of this article gave a wrong name."


def story(number: int, *lines: str) -> list[str]:
    """Return an article of its own story, with further lines at its end."""
    name = "".join(chr(ord("a") + int(digit)) for digit in str(number))
    own = [
        f"The {word} {name} came about at the quay of its own accord."
        for word in ("landing", "auction", "regatta", "quarrel")
    ]
    return [*own, *lines]


def learned(articles: dict[str, list[str]], before: Profile | None = None) -> Profile | None:
    """Return what these articles teach of their site."""
    return learn("news.example", articles, at=NOW, before=before)


def test_a_line_on_three_stories_is_boilerplate() -> None:
    """A line that stands on articles of three stories is learned, and then known in any case and
    with any number.
    """
    profile = learned({str(number): story(number, PROMPT) for number in range(3)})
    assert profile is not None
    assert profile.furniture == (folded(PROMPT),)
    assert profile.is_boilerplate("SIGN UP for the  harbour letter, every morning at 6")
    assert not profile.is_boilerplate(story(0)[0])


def test_two_stories_are_not_enough() -> None:
    """A line that stands on two stories only is kept."""
    assert learned({str(number): story(number, PROMPT) for number in range(2)}) is None


def test_a_wire_text_on_many_pages_is_no_boilerplate() -> None:
    """One story told on five pages is one story: none of its sentences is learned."""
    assert learned({str(number): story(7) for number in range(5)} | {"x": story(8)}) is None


def test_announcements_are_never_boilerplate() -> None:
    """Developing, correction and update lines are kept however often they stand."""
    assert (
        learned({str(number): story(number, DEVELOPING, CORRECTION) for number in range(9)}) is None
    )


def test_a_routine_sentence_needs_a_larger_share() -> None:
    """A whole sentence on three of forty stories is a paper's routine.

    On nine of ten it is boilerplate.
    """
    rare = {str(number): story(number, *([SLOGAN] if number < 3 else [])) for number in range(40)}
    assert learned(rare) is None
    common = {str(number): story(number, *([SLOGAN] if number else [])) for number in range(10)}
    profile = learned(common)
    assert profile is not None
    assert profile.is_boilerplate(SLOGAN)


def test_a_sentence_amid_the_story_is_kept() -> None:
    """A sentence that stands in the middle of several stories is the stories', not the site's."""
    amid = {str(number): [*story(number), SLOGAN, *story(100 + number)] for number in range(6)}
    assert learned(amid) is None


def test_what_was_known_stays_known() -> None:
    """Boilerplate that an earlier profile took out of the texts is kept when more is learned."""
    first = learned({str(number): story(number, PROMPT) for number in range(3)})
    later = learned(
        {str(number): story(number, "Read the harbour letter") for number in range(3)}, first
    )
    assert later is not None
    assert later.is_boilerplate(PROMPT)
    assert later.is_boilerplate("Read the harbour letter")


def test_nothing_new_makes_no_profile() -> None:
    """The same articles teach nothing twice."""
    articles = {str(number): story(number, PROMPT) for number in range(3)}
    assert learned(articles, learned(articles)) is None


@given(st.dictionaries(st.text(min_size=1), st.lists(st.text()), max_size=8))
def test_learning_never_fails_and_survives_storage(articles: dict[str, list[str]]) -> None:
    """Whatever the texts, a learned profile is stored and read back with its digest unchanged."""
    profile = learned(articles)
    if profile is not None:
        assert decode(Profile, encode(profile)).digest == profile.digest
