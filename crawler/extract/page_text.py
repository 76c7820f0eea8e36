"""All the text on a page, story or not.

What a change is held against, see ``crawler.change.extraction_noise``.
"""

from crawler.extract.blocks.block import blocks_of
from crawler.extract.decoding import decode
from crawler.extract.parsing import parse


def page_texts(html: bytes | str, content_type: str | None = None) -> tuple[str, ...]:
    """Return every piece of text that a reader sees, in document order, white space folded.

    Empty where there is no page.
    """
    tree = parse(decode(html, content_type))
    return tuple(block.text for block in blocks_of(tree)) if tree is not None else ()
