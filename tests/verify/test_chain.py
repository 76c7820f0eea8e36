"""Hash chaining as a rule.

No record of a chain can be rewritten, with or without its successors, without being named.
"""

import tempfile
from dataclasses import replace
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.archive import open_for_writing
from crawler.codec import decode, encode, sha256
from crawler.fingerprint import fingerprint
from crawler.identity import version_key
from crawler.model import Extraction, Version
from crawler.store.files import FileStore
from crawler.verify import verify
from tests.archives import BORN, Builder

texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)


def forged(data: bytes, text: str, previous: str | None) -> bytes:
    """Return the record with another text, and every hash in it made to fit, as a careful forger
    would.
    """
    record = decode(Version, data)
    title = "Forged"
    return encode(
        replace(
            record,
            previous=previous,
            fingerprint=fingerprint(title, "", text),
            content_sha256=sha256(text.encode()),
            extraction=Extraction(extractor="test 1", title=title, paragraphs=(text,)),
        )
    )


@settings(max_examples=25, deadline=None)
@given(length=st.integers(1, 6), place=st.integers(0, 5), text=texts, onward=st.booleans())
# hypothesis hands it over
def test_a_forged_record_is_named(length: int, place: int, text: str, onward: bool) -> None:  # noqa: FBT001
    """A record that was rewritten is named.

    If its successors were rewritten to fit it, each of them is named too.
    """
    place %= length
    with tempfile.TemporaryDirectory() as folder:
        store = FileStore(Path(folder))
        builder = Builder(open_for_writing(store, now=BORN), 1, 10)
        for number in range(1, length + 1):
            builder.run(number)
        keys = [version_key(builder.article(0), number) for number in range(1, length + 1)]
        last = length if onward else place + 1
        previous = decode(Version, store.read(keys[place])).previous
        for key in keys[place:last]:
            data = forged(store.read(key), text, previous)
            (Path(folder) / key).write_bytes(data)
            previous = sha256(data)
        assert {finding.key for finding in verify(store).findings} == set(keys[place:last])


@settings(max_examples=15, deadline=None)
@given(length=st.integers(2, 6), place=st.integers(0, 4), text=texts)
def test_without_check_lines_the_chain_alone_names_it(length: int, place: int, text: str) -> None:
    """Where no check line is left, a rewritten record that has a successor is still named."""
    place %= length - 1
    with tempfile.TemporaryDirectory() as folder:
        store = FileStore(Path(folder))
        builder = Builder(open_for_writing(store, now=BORN), 1, 10)
        for number in range(1, length + 1):
            builder.run(number)
        for key in list(store.list("checks/")):
            (Path(folder) / key).unlink()
        key = version_key(builder.article(0), place + 1)
        data = store.read(key)
        (Path(folder) / key).write_bytes(forged(data, text, decode(Version, data).previous))
        assert {
            finding.key for finding in verify(store).findings if finding.severity == "damage"
        } == {key}
