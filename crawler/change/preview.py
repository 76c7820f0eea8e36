"""Evidence that a page shows the beginning of its article only: a paywall's preview.

A newsroom that removes the end of a story offers nobody to read on.
"""

import re
from collections.abc import Iterator

from crawler.change.absence import Evidence
from crawler.change.text_comparison import TextComparison
from crawler.languages import Kind, pattern
from crawler.model import Extraction, Finding, PageSigns

_BROKEN_OFF = re.compile(r"(?:…|\.\.\.|\[…\]|\[\.\.\.\]|»|>>|→)\s*$")
_MAX_LOST, _MAX_BROUGHT = 0.05, 0.15
"""Shares of the words that may be missing from the middle, and that may be new: what an edit does,
or an offer that was taken for text.
"""
_FEW = 40
"""Words that may be new whatever their share, and that an offer has at most."""
_SIGNED = 3


def of_preview(
    comparison: TextComparison,
    old: Extraction,
    new: Extraction,
    before: PageSigns | None,
    now: PageSigns | None,
) -> Iterator[Evidence]:
    """Yield what shows that only the end is missing, and that the page asks for something first."""
    if not _is_beginning(comparison):
        return
    left = f"{comparison.words_new} words are left of {comparison.words_old}, the story's beginning"
    offer = _offer(before, now)
    broken_off = _BROKEN_OFF.search(new.text) is not None
    if offer:
        yield Finding.PAYWALL, 70, f"{left}, and the page offers {offer!r}"
    elif comparison.words_new + _SIGNED > comparison.words_old:
        return  # other words stand in the end's place, and they are no offer
    elif new.free is False and old.free is not False:
        yield Finding.PAYWALL, 70, f"{left}, and the page declares now that it isn't free to read"
    elif broken_off:
        yield Finding.PAYWALL, 70, f"{left}, and it breaks off"
    elif new.free is False:
        yield Finding.SHRUNK, 60, f"{left}, and the page declares that it isn't free to read"


def _is_beginning(comparison: TextComparison) -> bool:
    """Return whether the text stands as before up to a point, and all is missing from there."""
    return (
        comparison.cut >= _SIGNED
        and comparison.kept > 0
        and comparison.lost <= max(_SIGNED, _MAX_LOST * comparison.words_old)
        and comparison.brought * comparison.words_new
        <= max(_FEW, _MAX_BROUGHT * comparison.words_new)
    )


def _offer(before: PageSigns | None, now: PageSigns | None) -> str | None:
    """Return what the page offers for the rest, that it did not offer with the whole text."""
    if now is None:
        return None
    known = before or PageSigns()
    old = {*known.texts, *known.buttons}
    offers, more = pattern(Kind.OFFERS), pattern(Kind.READ_MORE)
    for text in (*now.texts, *now.buttons):
        if text not in old and len(text) <= _MAX_OFFER and offers.search(text):
            return text
    for text in now.buttons:
        if text not in old and more.search(text):
            return text
    return next(iter(sorted(now.walls - known.walls)), None)


_MAX_OFFER = 200
"""Characters of an offer."""
