"""Derives every kept text again with today's extractor.

Says which past judgements would come out otherwise.

A derivation is stored beside its Version and named by the extractor, so that a second run, or one
that was killed, does only what is not done yet. Versions are never added: a newer extractor is not
an editor.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime

from crawler import identity
from crawler.archive import Archive, Derivation
from crawler.attest import CheckedReader, Damage
from crawler.change.same_state import is_same_state
from crawler.codec import decode_sealed, encode_sealed
from crawler.errors import BadRecord, ObjectMissing
from crawler.extract import extractor_identity
from crawler.index import Index
from crawler.ingest.profiles import ProfileCache
from crawler.model import Extraction, Outcome, State, Version
from crawler.workers import Workers

AT_ONCE = 8
"""Articles under way at once: enough to keep the workers busy while others wait for the store."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """A past judgement that today's extractor would not repeat."""

    article: str
    url: str
    version: int
    at: datetime
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reextraction:
    """What came of it, for one article or for all."""

    articles: int = 0
    versions: int = 0
    derived: int = 0
    """Derivations that were stored now."""
    known: int = 0
    """Texts that today's extractor had made already."""
    vanished: tuple[Judgement, ...] = ()
    """Versions whose text is, today, equal to the one before."""
    appeared: tuple[Judgement, ...] = ()
    """Kept captures of unchanged checks whose text differs, today, from their Version's."""
    unreadable: tuple[Judgement, ...] = ()
    """Versions of whose capture no article can be made today, or whose capture cannot be read."""
    damaged: tuple[Damage, ...] = ()
    """Versions that were not derived because they are not what their hashes say, and captures that
    are not.
    """

    def __add__(self, other: "Reextraction") -> "Reextraction":
        """Sum up two."""
        return Reextraction(
            articles=self.articles + other.articles,
            versions=self.versions + other.versions,
            derived=self.derived + other.derived,
            known=self.known + other.known,
            vanished=self.vanished + other.vanished,
            appeared=self.appeared + other.appeared,
            unreadable=self.unreadable + other.unreadable,
            damaged=self.damaged + other.damaged,
        )


def reextract(
    archive: Archive,
    index: Index,
    workers: Workers,
    *,
    articles: Sequence[str] | None = None,
    progress: Callable[[int], None] = lambda _: None,
) -> Reextraction:
    """Derive the whole archive again, or ``articles`` of it.

    ``progress`` is told of each finished article. The index is to be caught up.
    """
    memory = ProfileCache(archive, index)
    if articles is None:
        articles = kept_articles(index)
    total = Reextraction()
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="reextract") as threads:
        for done in threads.map(
            lambda article: ArticleAgain(archive, index, workers, memory, article).run(), articles
        ):
            total += done
            progress(1)
    return total


def kept_articles(index: Index) -> list[str]:
    """Return the articles that are derived again, in order."""
    return [summary.article for summary in index.articles(kept=True)]


class ArticleAgain:
    """One article, derived again."""

    def __init__(
        self, archive: Archive, index: Index, workers: Workers, memory: ProfileCache, article: str
    ) -> None:
        self._archive, self._index, self._workers = archive, index, workers
        self._article = article
        host = article.partition("/")[0]
        self._profile = memory.of(host)
        self._extractor = extractor_identity(self._profile, workers.options(host))

    def run(self) -> Reextraction:
        """Return what came of it, with the new derivations stored."""
        result = Reextraction(articles=1)
        texts: dict[int, Extraction | None] = {}
        for read in CheckedReader(self._archive.store, self._index).versions(self._article):
            version = read.record
            if version is None:
                result += Reextraction(versions=1, damaged=(read.damage,) if read.damage else ())
            elif version.state is State.PRESENT:
                one, texts[version.version] = self._derive(version)
                result += one
                result += self._compared(version, texts)
        return result + Reextraction(appeared=tuple(self._appeared(texts)))

    def _derive(self, version: Version) -> tuple[Reextraction, Extraction | None]:
        """Return the counts for one version and its text as today's extractor makes it.

        None where it makes none.
        """
        if version.extraction is not None and version.extraction.extractor == self._extractor:
            return Reextraction(versions=1, known=1), version.extraction
        key = identity.derivation_key(self._article, version.version, self._extractor)
        try:
            known = decode_sealed(Derivation, self._archive.store.read(key), what=key)
            return Reextraction(versions=1, known=1), known.extraction
        except ObjectMissing:
            pass
        try:
            extraction = self._extract(version.capture.key)
        except (ObjectMissing, BadRecord) as error:
            if self._index.removal_of(version.capture.key) is not None:
                return Reextraction(versions=1), None
            damage = Damage(
                article=self._article, version=None, key=version.capture.key, problem=error.message
            )
            return Reextraction(
                versions=1, unreadable=(self._judged(version, error.message),), damaged=(damage,)
            ), None
        if extraction.problem is not None:
            return Reextraction(
                versions=1, unreadable=(self._judged(version, extraction.problem),)
            ), None
        record = Derivation(
            article=self._article,
            version=version.version,
            capture=version.capture,
            extraction=extraction,
        )
        self._archive.add(key, encode_sealed(record))
        return Reextraction(versions=1, derived=1), extraction

    def _extract(self, capture: str) -> Extraction:
        return self._workers.submit(self._archive.capture(capture), self._profile).result()

    def _compared(self, version: Version, texts: dict[int, Extraction | None]) -> Reextraction:
        before, now = texts.get(version.version - 1), texts[version.version]
        if before is None or now is None or not is_same_state(before, now):
            return Reextraction()
        kinds = ", ".join(version.change.kinds) or "no kind"
        return Reextraction(
            vanished=(
                self._judged(
                    version, f"was judged: {kinds}; equal to version {version.version - 1} today"
                ),
            )
        )

    def _appeared(self, texts: dict[int, Extraction | None]) -> Iterator[Judgement]:
        """Yield the unchanged checks with a kept capture that would be a change today."""
        for check in self._index.checks(self._article):
            text = texts.get(check.version or 0)
            if check.capture is None or check.outcome is not Outcome.UNCHANGED or text is None:
                continue
            try:
                again = self._extract(check.capture)
            except (ObjectMissing, BadRecord):
                continue  # `verify` names it
            if again.problem is None and not is_same_state(text, again):
                detail = (
                    f"was judged unchanged; differs from version {check.version} today "
                    f"({check.capture})"
                )
                yield Judgement(
                    article=self._article,
                    url=check.url,
                    version=check.version or 0,
                    at=check.fetched_at,
                    detail=detail,
                )

    def _judged(self, version: Version, detail: str) -> Judgement:
        return Judgement(
            article=self._article,
            url=version.url,
            version=version.version,
            at=version.captured_at,
            detail=detail,
        )
