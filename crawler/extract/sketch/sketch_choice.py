"""What of a page's pieces counts for its sketch: all that may tell something of the story."""

# ruff: noqa: RUF001  # the signs are the languages' own

import re
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache

from crawler.extract.rules.notices import announces
from crawler.extract.sketch.sketch_names import ADS, COMMENTS, DOINGS, OVERLAYS, PLACES, TEASERS
from crawler.extract.sketch.sketch_pieces import SketchBox, SketchPiece, is_update

_ANYBODYS = ADS | DOINGS | OVERLAYS | PLACES | COMMENTS
"""Boxes whose short lines are none of the story's, even where they stand within it."""
_LISTED = DOINGS | PLACES | COMMENTS
"""Those of them whose short lines are paragraphs and items of lists as well."""
_TOLD_IN = frozenset(("p", "li", "h2", "h3", "h4", "td", "th", "dd", "dt", "blockquote"))
_NO_PROSE = TEASERS | ADS | OVERLAYS | COMMENTS
"""Boxes beside the story whose prose is none of its, but for a notice. Others hold none that
differs from look to look: what stands there may be the story's, on pages that are built so.
"""
_PICTURED = frozenset(("figure", "figcaption"))
_DENSE = 0.8
"""Share of a piece's letters inside links, from which it leads elsewhere and tells nothing."""
_SHORT = 80
"""Characters below which a line in another's box is a label."""
_PROSE = 60
"""Characters outside links, from which a piece anywhere on the page may be a story's."""
_NOTICE = 12
"""Characters from which a piece that says so is a notice, wherever it stands."""
_SAID = 25
"""Characters of a paragraph that ends as a sentence does, from which it is one."""
_NEAR = 3
"""Boxes around a short line by whose names it may tell something."""
_SENTENCE = re.compile(r"[.!?…。！？।؟][\"'”’»)\]]*$")


def chosen(
    pieces: Sequence[SketchPiece], homes: Collection[int], names: Sequence[str]
) -> Iterator[tuple[SketchPiece, bool]]:
    """Yield the pieces that count, each with whether it stands in the story or beside it.

    ``homes`` are the shapes of the boxes that the story's paragraphs stand in, ``names`` those of
    its authors: wherever one stands, it counts.
    """
    inside = [_is_home(piece.box, homes) for piece in pieces]
    last = max((at for at, home in enumerate(inside) if home), default=-1)
    first = inside.index(True) if last >= 0 else len(pieces)
    heading = next((at for at, one in enumerate(pieces) if _is_heading(one)), first)
    start = min(first, heading)
    for at, piece in enumerate(pieces):
        near = inside[at] or start <= at <= last or (at < start and _in_figure(piece.box))
        counts = _counts_near if near else _counts_far
        if counts(piece, homes) or _names(piece, names) or _is_notice(piece):
            yield piece, near


def _in_figure(box: SketchBox) -> bool:
    """Return whether a box is one of a picture: the story's may stand above its headline."""
    around: SketchBox | None = box
    for _ in range(_NEAR):
        if around is not None:
            if around.tag in _PICTURED:
                return True
            around = around.parent
    return False


def _is_notice(piece: SketchPiece) -> bool:
    if piece.kind or len(piece.text) < _NOTICE:
        return False
    return _label_announces(piece.text) if len(piece.text) < _SHORT else announces(piece.text)


@lru_cache(maxsize=8192)
def _label_announces(text: str) -> bool:
    """Return the same of a short line: a site's pages share most of theirs."""
    return announces(text)


def _names(piece: SketchPiece, names: Sequence[str]) -> bool:
    return not piece.kind and any(name in piece.text for name in names)


def _is_home(box: SketchBox | None, homes: Collection[int]) -> bool:
    if box is None:
        return False
    if box.home is None:
        box.home = box.shape in homes
        if box.home:
            _clear(box)
        else:
            box.home = _is_home(box.parent, homes)
    return box.home


def _clear(box: SketchBox | None) -> None:
    """Forget what the names of a box and of those around it say: the story stands in them."""
    while box is not None:
        box.said, box = 0, box.parent


def _others(box: SketchBox | None, homes: Collection[int]) -> int:
    """Return what the names around a box say, from the story's own box on."""
    if box is None:
        return 0
    if box.others is None:
        box.others = box.said | _others(box.parent, homes)
    return box.others


def _is_heading(piece: SketchPiece) -> bool:
    box = piece.box
    return box.tag == "h1" or (box.parent is not None and box.parent.tag == "h1")


def _counts_near(piece: SketchPiece, homes: Collection[int]) -> bool:
    others = _others(piece.box, homes)
    if piece.kind:
        return not others
    if not others or _is_heading(piece) or _is_sentence(piece, others) or is_update(piece.text):
        return True
    if piece.linked >= _DENSE * len(piece.text):
        return False
    label = len(piece.text) < _SHORT and _SENTENCE.search(piece.text) is None
    return not (label and others & (_LISTED if piece.box.tag in _TOLD_IN else _ANYBODYS))


def _counts_far(piece: SketchPiece, homes: Collection[int]) -> bool:
    if piece.kind:
        tells = piece.kind == "property" or (piece.kind == "time" and _telling(piece.box))
        return bool(tells) and not _others(piece.box, homes)
    if _is_heading(piece):
        return True
    others, free = _others(piece.box, homes), len(piece.text) - piece.linked
    dense = piece.linked >= _DENSE * len(piece.text)
    if not dense and free >= _PROSE:
        return not others & _NO_PROSE
    if _is_sentence(piece, others):
        return True
    if is_update(piece.text):
        return True
    return not others and (_telling(piece.box) > dense or piece.box.tag == "figcaption")


def _is_sentence(piece: SketchPiece, others: int) -> bool:
    """Return whether a piece is a paragraph of a sentence where none is expected to differ."""
    return (
        not others & _NO_PROSE
        and piece.box.tag == "p"
        and len(piece.text) >= _SAID
        and _SENTENCE.search(piece.text) is not None
    )


def _telling(box: SketchBox) -> int:
    """Return what a short line in a box tells of the story, by the names of the boxes around it."""
    around: SketchBox | None = box
    most = 0
    for _ in range(_NEAR):
        if around is not None:
            most, around = max(most, around.telling), around.parent
    return most
