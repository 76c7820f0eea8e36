"""What changed above the text and is repeated in it.

A caption with the headline, a note on the author. Telling it once is enough.
"""

from collections.abc import Iterator
from dataclasses import replace

from crawler.diff import Diff, diff, same_letters
from crawler.model import Extraction

_MIN_LENGTH = 8
"""Characters below which a title or a name may stand in a paragraph by chance."""

_MAX_FORMS = 64
"""Forms of one paragraph that are tried: each exchange may double their number."""


def without_derived_edits(difference: Diff, old: Extraction, new: Extraction) -> Diff:
    """Return the difference.

    Where the title or an author is another, the one without paragraphs that do nothing but repeat
    it.
    """
    exchanged = (
        list(exchanged_above(old, new)) if difference.fields and difference.body_changed else []
    )
    if not exchanged:
        return difference
    standing = set(new.paragraphs)
    followed = [
        _followed(text, exchanged, standing)
        for text in old.paragraphs
        if not same_letters(text, old.title or "")
    ]
    telling = [text for text in new.paragraphs if not same_letters(text, new.title or "")]
    return diff(replace(old, paragraphs=tuple(followed)), replace(new, paragraphs=tuple(telling)))


def exchanged_above(old: Extraction, new: Extraction) -> Iterator[tuple[str, str]]:
    """Yield what stood above the text, and what stands there instead."""
    left = [name for name in old.authors if name not in new.authors]
    came = [name for name in new.authors if name not in old.authors]
    titles = (old.title, new.title), (old.shown_title or old.title, new.shown_title or new.title)
    for before, after in (*titles, *zip(left, came, strict=False)):
        if before and after and len(before) >= _MIN_LENGTH and before != after:
            yield before, after


def _followed(text: str, exchanged: list[tuple[str, str]], standing: set[str]) -> str:
    """Return the paragraph as it stands now, where it differs in nothing but what was exchanged.

    Else as it was.
    """
    if text in standing:
        return text
    forms = [text]
    for before, after in exchanged:
        if len(forms) > _MAX_FORMS:
            break
        forms += [form.replace(before, after) for form in forms if before in form]
    return next((form for form in forms if form in standing), text)
