"""An extraction without what can be stored nowhere."""

from dataclasses import fields, replace
from typing import Any

from crawler.model import Extraction, storable


def storable_extraction(found: Extraction) -> Extraction:
    """Return the extraction with U+FFFD for what can be stored nowhere.

    NUL, and halves of surrogate pairs.
    """
    changed: dict[str, Any] = {}
    for spec in fields(found):
        value = getattr(found, spec.name)
        if isinstance(value, str) and (text := storable(value)) != value:
            changed[spec.name] = text
        elif isinstance(value, tuple):
            changed[spec.name] = tuple(map(_storable_item, value))
    return replace(found, **changed) if changed else found


def _storable_item(item: object) -> object:
    """Return a text, or a value with texts in it, as it can be stored."""
    if isinstance(item, str):
        return storable(item)
    texts = {spec.name: getattr(item, spec.name) for spec in fields(item)}  # type: ignore[arg-type]
    stored = {
        name: other
        for name, text in texts.items()
        if isinstance(text, str) and (other := storable(text)) != text
    }
    return replace(item, **stored) if stored else item  # type: ignore[type-var]
