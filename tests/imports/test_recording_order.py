"""What is recorded at once comes to what it would one after the other, whoever is faster."""

import asyncio
import json
import tempfile
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from crawler.archive import Archive
from crawler.config import load
from crawler.extract import extractor_identity
from crawler.ingest import ExtractedBefore, ImportRecorder
from crawler.model import Capture, Extraction
from jobs.context import now
from jobs.importing import ImportSession, ImportWork, file_import
from jobs.importing.lanes import Lanes
from jobs.stop_signal import StopSignal
from tests.examples import examples
from tests.run.test_address_order import SITE, text

ADDRESSES = (
    f"{SITE}/news/strike-begins-in-the-harbour",
    f"{SITE}/4711023/strike-begins-in-the-harbour",
    f"{SITE}/news/crews-win-the-strike-4711023",
    f"{SITE}/4711023/all-of-the-port-is-shut",
)
Look = tuple[int, int, bool]
"""Which address, which text, and whether its canonical link names the first address."""


class LastFirst(Lanes):
    """Does works as late as it may, and the one that began last before all others."""

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self._waiting: list[tuple[frozenset[str], Coroutine[Any, Any, None]]] = []

    async def room(self, names: frozenset[str]) -> bool:
        """Do works until this one may begin."""
        at_once = True
        while len(self._waiting) >= self._most or any(names & one for one, _ in self._waiting):
            at_once = False
            await self._waiting.pop()[1]
        return at_once

    def begin(self, names: frozenset[str], work: Coroutine[Any, Any, None]) -> None:
        """Put a work off."""
        self._waiting.append((names, work))

    async def alone(self) -> None:
        """Do all works."""
        while self._waiting:
            await self._waiting.pop()[1]


class Readers:
    """Reads pages before their turn, as their looks say."""

    def __init__(self, looks: list[Look]) -> None:
        self._looks = looks

    def begin(self, work: ImportWork, number: int, recorder: ImportRecorder) -> None:
        """There is one file."""

    async def read(self, position: int, capture: Capture) -> ExtractedBefore:  # noqa: ARG002
        """Return the text of a look."""
        _, seed, canonical = self._looks[position]
        extraction = Extraction(
            extractor=extractor_identity(None, None),
            title="Strike in the harbour",
            paragraphs=text(seed),
            canonical=ADDRESSES[0] if canonical else None,
        )
        return ExtractedBefore(extraction=extraction, seconds=0.0)

    async def passed(self, position: int) -> None:
        """There are few."""

    def stop(self) -> None:
        """There are few."""


def recorded(looks: list[Look], at_once: int) -> list[Any]:
    """Return the versions and aliases that come of an import of these looks, in order of time."""
    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        folder = Path(name)
        patch.setattr(file_import, "Lanes", LastFirst)
        patch.setattr(file_import, "AT_ONCE", at_once)
        lines = [
            {"url": ADDRESSES[where], "time": f"2026-03-01T{hour:02}:00:00Z", "html": f"<p>{hour}"}
            for hour, (where, _, _) in enumerate(looks)
        ]
        file = folder / "looks.jsonl"
        file.write_text("".join(f"{json.dumps(line)}\n" for line in reversed(lines)))
        config = folder / "config.yaml"
        config.write_text(json.dumps({"store": {"url": f"file:{folder}/store"}}))
        (folder / "store").mkdir()
        environ = {"PALIMPSEST_INDEX__URL": f"sqlite:///{folder}/index.db"}
        session = ImportSession(load(config, environ), clock=now, watcher=lambda *_: None)
        (report,) = asyncio.run(session.run([file], StopSignal(), reader=Readers(looks)))
        session.index.close()
        assert sum(report.counts.values()) == len(looks)
        return stored_in(session.archive)


def stored_in(archive: Archive) -> list[Any]:
    """Return what an archive holds of versions and aliases."""
    told: list[Any] = []
    for key in archive.store.list("articles/"):
        if "/versions/" in key:
            record = json.loads(archive.store.read(key))
            told.append((key, record["url"], record["captured_at"], record["content_sha256"]))
    for key in archive.store.list("aliases/"):
        record = json.loads(archive.store.read(key))
        told.append((key, record["url"], record["article"]))
    return told


@settings(max_examples=examples(25), deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2), st.booleans()), min_size=1, max_size=6)
)
@example([(0, 0, False), (1, 0, True), (0, 1, False), (2, 0, False)])
def test_nobody_s_haste_changes_what_is_recorded(looks: list[Look]) -> None:
    """Of looks at an article's addresses, with their numbers and canonical links."""
    assert recorded(looks, 8) == recorded(looks, 1)
