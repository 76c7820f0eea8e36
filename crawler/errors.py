"""Every error that Palimpsest raises on purpose, and the exit status each one ends a command with.

::

    PalimpsestError
    ├── UsageError            2  the call is wrong
    │   ├── ConfigError       2  config.yaml or the environment is wrong; carries every problem
    │   ├── BadUrl            2  no article can have this URL
    │   ├── UnknownArticle    2  the archive keeps no such article; carries the nearest
    │   ├── AmbiguousArticle  2  several articles fit; carries them
    │   └── UnknownName       2  there is no version, source or run of this name
    ├── TextRedacted          1  the text that was asked for was taken out, on an order
    ├── StoreError            3
    │   ├── BadKey            3  a key that no store may hold
    │   ├── ObjectMissing     3  no object has this key
    │   │   └── CaptureRemoved 1  the capture was taken out: on an order, or as its time was over
    │   ├── StoreMissing      3  the bucket or the folder is not there
    │   ├── StoreDenied       3  credentials are absent, wrong, or lack a right
    │   ├── StoreUnavailable  3  down, throttling, or the line was cut: a later try may work
    │   ├── StoreBroken       3  the answer makes no sense: a wrong checksum, an error inside a 200
    │   ├── StoreUnsteady     3  the store gives different bytes for one key
    │   ├── StoreTooWeak      3  the server ignores ``If-None-Match``
    │   ├── HeadMissing       3  the version that another follows is not in the store
    │   ├── NotAnArchive      3  objects are there, but no ``palimpsest.json``
    │   └── FutureFormat      3  written by a newer Palimpsest
    ├── BadRecord             4  stored bytes that are not what their key says
    ├── TimestampUnavailable      3  no time-stamp was to be had; the checkpoint is signed without
    ├── LeaseLost             1  somebody else may fetch from the site by now
    ├── EngineUnusable        3  the database with the queue of jobs cannot be opened or read
    ├── InterruptedEarly    130  Ctrl-C came before there was anything to keep
    └── IndexUnusable         3  the index cannot be opened, read or written
        └── IndexOutdated     3  the index is damaged or another release's: throw it away
            └── IndexForeign  3  the index is of another archive, or knows what the store lacks

What a *page* does wrong is never an exception: it is an outcome of its check.
"""

from collections.abc import Sequence


class PalimpsestError(Exception):
    """Base of all errors here.

    ``hint`` says how to mend it.
    """

    exit_code = 1

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(PalimpsestError):
    """The call is wrong: an option, an argument or their combination."""

    exit_code = 2


class ConfigError(UsageError):
    """The configuration is wrong. ``problems`` holds every problem found, one sentence each."""

    def __init__(self, problems: Sequence[str], *, hint: str | None = None) -> None:
        super().__init__("\n".join(problems), hint=hint)
        self.problems = tuple(problems)


class BadUrl(UsageError):
    """The text is no ``http`` or ``https`` URL with a host."""


class UnknownArticle(UsageError):
    """The archive keeps no article with this URL.

    ``nearest`` holds the closest URLs it does keep.
    """

    def __init__(
        self, message: str, nearest: Sequence[str] = (), *, hint: str | None = None
    ) -> None:
        super().__init__(message, hint=hint)
        self.nearest = tuple(nearest)


class AmbiguousArticle(UsageError):
    """Several kept articles fit what was asked for. ``candidates`` holds their URLs."""

    def __init__(self, message: str, candidates: Sequence[str], *, hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.candidates = tuple(candidates)


class UnknownName(UsageError):
    """There is no version, source or run of the name that was given."""


class StoreError(PalimpsestError):
    """The store cannot be used. The vendor's exception, if any, is kept as ``__cause__``."""

    exit_code = 3


class BadKey(StoreError):
    """A key outside the alphabet and shape that every store can hold.

    ``keys`` holds those that a listing met, if one did.
    """

    def __init__(self, message: str, keys: Sequence[str] = (), *, hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.keys = tuple(keys)


class ObjectMissing(StoreError):
    """No object has this key."""


class CaptureRemoved(ObjectMissing):
    """The capture was taken out of the archive, and a removal says so. That is no damage."""

    exit_code = 1


class StoreMissing(StoreError):
    """The bucket or the folder does not exist."""


class StoreDenied(StoreError):
    """Credentials are absent or wrong, or they lack a right."""


class StoreUnavailable(StoreError):
    """The store is down, throttling, or the line was cut. A later try may work."""


class StoreBroken(StoreError):
    """The store's answer makes no sense: a wrong checksum, a cut body, an error inside a 200."""


class StoreUnsteady(StoreError):
    """Two reads of one write-once object differ.

    The store, or the line to it, cannot be believed, and says nothing of the archive.
    """


class StoreTooWeak(StoreError):
    """The server ignores ``If-None-Match``: two writers could overwrite each other."""


class NotAnArchive(StoreError):
    """The place holds objects, but no ``palimpsest.json``."""


class HeadMissing(StoreError):
    """The version that another is to follow is not in the store: nothing may be appended to it."""


class FutureFormat(StoreError):
    """The archive was written in a format that this release does not know."""


class TextRedacted(PalimpsestError):
    """The text that was asked for was taken out of the archive, on an order."""


class BadRecord(PalimpsestError):
    """Stored bytes that cannot be what their key says they are."""

    exit_code = 4


class TimestampUnavailable(PalimpsestError):
    """The time-stamping authority gave no time-stamp.

    The checkpoint is signed without; a later one's stamp covers it too.
    """

    exit_code = 3


class EngineUnusable(PalimpsestError):
    """The database that holds the queue of jobs cannot be opened, read or written."""

    exit_code = 3


class LeaseLost(PalimpsestError):
    """The right to fetch from a site is over: somebody else may have it by now."""


class InterruptedEarly(PalimpsestError):
    """Ctrl-C came before the command had done anything that could be kept."""

    exit_code = 130


class IndexUnusable(PalimpsestError):
    """The index cannot be opened, read or written.

    It can be deleted and rebuilt with ``reindex``.
    """

    exit_code = 3


class IndexOutdated(IndexUnusable):
    """The index is damaged, or of another release's shape.

    It can be thrown away and rebuilt at once.
    """


class IndexForeign(IndexOutdated):
    """The index does not belong to this store.

    It is of another archive, or knows what the store lacks.
    """
