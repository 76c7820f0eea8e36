"""One thread through the whole.

URLs become captures, versions, a history and a proof, in files and in a real S3 server.
"""

from dataclasses import dataclass, field

import pytest

from crawler.archive import Archive
from crawler.codec import decode, sha256
from crawler.identity import article_of, version_key
from crawler.model import Check, Outcome, State, Version
from crawler.warc import read as read_warc
from tests.newspaper.fixture import Press
from tests.run.conftest import file_place, s3_place
from tests.run.palimpsest import Crawled, Place, until
from tests.servers.faulty import FaultyProxy
from tests.servers.s3 import S3Server

pytestmark = pytest.mark.usefixtures("module_environ")

PLAIN, TAGGED, EDITED, REMOVED = "/story/harbour", "/etag/orchard", "/editions/quay", "/gone/clock"
HELD, NO_ARTICLE, BROKEN, BOMB, COPY = (
    "/held/one",
    "/section",
    "/status/500",
    "/bomb/gzip",
    "/amp/harbour",
)
READABLE = (PLAIN, TAGGED, EDITED, REMOVED, HELD)
FIRST = {
    **dict.fromkeys(READABLE, "new"),
    NO_ARTICLE: "unreadable",
    BROKEN: "failed",
    BOMB: "refused",
}
THEN = {
    PLAIN: "unchanged",
    TAGGED: "not_modified",
    EDITED: "changed",
    REMOVED: "suspect",
    HELD: "unchanged",
}
AT_LAST = {
    PLAIN: "unchanged",
    TAGGED: "not_modified",
    EDITED: "unchanged",
    REMOVED: "suspect",
    HELD: "unchanged",
}


@dataclass
class Thread:
    """Four crawls of one archive.

    The first look, one after changes, one after none, and one that skips what was checked.
    """

    place: Place
    press: Press
    front: FaultyProxy | None
    crawls: list[Crawled] = field(default_factory=list)
    written: list[list[str]] = field(default_factory=list)
    """The keys that each crawl added."""
    puts: list[list[str]] = field(default_factory=list)
    """The keys that each crawl sent PUTs for, in order; nothing for files."""
    asked: list[list[str]] = field(default_factory=list)
    """What each crawl asked the newspaper for."""
    parts_at_first_fetch: list[str] = field(default_factory=list)

    def crawl(self, *arguments: str) -> None:
        """One crawl of all pages.

        It finds what it asks for, and ``held`` when the store has been looked at.
        """
        before, sent, heard = (
            set(self.place.listed()),
            len(self.front.seen) if self.front else 0,
            len(self.press.log()),
        )
        running = self.place.start(
            "crawl",
            "--json",
            *arguments,
            *map(self.press.url, (*READABLE, NO_ARTICLE, BROKEN, BOMB)),
        )
        if not self.crawls:
            until(lambda: self.press.log(HELD), "the request for the page that waits")
            self.parts_at_first_fetch = self.place.listed("checks/")
            self.press.set("held/one", 1)
        self.crawls.append(self.place.crawled(running))
        self.written.append([key for key in self.place.listed() if key not in before])
        self.puts.append(
            [
                self.place.key_of(seen.path)
                for seen in self.front.seen[sent:]
                if seen.method == "PUT"
            ]
            if self.front
            else []
        )
        self.asked.append([str(entry["path"]) for entry in self.press.log()[heard:]])

    def line(self, crawl: int, path: str) -> Check:
        """Return a page's check line, from the store."""
        return self.crawls[crawl].lines[path]


@pytest.fixture(scope="module", params=["files", "s3"])
def thread(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    module_press: Press,
    seaweed: S3Server,
    front: FaultyProxy,
) -> Thread:
    """Provide the whole thread, once for each store."""
    module_press.reset()
    folder, on_s3 = tmp_path_factory.mktemp("thread"), request.param == "s3"
    place = s3_place(folder, seaweed, through=front.url) if on_s3 else file_place(folder)
    place.configure(captures="versions", crawl={"max_page_bytes": 1_000_000})
    thread = Thread(place, module_press, front if on_s3 else None)
    thread.crawl()
    module_press.set("editions/quay", 1)
    module_press.set("gone/clock", 410)
    thread.crawl()
    thread.crawl()
    thread.crawl("--since-last", "1h")
    return thread


def test_every_page_ends_in_its_outcome(thread: Thread) -> None:
    """New, unchanged, not modified, changed, suspect, unreadable, failed, refused and skipped are
    told apart, each with its reason.
    """
    trouble = {path: FIRST[path] for path in (NO_ARTICLE, BROKEN, BOMB)}
    assert [crawl.outcomes for crawl in thread.crawls] == [
        FIRST,
        THEN | trouble,
        AT_LAST | trouble,
        dict.fromkeys(FIRST, "skipped"),
    ]
    assert [crawl.status for crawl in thread.crawls] == [1, 1, 1, 0]
    for crawl in thread.crawls:
        told = {path for path, reason in crawl.reasons.items() if reason}
        assert told == {
            path
            for path, outcome in crawl.outcomes.items()
            if outcome in {"suspect", "unreadable", "failed", "refused", "skipped"}
        }


def test_the_first_part_is_there_before_the_first_fetch(thread: Thread) -> None:
    """While the first page is still awaited, the store holds the run's plan and what started it,
    and nothing else of the run.
    """
    first = thread.crawls[0].parts[0]
    assert thread.parts_at_first_fetch == [first.key]
    assert first.header.trigger == "crawl"
    assert first.header.plan is not None
    assert [target["url"] for target in first.header.plan["targets"]] == [
        thread.press.url(path) for path in FIRST
    ]
    assert not first.checks


