"""A comparison as a page shows it, without a page."""

from crawler.diff import diff
from crawler.model import Extraction
from jobs.web.shown_diff import ShownLine, rough_lines, shown_lines, side_by_side
from tests.extract.stories import FERRY, MUSEUM

MOVED = "The last boat leaves at twenty to twelve, as it has for a hundred years."


def read(*paragraphs: str) -> Extraction:
    """Return a text."""
    return Extraction(extractor="test 1", language="en", paragraphs=paragraphs)


FIRST = read(*FERRY.paragraphs)
PAIRS = [
    (FIRST, read(*FERRY.paragraphs[2:], *FERRY.paragraphs[:2])),
    (FIRST, read(*MUSEUM.paragraphs)),
    (FIRST, read(*FERRY.paragraphs[:3], FERRY.paragraphs[3] + " " + MOVED, *FERRY.paragraphs[4:])),
    (
        read(*FERRY.paragraphs[:1], FERRY.paragraphs[1] + " " + MOVED, *FERRY.paragraphs[2:]),
        read(*FERRY.paragraphs[:4], MOVED + " " + FERRY.paragraphs[4], *FERRY.paragraphs[5:]),
    ),
    (read(" ".join(FERRY.paragraphs[:2]), *FERRY.paragraphs[2:]), FIRST),
    (FIRST, read()),
    (FIRST, FIRST),
]


def side(lines: list[ShownLine | None], folded: list[tuple[str, ...]]) -> str:
    """Return the words of one column."""
    words: list[str] = []
    for line, texts in zip(lines, folded, strict=True):
        words += texts
        words += [span.text for run in line.runs for span in run.spans] if line else []
    return " ".join(" ".join(words).replace("¶", " ").split())


def plain(text: Extraction) -> str:
    """Return the words of a text."""
    return " ".join(text.text.split())


def test_each_column_is_its_text() -> None:
    """Whatever was moved, split or rewritten: a column has all of its text, and nothing else."""
    for old, new in PAIRS:
        pairs = side_by_side(shown_lines(diff(old, new)))
        folded = [pair.folded for pair in pairs]
        left = side([pair.left for pair in pairs], folded)
        right = side([pair.right for pair in pairs], folded)
        assert left.replace(" ", "") == plain(old).replace(" ", "")
        assert right.replace(" ", "") == plain(new).replace(" ", "")


def test_a_moved_sentence_has_two_ends() -> None:
    """A sentence that moved to another paragraph is one passage, with a number at both ends."""
    old, new = PAIRS[3]
    runs = [run for line in shown_lines(diff(old, new)) for run in line.runs if run.move]
    assert [(run.move.number, run.move.is_away) for run in runs if run.move] == [
        (1, True),
        (1, False),
    ]
    assert {"".join(span.text for span in run.spans) for run in runs} == {MOVED}


def test_a_moved_paragraph_tells_its_other_place() -> None:
    """Each end of a moved paragraph tells where the other one stands."""
    new = read(FERRY.paragraphs[4], *FERRY.paragraphs[:4], *FERRY.paragraphs[5:])
    ends = [line for line in shown_lines(diff(FIRST, new)) if line.move]
    assert [(line.role, line.place) for line in ends] == [("moved_here", 5), ("moved_away", 1)]


def test_what_came_stands_beside_what_left() -> None:
    """A paragraph in place of another one shares its row."""
    new = read(*FERRY.paragraphs[:2], MUSEUM.paragraphs[0], *FERRY.paragraphs[3:])
    rows = [
        (pair.left.role, pair.right.role)
        for pair in side_by_side(shown_lines(diff(FIRST, new)))
        if pair.left and pair.right and pair.left.role != "same"
    ]
    assert rows == [("removed", "added")]


def test_rough_lines_are_bounded() -> None:
    """Of very long texts the first paragraphs that only one has are shown, repeated ones too."""
    old, new = read("Both.", *(["Old."] * 300)), read("Both.", "Old.", *(["New."] * 5))
    roles = [line.role for line in rough_lines(old, new)]
    assert (roles.count("removed"), roles.count("added")) == (100, 5)
