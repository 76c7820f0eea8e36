"""``blame``, ``changes`` and ``search``.

Their JSON shapes, their answers for people, and wrong calls.
"""

from datetime import timedelta

import pytest

from crawler.archive import Archive, open_for_writing
from crawler.codec import sha256
from crawler.fingerprint import GONE, fingerprint
from crawler.identity import article_of
from crawler.model import Change, Extraction, Head, State, Version
from crawler.store.files import FileStore
from tests.archives import BORN, capture_of
from tests.cli.conftest import KEPT, bare
from tests.cli.shell import Shell

URL = "https://news.example/2026/ferry"
OTHER = "https://hill.example/fair"
AGROUND = (
    "The ferry Marisol ran aground on the Tern Bank outside the harbour shortly "
    "before dawn on Saturday."
)
TWELVE = (
    "The lifeboat took 12 passengers ashore while the tide was still falling, the coast guard said."
)
FOURTEEN = TWELVE.replace("12", "14")
CALM = (
    "The sea was calm and the visibility good, according to the log that the coast "
    "guard published at noon."
)
TEXTS = ((AGROUND, TWELVE), (AGROUND, FOURTEEN, CALM), (AGROUND, FOURTEEN))
CHANGES = (
    Change(),
    Change(
        kinds=("addition", "fact"),
        reasons={"fact": "number: 12, 14"},
        stealth=False,
        words_added=20,
        words_removed=1,
    ),
    Change(
        kinds=("removal",), reasons={"removal": "1 sentence left"}, stealth=True, words_removed=19
    ),
    Change(kinds=("gone",), reasons={"gone": "status 410"}),
)

SENTENCE = [
    *("text", "paragraph", "version", "captured_at", "last_seen_before", "silence"),
    *("reworded_from", "earlier", "returned_from"),
]
LEFT = ["text", "from_version", "left_in", *SENTENCE[3:]]
RESULT = ["article", "url", "title", "versions", "current", "left", "snippet"]


def append(
    archive: Archive,
    before: Head | None,
    url: str,
    paragraphs: tuple[str, ...] | None,
    *,
    extractor: str = "test 1",
) -> Head:
    """Append a version with this text; with None, one that says the article is gone."""
    number = before.record.version + 1 if before else 1
    at = BORN + timedelta(hours=number)
    title, text = "Ferry runs aground", "\n\n".join(paragraphs or ())
    page = (
        f"<html><body><article><h1>{title}"
        f"</h1>{''.join(f'<p>{one}</p>' for one in paragraphs or ())}</article></body>"
        "</html>"
    )
    record = Version(
        article=article_of(url),
        url=url,
        version=number,
        state=State.PRESENT if paragraphs else State.GONE,
        captured_at=at,
        confirmed_at=at,
        last_seen_before=at - timedelta(minutes=30) if before else None,
        capture=archive.keep(article_of(url), capture_of(url, page, at)),
        previous=before.sha256 if before else None,
        fingerprint=fingerprint(title, "", text) if paragraphs else GONE,
        content_sha256=sha256(text.encode()),
        run="20261121T090000Z-00000001",
        extraction=Extraction(extractor=extractor, title=title, paragraphs=paragraphs)
        if paragraphs
        else None,
        change=CHANGES[number - 1],
    )
    head = archive.append(record)
    assert head is not None
    return head


