"""Recomputes every hash and link of an archive from its store alone.

Names each object that is not as it was written.
"""

from crawler.verify.findings import Signed, VerifyFinding, VerifyReport
from crawler.verify.ranges import KeyRange, VerifiedRange, ranges_of
from crawler.verify.whole import Elsewhere, Progress, verify, verify_range

__all__ = [
    "Elsewhere",
    "KeyRange",
    "Progress",
    "Signed",
    "VerifiedRange",
    "VerifyFinding",
    "VerifyReport",
    "ranges_of",
    "verify",
    "verify_range",
]
"""``docs/understand/format.md`` says what each finding means and how to check it by hand."""
