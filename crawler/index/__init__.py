"""The index: a cache of the store in an SQL database, fed by every command that writes, thrown away
and rebuilt at will.
"""

from crawler.index.attested import Hashes
from crawler.index.costs import CostTotals
from crawler.index.open_index import THROWAWAY, Index, discard, open_index
from crawler.index.values import (
    ArticleSummary,
    CheckHistory,
    Counts,
    Hit,
    Hits,
    RunRecord,
    RunSummary,
    SourceSummary,
)

__all__ = [
    "THROWAWAY",
    "ArticleSummary",
    "CheckHistory",
    "CostTotals",
    "Counts",
    "Hashes",
    "Hit",
    "Hits",
    "Index",
    "RunRecord",
    "RunSummary",
    "SourceSummary",
    "discard",
    "open_index",
]
