"""A drawing as PNG. HarfBuzz says how much of each pixel the letters of a colour cover.

A picture has five colours on paper, so its pixels are numbers in a palette: each colour in as many
shades as there is room for. A colour is laid over the ones before it.
"""

import struct
import zlib
from collections.abc import Sequence
from functools import cache

from crawler.picture.drawing import (
    INK,
    MARKED,
    PAPER,
    SOFT,
    WHITE,
    Drawing,
    PictureBox,
    PlacedLetters,
)
from crawler.picture.fonts import coverage

_GROUNDS = {INK: PAPER, SOFT: PAPER, **dict.fromkeys(MARKED.values(), PAPER), WHITE: INK}
"""Each colour, and the one that it is drawn on."""
_SHADES = 255 // len(_GROUNDS)
_FULL = 255
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_HIDDEN = bytes([_FULL]) + bytes(_FULL)
"""What is left of the colours below where a pixel is covered: nothing."""
_LEVEL = 4
"""Of compression: the next one takes twice as long for a fortieth less."""


def as_png(drawing: Drawing, width: int, height: int) -> bytes:
    """Return the file."""
    pixels = bytearray(width * height)
    for place, colour in enumerate(_GROUNDS):
        boxes = [one for one in drawing.boxes if one.colour == colour]
        letters = [one for one in drawing.letters if one.colour == colour]
        if boxes or letters:
            _lay(pixels, width, height, (boxes, letters), _shades(place))
    rows = range((height - 1) * width, -1, -width)  # they begin at the foot
    lines = b"".join(b"\0" + pixels[at : at + width] for at in rows)
    head = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"PLTE", _palette()), (b"IDAT", zlib.compress(lines, _LEVEL)))
    return _SIGNATURE + b"".join(_chunk(name, data) for name, data in (*chunks, (b"IEND", b"")))


def _lay(
    pixels: bytearray,
    width: int,
    height: int,
    drawn: tuple[Sequence[PictureBox], Sequence[PlacedLetters]],
    shades: bytes,
) -> None:
    """Lay all of one colour over the pixels, of which only the rows that it needs are looked at."""
    boxes, letters = drawn
    edges = [(height - one.y - one.height, height - one.y) for one in boxes]
    edges += [
        (height - one.y - 1000 * one.scale, height - one.y + 1500 * one.scale) for one in letters
    ]
    low = max(0, int(min(bottom for bottom, _ in edges)))
    high = min(height, int(max(top for _, top in edges)) + 1)
    size = (high - low) * width
    covered = bytearray(size)
    if letters:
        placed = (
            (font, glyph, scale, x + right * scale, height - y + up * scale)
            for font, _, x, y, scale, shapes in letters
            for glyph, right, up in shapes
        )
        covered[:] = coverage(placed, width, low, high)
    for one in boxes:
        _fill(covered, width, one._replace(y=height - one.y - one.height - low))
    part = slice(low * width, high * width)
    below = int.from_bytes(pixels[part], "little") & int.from_bytes(
        covered.translate(_HIDDEN), "little"
    )
    above = int.from_bytes(covered.translate(shades), "little")
    pixels[part] = (below | above).to_bytes(size, "little")


def _fill(covered: bytearray, width: int, box: PictureBox) -> None:
    """Cover a box, of whole pixels and at least one of them, so that its edges are sharp."""
    left, bottom = round(box.x), round(box.y)
    wide, high = max(1, round(box.width)), max(1, round(box.height))
    for row in range(max(0, bottom), min(len(covered) // width, bottom + high)):
        covered[row * width + left : row * width + left + wide] = bytes([_FULL]) * wide


@cache
def _shades(place: int) -> bytes:
    """Return the number in the palette for each degree to which a pixel is covered."""
    first = 1 + place * _SHADES
    return bytes([0, *(first + (degree - 1) * _SHADES // _FULL for degree in range(1, 256))])


@cache
def _palette() -> bytes:
    shades = [_mixed(PAPER, PAPER, 1)]
    for colour, ground in _GROUNDS.items():
        shades += [_mixed(ground, colour, (step + 1) / _SHADES) for step in range(_SHADES)]
    return b"".join(shades)


def _mixed(ground: str, colour: str, share: float) -> bytes:
    pairs = zip(bytes.fromhex(ground[1:]), bytes.fromhex(colour[1:]), strict=True)
    return bytes(round(below + (above - below) * share) for below, above in pairs)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
