"""From a fetch to a recorded check: admit, judge, record. No Scrapy here, and no decision: ``crawler.change`` decides."""

from crawler.ingest.desk import ArchiveDesk
from crawler.ingest.ledger import Ledger

__all__ = ["ArchiveDesk", "Ledger"]
