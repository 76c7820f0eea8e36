"""Line: what a fetch came to, as the check line that records it.

What came from the network is brought into the ranges that a line can hold.
"""

from typing import Any

from crawler.capture import Fetched, FetchStatus, ListFetched
from crawler.codec import sha256
from crawler.identity import without_password
from crawler.ingest.cost_meter import CostMeter, paid
from crawler.ingest.settle import SettledPage
from crawler.ingest.store_version import StoredPage
from crawler.model import STATUSES, Check, Outcome, misfit, storable
from crawler.secrets import BLANKED

MAX_VALIDATOR_LENGTH = 1024
"""Characters of an ETag or a date that are kept. A longer one is not sent back, so the next check
asks for the whole page.
"""

MAX_REASON_LENGTH = 2000
_URLS = ("url", "final_url")
_VALIDATORS = ("etag", "last_modified")

_LIST_OUTCOMES = {
    FetchStatus.ANSWERED: Outcome.CHANGED,
    FetchStatus.NOT_MODIFIED: Outcome.NOT_MODIFIED,
    FetchStatus.FAILED: Outcome.FAILED,
    FetchStatus.REFUSED: Outcome.REFUSED,
    FetchStatus.SKIPPED: Outcome.SKIPPED,
    FetchStatus.UNREADABLE: Outcome.UNREADABLE,
}


class CheckLines:
    """Makes the check lines of one run."""

    def __init__(self, run: str) -> None:
        self._run = run

    def page(self, stored: StoredPage, meter: CostMeter) -> Check:
        """Return the line of a page that was decided on and stored."""
        page, decision, head = stored.page, stored.decision, stored.head
        fetched = page.fetched
        answer = fetched.capture.answer if fetched.capture else None
        line = fitted(
            kind="article",
            run=self._run,
            source=fetched.source,
            url=page.context.url,
            final_url=answer.url if answer else None,
            hops=fetched.hops,
            article=page.context.article,
            fetched_at=fetched.fetched_at,
            status=fetched.status,
            outcome=decision.outcome,
            reason=decision.reason,
            finding=decision.finding,
            score=decision.score,
            version=head.record.version if head else None,
            record_sha256=head.sha256 if head else None,
            capture=stored.capture,
            body_sha256=sha256(answer.body) if answer and answer.body else None,
            etag=answer.header("etag") if answer else None,
            last_modified=answer.header("last-modified") if answer else None,
            listed_modified=fetched.target.modified,
            **_seen(page),
        )
        return meter.on(line, fetched.cost)

    def without_article(self, fetched: Fetched, outcome: Outcome, reason: str | None) -> Check:
        """Return the line of a fetch of which nothing is known but how it ended."""
        return fitted(
            kind="article",
            run=self._run,
            source=fetched.source,
            url=fetched.url,
            fetched_at=fetched.fetched_at,
            status=fetched.status,
            outcome=outcome,
            reason=reason,
            **paid(fetched.cost),
        )

    def source_list(self, listed: ListFetched) -> Check:
        """Return the line of a list."""
        return fitted(
            kind="source",
            run=self._run,
            source=listed.list.source,
            url=listed.list.url,
            fetched_at=listed.fetched_at,
            outcome=_LIST_OUTCOMES[listed.fetch_status],
            status=listed.status,
            reason=listed.reason,
            hops=listed.hops,
            etag=listed.etag,
            last_modified=listed.last_modified,
            body_sha256=listed.body_sha256,
            found=listed.found,
            dropped=tuple((rule.value, number) for rule, number in listed.dropped),
            **paid(listed.cost),
        )


def _seen(page: SettledPage) -> dict[str, Any]:
    """Return the fields of a check line that come from the page."""
    extraction = page.extraction
    if extraction is None:
        return {}
    return {
        "fingerprint": page.fingerprint,
        "extractor": extraction.extractor,
        "published": extraction.published,
        "modified": extraction.modified,
        "shown_modified": extraction.shown_modified,
        "developing": extraction.developing,
    }


def fitted(**values: Any) -> Check:  # noqa: ANN401  # the fields of a Check
    """Return the check line of these fields.

    Text that cannot be stored gets U+FFFD, a status that is none and a bad validator go.
    """
    fitting: dict[str, Any] = {
        name: storable(value) if isinstance(value, str) else value for name, value in values.items()
    }
    fitting |= {name: without_password(fitting[name]) for name in _URLS if fitting.get(name)}
    fitting |= {name: _validator(values.get(name)) for name in _VALIDATORS if name in values}
    if values.get("status") not in STATUSES:
        fitting["status"] = None
    if fitting.get("reason"):
        fitting["reason"] = fitting["reason"][:MAX_REASON_LENGTH]
    fitting["hops"] = tuple(without_password(storable(hop)) for hop in values.get("hops", ()))
    return Check(**fitting)


def _validator(value: str | None) -> str | None:
    """Return what can be sent back as it came, or None."""
    if (
        value is None
        or value == BLANKED
        or len(value) > MAX_VALIDATOR_LENGTH
        or misfit("", value)
        or not value.isprintable()
    ):
        return None
    return value
