"""What of a PDF's page is its story."""

from dataclasses import replace

from crawler.extract.blocks.block import PROSE
from crawler.extract.blocks.layout import extent
from crawler.extract.page_reading import Reading


def pdf_reading(reading: Reading) -> Reading:
    """Return the reading with all that stands below the first lines of prose.

    A document has no widgets: the rules decide on headline, byline and date above its text alone.
    """
    decisions = list(reading.decisions)
    prose = next((one.at for one in decisions if extent(one.block.text) >= PROSE), 0)
    for decision in decisions:
        if decision.at >= prose and not decision.kept:
            decision.keep("stands below the first prose of a document")
    kept = tuple(decision.block.text for decision in decisions if decision.kept)
    return replace(reading, paragraphs=kept, decisions=decisions)
