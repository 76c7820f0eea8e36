"""The one place where a check line is made.

What came from the network is brought into the ranges that a line can hold.
"""

from typing import Any

from crawler.identity import without_password
from crawler.model import STATUSES, Check, misfit, storable
from crawler.secrets import BLANKED

MAX_VALIDATOR_LENGTH = 1024
"""Characters of an ETag or a date that are kept. A longer one is not sent back, so the next check
asks for the whole page.
"""

MAX_REASON_LENGTH = 2000
_URLS = ("url", "final_url")
_VALIDATORS = ("etag", "last_modified")


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
