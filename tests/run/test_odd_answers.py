"""One odd answer costs its own page at most.

The archive takes it, or says why not, and goes on with everything else.
"""

import json
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime

import pytest

from crawler.archive import open_for_writing
from crawler.checks import Part, PartHeader, decode_part, encode_part
from crawler.codec import canonical_json
from crawler.gzipped import seal, unseal
from crawler.identity import check_key, new_run_id
from crawler.ingest import CheckLog
from crawler.model import Check, ObjectRef, Outcome
from crawler.plan import Limits, Plan
from crawler.warc import read as read_warc
from tests.newspaper.fixture import Press
from tests.newspaper.stories import page, story
from tests.run.palimpsest import Place, parts_of
from tests.servers.postgres import running
from tests.test_warc import warcio_check

COMMANDS = (
    ("articles",),
    ("report",),
    ("doctor", "--json"),
    ("verify",),
    ("reindex",),
    ("changes",),
)
_LONG = "x" * 5000

NO_HTTP = {
    "64-bits": "HTTP/1.1 99999999999999999999999 OK",
    "32-bits": "HTTP/1.1 99999999999 OK",
    "5000-digits": f"HTTP/1.1 {'9' * 5000} OK",
    "negative": "HTTP/1.1 -200 OK",
    "underscores": "HTTP/1.1 2_0_0 OK",
    "signed": "HTTP/1.1 +200 OK",
    "zero": "HTTP/1.1 099 OK",
    "six-hundred": "HTTP/1.1 600 OK",
}
"""Status lines that are none."""

HEADERS = {
    "etag-nul": 'ETag: "a\0b"',
    "etag-long": f'ETag: "{_LONG}"',
    "etag-control": 'ETag: "\x01\x9f"',
    "modified-nul": "Last-Modified: Thu\0",
    "blank": "X Bad Name: v",
    "not-ascii": "X-\xe9\xff: v",
    "empty-name": ": v",
    "no-colon": "a line without it",
    "folded": "X-Folded: one\r\n  two: three",
    "folded-first": " X: y",
    "nul-name": "X\0Y: v",
    "blank-behind": "X-Behind : v",
    "controls": "X-\x01\x85: \x1b[31m\x9b",
    "bare-cr": "X-Cr: a\rb",
    "many": "\r\n".join(f"X-{number}: v" for number in range(1000)),
}
"""Header lines that are odd: the page that comes with them is archived like any other."""

BODY = page(story("harbour", 0)).encode().decode("latin-1")


def answer(line: str = "HTTP/1.1 200 OK", headers: str = "X-Plain: yes", body: str = BODY) -> str:
    """Return a whole answer, as Latin-1."""
    return f"{line}\r\n{headers}\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{body}"


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    """Provide the URL of a database on a PostgreSQL server of the tests' own."""
    with running() as url:
        yield url


def _go_on(place: Place, press: Press) -> None:
    """Every command goes on, and a further crawl records."""
    for command in COMMANDS:
        done = place.run(*command)
        assert (done.status, "Traceback" in done.err) == (0, False), (command, done)
    assert place.crawl(press.url("/story/clock")).outcomes["/story/clock"] in {"new", "unchanged"}
    assert place.verified().findings == ()


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_no_answer_bricks_the_archive(
    place: Place, newspaper: Press, database: str, request: pytest.FixtureRequest
) -> None:
    """What is no HTTP is failed with that reason, odd headers cost nothing, and every command goes
    on, in either database.
    """
    if database == "postgresql":
        place.configure(index={"url": request.getfixturevalue("postgres")})
    for name, line in NO_HTTP.items():
        newspaper.say(f"raw/{name}", answer(line))
    for name, header in HEADERS.items():
        newspaper.say(f"raw/{name}", answer(headers=header))
    newspaper.say("raw/no-phrase", answer("HTTP/1.1 200"))
    newspaper.say("raw/odd-phrase", answer("HTTP/1.1 200 \xff\0\x1b[31m"))
    names = [*NO_HTTP, *HEADERS, "no-phrase", "odd-phrase"]
    # The length of a URL is bounded; PostgreSQL's usual index takes less than that.
    long = (
        "/story/clock?" + "&".join(f"{number:x}={number**9:x}" for number in range(100, 500))[:7900]
    )
    crawled = place.crawl(*(newspaper.url(f"/raw/{name}") for name in names), newspaper.url(long))
    assert crawled.status == 1
    assert {name for name in names if crawled.outcomes[f"/raw/{name}"] != "new"} == set(NO_HTTP)
    assert all(
        (crawled.reasons[f"/raw/{name}"] or "").startswith("the answer is no HTTP")
        for name in NO_HTTP
    )
    assert len(crawled.report["checks"]) == len(names) + 1
    kept = crawled.lines
    assert all(kept[f"/raw/{name}"].etag is None for name in HEADERS)
    _go_on(place, newspaper)


