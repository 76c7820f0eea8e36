"""The table of ``bench/targets.py``, and its plot: how far each figure is from its target."""

import math
from dataclasses import dataclass
from html import escape
from pathlib import Path
from textwrap import fill

WIDTH, LINE, LEFT, TOP = 900, 30, 400, 60
BEGIN, END = "<!-- figures -->", "<!-- end of figures -->"
FURTHEST = 16
"""The plot ends where a figure is so many times its target."""


@dataclass(frozen=True)
class Row:
    """A figure and its target."""

    name: str
    value: float
    target: float | None = None
    unit: str = ""
    more: bool = False
    """Whether more is better."""

    @property
    def times(self) -> float | None:
        """By how much it is missed: 1 and less is reached."""
        if self.target is None:
            return None
        return self.target / self.value if self.more else self.value / self.target

    def cells(self) -> list[str]:
        """Return the line of the table."""
        unit = f" {self.unit}" if self.unit else ""
        sign = "≥" if self.more else "≤"
        target = "" if self.target is None else f"{sign} {self.target:g}{unit}"
        reached = (
            ""
            if self.times is None
            else "yes"
            if self.times <= 1
            else f"no: {self.times:.1f} times"
        )
        return [self.name, f"{self.value:.3g}{unit}", target, reached]


def table(rows: list[Row]) -> str:
    """Return the table as Markdown."""
    head = ["what", "measured", "target", "reached"]
    lines = [head, ["---"] * len(head), *(row.cells() for row in rows)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _place(times: float) -> float:
    """Return where a factor lies, on a scale of powers of two around the target."""
    width = WIDTH - LEFT - 60
    turn = (math.log2(min(max(times, 1 / 4), FURTHEST)) + 2) / (math.log2(FURTHEST) + 2)
    return LEFT + turn * width


def plot(rows: list[Row], note: str) -> str:
    """Return an SVG: a bar for each figure, from its target to where it is."""
    told = [row for row in rows if row.times is not None]
    height = TOP + LINE * len(told) + 50
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
            'font-family="sans-serif" font-size="14" role="img">'
        ),
        "<title>How far each figure is from its target</title>",
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>',
        '<text x="20" y="28" font-size="17">Times the target; left of 1 it is reached</text>',
    ]
    for power in range(-2, round(math.log2(FURTHEST)) + 1):
        x = _place(2.0**power)
        mark = "#333" if power == 0 else "#ddd"
        parts.append(f'<path d="M{x:.0f} {TOP - 8}V{height - 40}" stroke="{mark}"/>')
        name = f"{2**power}" if power >= 0 else f"1/{2**-power}"
        parts.append(f'<text x="{x:.0f}" y="{TOP - 14}" text-anchor="middle">{name}</text>')
    for number, row in enumerate(told):
        parts += _bar(row, TOP + LINE * number)
    parts.append(f'<text x="20" y="{height - 14}" font-size="12">{escape(note)}</text></svg>')
    return "\n".join(parts) + "\n"


def _bar(row: Row, y: int) -> list[str]:
    times = row.times or 0
    here, there = sorted((_place(1), _place(times)))
    fill = "#2b7a4b" if times <= 1 else "#b5452c"
    name = escape(row.name.replace("`", ""))
    return [
        f'<text x="{LEFT - 10}" y="{y + 19}" text-anchor="end">{name}</text>',
        (
            f'<rect x="{here:.0f}" y="{y + 6}" width="{max(there - here, 2):.0f}" height="18" '
            f'fill="{fill}"/>'
        ),
        f'<text x="{_place(max(times, 1)) + 6:.0f}" y="{y + 19}">{times:.2g}</text>',
    ]


def write_report(rows: list[Row], notes: list[str], docs: Path | None) -> None:
    """Print the table, and put it with the plot into ``docs/performance.md`` if asked to."""
    told = [fill(f"- {note}", 100, subsequent_indent="  ") for note in notes]
    text = "\n\n".join([table(rows), *told])
    print(text)
    if docs is None:
        return
    (docs / "performance.svg").write_text(plot(rows, notes[0]), encoding="utf-8")
    page = docs / "performance.md"
    before, _, rest = page.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    wrapped = text.replace("\n\n- ", "\n- ").replace("|\n-", "|\n\n-")
    page.write_text(f"{before}{BEGIN}\n\n{wrapped}\n\n{END}{after}", encoding="utf-8")
