"""The leak contract: what stands around a story does not change what is read of it."""

import random

import pytest

from crawler.extract import extract
from crawler.extract.blocks.boilerplate import is_widget_line
from tests.extract.shapes import SHAPES, boilerplate, page
from tests.extract.stories import STORIES

PAIRS, MANY_PAIRS = 216, 2_160
"""Over all shapes: at every run, and where there is time."""
URL = "https://news.example/2026/03/04/a-story"


@pytest.mark.parametrize("pairs", [PAIRS, pytest.param(MANY_PAIRS, marks=pytest.mark.slow)])
@pytest.mark.parametrize("shape", sorted(SHAPES))
def test_widgets_leave_the_text_alone(shape: str, pairs: int) -> None:
    """Shuffled, added and removed widgets leave text, headline and byline as they are."""
    numbers = random.Random(sorted(SHAPES).index(shape))
    for pair in range(pairs // len(SHAPES)):
        story = STORIES[pair % len(STORIES)]
        one, other = (
            extract(page(shape, story, boilerplate(numbers), numbers.randrange(10**6)), URL)
            for _ in range(2)
        )
        assert (one.paragraphs, one.title, one.authors) == (
            other.paragraphs,
            other.title,
            other.authors,
        )
        assert one.paragraphs == story.paragraphs


@pytest.mark.parametrize(
    "line", ["734 shares", "734 shares 86 comments", "1 share, 1 comment", "12K views · 86 likes"]
)
def test_counts_are_a_widget(line: str) -> None:
    """A line of nothing but counts is no story, however many it holds."""
    assert is_widget_line(line)
    assert not is_widget_line(f"{line} were lost when the site moved")
