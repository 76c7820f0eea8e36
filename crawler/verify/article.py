"""One Article: its chain of Versions, and its captures."""

from collections.abc import Callable, Iterable, Mapping
from itertools import islice

from crawler.archive import Derivation
from crawler.codec import decode_sealed, sha256
from crawler.errors import BadKey, BadRecord
from crawler.identity import (
    CaptureKey,
    DerivationKey,
    RedactionKey,
    RemainderKey,
    VersionKey,
    derivation_key,
    parse_key,
    version_key,
)
from crawler.store.base import ObjectStore
from crawler.verify.article_removals import ArticleRemovals
from crawler.verify.attestations import Vouched
from crawler.verify.findings import Problem, VerifyResult
from crawler.verify.made import MadeObjects
from crawler.verify.object_reader import LISTED, fetch
from crawler.verify.version_records import (
    RecordLink,
    examine_version,
    is_redaction,
    refuse_redaction,
)
from crawler.warc import read as read_capture

_UNREFERENCED = (
    "no Version and no check line names this capture, which is harmless: its "
    "writer stored it and then found that another had recorded "
    "the state first, or was stopped before its record, or is still at work; what "
    "is recorded is whole without it"
)
_NEVER_HELD = (
    "no check line says that it was made here, so an index of another archive was "
    "believed when what follows it was written"
)
_MEND = (
    "crawl the page again: the next crawl stores it anew and says what is missing, "
    "and then this is a note"
)
_GAPS_NAMED = 1000
"""One stray file with a high number must not keep verification busy for days."""


