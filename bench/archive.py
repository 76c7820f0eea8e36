"""Write an archive of any size, quickly: real records, captures and check lines, of made-up news.

    python bench/archive.py --folder /tmp/pages-bench/100000 [--versions 100000] [--articles N]
        [--looks 10]

The folder, which must be new, gets a store in files (``store``) that ``palimpsest verify`` finds
sound, and a ``config.yaml`` that names it with an index in SQLite beside it; ``palimpsest reindex``
fills that. Four versions an article as a rule; one article in twelve is another's copy; hosts have
more and fewer articles; each article is looked at hourly, then less and less often. The same
arguments give the same news. Nothing is synced to the disk, which is what makes it quick.
"""
# ruff: noqa: PLR2004  # a bench's shares stand where they are used

import argparse
import html
import multiprocessing
import os
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from archive_stories import Stage, Telling, Told, story
from archive_words import NAMES, sentence

from crawler.archive import Alias, Archive, open_for_writing
from crawler.checks import PartHeader
from crawler.codec import as_json, canonical_json, encode, format_utc, sha256
from crawler.errors import ObjectMissing
from crawler.gzipped import seal
from crawler.identity import alias_key, article_of, check_key, new_run_id, version_key
from crawler.model import Capture, Check, Exchange, Finding, ObjectRef, Outcome, State, Tls, Version
from crawler.plan import Limits, Plan, SourceRules, Trigger
from crawler.store.files import FileStore

END = datetime(2026, 11, 27, 6, tzinfo=UTC)
"""The last crawl."""
SLOT = timedelta(hours=1)
"""Between two crawls."""
WORKERS = 2
HOSTS, SOURCES = 200, 20
LATER = (2, 4, 9, 20, 40, 80, 170, 340, 680, 1400)
"""Hours after the first look at which an article is looked at again, changed or not."""
LENGTHS = (12, 40)
"""Versions of the longest histories told: of most stories, and of one in fifty."""
CONFIG = """\
store: {{url: "file:{folder}/store"}}
index: {{url: "sqlite:///{folder}/index.db"}}
"""
BETWEEN = (
    (Outcome.UNCHANGED, 60),
    (Outcome.NOT_MODIFIED, 35),
    (Outcome.FAILED, 3),
    (Outcome.BLOCKED, 1),
    (Outcome.SUSPECT, 1),
)
"""What comes of the looks that find no change, of a hundred."""
REASONS = {
    Outcome.FAILED: "the server answered with status 503",
    Outcome.BLOCKED: "the site seems to show a check for robots instead",
    Outcome.SUSPECT: "the page may not hold the whole article",
}
FINDINGS = {Outcome.BLOCKED: Finding.BOT_CHALLENGE, Outcome.SUSPECT: Finding.SHRUNK}


class QuickStore(FileStore):
    """A folder of objects that is written without syncing."""

    def create(self, key: str, data: bytes) -> bool:
        """Write an object."""
        path = self.root / key
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
        except FileNotFoundError:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
        except FileExistsError:
            return False
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        return True

    def read(self, key: str) -> bytes:
        """Read an object."""
        try:
            return (self.root / key).read_bytes()
        except FileNotFoundError as error:
            raise ObjectMissing(key) from error


@dataclass(frozen=True, slots=True)
class Wanted:
    """One article to be written."""

    number: int
    seed: int
    """Copies have their original's, and so its words."""
    versions: int
    born: datetime
    template: int


@dataclass(frozen=True, slots=True)
class Written:
    """What the run of one slot is to say of one look."""

    slot: int
    source: str
    outcome: str
    line: bytes
    made: tuple[str, str] | None = None
    """Key and SHA-256 of an alias that the run stored."""


def run_of(slot: int) -> str:
    """Return the run of a slot."""
    return new_run_id(start_of(slot), bytes.fromhex(sha256(str(slot).encode()))[:4])


def start_of(slot: int) -> datetime:
    """Return when the run of a slot begins: slots are counted back from the last."""
    return END - slot * SLOT


@cache
def host_of(number: int) -> str:
    """Return a host's name."""
    rng = random.Random(number)
    paper = rng.choice(("gazette", "herald", "post", "times", "courier", "tribune"))
    return f"www.{rng.choice(NAMES).lower()}-{paper}{number}.example"


