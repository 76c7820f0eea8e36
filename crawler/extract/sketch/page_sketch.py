"""A page's sketch: made of one that was read in full, and looked for in a later one."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from html import unescape

from crawler.extract.sketch.sketch_choice import chosen
from crawler.extract.sketch.sketch_objects import object_name
from crawler.extract.sketch.sketch_pieces import PageWalk, SketchBox, SketchPiece
from crawler.extract.sketch.sketch_source import source_of
from crawler.extract.sketch.sketch_tags import attributes_of
from crawler.extract.unseen import without_breaks
from crawler.model import Extraction

_RULES = b"\2"
"""Number of the rules by which sketches are made. Raise it with every change of what they hold."""
_BYTES, _SHAPE = 16, 4
"""Bytes of the digest, and of each home's shape behind it."""
_PARAGRAPHS = frozenset(
    ("p", "li", "h2", "h3", "h4", "h5", "h6", "blockquote", "td", "th", "dd", "dt", "figcaption")
)
"""Boxes that hold one paragraph: the story's own box is the one around them."""
_MIN_SHARE = 0.1
"""Share of the story's letters that a box must hold to be one of its own."""
_MAX_NAMES = 20
_CERTAIN = 25
"""Letters from which a piece that stands in the story is not there by chance."""
_STRUCK = re.compile("\x02[^\x02\x03]*\x03")
_NO_LETTERS = re.compile(r"[\W_]+")
_SIGNS = bytes(sign for sign in range(128) if not chr(sign).isalnum())
_SMALL = bytes(range(256)).lower()
_IGNORED = re.compile(
    r"csrf|xsrf|token|nonce|session|request-?id|trace|build|generator|viewport|theme-color|"
    r"verification|image|msapplication|msvalidate",
    re.IGNORECASE,
)
"""Names of meta elements that tell nothing of the story."""
_NAMING = ("property", "name", "http-equiv", "itemprop")
_RELATIONS = frozenset(["canonical", "author", "amphtml", "syndication-source", "original-source"])


@dataclass(slots=True)
class _Page:
    head: list[str]
    pieces: list[SketchPiece]


def sketch_of(body: bytes, extraction: Extraction) -> bytes | None:
    """Return the sketch of a page from which this was extracted.

    None where the sketch would not hold all that was, so that an edit of it could go unseen.
    """
    page = _page(body)
    if page is None:
        return None
    letters, names = _Letters(), extraction.authors[:_MAX_NAMES]
    homes = _homes(page.pieces, extraction, letters)
    found = list(chosen(page.pieces, homes, names))
    if not homes or not _holds(page.head, [piece for piece, _ in found], extraction, letters):
        return None
    shapes = (shape.to_bytes(_SHAPE, "big") for shape in sorted(homes))
    known = "\n".join(names).encode("utf-8", "replace")
    return b"".join((_RULES, _digest(page.head, found), bytes([len(homes)]), *shapes, known))


def is_sketched(body: bytes, sketch: bytes) -> bool:
    """Return whether a page has this sketch."""
    if not sketch.startswith(_RULES):
        return False
    page = _page(body)
    if page is None:
        return False
    digest, count, rest = sketch[1 : 1 + _BYTES], sketch[1 + _BYTES], sketch[2 + _BYTES :]
    ends = range(0, _SHAPE * count, _SHAPE)
    homes = {int.from_bytes(rest[at : at + _SHAPE], "big") for at in ends}
    names = rest[_SHAPE * count :].decode().split("\n") if len(rest) > _SHAPE * count else []
    return _digest(page.head, chosen(page.pieces, homes, names)) == digest


def _page(body: bytes) -> _Page | None:
    source = source_of(body)
    if source is None:
        return None
    walk = PageWalk()
    walk.go(source.tags)
    return _Page([*source.told, *_declared(walk.declared)], walk.pieces)


def _declared(tags: Sequence[tuple[str, str, str]]) -> Iterator[str]:
    """Yield what the page declares of itself, in its order."""
    for tag, attributes, text in tags:
        if tag == "title":
            yield f"title: {' '.join(text.split())}"
            continue
        get = attributes_of(attributes).get
        if tag == "meta":
            names = " ".join(filter(None, map(get, _NAMING)))
            if names and not _IGNORED.search(names):
                yield f"{names}: {' '.join((get('content') or '').split())}"
            elif charset := get("charset"):
                yield f"charset: {charset}"
        elif tag == "link":
            relation = (get("rel") or "").lower()
            if not _RELATIONS.isdisjoint(relation.split()):
                yield f"{relation}: {get('href') or ''}"
        else:
            yield f"{tag}: {get('href') or get('lang') or ''}"


def _digest(head: Sequence[str], found: Iterable[tuple[SketchPiece, bool]]) -> bytes:
    near: list[str] = []
    far: list[str] = []
    for piece, is_near in found:
        if not is_near:
            far.append(piece.text)
        elif piece.kind in {"", "time", "property"}:
            links = " ".join(piece.links)
            near.append(f"{piece.box.shape:x} {piece.kind} {piece.text}\t{links}")
        elif name := object_name(piece.kind, piece.text):
            near.append(f"{piece.box.shape:x} {piece.kind} {name}")
    lines = (*head, "\x1e", *near, "\x1e", *sorted(far))
    return blake2b("\n".join(lines).encode("utf-8", "replace"), digest_size=_BYTES).digest()


def _letters(text: str) -> str:
    plain = without_breaks(unescape(text))
    if plain.isascii():  # the same, ten times as fast
        return plain.encode().translate(_SMALL, _SIGNS).decode()
    return _NO_LETTERS.sub("", plain).casefold()


class _Letters(dict[str, str]):
    """The letters of the texts of one page, each made when first asked for."""

    def __missing__(self, text: str) -> str:
        found = self[text] = _letters(text)
        return found


def _homes(
    pieces: Sequence[SketchPiece], extraction: Extraction, letters_of: _Letters
) -> frozenset[int]:
    """Return the shapes of the boxes that the story's paragraphs stand in."""
    told = {letters_of[paragraph] for paragraph in extraction.paragraphs}
    whole = "\n".join(told)
    held: Counter[int] = Counter()
    for piece in pieces:
        letters = "" if piece.kind else letters_of[piece.text]
        if letters and (letters in told or (len(letters) >= _CERTAIN and letters in whole)):
            held[_home_of(piece.box).shape] += len(letters)
    least = _MIN_SHARE * sum(held.values())
    return frozenset(shape for shape, size in held.items() if size >= least)


def _home_of(box: SketchBox) -> SketchBox:
    return box.parent if box.tag in _PARAGRAPHS and box.parent is not None else box


def _holds(
    head: Sequence[str],
    found: Collection[SketchPiece],
    extraction: Extraction,
    letters_of: _Letters,
) -> bool:
    """Return whether the pieces that count hold all that was extracted."""
    texts = [piece.text for piece in found]
    known = ["".join([letters_of[text] for text in texts]), _letters(" ".join(head))]
    whole = " ".join(texts)
    struck = _STRUCK.sub("", whole)
    known += [_letters(struck)] if struck != whole else []
    values = (*extraction.paragraphs, *extraction.authors, extraction.shown_title or "")
    captions = (caption.text for caption in extraction.captions or ())
    return all(
        any(wanted in one for one in known)
        for wanted in (letters_of[value] for value in (*values, *captions))
    )