@pytest.fixture(scope="module")
def audit(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """Provide a shell beside an archive of a story that was edited, and of one that was taken down.
    No test may change it.
    """
    shell = Shell(tmp_path_factory.mktemp("audit"))
    shell.configure(KEPT)
    archive = open_for_writing(FileStore(shell.folder / "store"), now=BORN)
    head = None
    for paragraphs in TEXTS:
        head = append(archive, head, URL, paragraphs)
    head = None
    for taken in (
        ("The fair opens on Sunday with a brass band.",),
        ("The fair opens on Monday with a brass band.",),
        None,
    ):
        head = append(archive, head, OTHER, taken)
    return shell


def test_blame_json(audit: Shell) -> None:
    """``blame --json`` has exactly the shape that is documented.

    Each sentence with its version, interval and past.
    """
    document = audit.run("blame", URL, "--json").document
    assert list(document) == ["article", "url", "version", "state", "note", "sentences", "left"]
    assert [list(sentence) for sentence in document["sentences"]] == [SENTENCE] * 2
    assert [
        (one["text"], one["version"], one["reworded_from"]) for one in document["sentences"]
    ] == [(AGROUND, 1, None), (FOURTEEN, 2, 1)]
    assert document["sentences"][1]["earlier"] == [{"version": 1, "text": TWELVE}]
    assert document["sentences"][1]["captured_at"] == "2026-11-21T11:00:00Z"
    assert document["sentences"][1]["last_seen_before"] == "2026-11-21T10:30:00Z"
    assert [list(one) for one in document["left"]] == [LEFT]
    assert [(one["text"], one["from_version"], one["left_in"]) for one in document["left"]] == [
        (CALM, 2, 3)
    ]
    assert document["left"][0]["captured_at"] == "2026-11-21T12:00:00Z"


def test_blame_for_people(audit: Shell) -> None:
    """``blame`` fits 80 columns and says without colour what came when, what it was before, and
    what left.
    """
    shown = bare(audit.on_terminal("blame", URL).out)
    assert max(map(len, shown.splitlines())) <= 80
    told = " ".join(shown.split())
    assert f"v2 {FOURTEEN} (reworded from v1)" in told
    assert f"What left v2 {CALM} (left in v3)" in told
    assert "v3 after 2026-11-21 11:30:00, by 12:00:00Z: removal, silent" in told


def test_blame_of_an_earlier_version(audit: Shell) -> None:
    """``blame --version`` tells of the text as it stood then."""
    document = audit.run("blame", URL, "--version", "2", "--json").document
    assert (
        document["version"],
        [one["version"] for one in document["sentences"]],
        document["left"],
    ) == (2, [1, 2, 2], [])


def test_blame_of_a_removed_article(audit: Shell) -> None:
    """A removed article has no sentences; all left with the removal."""
    document = audit.run("blame", OTHER, "--json").document
    assert (document["state"], document["sentences"]) == ("gone", [])
    assert [(one["left_in"], one["reworded_from"]) for one in document["left"]] == [(3, 1)]
    assert "took this article down" in audit.run("blame", OTHER).out


def test_blame_compares_texts_of_one_extractor(shell: Shell) -> None:
    """Versions of different extractors are extracted again from their captures, and blame says so;
    no extractor brought a sentence.
    """
    shell.configure(KEPT)
    archive = open_for_writing(FileStore(shell.folder / "store"), now=BORN)
    first = append(archive, None, URL, (AGROUND, TWELVE, CALM), extractor="old 1")
    seen = append(archive, first, URL, (AGROUND, TWELVE, CALM))
    document = shell.run("blame", URL, "--json").document
    assert "extracted again" in document["note"]
    assert {one["version"] for one in document["sentences"]} == {1}
    assert seen.record.version == 2
    assert "extracted again from both" in shell.run("diff", URL, "--json").document["note"]


def test_changes_json(audit: Shell) -> None:
    """``changes --json`` lists versions above the first, newest first, removals included, in the
    shape of ``history``.
    """
    document = audit.run("changes", "--json").document
    assert list(document) == ["total", "unknown", "changes"]
    assert (document["total"], document["unknown"]) == (4, 0)
    assert {(one["url"], one["version"]) for one in document["changes"][:2]} == {
        (URL, 3),
        (OTHER, 3),
    }
    history = audit.run("history", URL, "--json").document["versions"]
    newest = next(one for one in document["changes"] if one["url"] == URL)
    assert newest == {"article": article_of(URL), "url": URL} | history[-1]
    removed = next(one for one in document["changes"] if one["state"] == "gone")
    assert removed["title"] == "Ferry runs aground"


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (("--kind", "fact"), {(URL, 2), (OTHER, 2)}),
        (("--silent",), {(URL, 3), (OTHER, 3)}),
        (("--stealth",), {(URL, 3), (OTHER, 3)}),
        (("--host", "News.Example"), {(URL, 2), (URL, 3)}),
        (("--host", "news.example", "--kind", "removal", "--silent"), {(URL, 3)}),
        (("--since", "2026-11-21T11:30:00Z"), {(URL, 3), (OTHER, 3)}),
        (("--since", "2026-11-21T12:30:00+01:00"), {(URL, 3), (OTHER, 3)}),
        (("--until", "2026-11-21T11:30:00Z"), {(URL, 2), (OTHER, 2)}),
        (("--since", "2026-11-22"), set()),
        (("--since", "2026-11-21"), {(URL, 2), (URL, 3), (OTHER, 2), (OTHER, 3)}),
        (("--host", "nowhere.example"), set()),
    ],
)
def test_changes_are_filtered(
    audit: Shell, options: tuple[str, ...], expected: set[tuple[str, int]]
) -> None:
    """Changes are filtered by kind, silence, host and time.

    Filters that are given together hold together.
    """
    document = audit.run("changes", *options, "--json").document
    assert {(one["url"], one["version"]) for one in document["changes"]} == expected
    assert document["total"] == len(expected)


