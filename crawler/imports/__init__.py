"""Files of past captures that other tools wrote, read as captures of this archive.

``source_files`` opens a file, ``scan`` walks through it once and puts what may be a page on the
``worklist``, which is on disk and has the pages of all files of a call. ``imported_capture`` reads
each of them again when its turn comes.
"""

from crawler.imports.imported_capture import Held, PastCapture, past_capture
from crawler.imports.scan import ImportTally, LeftOut, scan
from crawler.imports.source_files import Segment, SourceFile, SourceKind, file_errors, opened_source
from crawler.imports.worklist import BodyCandidate, WorkItem, Worklist

__all__ = [
    "BodyCandidate",
    "Held",
    "ImportTally",
    "LeftOut",
    "PastCapture",
    "Segment",
    "SourceFile",
    "SourceKind",
    "WorkItem",
    "Worklist",
    "file_errors",
    "opened_source",
    "past_capture",
    "scan",
]
