"""``diff``: what changed between two versions, word by word."""

from crawler.model import VersionRange
from jobs.context import Context
from jobs.formats import DIFF_FORMATS, format_named
from jobs.reading.comparison import Comparison, comparison
from jobs.reading.resolve_article import find


def run(context: Context, url: str, *, wanted: VersionRange, form: str) -> int:
    """Print the difference between two versions, nothing where one is damaged.

    Returns the exit status.
    """
    chosen = format_named(DIFF_FORMATS, form)
    compared = comparison(context, find(context, url), wanted)
    if isinstance(compared, Comparison):
        chosen.load()(compared, context.out)
    elif form == "json":
        context.print_json(compared.document())
    return context.end()
