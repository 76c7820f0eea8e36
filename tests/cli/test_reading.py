"""Reading commands: the shapes that DESIGN promises, and answers for people."""

import json
import shutil
from pathlib import Path

import pytest

from crawler.codec import sha256
from tests.archives import Built
from tests.cli.conftest import KEPT
from tests.cli.shell import Shell

URL = "https://news.example/2026/bridge-1"

HISTORY = ["article", "url", "versions", "pending"]
HISTORY_VERSION = [
    *(
        "version",
        "state",
        "captured_at",
        "confirmed_at",
        "last_seen_before",
        "title",
        "kinds",
        "reasons",
    ),
    *("silence", "silence_reason", "silence_evidence", "stealth"),
    *("words_added", "words_removed", "content_sha256", "extractor", "capture"),
    *("imported", "compared_with"),
]
SHOW_START = ["article", "url", "version"]
SHOW = {
    "captured_at",
    "title",
    "byline",
    "published",
    "modified",
    "publisher",
    "language",
    "developing",
    "text",
}
DIFF = [
    "article",
    "url",
    "from",
    "to",
    "kinds",
    "reasons",
    "silence",
    "silence_reason",
    "silence_evidence",
    "stealth",
    "note",
    "words_added",
    "words_removed",
    "fields",
    "blocks",
    "sentences",
    "attachments",
]
ARTICLE = [
    *(
        "article",
        "url",
        "title",
        "state",
        "version",
        "first_seen",
        "last_checked",
        "last_outcome",
        "last_seen",
        "sources",
        "pending",
        "versions",
    ),
]


def test_history_json(reader: Shell) -> None:
    """``history --json`` has exactly the shape that is promised, times in UTC with Z, and versions
    in order.
    """
    document = reader.run("history", URL, "--json").document
    assert list(document) == HISTORY
    assert [list(version) for version in document["versions"]] == [HISTORY_VERSION] * 2
    assert [version["version"] for version in document["versions"]] == [1, 2]
    assert all(version["captured_at"].endswith("Z") for version in document["versions"])
    assert document["versions"][0]["last_seen_before"] is None


def test_show_json(reader: Shell) -> None:
    """``show --json`` names what DESIGN names, and its text hashes to the version's
    ``content_sha256``.
    """
    document = reader.run("show", URL, "--json").document
    assert list(document)[:3] == SHOW_START
    assert set(document) >= SHOW
    assert document["text"] == "\n\n".join(document["paragraphs"])
    assert sha256(document["text"].encode()) == document["content_sha256"]


def test_verify_json(reader: Shell) -> None:
    """``verify --json`` of an archive without checkpoints has exactly the promised shape."""
    document = reader.run("verify", "--json").document
    counts = {"articles", "versions", "captures", "checks", "redacted"}
    assert set(document) == {*counts, "ok", "findings"}
    assert (document["articles"], document["ok"]) == (2, True)


def test_diff_json(reader: Shell) -> None:
    """``diff --json`` is ``diff --format json``, in the documented shape."""
    asked = reader.run("diff", URL, "--json")
    assert list(asked.document) == DIFF
    assert reader.run("diff", URL, "--format", "json").out == asked.out


def test_articles_json(reader: Shell) -> None:
    """``articles --json`` tells how many fit and shows as many as ``--limit`` allows."""
    document = reader.run("articles", "--json", "--limit", "1").document
    assert document["total"] == 2
    assert [list(article) for article in document["articles"]] == [ARTICLE]


def test_articles_are_filtered(reader: Shell) -> None:
    """State, host and age leave out what does not fit; nothing fitting is no error."""
    present = reader.run(
        "articles", "--state", "present", "--host", "news.example", "--json"
    ).document["articles"]
    assert [article["url"] for article in present] == [URL]
    nothing = reader.run("articles", "--host", "other.example")
    assert (nothing.status, nothing.out) == (0, "no matching articles\n")


