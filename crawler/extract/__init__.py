"""Extraction: a captured page to the story that it tells, and nothing of the widgets around it.

The one door of trafilatura, lxml and htmldate. Pure: no clock, no network, no state between pages.

What reads pages is imported when it is first asked for: a crawl's own process names it only, and
worker processes do the work.
"""

from typing import TYPE_CHECKING

from crawler.extract.identity import extractor_identity
from crawler.extract.site_options import SiteOptions
from crawler.lazy_names import lazy_names

if TYPE_CHECKING:
    from crawler.extract.faults import Faults
    from crawler.extract.page_text import page_blocks
    from crawler.extract.pdf import is_pdf
    from crawler.extract.pipeline import Explained, explain, extract
    from crawler.extract.reading_signs import signs_and_blocks
    from crawler.extract.sketch import is_sketched, sketch_of

__all__ = [
    "Explained",
    "Faults",
    "SiteOptions",
    "explain",
    "extract",
    "extractor_identity",
    "is_pdf",
    "is_sketched",
    "page_blocks",
    "signs_and_blocks",
    "sketch_of",
]

__getattr__ = lazy_names(
    __name__,
    {
        "Explained": "pipeline",
        "Faults": "faults",
        "explain": "pipeline",
        "extract": "pipeline",
        "is_pdf": "pdf",
        "is_sketched": "sketch",
        "page_blocks": "page_text",
        "signs_and_blocks": "reading_signs",
        "sketch_of": "sketch",
    },
)
