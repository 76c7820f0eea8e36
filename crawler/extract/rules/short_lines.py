"""Short lines of a story that no table, list or heading holds.

Figures line by line in one paragraph, rows of a box that is named for its facts, and subheads that
only their class tells.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from crawler.extract.blocks import boilerplate
from crawler.extract.blocks.block import Box
from crawler.extract.blocks.layout import PageLayout, plain
from crawler.extract.rules.block_decisions import BlockDecision
from crawler.extract.rules.story_home import StoryHome, outside

MAX_LINE, MIN_LINES = 90, 2
"""Characters of such a line, at the most, and how many make a structure."""
_MARK = re.compile(
    "([\u2022\u2023\u25aa\u25ab\u25cf\u25cb\u25e6\u25a0\u25a1\u25ba\u25b6\u2043\u00b7*\u2013\u2014-])\\s?(?=\\S)"
)
"""What stands before the items of a list."""
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

    A box of facts wherever it stands; lines of one paragraph where the story goes on below, where
    three or more end it, or where one of them is known to be its.
    """
    prose = [decision.at for decision in decisions if decision.kept and page.prose[decision.at]]
    seen: set[Box] = set()
    for decision in decisions[home.box.first : home.box.first + home.box.blocks]:
        boxes = [box for box in outside(decision.block.box, home) if box not in seen]
        seen.update(boxes)
        for box in reversed(boxes):
            lines = decisions[box.first : box.first + box.blocks]
            among = bool(prose) and prose[0] < box.first and prose[-1] >= box.first + box.blocks
            ends = bool(prose) and prose[-1] == box.first - 1 and len(lines) > MIN_LINES
            told = box.tag == "p" and (among or ends or any(line.kept for line in lines))
            if (told or is_fact_box(box)) and _are_short(lines):
                yield box, box
                break


def marked_runs(
    page: PageLayout, decisions: Sequence[BlockDecision], home: StoryHome
) -> Iterator[Sequence[BlockDecision]]:
    """Yield lists without a list's elements, beside the story's paragraphs.

    Paragraphs in a row that open with one mark: "\u2022 Two boats", "\u2013 A net".
    """
    inside = decisions[home.box.first : home.box.first + home.box.blocks]
    for mark, group in groupby(inside, lambda decision: _mark_of(decision, home)):
        lines = list(group)
        if not mark or len(lines) < MIN_LINES:
            continue
        first, end = lines[0].at, lines[-1].at + 1
        above = first > page.head + 1 and decisions[first - 1].kept
        below = end < len(decisions) and decisions[end].kept and first > page.head
        if (above or below) and not any(
            page.widget[line.at] or page.call[line.at] or line.block.linked for line in lines
        ):
            yield lines


def _mark_of(decision: BlockDecision, home: StoryHome) -> str:
    """Return the mark that a short line in the story's own box opens with, "" where it has none."""
    box = decision.block.box
    found = _MARK.match(decision.block.text)
    stands = box in home.spine or (box.tag in {"p", "div"} and box.parent in home.spine)
    return found[1] if found and stands and len(decision.block.text) <= MAX_LINE else ""


def _are_short(lines: Sequence[BlockDecision]) -> bool:
    return len(lines) >= MIN_LINES and not any(
        len(line.block.text) > MAX_LINE
        or boilerplate.BYLINE.match(line.block.text)
        or boilerplate.is_date_line(plain(line.block.text).split())
        or line.block.linked
        for line in lines
    )