class ArticleVerifier:
    """Examines one Article.

    ``keys`` are all that the store lists of it; ``vouched`` is what check lines and checkpoints
    vouch for.
    """

    def __init__(
        self,
        store: ObjectStore,
        article: str,
        vouched: Vouched,
        progress: Callable[[int], None],
        *,
        made: MadeObjects,
    ) -> None:
        self._store = store
        self._article = article
        self._vouched = vouched
        self._heads = vouched.heads
        self._attested_captures = vouched.captures
        self._progress = progress
        self._made = made
        self._result = VerifyResult()
        self.links: dict[int, RecordLink | None] = {}
        """Number to each Version that is there, or is missing, once all were looked at."""
        self._captures: dict[str, CaptureKey] = {}
        self._derivations: list[str] = []
        self._removals = ArticleRemovals(made, self._result)

    def run(self, keys: Iterable[str]) -> VerifyResult:
        """Return counts and findings of this Article."""
        for key in keys:
            self._sort(key)
        gone = self._removals
        gone.examine_remainders(self._store, self._article, self._vouched.fingerprints)
        if self.links or self._captures or gone.records:
            self._result.articles = 1
        gone.note_unfinished(
            self._article,
            self.links.keys(),
            {*self._captures, *self._derivations, *gone.remainders},
        )
        self.links |= gone.records
        self._fill_gaps()
        self._compare_heads()
        self._compare_links()
        self._examine_captures()
        return self._result

    def _sort(self, key: str) -> None:
        """Read what is small at once; keep captures for when it is known who names them."""
        try:
            named = parse_key(key)
        except BadKey as error:
            if is_redaction(key):
                refuse_redaction(key, self._result)
            else:
                self._result.add(key, Problem.UNKNOWN, error.message)
            return
        if isinstance(named, CaptureKey):
            self._captures[key] = named
            return
        data = fetch(self._store, key, self._result)
        self._progress(1)
        match named:
            case VersionKey():
                self._result.versions += 1
                link = None if data is None else examine_version(key, named, data, self._result)
                self.links[named.version] = link or self.links.get(named.version)
            case RedactionKey() if data is not None:
                self._removals.examine(key, data)
                self._made.examine(key, data, self._result)
            case RemainderKey() if data is not None:
                self._removals.remainders.add(key)
            case DerivationKey() if data is not None:
                self._derivations.append(key)
                self._examine_derivation(key, data)
                self._made.examine(key, data, self._result)

    def _examine_derivation(self, key: str, data: bytes) -> None:
        try:
            record = decode_sealed(Derivation, data)
        except BadRecord as error:
            self._result.add(key, Problem.DAMAGED, error.message)
            return
        if derivation_key(record.article, record.version, record.extraction.extractor) != key:
            detail = (
                f"it is a derivation of version {record.version} of {record.article} by "
                f"{record.extraction.extractor}"
            )
            self._result.add(key, Problem.REORDERED, detail)

    def _fill_gaps(self) -> None:
        """Name the Versions that are not there though the chain or a check line asks for them.

        They have had time to be listed.
        """
        highest = max((*self.links, *self._heads), default=0)
        gaps = (number for number in range(1, highest + 1) if number not in self.links)
        for number in islice(gaps, _GAPS_NAMED):
            key = version_key(self._article, number)
            says_so = next(
                (
                    link.key
                    for link in self.links.values()
                    if link is not None and link.acknowledges(number)
                ),
                None,
            )
            if says_so is not None and not self._vouched.may_have_been_made(number):
                self._result.add(
                    key,
                    Problem.ABSENT,
                    f"this archive never held it, as {says_so} says; {_NEVER_HELD}",
                )
                self.links[number] = None
                continue
            data = fetch(
                self._store, key, self._result, why_missing=self._why_missing(number, highest)
            )
            self.links[number] = (
                None
                if data is None
                else examine_version(key, VersionKey(self._article, number), data, self._result)
            )
        further = next(gaps, None)
        if further is not None:
            self._result.add(
                version_key(self._article, further),
                Problem.MISSING,
                f"as are others up to version {highest}",
            )

    def _why_missing(self, number: int, highest: int) -> str:
        """Return who asks for a Version that is not there.

        Where it was never held, with the way to mend it.
        """
        why = (
            "check lines or checkpoints name it"
            if number in self._heads
            else f"the chain goes on to version {highest}"
        )
        return why if self._vouched.may_have_been_made(number) else f"{why}; {_NEVER_HELD}; {_MEND}"

    def _compare_heads(self) -> None:
        """Compare each Version's hash with what check lines say of it."""
        newest = max(self.links, default=0)
        for number, link in self.links.items():
            attested = self._heads.get(number) or None
            if link is not None and attested not in (None, link.sha256):
                self._result.add(
                    link.key,
                    Problem.ALTERED,
                    f"its SHA-256 is {link.sha256}; check lines or checkpoints say {attested}",
                )
            if link is not None and attested is None and number == newest:
                self._result.add(
                    link.key,
                    Problem.UNATTESTED,
                    "no check line and no checkpoint names this newest record",
                )

    def _compare_links(self) -> None:
        """Compare each Version's hash with what the next one says of it.

        What a damaged or altered record says proves nothing.
        """
        for after in self.links.values():
            number = after.follows if after is not None else None
            link = self.links.get(number) if number is not None else None
            if (
                number is None
                or link is None
                or after is None
                or after.key in self._result.damages
                or after.previous == link.sha256
            ):
                continue
            if self._heads.get(number) == link.sha256:
                self._result.add(
                    after.key,
                    Problem.ALTERED,
                    (
                        f"it names {after.previous} as its predecessor, which has SHA-256 "
                        f"{link.sha256}"
                    ),
                )
            else:
                self._result.add(
                    link.key,
                    Problem.ALTERED,
                    f"its SHA-256 is {link.sha256}; its successor names {after.previous}",
                )

    def _examine_captures(self) -> None:
        links = [
            link
            for link in self.links.values()
            if link is not None and link.key not in self._result.damages
        ]
        shown = {link.capture.key: link.key for link in links if link.capture is not None}
        gone = self._removals.objects.keys()
        for key in sorted({*shown, *self._attested_captures} - self._captures.keys() - gone):
            self._examine_late(key, shown)
        for key, named in self._captures.items():
            self._examine_capture(key, named, whole=key in shown)
            if key not in shown and key not in self._attested_captures and key not in gone:
                self._result.add(key, Problem.UNREFERENCED, _UNREFERENCED)

    def _examine_late(self, key: str, shown: Mapping[str, str]) -> None:
        """Examine a capture that somebody names and the listing did not hold.

        It is missing, or written since.
        """
        try:
            named = parse_key(key)
        except BadKey:
            return  # the record that names it is a finding already
        if isinstance(named, CaptureKey):
            why = f"{shown[key]} names it" if key in shown else "a check line names it"
            self._examine_capture(key, named, whole=key in shown, why_missing=why)

    def _examine_capture(
        self, key: str, named: CaptureKey, *, whole: bool, why_missing: str = LISTED
    ) -> None:
        """Compare the file with the digest in its name.

        Where ``whole``, read every record in it too.
        """
        data = fetch(self._store, key, self._result, why_missing=why_missing)
        self._progress(1)
        if data is None:
            return
        self._result.captures += 1
        if sha256(data) != named.sha256:
            self._result.add(key, Problem.ALTERED, f"its SHA-256 is {sha256(data)}")
        elif whole:
            try:
                read_capture(data)
            except BadRecord as error:
                self._result.add(key, Problem.DAMAGED, error.message)
