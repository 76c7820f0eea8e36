"""What stands beside the text that was taken of a page."""

from lxml.html import HtmlElement

from crawler.extract.attachments import attachments
from crawler.extract.page_reading import Reading
from crawler.model import Attachments

UNKNOWN = Attachments(captions=None, links=None, embeds=None)


def beside_text(reading: Reading, tree: HtmlElement) -> Attachments:
    """Return what stands beside the text.

    Where the text was not taken from the page's blocks nobody can tell what belongs to it.
    """
    from_blocks = tuple(one.block.text for one in reading.decisions if one.kept)
    if reading.page is None or not from_blocks or from_blocks[:1] != reading.paragraphs[:1]:
        return UNKNOWN
    return attachments(reading.page, reading.decisions, reading.paragraphs, tree)
