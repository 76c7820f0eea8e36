"""The index: a cache of the store in an SQL database, fed by every command that writes, thrown away and rebuilt at will."""

from crawler.index.attested import Hashes
from crawler.index.costs import Costs
from crawler.index.dumping import dump
from crawler.index.opening import THROWAWAY, Index, discard, open_index
from crawler.index.values import ArticleSummary, CheckHistory, Counts, Hit, Hits, RunRecord, RunSummary, SourceSummary

__all__ = [
    "THROWAWAY",
    "ArticleSummary",
    "CheckHistory",
    "Costs",
    "Counts",
    "Hashes",
    "Hit",
    "Hits",
    "Index",
    "RunRecord",
    "RunSummary",
    "SourceSummary",
    "discard",
    "dump",
    "open_index",
]
