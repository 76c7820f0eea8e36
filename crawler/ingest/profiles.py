"""Site profiles in an archive.

Profiles are read once for a run, and learned anew at its end where a site has grown.
"""

import threading
from collections.abc import Callable, Iterable
from datetime import datetime

from crawler import identity
from crawler.archive import Archive
from crawler.codec import decode, encode
from crawler.index import Index
from crawler.model import State
from crawler.profile import Profile, learn

FIRST_AT = 5
"""Articles of a site before anything is learned of it."""

GROWTH = 1.25
"""A site is looked at again when it has this many times the stories that its profile was learned
from.
"""

LOOKED_AT = 200
"""Articles of a site that are looked at: boilerplate repeats soon or never."""


class ProfileCache:
    """The profiles of one run.

    Each is frozen when first asked for, so that all its pages are read alike.
    """

    def __init__(self, archive: Archive, index: Index) -> None:
        self._archive, self._index = archive, index
        self._profiles: dict[str, Profile | None] = {}
        self._lock = threading.Lock()

    def of(self, host: str) -> Profile | None:
        """Return the newest profile of a site as the run first saw it.

        None where nothing was learned yet.
        """
        with self._lock:
            if host not in self._profiles:
                self._profiles[host] = newest_profile(self._archive, host)
            return self._profiles[host]

    def learn(self, hosts: Iterable[str], clock: Callable[[], datetime]) -> int:
        """Store a new profile of each of these sites that has one to teach. Returns how many."""
        return sum(self._learn(host, clock) for host in sorted(set(hosts)))

    def _learn(self, host: str, clock: Callable[[], datetime]) -> bool:
        before = self.of(host)
        kept = self._index.articles(host=host, state=State.PRESENT, kept=True)
        if len(kept) < (GROWTH * before.stories if before else FIRST_AT):
            return False
        newest = sorted(kept, key=lambda summary: summary.first_seen or clock(), reverse=True)[
            :LOOKED_AT
        ]
        heads = [self._index.head(summary.article) for summary in newest]
        texts = {
            head.record.article: head.record.extraction.paragraphs
            for head in heads
            if head and head.record.extraction
        }
        profile = learn(host, texts, at=clock(), before=before)
        return profile is not None and self._archive.add(
            identity.profile_key(host, profile.digest), encode(profile)
        )


def newest_profile(archive: Archive, host: str) -> Profile | None:
    """Return what was learned of a site last, or None where nothing was."""
    keys = archive.store.list(f"profiles/{host}/")
    found = [decode(Profile, archive.store.read(key), what=key) for key in keys]
    return max(found, key=lambda profile: (profile.learned_at, profile.digest), default=None)
