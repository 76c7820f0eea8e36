"""``diff``: what changed between two versions, word by word."""

from io import TextIOWrapper
from pathlib import Path

from rich.text import Text

from crawler.model import VersionRange
from jobs.context import Context
from jobs.formats import DIFF_FORMATS, OutputFormat, format_named
from jobs.reading.comparison import Comparison, comparison
from jobs.reading.resolve_article import find
from jobs.terminal.new_files import new_file, refuse_existing, refuse_terminal
from jobs.terminal.screen import Screen, damaged


def run(
    context: Context, url: str, *, wanted: VersionRange, form: str, output: Path | None = None
) -> int:
    """Print the difference between two versions, or write it to a new file.

    Nothing where one of them is damaged or redacted. Returns the exit status.
    """
    chosen = format_named(DIFF_FORMATS, form)
    if output is None:
        refuse_terminal(form, chosen, context.out)
    else:
        refuse_existing(output)
    compared = comparison(context, find(context, url), wanted)
    if isinstance(compared, Comparison):
        _write(chosen, compared, context.out, output)
    elif form == "json":
        context.print_json(compared.document())
    else:
        for one in (compared.older, compared.newer):
            if one.redaction is not None:
                context.err.paragraph(Text(f"version {one.number} is ").append_text(damaged(one)))
    return context.end()


def _write(chosen: OutputFormat, compared: Comparison, out: Screen, output: Path | None) -> None:
    writer = chosen.load()
    if output is None:
        writer(compared, out)
        return
    with new_file(output) as file, TextIOWrapper(file, encoding="utf-8", newline="") as text:
        writer(compared, Screen(file=text))
