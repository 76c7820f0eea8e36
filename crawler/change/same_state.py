"""Whether two extractions are of one state, however they were read."""

from crawler.diff import text_difference
from crawler.fingerprint import fingerprint_of, text_part
from crawler.model import Extraction


def is_same_state(old: Extraction, new: Extraction) -> bool:
    """Return whether titles, byline and text are the same, and nothing beside the text changed.

    An address that only reads otherwise, or what one side did not look for, is no change.
    """
    values = [fingerprint_of(side) for side in (old, new)]
    if values[0] == values[1]:
        return True
    same = text_part(values[0]) == text_part(values[1])
    return same and not text_difference(old, new).attachments
