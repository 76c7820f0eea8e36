"""What was taken out of one Article: the removals that stand for it, where vouched for."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from crawler.codec import format_utc
from crawler.errors import BadRecord
from crawler.identity import VersionKey, version_key
from crawler.model import ObjectRef
from crawler.removal import (
    Removal,
    RemovalKind,
    RemovedRecord,
    ShortenedRecord,
    read_remainder,
    read_removal,
)
from crawler.store.base import ObjectStore
from crawler.verify.findings import Problem, VerifyResult
from crawler.verify.made import MadeObjects
from crawler.verify.object_reader import fetch
from crawler.verify.version_records import RecordLink, examine_version, refuse_redaction

_PROBLEMS = {
    RemovalKind.REDACTION: Problem.REDACTED,
    RemovalKind.RETENTION: Problem.EXPIRED,
    RemovalKind.LIFT: Problem.LIFTED,
}
_STILL = (
    "{key} says that it was removed, and it is in the store: give `palimpsest redact` or "
    "`palimpsest retention` again"
)

_NOBODYS = (
    "it is a version's record without its quotations, and no removal names it: a redaction was "
    "interrupted before it removed anything; give the same command again"
)


class ArticleRemovals:
    """The removals of one Article."""

    def __init__(self, made: MadeObjects, result: VerifyResult) -> None:
        self._made, self._result = made, result
        self._shortened: dict[int, tuple[str, ShortenedRecord]] = {}
        """Number to the record that quoted a redacted one, and the key of the removal."""
        self.remainders: set[str] = set()
        """Keys of the remainders that are there."""
        self.records: dict[int, RecordLink] = {}
        """Number to what stands in the chain for a Version that was taken out."""
        self.objects: dict[str, str] = {}
        """Key of each capture and derivation that was taken out, to the removal's."""

    def examine(self, key: str, data: bytes) -> None:
        """Take in the object under this key, or name what is the matter with it."""
        if not self._made.vouches_for(key, data):
            refuse_redaction(key, self._result)
            return
        try:
            removal = read_removal(key, data)
        except BadRecord as error:
            self._result.add(key, Problem.DAMAGED, error.message)
            return
        for one in removal.versions:
            self._result.redacted += one.record.version not in self.records
            self.records.setdefault(one.record.version, _link(key, one))
        for cut in removal.shortened:
            self._shortened.setdefault(cut.version, (key, cut))
        self.objects |= {one.key: key for one in removal.objects}
        self._made.remove(one.key for one in removal.objects)
        self._result.add(key, _PROBLEMS[removal.kind], _detail(removal))

    def examine_remainders(
        self, store: ObjectStore, article: str, said: Mapping[int, Collection[str]]
    ) -> None:
        """Examine what stands in the place of records that quoted redacted ones.

        When all removals were looked at. ``said`` is what check lines say of the texts.
        """
        for number, (key, one) in self._shortened.items():
            if number not in self.records:
                self.records[number] = self._examine_remainder(
                    store, article, key, one, said.get(number, ())
                )
        named = {one.remainder for _, one in self._shortened.values()} | self.objects.keys()
        for key in sorted(self.remainders - named):
            self._result.add(key, Problem.UNREFERENCED, _NOBODYS)

    def _examine_remainder(
        self,
        store: ObjectStore,
        article: str,
        key: str,
        one: ShortenedRecord,
        fingerprints: Collection[str],
    ) -> RecordLink:
        unsound = RecordLink(key=one.remainder, sha256=one.sha256)
        why = f"{key} says that it stands for version {one.version}"
        data = fetch(store, one.remainder, self._result, why_missing=why)
        if data is None:
            return unsound
        self._result.versions += 1
        place = VersionKey(article, one.version)
        link = examine_version(one.remainder, place, data, self._result)
        try:
            read_remainder(article, one, data, fingerprints)
        except BadRecord as error:
            self._result.add(one.remainder, Problem.ALTERED, error.message)
            return unsound
        return replace(link, sha256=one.sha256)

    def note_unfinished(
        self, article: str, numbers: Collection[int], keys: Collection[str]
    ) -> None:
        """Name what is there though a removal says that it is not."""
        for number in sorted(self.records.keys() & numbers):
            detail = _STILL.format(key=self.records[number].key)
            self._result.add(version_key(article, number), Problem.UNFINISHED, detail)
        for key in sorted(self.objects.keys() & keys):
            self._result.add(key, Problem.UNFINISHED, _STILL.format(key=self.objects[key]))


def _link(key: str, one: RemovedRecord) -> RecordLink:
    record = one.record
    return RecordLink(
        key=key,
        sha256=one.sha256,
        previous=record.previous,
        capture=ObjectRef(key=record.capture.key, sha256=record.capture.sha256),
        run=record.run,
        follows=record.predecessor,
        gaps=record.gaps,
    )


def _detail(removal: Removal) -> str:
    order = f", order {removal.order_id}" if removal.order_id else ""
    said = (
        "the article may be archived again since"
        if removal.kind is RemovalKind.LIFT
        else f"removed {_taken(removal)} on"
    )
    by = f" by {removal.by}{order}" if removal.by != removal.kind else ""
    return f"{said} {format_utc(removal.at)}{by}: {removal.reason}"


def _taken(removal: Removal) -> str:
    numbers = ", ".join(str(one.record.version) for one in removal.versions)
    quoting = ", ".join(str(one.version) for one in removal.shortened)
    one, many = len(removal.versions) == 1, len(removal.objects) != 1
    what = f"version{'' if one else 's'} {numbers}, " if numbers else ""
    what += f"what version {quoting} quoted, " if quoting else ""
    noun = "captures and derivations" if many else "capture or derivation"
    return f"{what}{len(removal.objects):,} {noun} ({removal.bytes:,} bytes)"