def lengths(articles: int, versions: int, rng: random.Random) -> list[int]:
    """Return how many versions each article has: few have many."""
    found = [1 + min(int(rng.expovariate(1 / 3.3)), max(LENGTHS) - 1) for _ in range(articles)]
    while (missing := versions - sum(found)) != 0:
        at = rng.randrange(articles)
        step = 1 if missing > 0 else -1
        found[at] += step * (1 <= found[at] + step <= max(LENGTHS))
    return found


def plan_of(
    articles: int, versions: int, stories: Sequence[Sequence[Stage]], seed: int
) -> list[Wanted]:
    """Return all articles to be written. Ten times as many versions span three times the days."""
    rng = random.Random(seed)
    span = timedelta(days=400) * (versions / 100_000) ** 0.5
    found: list[Wanted] = []
    for number, count in enumerate(lengths(articles, versions, rng)):
        if found and count <= len(stories[found[-1].template]) and rng.random() < 1 / 12:
            seed, template = found[-1].seed, found[-1].template
            born = found[-1].born + timedelta(minutes=rng.randrange(20, 400))
        else:
            seed, template = rng.randrange(1 << 40), rng.randrange(len(stories))
            template -= template % 50 if count > min(LENGTHS) else 0
            born = END - span * rng.random()
        last = END - stories[template][count - 1].after - 3 * SLOT
        born = min(born, last - timedelta(seconds=rng.randrange(1, 5000))).replace(microsecond=0)
        found.append(Wanted(number, seed, count, born, template))
    return found


