"""The format of ``diff`` that is for reading: its marks need no colour, and have it where it is."""

from rich.text import Text

from crawler.diff.formats import DiffPart, as_lines, as_parts
from crawler.model.silence_words import announcement
from jobs.reading.comparison import Comparison
from jobs.terminal.screen import Screen, plain
from jobs.wording import interval, kinds, words

STYLES = {"removed": "red strike", "added": "green bold", "note": "bold", "folded": "dim"}


def write(compared: Comparison, out: Screen) -> None:
    """Print what changed, paragraph by paragraph."""
    difference = compared.difference
    out.print(Text(f"--- {compared.old_label}\n+++ {compared.new_label}", style="bold"))
    if compared.change is not None:
        _print_change(compared, out)
    if compared.note:
        out.paragraph(Text(f"({compared.note})", style="dim"))
    for line in as_lines(difference):
        lead, *parts = as_parts(line)
        out.print()
        out.paragraph(Text.assemble(*map(_styled, parts)), lead=lead.text)
    amount = words(difference.words_added, difference.words_removed)
    out.print(f"\n{amount}" if difference.differs else "\nno difference")


def _print_change(compared: Comparison, out: Screen) -> None:
    """Print what was recorded with the newer version."""
    newer = compared.newer
    out.paragraph(Text(f"{kinds(newer)}; came about {interval(newer)}"))
    for kind, reason in newer.change.reasons.items():
        out.paragraph(Text(plain(f"{kind}: {reason}"), style="dim"), lead="  ")
    if told := announcement(newer.change):
        out.paragraph(Text(plain(told), style="dim"), lead="  ")


def _styled(part: DiffPart) -> tuple[str, str]:
    return plain(part.text), STYLES.get(part.role, "")