def test_odd_headers_are_kept_as_they_came(place: Place, newspaper: Press) -> None:
    """A capture holds the names and values of odd header lines, and says which lines were none."""
    newspaper.say(
        "raw/odd",
        answer(
            headers="\r\n".join(
                HEADERS[name]
                for name in ("blank", "not-ascii", "empty-name", "nul-name", "folded", "no-colon")
            )
        ),
    )
    line = place.crawl(newspaper.url("/raw/odd")).lines["/raw/odd"]
    found = read_warc(place.store.read(line.capture or "")).answer
    assert found.response_headers[:5] == (
        ("X Bad Name", "v"),
        ("X-\xe9\xff", "v"),
        ("", "v"),
        ("X\0Y", "v"),
        ("X-Folded", "one two: three"),
    )
    assert "header lines without a colon left out" in found.reconstructed
    path = place.folder / "kept.warc.gz"
    path.write_bytes(place.store.read(line.capture or ""))
    checked = warcio_check(path)
    assert (checked.returncode, checked.stdout.count("digest pass")) == (0, 4), checked.stdout


ITEMS = [
    {"id": "1", "url": "/half\ud800", "title": "\ud800 half"},
    {
        "id": "2",
        "url": "/story/clock",
        "title": "a \0 and \udfff",
        "date_published": "9999-12-31T23:59:59-23:59",
    },
    {"id": "3", "url": "/nul\0", "title": "\ufffe", "date_published": "0000-00-00"},
    {"id": "4", "url": "https://user:hunter2-hunter2@news.example/x"},
]


@pytest.mark.slow
def test_half_a_character_in_a_list_costs_one_link(place: Place, newspaper: Press) -> None:
    """Half a surrogate pair, NUL and impossible dates in a feed cost their own links, which are
    recorded, and no other line.
    """
    items = [
        item | {"url": newspaper.url(item["url"]) if item["url"][0] == "/" else item["url"]}
        for item in ITEMS
    ]
    feed = json.dumps(
        {"version": "https://jsonfeed.org/version/1.1", "title": "\ud800\0", "items": items}
    )
    newspaper.say(
        "raw/feed", f'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nETag: "\0"\r\n\r\n{feed}'
    )
    place.configure(sources=[{"name": "news", "feeds": [newspaper.url("/raw/feed")]}])
    crawled = place.crawl("--source", "news")
    assert crawled.outcomes["/story/clock"] == "new"
    assert crawled.outcomes["/half\ufffd"] == "refused"
    assert "lone surrogate" in (crawled.reasons["/half\ufffd"] or "")
    assert len(crawled.lines) == len(ITEMS)
    assert not any("hunter2" in str(part) for part in crawled.parts)
    _go_on(place, newspaper)


