"""Why a record is damaged. No I/O.

Its own bytes tell, check lines, the index that was fed earlier, and its neighbours.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from crawler.attest.record_cache import UNCACHED, RecordCache
from crawler.codec import sha256
from crawler.errors import BadRecord, ObjectMissing
from crawler.index import Hashes, RedactedVersion
from crawler.model import Head, Version
from crawler.record_checks import text_flaws
from crawler.removal import ShortenedRecord, read_remainder


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainLink:
    """One place in an Article's chain as the store gives it now."""

    number: int
    sha256: str | None = None
    """None where nothing stands there."""
    record: Version | None = None
    """None where nothing can be made of the bytes."""
    problem: str | None = None
    """What is the matter with it, whatever its neighbours say."""

    @property
    def sound(self) -> bool:
        """Whether it may be believed what it says of others."""
        return self.record is not None and self.problem is None


def link_of(
    key: str,
    number: int,
    data: bytes | None,
    said: Hashes,
    fed: Mapping[int, str],
    *,
    records: RecordCache = UNCACHED,
) -> ChainLink:
    """Return the link that ``data`` is.

    ``said`` is what check lines say, ``fed`` what the index read earlier.
    """
    if data is None:
        return ChainLink(number=number, problem="it is not there")
    digest = sha256(data)
    is_vouched_for = said.get(number) == frozenset([digest])
    try:
        record = records.read(key, digest, data, is_vouched_for=is_vouched_for)
    except BadRecord as error:
        problem = error.message.removeprefix(f"{key}: ")
        return ChainLink(number=number, sha256=digest, problem=problem)
    return ChainLink(
        number=number,
        sha256=digest,
        record=record,
        problem=_contradicted(digest, said.get(number), fed.get(number)),
    )


def redacted_link(gone: RedactedVersion, said: Hashes) -> ChainLink:
    """Return the link of a record that was taken out.

    Damaged where its removal names another hash than the check lines do.
    """
    number = gone.record.version
    problem = _contradicted(gone.sha256, said.get(number), None)
    return ChainLink(number=number, sha256=gone.sha256, record=gone.record, problem=problem)


def shortened_link(
    article: str,
    one: ShortenedRecord,
    read: Callable[[str], bytes],
    said: Hashes,
    fingerprints: Collection[str],
) -> ChainLink:
    """Return the link of a record whose quotations were taken out; ``read`` gives its remainder.

    Check lines gave its text these fingerprints.
    """
    try:
        record = read_remainder(article, one, read(one.remainder), fingerprints)
    except ObjectMissing:
        problem = f"{one.remainder}, which stands for its record, is not there"
        return ChainLink(number=one.version, sha256=one.sha256, problem=problem)
    except BadRecord as error:
        return ChainLink(number=one.version, sha256=one.sha256, problem=error.message)
    return ChainLink(
        number=one.version,
        sha256=one.sha256,
        record=record,
        problem=_contradicted(one.sha256, said.get(one.version), None),
    )


def known_link(head: Head, said: Hashes) -> ChainLink:
    """Return the link of a record that the index holds, as it was when the index read it."""
    number = head.record.version
    problem = next(iter(text_flaws(head.record)), None) or _contradicted(
        head.sha256, said.get(number), None
    )
    return ChainLink(number=number, sha256=head.sha256, record=head.record, problem=problem)


def _contradicted(digest: str, said: frozenset[str] | None, fed: str | None) -> str | None:
    """Return what check lines hold against a record of this hash.

    Where these say nothing, what the index does.
    """
    if said and digest not in said:
        return f"its SHA-256 is {digest}; check lines say {', '.join(sorted(said))}"
    if said and len(said) > 1:
        return f"check lines contradict each other about its SHA-256: {', '.join(sorted(said))}"
    if not said and fed not in {None, digest}:
        return f"its SHA-256 is {digest}; it was {fed} when the index read it"
    return None


def problem_of(number: int, links: Mapping[int, ChainLink], said: Hashes) -> str | None:
    """Return why the link of this number is damaged, or None.

    Of two that contradict each other, the one that lines attest is believed.
    """
    link = links[number]
    if not link.sound or link.record is None:
        return link.problem
    return _against_predecessor(link.record, links, said) or _against_successor(
        link, links.get(number + 1), said
    )


def neighbours_of(number: int, said: Hashes) -> tuple[int, ...]:
    """Return the numbers of the links that ``problem_of`` asks about this one.

    Where check lines attest it, none: they are believed before any neighbour.
    """
    if said.get(number):
        return (number,)
    return tuple(beside for beside in (number - 1, number, number + 1) if beside >= 1)


def _against_predecessor(
    record: Version, links: Mapping[int, ChainLink], said: Hashes
) -> str | None:
    """Return what the record says falsely of the one before.

    By check lines, or where these know neither, by the other's bytes.
    """
    number = record.predecessor
    if number is None:
        return None
    known, before = said.get(number), links.get(number)
    if not known and before is not None and before.sound and not said.get(record.version):
        known = frozenset(filter(None, {before.sha256}))
    if not known or record.previous in known:
        return None
    return (
        f"it names {record.previous} as its predecessor, which has SHA-256 "
        f"{', '.join(sorted(known))}"
    )


def _against_successor(link: ChainLink, after: ChainLink | None, said: Hashes) -> str | None:
    """Return what the next record holds against this one, unless check lines attest this one."""
    if (
        after is None
        or after.record is None
        or not after.sound
        or after.record.previous == link.sha256
        or said.get(link.number)
    ):
        return None
    if after.record.predecessor != link.number:
        return None
    return f"its SHA-256 is {link.sha256}; its successor names {after.record.previous}"
