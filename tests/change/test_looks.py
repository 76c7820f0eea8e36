"""Looks at a story with rotating teasers of all shapes: no false edit, and no true one lost."""

import argparse
import importlib
import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "bench"))
looks, changes_pages, looks_furniture, looks_unlike = (
    importlib.import_module(name)
    for name in ("looks", "changes_pages", "looks_furniture", "looks_unlike")
)
FIRST_TIMES = {"film": 3, "definitions, unlinked": 2, "grows, flat": 2, "shares": 0}
"""Shapes of which one look less than others tells nothing, with the looks that may be told."""

STORY = (
    (
        "The old bridge over the Lenne was closed on Monday after engineers found a crack in "
        "its pier."
    ),
    (
        "Mayor Ada Brandt said that 12 lorries a minute had crossed it. “We had no choice, "
        "and nobody in this town would have taken that risk on himself,” she told the "
        "council."
    ),
    (
        "The town hopes to open one lane by March. Until then, a ferry carries commuters "
        "between the two banks every ten minutes, and the school bus goes by way of Halden."
    ),
    (
        "Shopkeepers on the market square fear for their trade, as most of their customers "
        "come from the other side of the river. Some of them have closed already."
    ),
    (
        "A report of 1994 had warned of the pier, said Piet Lanning, who wrote it. It was "
        "filed in the county's archive and never answered by anybody there."
    ),
    (
        "Divers are to look at the foundations on Friday, if the water falls as the weather "
        "service expects. The repair alone may cost nine million."
    ),
)
LEADS = (
    ("A mill by the weir changes hands", "Three sisters buy what their grandfather sold."),
    ("Who pays for the new quay", "The bill has lain in a drawer since last spring, and grows."),
    ("The last lamp lighter of Osterby", "He goes round at dusk with a ladder older than he is."),
    ("Voters stay away in the valley", "Fewer than ever came out to choose those who tax them."),
    ("What is left of the glass works?", "A chimney, two sheds and a quarrel over who owns them."),
    ("Rain spoils the hay for a third year", "Farmers ask the state for help with winter fodder."),
    ("A choir learns to do without a room", "Since the parish hall burnt it sings in a garage."),
    ("School buses are to run on gas", "The first six arrive in autumn; drivers are sceptical."),
)
DONOR = changes_pages.Donor(
    "Harbour master retires after decades",
    (
        "He came as an apprentice and stayed for forty years among the cranes.",
        "Nobody knows the moods of the tide as well as he does, say the pilots.",
        "His successor is to be named before the end of the season.",
        "The office itself may move to a new building at the northern dock.",
        "Until then, two deputies are to share the work between them.",
        "A farewell is planned for the last Sunday of the month.",
    ),
)


def page() -> Any:
    """Return a story's page without teasers."""
    marked = "".join(f"<p>{text}</p>" for text in STORY)
    markup = (
        "<!doctype html><html lang=en><head><title>Crack closes the old bridge over the Lenne"
        '</title><script type="application/ld+json">{"@type": "NewsArticle", "headline": '
        '"Crack closes the old bridge over the Lenne", "datePublished": "2026-11-02T08:00:00Z"}'
        "</script></head><body><header><a href=/>The Herald</a></header><div id=content>"
        f"<h1>Crack closes the old bridge over the Lenne</h1>{marked}</div>"
        "<footer>About us</footer></body></html>"
    )
    title = "Crack closes the old bridge over the Lenne"
    return changes_pages.Page(
        "invented/1", "https://herald.example/2026/b", markup, "\n".join(STORY), title, ()
    )


@pytest.mark.parametrize(
    "shape", looks_furniture.SHAPES, ids=[shape.name for shape in looks_furniture.SHAPES]
)
def test_looks_are_quiet_and_edits_are_told(shape: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Twelve looks, an edit at every third: what is told is what would be without teasers."""
    monkeypatch.setattr(looks, "EVERY", 3)
    pool = tuple(looks_furniture.Teaser(*lead, f"/n/{at}", at + 1) for at, lead in enumerate(LEADS))
    job = looks.Job(page(), shape.name, pool, (DONOR,), (), 13, memory=False, rotating=True)
    _, tally = looks.looked_at(job)
    assert tally.edits == tally.found > 1, tally.examples
    doubtful = shape.name == "unlinked, unknown heading"  # a single one may be a subhead's
    assert tally.false <= doubtful, tally.examples


@pytest.mark.slow
@pytest.mark.parametrize(
    "shape", looks_unlike.UNLIKE, ids=[shape.name for shape in looks_unlike.UNLIKE]
)
def test_further_shapes_are_quiet(shape: Any) -> None:
    """Forty looks, an edit at every eighth."""
    pool = tuple(
        looks_furniture.Teaser(*lead, f"/n/{at}-mill-and-quay", 3 * at + 1)
        for at, lead in enumerate(LEADS)
    )
    job = looks.Job(page(), shape.name, pool, (DONOR,), (), 40, memory=False, rotating=True)
    _, tally = looks.looked_at(job)
    assert tally.false <= FIRST_TIMES.get(shape.name, 0), tally.examples
    lost = shape.name == "shares"  # what stands below a counter may be another story's
    assert tally.edits - tally.found <= lost, tally.examples


@pytest.mark.shared
@pytest.mark.slow
def test_stories_of_the_corpora_are_quiet() -> None:
    """Forty looks at a real page of each shape: under half a percent of false edits, all told."""
    options = argparse.Namespace(
        half="tune", shapes=None, stories=1, looks=40, memory=False, without_rotation=False
    )
    total = looks.Tally()
    for job in looks.jobs_of(options):
        total.add(looks.looked_at(job)[1])
    assert total.false < 0.005 * total.quiet, total.examples
    assert total.found == total.edits > 0, total.examples
