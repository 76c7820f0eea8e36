"""What may be a teaser on a page that was looked at twice: a headline and what belongs to it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from crawler.diff import letters
from crawler.model import PageBlock, PageBox

LINKED = 0.8
"""Share of links in a linked headline."""
UNRELATED = 0.3
"""Share of common letter groups below which two texts have nothing to do with one another."""
BESIDE = 8
"""Pieces of text from one place to another beside it."""
_GROUP = 3
_MAX_BLOCKS = 4000
"""Pieces of text that differ on one of the pages, up to which two pages are aligned."""
_TITLE = 160
"""Characters of a teaser's headline, at the most."""
_BOLD = 0.9
_ASKS = ("?", "!", "？", "！", "؟", "…")  # noqa: RUF001  # the languages' own
"""Ends of sentences that headlines have too."""
_QUOTES = "\"'”’»"  # noqa: RUF001  # as above
_CARD, _CARD_BLOCKS = 1200, 8
"""Characters and pieces of text of a teaser, at the most."""
_FILM_BLOCKS = 2
"""Pieces of text of a film's box, at the most."""
_FLAT = 3
"""Pieces of text that belong to a headline which has no box in common with them, at the most."""


@dataclass(frozen=True, slots=True)
class Look:
    """One of two looks at a page, with the places of what the other does not show there."""

    blocks: Sequence[PageBlock]
    changed: frozenset[int]


@dataclass(frozen=True, slots=True)
class Teaser:
    """What may be a teaser: a headline and what belongs to it, at least partly changed."""

    kind: str
    """``linked``, ``mixed`` (one piece of text that begins with its link), ``closed`` (one that
    ends with it), ``film`` (the words of a film's box), or ``plain``.
    """
    form: tuple[object, ...]
    title: PageBlock
    blocks: tuple[PageBlock, ...]
    """All of it, in order."""
    first: int
    links: frozenset[str]
    boxed: bool
    """Whether it has a box of its own."""
    ranked: bool = False
    """Whether it is a line among others of its form: one of a ranking, whose number is no text."""
    shown: frozenset[str] = frozenset()
    """The addresses of the pictures, films and posts that stand in it."""

    @property
    def texts(self) -> tuple[str, ...]:
        """Piece by piece, in order."""
        return tuple(block.text for block in self.blocks)

    @property
    def states(self) -> bool:
        """Whether its headline is a sentence with a full stop, as a paragraph in bold may be."""
        return _states(self.title)

    @property
    def excerpt(self) -> str:
        """All but the headline."""
        return " ".join(block.text for block in self.blocks if block is not self.title)


def looks_at(old: Sequence[PageBlock], new: Sequence[PageBlock]) -> tuple[Look, Look] | None:
    """Return both looks, aligned; None where too much differs."""
    keys = [[(letters(block.text), block.links) for block in page] for page in (old, new)]
    start, shorter = 0, min(map(len, keys))
    while start < shorter and keys[0][start] == keys[1][start]:
        start += 1
    end = 0
    while end < shorter - start and keys[0][-1 - end] == keys[1][-1 - end]:
        end += 1
    middles = [page[start : len(page) - end] for page in keys]
    if max(map(len, middles)) > _MAX_BLOCKS:
        return None
    changed: tuple[set[int], set[int]] = set(), set()
    for tag, a, b, c, d in SequenceMatcher(
        a=middles[0], b=middles[1], autojunk=False
    ).get_opcodes():
        if tag != "equal":
            changed[0].update(range(start + a, start + b))
            changed[1].update(range(start + c, start + d))
    return Look(old, frozenset(changed[0])), Look(new, frozenset(changed[1]))


def shown_on(page: Sequence[PageBlock]) -> frozenset[str]:
    """Return the addresses of all pictures, films and posts on a page."""
    return frozenset(one.address for block in page for one in block.objects)


def teasers_of(look: Look) -> Iterator[Teaser]:
    """Yield what may be a teaser and is not the same on the other page, in page order."""
    covered = -1
    for at in sorted(look.changed):
        if at <= covered:
            continue
        first, end, boxed = _extent(look, at)
        inside = [n for n in range(first, end) if n in look.changed]
        titles = [n for n in inside if kind_of(look.blocks[n])]
        titles = titles or [n for n in inside if weak_kind_of(look.blocks[n])]
        if titles:
            covered = end - 1
            linked = (n for n in titles if kind_of(look.blocks[n]) == "linked")
            yield _teaser(look, range(first, end), next(linked, titles[0]), boxed=boxed)


