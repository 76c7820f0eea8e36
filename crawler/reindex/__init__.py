"""The index fed from the store: all of it, or what it has not seen.

Both use the methods that a crawl uses, on the same stored objects, so it makes no difference to the
index which way it learned of one. A damaged object is left out and named; ``verify`` says more
about it.
"""

from crawler.reindex.fed import Damaged, Fed
from crawler.reindex.fed_ranges import FedRange, StoredRange, stored_ranges
from crawler.reindex.feeder import LOOK_BACK
from crawler.reindex.refresh import (
    catch_up,
    feed_range,
    fill,
    mismatch,
    open_current,
    rebuild,
)

__all__ = [
    "LOOK_BACK",
    "Damaged",
    "Fed",
    "FedRange",
    "StoredRange",
    "catch_up",
    "feed_range",
    "fill",
    "mismatch",
    "open_current",
    "rebuild",
    "stored_ranges",
]
