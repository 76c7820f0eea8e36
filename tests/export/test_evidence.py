"""What is gathered: everything stored about one article, nothing of the others, and nothing
damaged.
"""

import json

import pytest

from crawler.checks import decode_part
from crawler.codec import canonical_json, sha256
from crawler.export import as_document
from tests.export.conftest import AT, Shelf


def test_everything_about_one_article_is_there(shelf: Shelf) -> None:
    """All version records, captures and check lines of the article are evidence, and the checkpoint
    that names its head.
    """
    for number, article in enumerate(shelf.built.articles):
        evidence = shelf.evidence(number)
        stored = [key for key in shelf.built.keys if key.startswith(f"articles/{article}/")]
        assert (
            sorted(
                [
                    *(record.key for record in evidence.records),
                    *(ref.key for ref in evidence.captures),
                ]
            )
            == stored
        )
        assert [line.check.article for line in evidence.lines] == [article] * 3
        assert evidence.checkpoint is not None
        assert article.encode() in evidence.checkpoint.data


@pytest.mark.parametrize(
    "name", ["captures/0-notes.txt", "captures/na\N{LATIN SMALL LETTER I WITH DIAERESIS}ve", "0"]
)
def test_other_peoples_files_are_no_evidence(shelf: Shelf, name: str) -> None:
    """A file that somebody left in the article's folder hides nothing of what stands there."""
    whole = as_document(shelf.evidence(), AT)
    (shelf.root / "articles" / shelf.built.articles[1] / name).write_text("notes")
    assert as_document(shelf.evidence(), AT) == whole


def test_lines_are_the_bytes_of_their_parts(shelf: Shelf) -> None:
    """Each check line stands, byte for byte, in the check object that it is said to stand in."""
    for line in shelf.evidence().lines:
        data = shelf.store.read(line.part.key)
        assert sha256(data) == line.part.sha256
        assert line.check in decode_part(data, line.part.key).checks
        assert line.data == canonical_json(json.loads(line.data)) + b"\n"


@pytest.mark.parametrize("kind", ["versions/00000001", "captures"])
def test_what_is_damaged_is_called_so(shelf: Shelf, kind: str) -> None:
    """A record that does not fit its hashes, or a capture that is not what its name says, goes out
    as it is, and is named as damaged.
    """
    key = next(key for key in shelf.built.keys if kind in key and shelf.built.articles[1] in key)
    data = (shelf.root / key).read_bytes()
    (shelf.root / key).write_bytes(
        data.replace(b"Bridge", b"Brigde") if kind != "captures" else data + b"x"
    )
    document = as_document(shelf.evidence(), AT)
    assert [one["key"] for one in document["damaged"]] == [key]
    assert len(document["versions"]) == (2 if kind == "captures" else 1)


def test_the_document_has_the_documented_shape(shelf: Shelf) -> None:
    """The JSON document has the members that docs/use/cli.md names, and its chain links up."""
    document = as_document(shelf.evidence(), AT)
    assert set(document) == {
        "article",
        "url",
        "exported_at",
        "manifest",
        "chain",
        "versions",
        "checks",
        "captures",
        "checkpoint",
        "how_to_check",
        "files",
        "redacted",
    }
    assert [link["previous"] for link in document["chain"]] == [
        None,
        document["chain"][0]["sha256"],
    ]
    assert [link["sha256"] for link in document["chain"]] == [
        document["manifest"][link["name"]] for link in document["chain"]
    ]
    assert document["manifest"].keys() == document["files"].keys()
    assert json.loads(json.dumps(document)) == document