LD = {
    "@type": "NewsArticle",
    "headline": "The \ud83d bridge",
    "author": {"name": "Ilse \udc00\0 Bramow"},
    "datePublished": "9999999-99-99",
    "url": "https://news.example/\ud800",
    "publisher": {"name": "\udfff"},
}


def test_half_a_character_on_a_page_is_read(place: Place, newspaper: Press) -> None:
    """Half a surrogate pair, in JSON-LD or as a numeric reference anywhere on a page, is U+FFFD at
    most, and no internal error.
    """
    head = f'<script type="application/ld+json">{json.dumps(LD)}</script>'
    references = (
        '<link rel="canonical" href="/raw/page&#xD800;&#0;"><meta property="og:title" '
        'content="&#xD800;o&#0;g&#xFFFE;">'
    )
    body = page(story("harbour", 0), head=head + references).replace(
        "<p>", "<p>&#xDC00;&#0;&#x110000;&#xFFFF;", 1
    )
    newspaper.say("raw/page", answer(body=body.encode().decode("latin-1")))
    newspaper.say("raw/moved", "HTTP/1.1 302 Found\r\nLocation: /\xed\xa0\x80\xff\0x\r\n\r\n")
    crawled = place.crawl(newspaper.url("/raw/page"), newspaper.url("/raw/moved"))
    assert crawled.outcomes["/raw/page"] == "new", crawled.reasons
    assert "internal error" not in str(crawled.reasons)
    _go_on(place, newspaper)


def forge(place: Place, *changes: dict[str, object], counts: object = (1,)) -> str:
    """Store a sealed part of a good line and, for each of the changes, one with that in it.

    Returns its key.
    """
    at = datetime.now(UTC).replace(microsecond=0)
    run = new_run_id(at, b"\x0b\xad\xba\xd0")
    plan = {"sources": [1, {"name": 2}], "targets": 5, "watch": "perhaps"}
    seen = (ObjectRef(key="../x\0", sha256="\0"),)
    header = PartHeader(
        run=run,
        part=1,
        previous=None,
        started=at,
        trigger="crawl\0",
        process="\0",
        plan=plan,
        seen=seen,
    )
    good = Check(
        kind="article", run=run, url="https://news.example/1", fetched_at=at, outcome=Outcome.FAILED
    )
    report = {"finished": 5, "counts": counts, "costs": 3}
    lines = unseal(encode_part(Part(header=header, checks=(good,), report=report)), 1 << 20).split(
        b"\n"
    )
    forged = [canonical_json(json.loads(lines[1]) | change) for change in changes]
    key = check_key(run, 1)
    assert place.store.create(key, seal(b"\n".join([*lines[:2], *forged, *lines[2:]])))
    return key


NOWHERE = "news.example/" + "0" * 32


@pytest.mark.slow
def test_a_line_that_names_what_cannot_be_blocks_nothing(place: Place, newspaper: Press) -> None:
    """A forged line may name any article, version, URL or plan.

    Whoever catches up passes it over, at once.
    """
    place.crawl(newspaper.url("/story/clock"))
    forge(
        place,
        {"article": "../../x", "version": 1},
        {"article": "news.example/zz", "version": 3},
        {"article": NOWHERE, "url": "no url", "version": -5},
        {"article": NOWHERE, "version": (1 << 31) - 1},
        {"article": "\0", "capture": "x"},
    )
    for command in (("articles",), ("report",), ("report", "--json"), ("reindex",)):
        done = place.run(*command)
        assert (done.status, "Traceback" in done.err) == (0, False), (command, done)
    assert place.crawl(newspaper.url("/story/clock")).outcomes == {"/story/clock": "unchanged"}
    with closing(place.index()) as index:
        assert index.last_crawls(["a"], datetime(2026, 1, 1, tzinfo=UTC)) == {}


