"""What the keeper of an archive has set for one site's pages."""

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class SiteOptions:
    """CSS selectors for one site's pages.

    Elements that hold no story, and elements that hold nothing else.
    """

    drop: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the settings: a part of the identity of extractions that use them."""
        return hashlib.sha256(json.dumps([self.drop, self.keep]).encode()).hexdigest()
