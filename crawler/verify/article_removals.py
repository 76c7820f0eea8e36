"""What was taken out of one Article: the removals that stand for it, where vouched for."""

from collections.abc import Collection

from crawler.codec import format_utc
from crawler.errors import BadRecord
from crawler.identity import version_key
from crawler.model import ObjectRef
from crawler.removal import Removal, RemovalKind, RemovedRecord, read_removal
from crawler.verify.findings import Problem, VerifyResult
from crawler.verify.made import MadeObjects
from crawler.verify.version_records import RecordLink, refuse_redaction

_PROBLEMS = {
    RemovalKind.REDACTION: Problem.REDACTED,
    RemovalKind.RETENTION: Problem.EXPIRED,
    RemovalKind.LIFT: Problem.LIFTED,
}
_STILL = (
    "{key} says that it was removed, and it is in the store: give `palimpsest redact` or "
    "`palimpsest retention` again"
)


class ArticleRemovals:
    """The removals of one Article."""

    def __init__(self, made: MadeObjects, result: VerifyResult) -> None:
        self._made, self._result = made, result
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
            self.records.setdefault(one.record.version, _link(key, one))
        self.objects |= {one.key: key for one in removal.objects}
        self._made.remove(one.key for one in removal.objects)
        self._result.add(key, _PROBLEMS[removal.kind], _detail(removal))

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
        "may be archived again"
        if removal.kind is RemovalKind.LIFT
        else f"removed {_taken(removal)}"
    )
    by = f" by {removal.by}{order}" if removal.by != removal.kind else ""
    return f"{said} on {format_utc(removal.at)}{by}: {removal.reason}"


def _taken(removal: Removal) -> str:
    numbers = ", ".join(str(one.record.version) for one in removal.versions)
    one, many = len(removal.versions) == 1, len(removal.objects) != 1
    what = f"version{'' if one else 's'} {numbers} and " if numbers else ""
    noun = "captures and derivations" if many else "capture or derivation"
    return f"{what}{len(removal.objects):,} {noun} ({removal.bytes:,} bytes)"
