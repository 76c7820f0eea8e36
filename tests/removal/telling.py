"""An archive whose records quote each other, and what looks for words in all that can be had."""

import base64
import gzip
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from crawler.archive import Archive, open_for_writing
from crawler.change.kinds import classify
from crawler.checks import Part, PartHeader, encode_part
from crawler.codec import sha256
from crawler.diff import text_difference
from crawler.fingerprint import GONE, fingerprint_of
from crawler.identity import article_of, new_run_id
from crawler.model import (
    Change,
    ChangeKind,
    Check,
    Extraction,
    Head,
    Outcome,
    State,
    StoryCaption,
    Version,
)
from crawler.store.base import ObjectStore
from tests.archives import BORN, Built, capture_of

URL = "https://news.example/2026/harbour"
ARTICLE = article_of(URL)
STAYS = "The harbour office said that the mole would be closed until the weekend for repairs."
FIRST, SECOND, FOURTH = "Quenbyfirst", "Quenbysecond", "Quenbyfourth"
"""Words of which each stands in the text of one version alone: in its sentences, its title, its
name, its notice and the words below its picture.
"""


def text(word: str, ships: int) -> Extraction:
    """Return a text that this word is in."""
    notice = f"Correction: an earlier version of {word} gave a wrong number of ships."
    return Extraction(
        extractor="test 1",
        title=f"Harbour closed, says {word}",
        authors=(f"Ada {word}",),
        paragraphs=(
            STAYS,
            f"Captain {word} counted {ships} ships outside of the harbour on Monday morning.",
            f"“I have never seen the like,” said {word} Meyer of the pilots.",
            f"The sentence that names {word} and nothing else stands here alone.",
            notice,
        ),
        notices=(notice,),
        captions=(StoryCaption(text=f"The ship {word} at anchor", image=f"/{word}.jpg"),),
        links=(),
        embeds=(),
    )


TEXTS = (text(FIRST, 11), text(SECOND, 12), None, text(FOURTH, 14))
"""The article's versions. The third says that it was gone."""

COUNTS = {"new": 1, "changed": 2, "gone": 1}


@dataclass
class _Teller:
    archive: Archive
    run: str
    head: Head | None = None
    last: Extraction | None = None

    def tell(self, new: Extraction | None, at: datetime) -> Check:
        """Store the next version, and return its check line."""
        before = self.head
        shown = self.archive.keep(ARTICLE, capture_of(URL, _html(new), at))
        number = before.record.version + 1 if before else 1
        record = Version(
            article=ARTICLE,
            url=URL,
            version=number,
            state=State.GONE if new is None else State.PRESENT,
            captured_at=at,
            confirmed_at=at,
            last_seen_before=at - timedelta(hours=1) if before else None,
            capture=shown,
            previous=before.sha256 if before else None,
            fingerprint=GONE if new is None else fingerprint_of(new),
            content_sha256=sha256((new.text if new else "").encode()),
            run=self.run,
            extraction=new,
            change=self._change(new),
        )
        self.head = self.archive.append(record)
        self.last = new or self.last
        outcome = Outcome.GONE if new is None else Outcome.CHANGED if before else Outcome.NEW
        return Check(
            kind="article",
            run=self.run,
            url=URL,
            fetched_at=at,
            outcome=outcome,
            article=ARTICLE,
            version=number,
            record_sha256=self.head.sha256,
            capture=shown.key,
            fingerprint=record.fingerprint,
        )

    def _change(self, new: Extraction | None) -> Change:
        if new is None:
            return Change(kinds=(ChangeKind.GONE,), reasons={"gone": "status 410"})
        if self.last is None or self.head is None:
            return Change()
        returned = self.head.record.state is State.GONE
        difference = text_difference(self.last, new)
        return classify(self.last, new, difference, returned=returned)


def build_telling_archive(store: ObjectStore) -> Built:
    """Return an archive of one article, whose records describe what changed."""
    archive = open_for_writing(store, now=BORN)
    run = new_run_id(BORN, b"tell")
    teller = _Teller(archive, run)
    lines = [teller.tell(new, BORN + timedelta(hours=n)) for n, new in enumerate(TEXTS, 1)]
    header = PartHeader(
        run=run, part=1, previous=None, plan={"targets": 1}, trigger="test", started=BORN
    )
    opening = encode_part(Part(header=header))
    end = PartHeader(run=run, part=2, previous=sha256(opening))
    for part in (
        Part(header=header),
        Part(header=end, checks=tuple(lines), report={"run": run, "counts": COUNTS}),
    ):
        store.create(part.key, encode_part(part))
    return Built(archive=archive, articles=(ARTICLE,), runs=(run,), keys=tuple(store.list()))


def shows(data: bytes, word: str) -> bool:
    """Return whether the word can be read in these bytes, however they are packed."""
    return any(word.encode() in layer for layer in _layers(data))


def _layers(data: bytes) -> Iterator[bytes]:
    yield data
    if data[:2] == b"\x1f\x8b":
        yield from _layers(gzip.decompress(data))
    elif data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            for name in package.namelist():
                yield from _layers(package.read(name))
    else:
        for found in re.finditer(rb"[A-Za-z0-9+/\r\n]{24,}={0,2}", data):
            text = b"".join(found[0].rstrip(b"=").split())
            if len(text) % 4 != 1:
                yield from _layers(base64.b64decode(text + b"=" * (-len(text) % 4)))


def _html(shown: Extraction | None) -> str:
    if shown is None:
        return "<p>gone</p>"
    return f"<h1>{shown.title}</h1>" + "".join(f"<p>{one}</p>" for one in shown.paragraphs)
