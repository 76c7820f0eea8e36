"""Ranges of the store's keys, each of which another machine may verify."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from crawler.verify.findings import VerifyFinding, VerifyResult
from crawler.verify.groups import ARTICLES, Examined
from crawler.verify.made import MadeObjects


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRange:
    """Names of groups from one on, up to another."""

    first: str = ""
    beyond: str | None = None
    """The first one behind it; None for all to the end."""

    def __contains__(self, name: str) -> bool:
        return self.first <= name and (self.beyond is None or name < self.beyond)


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifiedRange:
    """What came of a range, as JSON holds it."""

    articles: int
    versions: int
    captures: int
    looked: int
    """Objects."""
    findings: tuple[VerifyFinding, ...]
    seen: tuple[str, ...]
    """Objects that runs say they have stored."""
    removed: tuple[str, ...]
    unnamed: tuple[str, ...]

    @classmethod
    def of(cls, parts: Iterable[Examined], made: MadeObjects) -> "VerifiedRange":
        """Add up what was examined. ``made``: what parts say of objects."""
        result, looked = VerifyResult(), 0
        for some in parts:
            result.merge(some.result)
            made.merge(some.made)
            looked += some.looked
        return cls(
            articles=result.articles,
            versions=result.versions,
            captures=result.captures,
            looked=looked,
            findings=(*result.damages.values(), *result.notes),
            seen=tuple(sorted(made.expected_of(made.seen))),
            removed=tuple(sorted(made.expected_of(made.removed))),
            unnamed=tuple(sorted(made.unnamed)),
        )

    def examined(self) -> Examined:
        """Return it as what a process of this machine gives."""
        result = VerifyResult(
            articles=self.articles, versions=self.versions, captures=self.captures
        )
        result.take(self.findings)
        made = MadeObjects()
        made.seen, made.removed = set(self.seen), set(self.removed)
        made.unnamed = set(self.unnamed)
        return Examined(result=result, made=made, looked=self.looked)


def ranges_of(articles: Sequence[str], most: int) -> Iterator[KeyRange]:
    """Yield ranges that hold all keys, and alike many of these articles."""
    ordered = sorted(articles)
    step = max(1, -(-len(ordered) // most))
    bounds = [f"{ARTICLES}{one}" for one in ordered[step::step]]
    for first, beyond in zip(["", *bounds], [*bounds, None], strict=True):
        yield KeyRange(first=first, beyond=beyond)