class Writer:
    """Writes articles, in a process of its own."""

    def __init__(
        self, folder: Path, archive: str, stories: Sequence[Sequence[Stage]], looks: int
    ) -> None:
        self._archive = Archive(QuickStore(folder), archive)
        self._stories = stories
        self._later = LATER[:: -(-len(LATER) // looks)]

    def write(self, wanted: Wanted) -> list[Written]:
        """Write an article's captures and versions, and return its check lines."""
        stages = self._stories[wanted.template][: wanted.versions]
        told = Telling(random.Random(wanted.seed), stages, wanted.born).told()
        return list(_Article(self._archive, wanted, told, self._later).written())


class _Article:
    """Writes one article."""

    def __init__(
        self, archive: Archive, wanted: Wanted, told: Sequence[Told], later: Sequence[int]
    ) -> None:
        self._archive, self._told, self._later = archive, told, later
        self._rng = rng = random.Random(wanted.number)
        host = min(int(rng.paretovariate(0.6)) - 1, HOSTS * 50) % HOSTS
        born = wanted.born
        self._url = f"https://{host_of(host)}/{born:%Y/%m/%d}/story-{wanted.number}"
        self._article = article_of(self._url)
        self._source = f"source-{host % SOURCES:02}"
        self._asked = f"{self._url}/amp" if rng.random() < 0.02 else self._url
        self._born = born
        self._last: Version | None = None
        self._digest = ""
        self._seen: datetime | None = None

    def written(self) -> Iterator[Written]:
        """Write the versions at the first looks that can see them, and yield all lines."""
        used = 0
        for slot in self._looks():
            due = used < len(self._told) and start_of(slot) >= self._born + self._told[used].after
            yield self._version(slot, self._told[used]) if due else self._look(slot)
            used += due

    def _looks(self) -> list[int]:
        """Return the slots of the looks: just after each version, and fewer and fewer between."""
        first = int((END - self._born) / SLOT)
        after = {first - int(told.after / SLOT) - 1 for told in self._told[1:]}
        later = {first - hours for hours in self._later}
        return sorted((slot for slot in after | later | {first} if slot >= 0), reverse=True)

    def _version(self, slot: int, told: Told) -> Written:
        at, run = start_of(slot) + self._offset(), run_of(slot)
        number = self._last.version + 1 if self._last else 1
        shown = self._archive.keep(self._article, _capture(self._url, told, at, self._rng))
        text = told.extraction.text if told.extraction else ""
        record = Version(
            article=self._article,
            url=self._url,
            version=number,
            state=told.state,
            captured_at=at,
            confirmed_at=at,
            last_seen_before=self._seen,
            capture=shown,
            previous=self._digest or None,
            fingerprint=told.fingerprint,
            content_sha256=sha256(text.encode()),
            run=run,
            extraction=told.extraction,
            change=told.change,
        )
        data = encode(record)
        self._archive.put(version_key(self._article, number), data)
        self._last, self._digest, self._seen = record, sha256(data), at
        outcome = Outcome.NEW if number == 1 else Outcome.CHANGED
        outcome = Outcome.GONE if told.state is State.GONE else outcome
        return self._line(slot, at, outcome, capture=shown.key)

    def _look(self, slot: int) -> Written:
        outcomes, shares = zip(*BETWEEN, strict=True)
        outcome = self._rng.choices(outcomes, shares)[0]
        if self._last is not None and self._last.state is State.GONE:
            outcome = Outcome.UNCHANGED
        at = start_of(slot) + self._offset()
        if outcome.confirms_head:
            self._seen = at
        return self._line(slot, at, outcome)

    def _offset(self) -> timedelta:
        return timedelta(seconds=self._rng.randrange(1, 900))

    def _line(
        self, slot: int, at: datetime, outcome: Outcome, capture: str | None = None
    ) -> Written:
        head, shown = self._last, outcome.shows_text
        extraction = head.extraction if head and shown else None
        check = Check(
            kind="article",
            run=run_of(slot),
            source=self._source,
            url=self._asked,
            final_url=self._url,
            article=self._article,
            fetched_at=at,
            status=_status(outcome),
            outcome=outcome,
            reason=REASONS.get(outcome),
            finding=FINDINGS.get(outcome),
            score=80 if outcome in FINDINGS else None,
            version=head.version if head else None,
            record_sha256=self._digest or None,
            capture=capture,
            etag=f'"{self._digest[:16]}"' if shown else None,
            fingerprint=head.fingerprint if head and shown else None,
            extractor=extraction.extractor if extraction else None,
            published=extraction.published if extraction else None,
            modified=extraction.modified if extraction else None,
            developing=False if extraction else None,
            requests=1,
            received=21_000,
            fetch_ms=self._rng.randrange(40, 900),
            extract_ms=self._rng.randrange(20, 90),
            puts=2 if capture else 0,
            objects=2 if capture else 0,
            stored=15_000 if capture else 0,
        )
        return Written(slot, self._source, outcome, encode(check), self._alias(at, outcome, slot))

    def _alias(self, at: datetime, outcome: Outcome, slot: int) -> tuple[str, str] | None:
        if self._asked == self._url or outcome is not Outcome.NEW:
            return None
        alias = Alias(url=self._asked, article=self._article, accepted_at=at, run=run_of(slot))
        self._archive.accept(alias)
        key = alias_key(self._asked)
        return key, sha256(self._archive.store.read(key))


def _status(outcome: Outcome) -> int:
    return {Outcome.NOT_MODIFIED: 304, Outcome.FAILED: 503, Outcome.GONE: 410}.get(outcome, 200)


@cache
def _furniture(number: int) -> str:
    """Return what stands around a story, the same on many pages."""
    rng = random.Random(number)
    items = "".join(
        f'<li><a href="/{at}">{html.escape(sentence(rng))}</a></li>' for at in range(25)
    )
    return f'<aside class="related"><ul>{items}</ul></aside><footer>© The Made-up Times</footer>'


def _capture(url: str, told: Told, at: datetime, rng: random.Random) -> Capture:
    """Return the page as it came."""
    found = told.extraction
    if found is None:
        body = "<html><body><h1>410 Gone</h1></body></html>"
    else:
        title, author = html.escape(found.title or ""), html.escape(found.byline)
        story = "".join(f"<p>{html.escape(one)}</p>\n" for one in found.paragraphs)
        body = (
            f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
            f'<meta name="author" content="{author}">'
            f'<meta property="article:published_time" content="{found.published}">'
            f'<meta property="article:modified_time" content="{found.modified}"></head><body>'
            f"<article><h1>{title}</h1><p class=byline>By {author}</p>\n{story}</article>"
            f"{_furniture(rng.randrange(20))}</body></html>"
        )
    exchange = Exchange(
        url=url,
        fetched_at=at,
        status=_status(Outcome.GONE) if found is None else 200,
        request_headers=(("Host", url.split("/")[2]), ("User-Agent", "bench")),
        response_headers=(
            ("Content-Type", "text/html; charset=utf-8"),
            ("Server", "made-up"),
            ("Date", f"{at:%a, %d %b %Y %H:%M:%S GMT}"),
        ),
        body=body.encode(),
        ip="192.0.2.7",
        tls=Tls(protocol="TLSv1.3", cipher="TLS_AES_128_GCM_SHA256"),
    )
    return Capture(exchanges=(exchange,))


class RunWriter:
    """Writes the check parts, oldest run first."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._tip: ObjectRef | None = None

    def write(self, slot: int, lines: Sequence[Written]) -> None:
        """Write the two parts of one run."""
        run, started = run_of(slot), start_of(slot)
        sources = sorted({one.source for one in lines})
        plan = Plan(
            run=run,
            trigger=Trigger.SCHEDULE,
            limits=Limits(user_agent="bench"),
            sources=tuple(SourceRules(name=name) for name in sources),
        )
        seen = (self._tip,) if self._tip else ()
        first = PartHeader(
            run=run,
            part=1,
            previous=None,
            plan=as_json(plan),
            trigger=Trigger.SCHEDULE,
            started=started,
            seen=seen,
            made=(),
            archive=self._archive.id,
        )
        opening = self._store(run, 1, [encode(first)])
        made = tuple(ObjectRef(key=one.made[0], sha256=one.made[1]) for one in lines if one.made)
        header = PartHeader(run=run, part=2, previous=opening, made=made)
        lists = [_list(run, name, started, lines) for name in sources]
        report = canonical_json(_report(run, started, lines) | {"kind": "report"}) + b"\n"
        self._store(run, 2, [encode(header), *lists, *(one.line for one in lines), report])

    def _store(self, run: str, part: int, lines: Sequence[bytes]) -> str:
        data, key = seal(b"".join(lines)), check_key(run, part)
        self._archive.put(key, data)
        self._tip = ObjectRef(key=key, sha256=sha256(data))
        return self._tip.sha256


def _list(run: str, source: str, started: datetime, lines: Sequence[Written]) -> bytes:
    found = sum(one.source == source for one in lines)
    return encode(
        Check(
            kind="source",
            run=run,
            url=f"https://{source}.example/feed.xml",
            fetched_at=started,
            outcome=Outcome.CHANGED,
            source=source,
            status=200,
            found=found,
            requests=1,
            received=9_000,
            fetch_ms=120,
        )
    )


def _report(run: str, started: datetime, lines: Sequence[Written]) -> dict[str, Any]:
    return {
        "run": run,
        "started": format_utc(started),
        "finished": format_utc(started + timedelta(minutes=16)),
        "interrupted": False,
        "reason": None,
        "left": 0,
        "counts": dict(Counter(one.outcome for one in lines)),
        "costs": {},
        "stats": {},
    }


_writer: list[Writer] = []


def _begin(folder: Path, archive: str, stories: Sequence[Sequence[Stage]], looks: int) -> None:
    os.nice(5)
    _writer.append(Writer(folder, archive, stories, looks))


def _write(wanted: Wanted) -> list[Written]:
    return _writer[0].write(wanted)


def _story(number: int) -> tuple[Stage, ...]:
    return story(number, LENGTHS[number % 50 == 0])


def write_archive(
    folder: Path, *, versions: int, articles: int, seed: int = 1, looks: int = len(LATER)
) -> None:
    """Write the archive."""
    opened = open_for_writing(FileStore(folder / "store"), now=END - timedelta(days=500))
    archive = opened.id or ""
    templates = max(1, min(150, articles // 4))
    with multiprocessing.Pool(WORKERS, partial(os.nice, 5)) as pool:
        stories = pool.map(_story, range(templates), chunksize=4)
    runs: dict[int, list[Written]] = defaultdict(list)
    wanted = plan_of(articles, versions, stories, seed)
    begun = (folder / "store", archive, stories, looks)
    with multiprocessing.Pool(WORKERS, _begin, begun) as pool:
        for lines in pool.imap_unordered(_write, wanted, chunksize=50):
            for one in lines:
                runs[one.slot].append(one)
    parts = RunWriter(Archive(QuickStore(folder / "store"), archive))
    for slot in sorted(runs, reverse=True):
        parts.write(slot, sorted(runs[slot], key=lambda one: one.line))
    (folder / "config.yaml").write_text(CONFIG.format(folder=folder))
    print(f"{len(runs):,} runs, {sum(map(len, runs.values())):,} check lines")


def main() -> None:
    """Write the archive that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--versions", type=int, default=100_000)
    parser.add_argument("--articles", type=int, help="as a rule a quarter of the versions")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--looks",
        type=int,
        default=len(LATER),
        help="at each article beside those that see changes",
    )
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True)
    begun = time.monotonic()
    articles = asked.articles or max(1, asked.versions // 4)
    write_archive(
        asked.folder.resolve(),
        versions=asked.versions,
        articles=articles,
        seed=asked.seed,
        looks=asked.looks,
    )
    print(f"{asked.versions:,} versions of {articles:,} articles: {time.monotonic() - begun:.0f} s")


if __name__ == "__main__":
    main()
