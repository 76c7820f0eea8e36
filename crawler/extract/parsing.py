"""Decoded text to a tree: one parse for everything that reads the page."""

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring


def parse(text: str) -> HtmlElement | None:
    """The page's tree, None where there is nothing to parse. No markup is so broken that it raises.

    The text is handed over as bytes of a known encoding, so that a false declaration inside the page cannot mislead the parser.
    """
    data = text.strip().encode("utf-8", "replace")
    if not data:
        return None
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False, huge_tree=True)
    try:
        tree = document_fromstring(data, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
        return None
    return tree if isinstance(tree, HtmlElement) else None