def test_changes_for_people(audit: Shell) -> None:
    """``changes`` shows title, interval, kinds, amount and URL in 80 columns, and how to see the
    rest.
    """
    shown = bare(audit.on_terminal("changes", "--limit", "1", "--host", "news.example").out)
    assert max(map(len, shown.splitlines())) <= 80
    for part in (
        "Ferry runs aground",
        "after 2026-11-21 11:30:00, by 12:00:00Z",
        "v3: removal, silent; 0 words added, 19 removed",
        URL,
    ):
        assert part in shown
    assert "1 change of 2; --limit 2 shows all" in shown
    assert (
        "no matching changes"
        in audit.run("changes", "--since", "1s", "--host", "nowhere.example").out
    )


@pytest.mark.parametrize(
    ("arguments", "says", "hint"),
    [
        (("changes", "--kind", "healine"), "did you mean 'headline'", "gone, returned"),
        (("changes", "--kind", "zzz"), "no kind of change 'zzz'", "headline, byline"),
        (("changes", "--since", "yesterday"), "no age and no time", "2026-11-21"),
        (("changes", "--since", "1000000w"), "a hundred years at most", "24h"),
        (("changes", "--since", "2026"), "may be a year, or seconds", "2026-01-01"),
        (("changes", "--since", "2026-11-21T10:00:00"), "no age and no time", "UTC"),
        (("changes", "--source", "courier"), "no source 'courier'", "Known sources: none"),
        (("search", '"the old'), "never closed", "in quotes"),
        (("search", "b*d"), "asterisk", "bridg*"),
        (("search", "?!"), "no word to search for", "All words"),
    ],
)
def test_wrong_calls(audit: Shell, arguments: tuple[str, ...], says: str, hint: str) -> None:
    """A wrong kind, time, source or query ends with status 2 and says what would be right."""
    done = audit.run(*arguments)
    assert (done.status, done.out) == (2, "")
    assert says in done.err
    assert hint in done.err


def test_search_json(audit: Shell) -> None:
    """``search --json`` tells in which versions the words stood and when they left, with the
    passage that has them.
    """
    document = audit.run("search", "visibility", "calm", "--json").document
    assert (document["query"], document["total"]) == ("visibility calm", 1)
    (result,) = document["results"]
    assert list(result) == RESULT
    assert (result["url"], result["versions"], result["current"]) == (URL, [2], False)
    assert result["left"] == {
        "version": 3,
        "state": "present",
        "captured_at": "2026-11-21T12:00:00Z",
        "last_seen_before": "2026-11-21T11:30:00Z",
    }
    assert [part for mark, part in result["snippet"] if mark == "match"] == ["calm", "visibility"]
    standing = audit.run("search", '"14 passengers"', "--json").document["results"][0]
    assert (standing["versions"], standing["current"], standing["left"]) == ([2, 3], True, None)
    assert audit.run("search", "zeppelin", "--json").document == {
        "query": "zeppelin",
        "total": 0,
        "whole": True,
        "results": [],
    }


def test_search_for_people(audit: Shell) -> None:
    """``search`` says without colour which versions have the words, since when they are gone, and
    marks them in the text.
    """
    shown = bare(audit.on_terminal("search", "calm").out)
    assert max(map(len, shown.splitlines())) <= 80
    told = " ".join(shown.split())
    assert "v2; the words are gone since v3 (after 2026-11-21 11:30:00, by 12:00:00Z)" in told
    assert "The sea was [calm] and" in told
    assert "v2-v3; stands now" in audit.run("search", '"14 passengers"').out
    assert "v1-v2; the article was removed since v3" in audit.run("search", "brass band").out
    assert audit.run("search", "zeppelin").out == "no version has these words\n"