def test_reindex_json_after_the_index_is_gone(kept: tuple[Shell, Built], tmp_path: Path) -> None:
    """``reindex`` rebuilds the index from the store alone and says what it found."""
    shutil.copytree(kept[0].folder / "store", tmp_path / "store")
    shell = Shell(tmp_path)
    shell.configure(KEPT)
    document = shell.run("reindex", "--json").document
    counts = {"articles": 2, "kept": 2, "versions": 4, "redacted": 0}
    assert document == {**counts, "aliases": 1, "runs": 3, "checks": 6}
    (tmp_path / "index.db").unlink()
    assert shell.run("history", URL).status == 0


@pytest.mark.parametrize(
    "name", [URL, URL.replace("https", "http"), "news.example/2026/bridge-1", "bridge-1", "{id}"]
)
def test_an_article_has_many_names(kept: tuple[Shell, Built], name: str) -> None:
    """A URL, its other scheme, none, a part of it, and the article's id all name the article."""
    shell, built = kept
    assert (
        shell.run("history", "--json", name.format(id=built.articles[1])).document["article"]
        == built.articles[1]
    )


def test_an_alias_names_its_article(kept: tuple[Shell, Built]) -> None:
    """A URL that only an alias leads from names the article that it was accepted for."""
    shell, built = kept
    assert (
        shell.run("history", "--json", "https://news.example/2026/bridge-0/amp").document["article"]
        == built.articles[0]
    )


def test_the_version_that_stood_at_a_time(reader: Shell) -> None:
    """``--at`` gives the newest version that was captured by then."""
    shown = [
        reader.run("show", URL, "--json", "--at", f"2026-11-21T{time}Z").document["version"]
        for time in ("10:30:00", "11:30:00")
    ]
    assert shown == [1, 2]


def test_what_changed_since_a_time(reader: Shell) -> None:
    """``diff --at`` compares with the version that stood then, as ``show --at`` gives it.

    Two times name both versions, in any order; where one stood at both, nothing differs.
    """
    early, late = "2026-11-21T10:30:00Z", "2026-11-21T11:30:00Z"
    told = [
        reader.run("diff", URL, "--json", *call).document
        for call in (
            ["--at", early],
            ["--at", late, "--at", early],
            ["--at", early, "--to", "1"],
            ["--at", late],
        )
    ]
    assert [(one["from"], one["to"]) for one in told] == [(1, 2), (1, 2), (1, 1), (2, 2)]
    assert [bool(one["words_added"]) for one in told] == [True, True, False, False]


def test_a_removed_article(reader: Shell) -> None:
    """``show`` says of a removed article that it is gone, and ``history`` that it was
    there before.
    """
    assert "took this article down" in reader.run("show", "bridge-0", "--version", "2").out
    assert [
        version["state"]
        for version in reader.run("history", "bridge-0", "--json").document["versions"]
    ] == ["present", "gone"]


def test_reading_writes_nothing_to_the_store(kept: tuple[Shell, Built]) -> None:
    """An auditor needs no right to write.

    After all reading commands the store holds what it held.
    """
    shell, built = kept
    for call in (["verify"], ["articles"], ["show", URL], ["diff", URL], ["verify", URL]):
        assert shell.run(*call).status == 0
    root = shell.folder / "store"
    assert sorted(
        path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()
    ) == list(built.keys)


def test_damage_is_named(kept: tuple[Shell, Built], tmp_path: Path) -> None:
    """``verify`` ends with 4 and names the object whose byte was changed, in JSON and
    for people.
    """
    shutil.copytree(kept[0].folder / "store", tmp_path / "store")
    shell = Shell(tmp_path)
    shell.configure(KEPT)
    key = next(key for key in kept[1].keys if key.endswith("versions/00000001.json"))
    path = tmp_path / "store" / key
    path.chmod(0o644)
    path.write_bytes(path.read_bytes().replace(b"Nobody was hurt", b"Nobody was hurT"))
    told, listed = shell.run("verify"), shell.run("verify", "--json")
    assert (told.status, listed.status) == (4, 4)
    assert key in told.out
    assert "1 object damaged" in told.out
    assert {
        finding["key"] for finding in listed.document["findings"] if finding["severity"] == "damage"
    } == {key}
    assert set(listed.document["findings"][0]) == {"key", "problem", "severity", "detail"}
    assert json.loads(listed.out)["ok"] is False
