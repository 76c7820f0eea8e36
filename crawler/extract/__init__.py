"""Extraction: a captured page to the story that it tells, and nothing of the widgets around it.

The one door of trafilatura, lxml and htmldate. Pure: no clock, no network, no state between pages.
"""

from crawler.extract.faults import Faults
from crawler.extract.identity import extractor_identity
from crawler.extract.pipeline import Explained, explain, extract
from crawler.extract.site import SiteOptions

__all__ = ["Explained", "Faults", "SiteOptions", "explain", "extract", "extractor_identity"]
