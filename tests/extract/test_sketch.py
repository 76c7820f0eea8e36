"""Sketches: noise leaves them as they are, and no edit does that reading the page would tell."""

from crawler.extract import extract, is_sketched, sketch_of
from tests.extract.altered_pages import FETCHED
from tests.extract.recheck_pages import EDITS, NOISES, PAGE

URL = "https://courier.example/2026/03/14/ferry-4711"


def _sketch() -> bytes:
    found = sketch_of(PAGE.encode(), extract(PAGE.encode(), URL, fetched_at=FETCHED))
    assert found is not None
    return found


def test_noise_has_the_same_sketch() -> None:
    """Nothing that pages change by themselves is part of a sketch."""
    sketch = _sketch()
    assert is_sketched(PAGE.encode(), sketch)
    assert not [
        name for name, noise in NOISES.items() if not is_sketched(noise(PAGE).encode(), sketch)
    ]


def test_an_edit_has_another_sketch() -> None:
    """Whatever may tell something new has another sketch, wherever it stands."""
    sketch = _sketch()
    assert not [name for name, edit in EDITS.items() if is_sketched(edit(PAGE).encode(), sketch)]


def test_a_page_whose_story_is_not_found_again_has_none() -> None:
    """A sketch that would not hold all of the extraction is not made."""
    found = extract(PAGE.encode(), URL, fetched_at=FETCHED)
    without = PAGE.replace(found.paragraphs[0], "Nothing")
    assert sketch_of(without.encode(), found) is None
    assert sketch_of(PAGE.encode("utf-16"), found) is None
