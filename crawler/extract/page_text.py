"""All the text on a page, story or not.

What a change is held against, see ``crawler.change.extraction_noise``.
"""

from crawler.extract.blocks.block import blocks_of
from crawler.extract.page_tree import page_tree
from crawler.extract.pdf import UnreadablePdf


def page_texts(html: bytes | str, content_type: str | None = None) -> tuple[str, ...]:
    """Return every piece of text that a reader sees, in document order, white space folded.

    Empty where there is no page.
    """
    try:
        tree = page_tree(html, content_type)
    except UnreadablePdf:
        return ()
    return tuple(block.text for block in blocks_of(tree)) if tree is not None else ()
