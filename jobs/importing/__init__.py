"""Import: the captures of files, each recorded as of its own time, each file's in a run of its own.

``session`` walks through all files of a call before the first page is recorded: a revisit may
repeat an answer of any of them. ``file_import`` reads each page again and records it, in the order
that ``lanes`` keeps. ``page_shares`` is what somebody else is told to read of the pages beforehand,
and what is taken of that; ``share_reading`` is how that one reads them.
"""

from jobs.importing.file_import import ImportWork
from jobs.importing.session import ImportSession

__all__ = ["ImportSession", "ImportWork"]
