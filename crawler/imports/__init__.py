"""Files of past captures that other tools wrote, read as captures of this archive.

``source_files`` opens a file, ``scan`` walks through it once and puts what may be a page on a
``worklist`` on disk, ``imported_capture`` reads each of them again when its turn comes.
"""

from crawler.imports.imported_capture import PastCapture, past_capture
from crawler.imports.scan import ImportTally, LeftOut, scan
from crawler.imports.source_files import SourceFile, opened_source
from crawler.imports.worklist import WorkItem, Worklist

__all__ = [
    "ImportTally",
    "LeftOut",
    "PastCapture",
    "SourceFile",
    "WorkItem",
    "Worklist",
    "opened_source",
    "past_capture",
    "scan",
]
