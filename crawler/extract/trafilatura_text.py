"""trafilatura's view of a page.

Evidence for the judgement of blocks, and the story where blocks fail.
"""

import logging

import trafilatura
from lxml.html import HtmlElement

for _name in ("trafilatura", "htmldate", "readability", "justext"):
    logging.getLogger(_name).setLevel(
        logging.CRITICAL
    )  # what a page does wrong is in the extraction, not in a log


def trafilatura_text(tree: HtmlElement, *, fast: bool = True) -> tuple[str, ...]:
    """Return the lines of trafilatura's text, empty where it finds none.

    ``fast`` leaves out its two fallback extractors.

    ``deduplicate`` stays off: its memory is the process's, and would make a page's text depend on
    the pages before it.
    """
    try:
        document = trafilatura.bare_extraction(
            tree, include_comments=False, with_metadata=False, deduplicate=False, fast=fast
        )
    # whatever a page does to a parser is a finding about the page
    except Exception:  # noqa: BLE001
        return ()
    lines = (
        " ".join(line.split()) for line in str(getattr(document, "text", None) or "").splitlines()
    )
    return tuple(line for line in lines if line)
