"""The index: a cache of the store in an SQL database.

Every command that writes feeds it. It is thrown away and rebuilt at will.

``Index`` is one object: ``queries`` holds what it can be asked, ``writes`` what goes in.
"""

from crawler.index.course_values import ArticleLook, AttestingLine, AttestingLines, VersionMark
from crawler.index.dialect import is_file
from crawler.index.open_index import THROWAWAY, Index, discard, open_index
from crawler.index.packed_types import KeptNumbers
from crawler.index.queries.activity import EditAge, OutcomeCount, SilenceCount
from crawler.index.queries.asked_ahead import NO_MORE, AskedAhead
from crawler.index.queries.attested import Hashes, SaidOf
from crawler.index.queries.changes import PartName
from crawler.index.queries.costs import CostTotals
from crawler.index.queries.known_pages import KnownPage
from crawler.index.queries.removals import KeptCapture, RedactedVersion, RemovalTotal
from crawler.index.queries.source_health import GoodChecks, Yielded
from crawler.index.queries.standing_versions import FedOf
from crawler.index.time_limit import limited
from crawler.index.values import (
    ArticleSummary,
    CheckHistory,
    Counts,
    FoundChange,
    Hit,
    Hits,
    RunRecord,
    RunSummary,
    SourceSummary,
)

__all__ = [
    "NO_MORE",
    "THROWAWAY",
    "ArticleLook",
    "ArticleSummary",
    "AskedAhead",
    "AttestingLine",
    "AttestingLines",
    "CheckHistory",
    "CostTotals",
    "Counts",
    "EditAge",
    "FedOf",
    "FoundChange",
    "GoodChecks",
    "Hashes",
    "Hit",
    "Hits",
    "Index",
    "KeptCapture",
    "KeptNumbers",
    "KnownPage",
    "OutcomeCount",
    "PartName",
    "RedactedVersion",
    "RemovalTotal",
    "RunRecord",
    "RunSummary",
    "SaidOf",
    "SilenceCount",
    "SourceSummary",
    "VersionMark",
    "Yielded",
    "discard",
    "is_file",
    "limited",
    "open_index",
]
