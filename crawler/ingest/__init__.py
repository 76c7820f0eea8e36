"""From a fetch to a recorded check: admit, judge, record.

No Scrapy here, and no decision: ``crawler.change`` decides.
"""

from crawler.ingest.check_log import CheckLog, seen_tips
from crawler.ingest.check_recorder import CheckRecorder
from crawler.ingest.profiles import ProfileCache

__all__ = ["CheckLog", "CheckRecorder", "ProfileCache", "seen_tips"]