def test_an_unusable_line_is_told_and_blocks_nothing(place: Place, newspaper: Press) -> None:
    """A line of an earlier release or a forger that no column can hold is named by key and line.

    The rest of it, and all others, count.
    """
    place.crawl(newspaper.url("/story/clock"))
    key = forge(
        place,
        {"status": 10**30, "etag": "a\0b"},
        {"received": -(1 << 70)},
        {"url": "https://news.example/\0"},
        counts={"failed": 4},
    )
    assert [one.line for one in decode_part(place.store.read(key), key).unusable] == [3, 4, 5]
    place.lose_index()
    rebuilt = place.run("reindex", "--json")
    assert [one["line"] for one in rebuilt.json["unusable"]] == [
        f"{key} line {line}" for line in (3, 4, 5)
    ]
    assert "status holds a number outside" in rebuilt.json["unusable"][0]["problem"]
    assert rebuilt.json["checks"] == 5
    told = next(
        one
        for one in place.run("doctor", "--json").json["findings"]
        if one["about"] == "check lines"
    )
    assert (told["state"], f"{key} line 4" in told["detail"]) == ("note", True)
    found = [finding for finding in place.verified().findings if finding.problem == "unusable"]
    assert [(finding.key, finding.severity, finding.detail[:6]) for finding in found] == [
        (key, "note", f"line {line}") for line in (3, 4, 5)
    ]
    assert place.crawl(newspaper.url("/story/clock")).outcomes == {"/story/clock": "unchanged"}


def test_a_line_that_cannot_be_written_loses_no_other(place: Place) -> None:
    """The ledger writes a stand-in that names the trouble for a line that cannot be written, and
    all other lines as they are.
    """
    index, run = place.index(), "20260101T000000Z-00000001"
    limits = Limits(user_agent="a")
    ledger = CheckLog(
        open_for_writing(place.store, now=datetime.now(UTC)),
        index,
        Plan(run=run, trigger="crawl", limits=limits),
        clock=lambda: datetime.now(UTC),
    )
    ledger.open()
    lines = [
        Check(
            kind="article",
            run=run,
            url=f"u{one}",
            fetched_at=datetime.now(UTC),
            outcome=Outcome.NEW,
        )
        for one in range(3)
    ]
    object.__setattr__(lines[1], "reason", "a bug let \ud800 through")
    for line in lines:
        ledger.add(line)
    ledger.close({"finished": "now"})
    written = [check for part in parts_of(place.store, run) for check in part.checks]
    assert [(check.url, check.outcome) for check in written] == [
        ("u0", "new"),
        ("u1", "failed"),
        ("u2", "new"),
    ]
    assert "UnicodeEncodeError" in (written[1].reason or "")
    assert index.counts().checks == 3
    index.close()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("status", 10**30),
        ("status", 99),
        ("found", 1 << 31),
        ("received", 1 << 63),
        ("etag", "\0"),
        ("url", "\ud800"),
        ("hops", ("\0",)),
    ],
)
def test_a_line_refuses_what_no_column_holds(name: str, value: object) -> None:
    """A check line cannot be made of a number or a text that a column of the index
    could not hold.
    """
    given = {
        "kind": "article",
        "run": "r",
        "url": "u",
        "fetched_at": datetime.now(UTC),
        "outcome": Outcome.FAILED,
        name: value,
    }
    with pytest.raises(ValueError, match=f"{name} holds"):
        Check(**given)  # type: ignore[arg-type]  # the point of it


def test_halves_in_the_call_and_the_configuration(place: Place, newspaper: Press) -> None:
    """Bytes that are no UTF-8 in a call, and halves in a configuration, are wrong calls with a
    sentence.
    """
    call = place.run("crawl", "https://news.example/\udcff")
    assert (call.status, "Traceback" in call.err) == (2, False)
    place.configure(sources=[{"name": "a", "urls": ["https://a.example/\ud800"]}])
    broken = place.run("crawl", "--all")
    assert (broken.status, "Traceback" in broken.err) == (2, False)
    assert "config.yaml:1" in broken.err
    assert newspaper.log() == []
