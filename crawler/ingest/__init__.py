"""From a plan's target to a recorded check. No Scrapy here: what was fetched comes as ``Fetched``.

``recorder`` is the whole way; its steps are one file each, to be opened in this order:

1. ``admit``: is the page fetched, and with which validators? ``article_lookup`` says what the
   archive holds of its article.
2. Fetch: Scrapy's part, ``crawler.middlewares``. What comes back is a ``Fetched``.
3. ``extract``: a worker process reads the page, with its site's profile (``profiles``). One that
   is the article's known page is not read again (``rechecks``, ``known_extraction``).
4. ``settle``: which article does the page belong to? ``moved_address`` looks for one that is kept
   under another address, ``same_article`` compares the two.
5. ``decision``: what does the page prove? ``crawler.change`` decides; texts are compared in a
   worker process.
6. ``store_version``: the capture and the Version record are stored. A race that another writer won
   is a ``LostRace``, which ``page_recorder`` alone catches: the page is fetched again.
7. ``check_line``: one line says what the check found, with its costs (``cost_meter``).
8. ``check_log``: lines go to the store in parts, and then to the index.

``import_recorder`` goes the same way with a capture of the past: all that is known is what was
known at its time. ``held_answers`` finds the bodies that its revisits repeat. ``page_recorder`` is
what both recorders have in common.

``page_workers`` alone calls the worker processes, ``threads`` does what blocks.
"""

from crawler.ingest.check_log import FLUSH_EVERY, CheckLog, seen_tips
from crawler.ingest.extract import ExtractedBefore, is_success
from crawler.ingest.held_answers import HeldAnswers, answers_of
from crawler.ingest.import_recorder import ImportRecorder, PastPage
from crawler.ingest.profiles import ProfileCache
from crawler.ingest.recorder import CheckRecorder

__all__ = [
    "FLUSH_EVERY",
    "CheckLog",
    "CheckRecorder",
    "ExtractedBefore",
    "HeldAnswers",
    "ImportRecorder",
    "PastPage",
    "ProfileCache",
    "answers_of",
    "is_success",
    "seen_tips",
]
