"""From a fetch to a recorded check: admit, judge, record. No Scrapy here, and no decision: ``crawler.change`` decides."""

from crawler.ingest.desk import ArchiveDesk
from crawler.ingest.ledger import Ledger, seen_tips
from crawler.ingest.memory import Memory

__all__ = ["ArchiveDesk", "Ledger", "Memory", "seen_tips"]
