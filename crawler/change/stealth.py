"""Whether an edit was made silently."""

from datetime import UTC, datetime


def stealth(before: str | None, after: str | None, *, body_changed: bool, noticed: bool) -> bool | None:
    """True only if the body changed while the declared modification date did not move and no notice appeared.

    ``before`` and ``after`` are the modification dates that the page declared, as it gave them. None where one is missing: nobody can say.
    """
    if not before or not after:
        return None
    return body_changed and not noticed and _moment(before) == _moment(after)


def _moment(text: str) -> str:
    """One form for one instant, where it is a time with a zone; else the text."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    return moment.astimezone(UTC).isoformat() if moment.tzinfo else text