def test_the_last_part_holds_the_report(thread: Thread) -> None:
    """The report stands in the last part and nowhere else, and says what ``crawl`` printed.

    A run names the last part that it saw.
    """
    for crawl in thread.crawls:
        *others, last = crawl.parts
        assert all(part.report is None for part in others)
        assert last.report == {
            name: value
            for name, value in crawl.report.items()
            if name not in {"checks", "sources", "new_archive"}
        }
        assert not last.report["interrupted"]
    for before, after in zip(thread.crawls, thread.crawls[1:], strict=False):
        last = before.parts[-1]
        assert [(ref.key, ref.sha256) for ref in after.parts[0].header.seen] == [
            (last.key, sha256(thread.place.store.read(last.key)))
        ]


def test_a_capture_stands_before_the_record_that_names_it(thread: Thread) -> None:
    """Each version names a stored capture of the page as it was served then, and the capture was
    written first.
    """
    first, second = thread.place.versions(thread.press.url(EDITED))
    for record in (first, second):
        data = thread.place.store.read(record.capture.key)
        assert sha256(data) == record.capture.sha256
        assert f"This is edition {record.version - 1} of" in read_warc(data).answer.body.decode()
        assert (
            f"This is edition {record.version - 1} of" in record.extraction.text
            if record.extraction
            else False
        )
    for puts in thread.puts:
        for place, key in enumerate(puts):
            if "/versions/" in key:
                record = decode(Version, thread.place.store.read(key))
                assert record.capture.key in puts[:place]


def test_versions_are_chained_by_hash(thread: Thread) -> None:
    """A version names the SHA-256 of its predecessor's stored bytes, and its own text's."""
    article = article_of(thread.press.url(EDITED))
    first, second = Archive(thread.place.store).newer(article)
    assert first.record.previous is None
    assert second.record.previous == sha256(thread.place.store.read(version_key(article, 1)))
    assert second.record.state is State.PRESENT
    assert second.record.extraction is not None
    assert second.record.content_sha256 == sha256(second.record.extraction.text.encode())
    assert second.record.last_seen_before == thread.line(0, EDITED).fetched_at


def test_check_lines_are_complete(thread: Thread) -> None:
    """Every check of every run is one line in the store, with what was fetched, when, what it was,
    and the record that attests it.
    """
    for crawl in thread.crawls:
        assert {path: line.outcome.value for path, line in crawl.lines.items()} == crawl.outcomes
        assert sum(len(part.checks) for part in crawl.parts) == len(FIRST)
        for path, line in crawl.lines.items():
            assert (line.run, line.kind, line.article) == (
                crawl.run,
                "article",
                article_of(thread.press.url(path)),
            )
            if line.version is not None and line.article is not None:
                assert line.record_sha256 == sha256(
                    thread.place.store.read(version_key(line.article, line.version))
                )
    seen = thread.line(0, PLAIN)
    body = read_warc(thread.place.store.read(str(seen.capture))).answer.body
    assert (seen.status, seen.version, seen.body_sha256, seen.published) == (
        200,
        1,
        sha256(body),
        "2026-03-03T07:20:00Z",
    )
    assert (thread.line(1, TAGGED).status, thread.line(1, TAGGED).version) == (304, 1)
    assert thread.line(0, TAGGED).etag == thread.line(1, TAGGED).etag
    assert (
        thread.line(1, EDITED).version,
        thread.line(1, REMOVED).version,
        thread.line(0, BROKEN).version,
    ) == (2, 1, None)
    assert thread.line(1, EDITED).outcome is Outcome.CHANGED


def test_a_suspicion_is_kept_once(thread: Thread) -> None:
    """A removed page is suspect, never the last word.

    The first look's capture is kept, the second's is not.
    """
    first, second = thread.line(1, REMOVED), thread.line(2, REMOVED)
    assert first.capture is not None
    assert read_warc(thread.place.store.read(first.capture)).answer.status == 410
    assert second.capture is None
    assert len(thread.place.versions(thread.press.url(REMOVED))) == 1


def test_what_has_not_changed_is_stored_once(thread: Thread) -> None:
    """A crawl that finds nothing new adds its two check parts, and no capture and no version.

    A skipped page is not even asked for.
    """
    for written in thread.written[2:]:
        assert len(written) == 2
        assert all(key.startswith("checks/") for key in written)
    assert thread.asked[3] == []
    assert thread.place.kinds() == {"captures": 7, "versions": 6, "aliases": 0, "checks": 8}


def test_a_new_version_costs_two_puts(thread: Thread) -> None:
    """Beside the probe and the run's two parts, a new version is two PUTs, a first suspicion one,
    an unchanged page none. Before an archive is made, the server is tried with two.
    """
    if not thread.front:
        return  # files know no PUTs
    birth, probe, parts = 2 + 1, 1, 2
    assert [len(puts) for puts in thread.puts] == [
        birth + probe + parts + 2 * len(READABLE),
        probe + parts + 2 + 1,
        probe + parts,
        probe + parts,
    ]


def test_all_of_it_is_proved(thread: Thread) -> None:
    """``verify`` finds nothing at all to remark."""
    report = thread.place.verified()
    assert (report.ok, report.findings) == (True, ())
    assert (report.articles, report.versions, report.captures, report.checks) == (
        len(READABLE),
        6,
        7,
        4 * len(FIRST),
    )
