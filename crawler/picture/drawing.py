"""What a picture is drawn of: lines of letters, and boxes. Lengths are pixels."""

from dataclasses import dataclass
from typing import NamedTuple

from crawler.picture.fonts import EM, PictureFont
from crawler.picture.paragraph import Line, Run

INK, SOFT, PAPER, WHITE = "#1a1a1a", "#575757", "#fffdf8", "#ffffff"
MARKED = {"removed": "#a3211b", "added": "#0a6437"}
_STROKES = {"removed": (0.26, 0.07), "added": (-0.16, 0.075)}
"""How far above the line's foot a mark's stroke is, and its breadth, in sizes of the letters."""


class PlacedLetters(NamedTuple):
    """Letters of one font and colour."""

    font: PictureFont
    colour: str
    x: float
    y: float
    scale: float
    """Pixels for each unit of the font."""
    letters: list[tuple[int, int, int]]
    """Each shape, how far it is from the place, and how far above it: in units of the font."""


class PictureBox(NamedTuple):
    """A box that is filled."""

    colour: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Drawing:
    """What was drawn so far: boxes, and letters on them."""

    boxes: list[PictureBox]
    letters: list[PlacedLetters]

    def stroke(self, x: float, y: float, width: float, *, breadth: float, colour: str) -> None:
        """Draw a level stroke, its middle at ``y``."""
        self.boxes.append(PictureBox(colour, x, y - breadth / 2, width, breadth))

    def words(self, line: Line, x: float, y: float, size: float, colour: str = INK) -> None:
        """Draw a line of letters from ``x``, its foot at ``y``, with the strokes of its marks."""
        scale, at = size / EM, 0
        strokes: list[tuple[str, int, int]] = []
        for run in line.runs:
            start, at = at, self._placed(run, at, (x, y, scale), MARKED.get(run.mark, colour))
            if strokes and strokes[-1][0] == run.mark and strokes[-1][2] == start:
                strokes[-1] = (run.mark, strokes[-1][1], at)
            elif run.mark in MARKED:
                strokes.append((run.mark, start, at))
        for mark, start, end in strokes:
            rise, breadth = _STROKES[mark]
            self.stroke(
                x + start * scale,
                y - rise * size,
                (end - start) * scale,
                breadth=breadth * size,
                colour=MARKED[mark],
            )

    def _placed(self, run: Run, at: int, place: tuple[float, float, float], colour: str) -> int:
        x, y, scale = place
        placed: list[tuple[int, int, int]] = []
        for glyph, _, width, right, up in run.letters:
            placed.append((glyph, at + right, up))
            at += width
        self.letters.append(PlacedLetters(run.font, colour, x, y, scale, placed))
        return at
