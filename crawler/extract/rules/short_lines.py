"""Short lines of a story that no table, list or heading holds.

Figures line by line in one paragraph, rows of a box that is named for its facts, and subheads that
only their class tells.
"""

import re
from collections.abc import Iterator, Sequence

from crawler.extract.blocks import boilerplate
from crawler.extract.blocks.block import Box
from crawler.extract.blocks.layout import PageLayout
from crawler.extract.rules.block_decisions import BlockDecision
from crawler.extract.rules.story_home import StoryHome, outside

MAX_LINE, MIN_LINES = 90, 2
"""Characters of such a line, at the most, and how many make a structure."""
_FACT_BOX = re.compile(
    r"facts?(?:$|[\s_-]|box)|infobox|info-box|stat(?:s|istics|box)?(?:$|[\s_-])|fakta|steckbrief"
    r"|at-?a-?glance|in-numbers|ficha|chiffres|(?:^|[\s_-])datos|scheda",
    re.IGNORECASE,
)
_SUBHEAD = re.compile(
    r"mellomtittel|mellanrubrik|mellemrubrik|zwischen(?:titel|ueberschrift|überschrift)|intertitre"
    r"|intertitulo|ladillo|tussenkop|v[aä]liotsikko|mezititulek|sr[oó]dtytul|alcim"
    r"|(?:^|[\s_-])(?:cross-?head|sub-?head(?:ing|line|er)?)(?:$|[\s_-])",
    re.IGNORECASE,
)


def is_fact_box(box: Box) -> bool:
    """Return whether a box is named for the facts that it gives."""
    return _FACT_BOX.search(box.name) is not None


def is_named_subhead(box: Box) -> bool:
    """Return whether the class of a paragraph says that it is a subhead."""
    return box.tag in {"p", "div"} and box.blocks == 1 and _SUBHEAD.search(box.name) is not None


def line_units(
    page: PageLayout, decisions: Sequence[BlockDecision], home: StoryHome
) -> Iterator[tuple[Box, Box]]:
    """Yield boxes of short lines beside the story's paragraphs, each as it is and as a unit.

    A box of facts wherever it stands; lines of one paragraph where the story goes on below or
    where one of them is known to be its.
    """
    prose = [decision.at for decision in decisions if decision.kept and page.prose[decision.at]]
    seen: set[Box] = set()
    for decision in decisions[home.box.first : home.box.first + home.box.blocks]:
        boxes = [box for box in outside(decision.block.box, home) if box not in seen]
        seen.update(boxes)
        for box in reversed(boxes):
            lines = decisions[box.first : box.first + box.blocks]
            among = bool(prose) and prose[0] < box.first and prose[-1] >= box.first + box.blocks
            told = box.tag == "p" and (among or any(line.kept for line in lines))
            if (told or is_fact_box(box)) and _are_short(lines):
                yield box, box
                break


def _are_short(lines: Sequence[BlockDecision]) -> bool:
    return len(lines) >= MIN_LINES and not any(
        len(line.block.text) > MAX_LINE
        or boilerplate.BYLINE.match(line.block.text)
        or line.block.linked
        for line in lines
    )
