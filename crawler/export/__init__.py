"""One Article's evidence as a file of its own, to be checked without this software.

WARC, WACZ, JSON or one HTML page.
"""

from crawler.export.evidence import Evidence, gather
from crawler.export.export_request import Companion, ExportRequest
from crawler.export.html_page import as_page
from crawler.export.json_document import as_document
from crawler.export.manifests import as_sums
from crawler.export.package_signer import PackageSigner, load_package_signer
from crawler.export.version_history import History
from crawler.export.wacz import write_wacz
from crawler.export.warc import as_cdxj, write_warc

__all__ = [
    "Companion",
    "Evidence",
    "ExportRequest",
    "History",
    "PackageSigner",
    "as_cdxj",
    "as_document",
    "as_page",
    "as_sums",
    "gather",
    "load_package_signer",
    "write_wacz",
    "write_warc",
]
