"""Recomputes every hash and link of an archive from its store alone.

Names each object that is not as it was written.
"""

from crawler.verify.findings import Signed, VerifyFinding, VerifyReport
from crawler.verify.whole import Progress, verify

__all__ = ["Progress", "Signed", "VerifyFinding", "VerifyReport", "verify"]
"""``docs/understand/format.md`` says what each finding means and how to check it by hand."""
