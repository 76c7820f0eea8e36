"""Builds a small but real archive with the project's own writers, for tests that read one."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from crawler.archive import Alias, Archive, open_for_writing
from crawler.checks import Part, PartHeader, encode_part
from crawler.codec import canonical_json, encode, sha256
from crawler.fingerprint import GONE, fingerprint
from crawler.identity import article_of, new_run_id
from crawler.model import (
    FORMAT,
    Capture,
    Check,
    Exchange,
    Extraction,
    Head,
    ObjectRef,
    Outcome,
    State,
    Tls,
    Version,
)
from crawler.store.base import ObjectStore
from crawler.store.files import FileStore

BORN = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Built:
    """What ``build_archive`` wrote: the archive, its articles, its runs, and all keys in order."""

    archive: Archive
    articles: tuple[str, ...]
    runs: tuple[str, ...]
    keys: tuple[str, ...]


def build_archive(
    store: ObjectStore, *, articles: int = 2, runs: int = 3, lines: int = 1000, settled: bool = True
) -> Built:
    """Return an archive of ``runs`` hourly Runs.

    Each finds every article changed, but for the last, which finds them unchanged if ``settled``.

    The first article is reached through an alias, and gone in the last Run but one. ``lines``
    bounds the checks of one part; the part that opens a Run holds none, and the last holds the
    report.
    """
    builder = Builder(open_for_writing(store, now=BORN), articles, lines)
    for number in range(1, runs + 1):
        builder.run(number, gone=number == runs - 1 > 1, settled=settled and number == runs > 1)
    names = tuple(builder.article(number) for number in range(articles))
    return Built(
        archive=builder.archive, articles=names, runs=tuple(builder.runs), keys=tuple(store.list())
    )


def damage(store: FileStore, *, every: int, spoilt: int, gone: int) -> None:
    """Spoil one of so many of the articles' objects, and take another one out."""
    for number, key in enumerate(sorted(store.list("articles/"))):
        path = store.root / key
        if number % every == spoilt:
            path.chmod(0o644)
            path.write_bytes(b"spoilt " + path.read_bytes()[7:])
        elif number % every == gone:
            path.unlink()


def capture_of(url: str, html: str, at: datetime, *, status: int = 200) -> Capture:
    """Return a captured page."""
    headers = (("Content-Type", "text/html; charset=utf-8"),)
    request = (("Host", "news.example"),)
    exchange = Exchange(
        url=url,
        fetched_at=at,
        status=status,
        request_headers=request,
        response_headers=headers,
        body=html.encode(),
        ip="192.0.2.7",
        tls=Tls(protocol="TLSv1.3"),
    )
    return Capture(exchanges=(exchange,))


def redaction_of(removed: Version) -> bytes:
    """Return the object that the format reserves for a record that was removed, as anybody could
    write it.
    """
    members = {
        "article": removed.article,
        "version": removed.version,
        "record_sha256": sha256(encode(removed)),
        "previous": removed.previous,
        "captures": [removed.capture.key],
        "format": FORMAT,
    }
    return canonical_json(members) + b"\n"


class Builder:
    """Writes one Run after the other."""

    def __init__(self, archive: Archive, articles: int, lines: int) -> None:
        self.archive = archive
        self.runs: list[str] = []
        self._articles = articles
        self._lines = lines
        self._heads: dict[int, Head] = {}
        self._tip: ObjectRef | None = None

    def url(self, number: int) -> str:
        """Return the URL that the article's identity comes from."""
        return f"https://news.example/2026/bridge-{number}"

    def article(self, number: int) -> str:
        """Return the article's identity."""
        return article_of(self.url(number))

    def asked(self, number: int) -> str:
        """Return the URL that is asked for.

        For the first article one that only an alias leads from.
        """
        return self.url(number) + ("/amp" if number == 0 else "")

    def run(self, number: int, *, gone: bool = False, settled: bool = False) -> None:
        """One Run: an opening part, its checks, its report. ``gone`` concerns the first article."""
        started = BORN + timedelta(hours=number)
        run = new_run_id(started, bytes([number] * 4))
        self.runs.append(run)
        seen = (self._tip,) if self._tip else ()
        header = PartHeader(
            run=run,
            part=1,
            previous=None,
            plan={"targets": self._articles},
            trigger="test",
            started=started,
            seen=seen,
        )
        previous = self._store_part(Part(header=header))
        checks = [
            self._check(
                article,
                run,
                started + timedelta(seconds=article + 1),
                gone=gone and article == 0,
                settled=settled,
            )
            for article in range(self._articles)
        ]
        for part, start in enumerate(range(0, len(checks), self._lines), 2):
            batch = tuple(checks[start : start + self._lines])
            report = (
                {"run": run, "counts": dict(Counter(check.outcome.value for check in checks))}
                if start + self._lines >= len(checks)
                else None
            )
            previous = self._store_part(
                Part(
                    header=PartHeader(run=run, part=part, previous=previous),
                    checks=batch,
                    report=report,
                )
            )

    def _store_part(self, part: Part) -> str:
        data = encode_part(part)
        self.archive.store.create(part.key, data)
        self._tip = ObjectRef(key=part.key, sha256=sha256(data))
        return self._tip.sha256

    def _check(self, article: int, run: str, at: datetime, *, gone: bool, settled: bool) -> Check:
        name = self.article(article)
        if article == 0:
            self.archive.accept(
                Alias(
                    url=self.asked(article),
                    article=name,
                    accepted_at=BORN + timedelta(hours=1),
                    run=self.runs[0],
                )
            )
        if settled:
            outcome, capture = (
                Outcome.UNCHANGED,
                self.archive.keep(name, capture_of(self.url(article), "<p>as before</p>", at)).key,
            )
        else:
            outcome, capture = self._new_version(article, run, at, gone=gone)
        head = self._heads[article]
        return Check(
            kind="article",
            run=run,
            url=self.asked(article),
            fetched_at=at,
            outcome=outcome,
            article=name,
            version=head.record.version,
            record_sha256=head.sha256,
            capture=capture,
            fingerprint=head.record.fingerprint,
        )

    def _new_version(
        self, article: int, run: str, at: datetime, *, gone: bool
    ) -> tuple[Outcome, str]:
        name, before = self.article(article), self._heads.get(article)
        number = before.record.version + 1 if before else 1
        text = (
            f"The bridge was closed {number} hours ago. Nobody was hurt, said Zoë Ōno of "
            f"lane {article}."
        )
        title = f"Bridge {article} closed"
        shown = self.archive.keep(
            name,
            capture_of(
                self.url(article), f"<h1>{title}</h1><p>{text}</p>", at, status=410 if gone else 200
            ),
        )
        record = Version(
            article=name,
            url=self.url(article),
            version=number,
            state=State.GONE if gone else State.PRESENT,
            captured_at=at,
            confirmed_at=at,
            last_seen_before=at - timedelta(hours=1) if before else None,
            capture=shown,
            previous=before.sha256 if before else None,
            fingerprint=GONE if gone else fingerprint(title, "", text),
            content_sha256=sha256(b"" if gone else text.encode()),
            run=run,
            extraction=None
            if gone
            else Extraction(extractor="test 1", title=title, paragraphs=(text,)),
        )
        head = self.archive.append(record)
        assert head is not None
        self._heads[article] = head
        return (Outcome.GONE if gone else Outcome.CHANGED if before else Outcome.NEW), shown.key
