"""What becomes of a decision where the article's chain is not as it should be.

Its newest record is damaged, or versions are missing.
"""

from dataclasses import replace

from crawler.change import Decision
from crawler.ingest.article_lookup import ArticleContext
from crawler.model import Outcome, State


def mended(context: ArticleContext, decision: Decision) -> Decision:
    """Return the decision, or the one that makes the chain go on from what can be believed."""
    return _over_damage(context, _stored_anew(context, decision))


def _over_damage(context: ArticleContext, decision: Decision) -> Decision:
    """Return the decision on an article whose newest record is damaged.

    A readable page is recorded anew, with no word on what changed.
    """
    if context.damaged is None or not decision.append:
        return decision
    reason = (
        f"version {context.damaged.version} is damaged ({context.damaged.problem}): "
        "the page was recorded anew"
    )
    return replace(decision, outcome=Outcome.CHANGED, reason=reason)


def _stored_anew(context: ArticleContext, decision: Decision) -> Decision:
    """Return the decision, or, where the chain is broken and the page shows what the head says, the
    one to store it anew.

    So the archive holds a record that says what is missing, and from there on the chain is sound.
    """
    if not context.broken or decision.append or decision.outcome is not Outcome.UNCHANGED:
        return decision
    missing = ", ".join(
        f"{first}" if first == last else f"{first} to {last}" for first, last in context.gaps
    )
    reason = f"stored anew: version {missing} is not in this archive"
    return replace(
        decision, outcome=Outcome.NEW, append=True, state=State.PRESENT, change=None, reason=reason
    )