def _teaser(look: Look, places: range, title: int, *, boxed: bool) -> Teaser:
    head, blocks = look.blocks[title], tuple(look.blocks[at] for at in places)
    kind = kind_of(head) or weak_kind_of(head)
    return Teaser(
        kind=kind,
        form=(kind, boxed, head.tags, title - places.start),
        title=head,
        blocks=blocks,
        first=places.start,
        links=frozenset(link for block in blocks for link in block.links),
        boxed=boxed,
        ranked=len(places) == 1 and _is_among_lines(look, title),
        shown=frozenset(_shown(look, places)),
    )


def _is_among_lines(look: Look, at: int) -> bool:
    beside = [look.blocks[near] for near in (at - 1, at + 1) if 0 <= near < len(look.blocks)]
    return any(
        kind_of(block) == "linked" and block.tags == look.blocks[at].tags for block in beside
    )


def _shown(look: Look, places: range) -> Iterator[str]:
    """Yield what is shown in a box of the teaser's, be it behind its last word."""
    for block in look.blocks[places.start : places.stop + 1]:
        for one in block.objects:
            if places.start <= one.first and one.first + one.blocks <= places.stop:
                yield one.address


def _extent(look: Look, at: int) -> tuple[int, int, bool]:
    """Return first and end of the teaser around a piece of text that changed.

    And whether it has a box of its own.
    """
    kind, card = kind_of(look.blocks[at]), _card_of(look, at)
    if card is not None and kind != "mixed":
        return card.first, card.first + card.blocks, True
    if not kind and weak_kind_of(look.blocks[at]) == "closed":
        named = at - 1 in look.changed and _is_term(look.blocks[at - 1])
        return at - named, at + 1, False
    end = at + 1
    while (
        kind in {"linked", "plain"}
        and end in look.changed
        and end - at <= _FLAT
        and not kind_of(look.blocks[end])
        and (end == at + 1 or not look.blocks[end].ends)  # one excerpt, and lines such as a date
    ):
        end += 1
    return at, end, False


def _is_term(block: PageBlock) -> bool:
    """Return whether a piece of text is a term that the next one tells of."""
    return bool(block.boxes) and block.boxes[0].tag == "dt" and not block.ends


def _card_of(look: Look, at: int) -> PageBox | None:
    """Return the largest box around a piece of text that holds one teaser and nothing else.

    All of it changed: its headline, and every sentence.
    """
    found = None
    for box in look.blocks[at].boxes:
        places = range(box.first, box.first + box.blocks)
        titles = [place for place in places if kind_of(look.blocks[place])]
        standing = any(
            look.blocks[place].ends and place not in look.changed and place not in titles
            for place in places
        )
        if standing or box.blocks > _CARD_BLOCKS or box.chars > _CARD or _heads(look, titles) > 1:
            break
        if len(titles) < box.blocks and not look.changed.isdisjoint(titles):
            found = box
    return found


def _heads(look: Look, titles: Sequence[int]) -> int:
    """Return how many teasers these headlines are of.

    Several links to one address are one, and a label as "News" beside a headline is none.
    """
    blocks = [look.blocks[at] for at in titles]
    linked = {
        block.links or letters(block.text)
        for block in blocks
        if kind_of(block) == "linked" and " " in block.text
    }
    return len(linked or {letters(block.text) for block in blocks})


def kind_of(block: PageBlock) -> str:
    """Return what kind of headline a piece of text may be; empty where it is none."""
    if len(block.text) <= _TITLE and block.links and block.linked >= LINKED:
        return "linked"
    if block.links and block.opens_linked and block.linked < LINKED:
        return "mixed"
    marked = block.heading or block.bold >= _BOLD
    if marked and len(block.text) <= _TITLE and not block.prompt:
        return "plain"
    return ""


def weak_kind_of(block: PageBlock) -> str:
    """Return what a piece of text without a headline may be; empty where it is none."""
    if block.links and block.closes:
        return "closed"
    named = len(block.text) <= _TITLE and not _states(block) and not block.prompt
    return "film" if named and _is_of_film(block) else ""


def _states(block: PageBlock) -> bool:
    return block.ends and not block.text.rstrip(_QUOTES).endswith(_ASKS)


def _is_of_film(block: PageBlock) -> bool:
    """Return whether a line stands in one small box with a film of another service."""
    boxes = {(box.first, box.blocks) for box in block.boxes if box.blocks <= _FILM_BLOCKS}
    return any(one.framed and (one.first, one.blocks) in boxes for one in block.objects)


def alike(one: str, other: str, share: float = UNRELATED) -> bool:
    """Return whether two texts share so much that one may be the other's new wording."""
    first, second = _groups(one), _groups(other)
    return len(first & second) >= share * max(1, len(first | second))


def _groups(text: str) -> frozenset[str]:
    plain = letters(text)
    return frozenset(plain[at : at + _GROUP] for at in range(max(1, len(plain) - _GROUP + 1)))
