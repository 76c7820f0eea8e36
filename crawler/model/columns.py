"""What every value must fit that reaches a column of the index, in any database.

PostgreSQL is the strictest: its text holds no NUL, its integers have 32 bits or 64. Nothing can
write half a surrogate pair in UTF-8. What comes from the network is brought into these ranges where
it comes in, so that a stored line is never one that the index must refuse.
"""

import re
from typing import Any

from crawler.model.times import field_names

STATUSES = range(100, 1000)
"""Three digits. What is fetched now is 100 to 599; earlier releases took 999 too, which some sites
send to crawlers.
"""

SMALL, BIG = range(-(1 << 31), 1 << 31), range(-(1 << 63), 1 << 63)
"""Integers of 32 bits and of 64."""

_RANGES = {"status": STATUSES, "received": BIG, "stored": BIG}
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def storable(text: str) -> str:
    """Return the text with U+FFFD for NUL and for each half of a surrogate pair.

    For what can be stored nowhere.
    """
    if text.isascii() and "\x00" not in text:
        return text
    return _UNSTORABLE.sub("\ufffd", text) if _UNSTORABLE.search(text) else text


def storable_all(value: Any) -> Any:  # noqa: ANN401  # any JSON value
    """Return a JSON value with all strings in it storable."""
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, list):
        return [storable_all(item) for item in value]
    if isinstance(value, dict):
        return {storable(name): storable_all(item) for name, item in value.items()}
    return value


def misfit(name: str, value: object) -> str | None:
    """Return why a column of this name cannot hold the value; None where it can."""
    if isinstance(value, str):
        found = _UNSTORABLE.search(value)
        return (
            None
            if found is None
            else "a NUL character"
            if found[0] == "\0"
            else "half a surrogate pair"
        )
    if isinstance(value, int) and not isinstance(value, bool):
        allowed = _RANGES.get(name, SMALL)
        return (
            None if value in allowed else f"a number outside {allowed.start} to {allowed.stop - 1}"
        )
    if isinstance(value, tuple | list):
        return next((why for item in value if (why := misfit(name, item))), None)
    return None


def require_fitting(value: Any) -> None:  # noqa: ANN401  # any dataclass of this package
    """Raise ``ValueError`` where a field of a value holds what its column cannot."""
    kind: Any = type(value)  # mypy takes no class for hashable, and a cache wants one
    for name in field_names(kind):
        held = getattr(value, name)
        if held is None or (type(held) is str and held.isascii() and "\0" not in held):
            continue  # nearly all, and a run makes many lines
        why = misfit(name, held)
        if why is not None:
            raise ValueError(f"{name} holds {why}")
