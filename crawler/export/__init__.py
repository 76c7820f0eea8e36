"""One Article's evidence as a file of its own, to be checked without this software: WARC, WACZ, JSON or one HTML page."""

from crawler.export.evidence import Evidence, gather
from crawler.export.history import History
from crawler.export.json import as_document
from crawler.export.page import as_page
from crawler.export.sums import as_sums
from crawler.export.wacz import write_wacz
from crawler.export.warc import as_cdxj, write_warc

__all__ = ["Evidence", "History", "as_cdxj", "as_document", "as_page", "as_sums", "gather", "write_wacz", "write_warc"]
