"""``diff``: what changed between two versions, word by word."""

from functools import partial

from crawler.attest import Read
from crawler.comparable_texts import comparable_texts
from crawler.diff import diff as compare
from crawler.model import Extraction, VersionRange
from jobs.context import CaptureReaders, Context
from jobs.formats import DIFF_FORMATS, format_named
from jobs.reading.comparison import Comparison
from jobs.reading.resolve_article import Found, find

EMPTY = Extraction(extractor="")


def run(
    context: Context, url: str, readers: CaptureReaders, *, wanted: VersionRange, form: str
) -> int:
    """Print the difference between two versions. Returns the exit status."""
    chosen = format_named(DIFF_FORMATS, form)
    found = find(context, url)
    pair = found.pair(wanted)
    if any(one.record is None for one in pair):
        return _refused(context, found, pair, form)
    older, newer = (one.sound for one in pair)
    open_reader = partial(readers, context.config, context.archive)
    texts, note = comparable_texts(context.reader, open_reader, (older, newer))
    before, after = (text or EMPTY for text in texts)
    chosen.load()(context, Comparison(older, newer, compare(before, after), after, note))
    return context.end()


def _refused(context: Context, found: Found, pair: tuple[Read, Read], form: str) -> int:
    """Compare nothing where one of the two is damaged. Returns the exit status."""
    if form == "json":
        context.print_json(
            {
                "article": found.article,
                "url": found.url,
                "from": pair[0].number,
                "to": pair[1].number,
            }
        )
    return context.end()
