"""What to do about a page that may be no article, where nothing is known that it replaced."""

from crawler.change.suspicion import Suspicion
from crawler.change.values import Decision
from crawler.model import Finding, Outcome


def never_seen(suspicion: Suspicion) -> Decision:
    """Judge a suspicious page at a URL that the archive holds nothing of.

    There is nothing that it could have replaced.
    """
    if suspicion.finding.is_about_us:
        return Decision(outcome=Outcome.BLOCKED, reason=suspicion.reason)
    if suspicion.finding is Finding.MISSING:
        # perhaps a slip in the address: nothing is known to have been taken down
        why = "; ".join(suspicion.reasons)
        return Decision(outcome=Outcome.FAILED, reason=f"not found at this address: {why}")
    return Decision(outcome=Outcome.UNREADABLE, reason=suspicion.reason)
