"""Recomputes every hash and link of an archive from its store alone, and names each object that is not as it was written."""

from crawler.verify.report import Finding, Report, Signed
from crawler.verify.whole import Progress, verify

__all__ = ["Finding", "Progress", "Report", "Signed", "verify"]
"""``docs/format.md`` says what each finding means and how to check it by hand."""
