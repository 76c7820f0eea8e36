"""The leak contract: what stands around a story does not change what is read of it."""

import random

import pytest

from crawler.extract import extract
from tests.extract.shapes import SHAPES, furniture, page
from tests.extract.stories import STORIES

PAIRS = 540
URL = "https://news.example/2026/03/04/a-story"


@pytest.mark.parametrize("shape", sorted(SHAPES))
def test_widgets_leave_the_text_alone(shape: str) -> None:
    """Shuffled, added and removed widgets leave text, headline and byline as they are: 540 page pairs over all shapes."""
    numbers = random.Random(sorted(SHAPES).index(shape))
    for pair in range(PAIRS // len(SHAPES)):
        story = STORIES[pair % len(STORIES)]
        one, other = (extract(page(shape, story, furniture(numbers), numbers.randrange(10**6)), URL) for _ in range(2))
        assert (one.paragraphs, one.title, one.authors) == (other.paragraphs, other.title, other.authors)
        assert one.paragraphs == story.paragraphs
