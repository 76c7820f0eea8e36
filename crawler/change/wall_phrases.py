"""What pages say that stand in an article's place.

Login walls, consent pages, bot challenges, and "not found" with status 200.
"""

import re
from collections.abc import Sequence
from functools import cache

from crawler.languages import Kind, alternatives

_FINDINGS = {
    "soft 404": Kind.SOFT_404,
    "bot challenge": Kind.BOT_CHALLENGE,
    "login wall": Kind.LOGIN_WALL,
    "consent page": Kind.CONSENT_PAGE,
}
"""The finding's name as in ``suspicion``, and the wordings that lead to it."""


@cache
def wall_phrases() -> Sequence[tuple[str, re.Pattern[str]]]:
    """Return each finding with its pattern."""
    return tuple(
        (finding, re.compile(alternatives(kind), re.IGNORECASE))
        for finding, kind in _FINDINGS.items()
    )
