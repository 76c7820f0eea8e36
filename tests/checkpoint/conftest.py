"""A small archive in files with signed checkpoints."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path

import pytest

from crawler.archive import Archive, open_for_writing
from crawler.checkpoint import Checkpoint, Signer, make, new_key
from crawler.checkpoint.checkpoint_making import Timestamper
from crawler.codec import encode_sealed
from crawler.index import THROWAWAY, Index, open_index
from crawler.model import Version
from crawler.reindex import catch_up
from crawler.store.files import FileStore
from crawler.verify import VerifyReport, verify
from tests.archives import BORN, Builder, redaction_of


@dataclass
class Office:
    """An archive that grows run by run, and its keeper's first key."""

    root: Path
    signer: Signer
    builder: Builder = field(init=False)
    index: Index = field(init=False)
    runs: int = 0

    def __post_init__(self) -> None:
        (self.root / "store").mkdir(parents=True)
        self.builder = Builder(open_for_writing(self.store, now=BORN), 2, 1000)
        self.index = open_index(THROWAWAY)

    @cached_property
    def store(self) -> FileStore:
        """The archive's store."""
        return FileStore(self.root / "store")

    @property
    def archive(self) -> Archive:
        """The archive."""
        return self.builder.archive

    def run(self) -> None:
        """One more run, which finds all articles changed."""
        self.runs += 1
        self.builder.run(self.runs)

    def current(self) -> Index:
        """Return the index, caught up."""
        catch_up(self.index, self.store)
        return self.index

    def sign(
        self,
        signer: Signer | None = None,
        *,
        at: datetime | None = None,
        stamper: Timestamper | None = None,
    ) -> tuple[str, Checkpoint]:
        """Return one more checkpoint."""
        at = at or BORN + timedelta(hours=self.runs, minutes=30)
        return make(self.archive, self.current, signer or self.signer, at=at, stamper=stamper)[:2]

    def path(self, key: str) -> Path:
        """Return the object's file."""
        return self.root / "store" / key

    def data(self, key: str) -> bytes:
        """Return the object's bytes."""
        return self.path(key).read_bytes()

    def put(self, key: str, data: bytes) -> None:
        """Put other bytes under a key, as only someone with access to the disk can."""
        self.path(key).write_bytes(data)

    def listed(self, part: str = "") -> list[str]:
        """Return the store's keys that hold this text."""
        return [key for key in self.store.list() if part in key]

    def verify(self, **options: bytes) -> VerifyReport:
        """Return what verification says."""
        # each caller knows the option
        return verify(self.store, **options)  # type: ignore[arg-type]

    def problems(self, **options: bytes) -> dict[str, str]:
        """Return key to damage."""
        return {
            one.key: one.problem.value
            for one in self.verify(**options).findings
            if one.severity == "damage"
        }

    def redact(self, key: str, removed: Version) -> str:
        """Put a redaction object where a removed record's would stand, as anybody with access
        could. Returns its key.
        """
        redaction = key.replace("versions", "redactions")
        self.path(redaction).parent.mkdir(parents=True, exist_ok=True)
        self.put(redaction, redaction_of(removed))
        return redaction

    def lose(self, keys: list[str]) -> dict[str, bytes]:
        """Delete objects. Returns them."""
        lost = {key: self.data(key) for key in keys}
        for key in keys:
            self.path(key).unlink()
        return lost


def resigned(record: Checkpoint, signer: Signer) -> bytes:
    """Return the stored bytes of a record that this key has signed anew, as somebody with a key of
    their own could write them.
    """
    own = replace(
        record, key_id=signer.key_id, public_key=signer.public.hex(), signature="", timestamp=None
    )
    return encode_sealed(replace(own, signature=signer.sign(own.signed_bytes()).hex()))


@pytest.fixture(scope="session")
def signer(tmp_path_factory: pytest.TempPathFactory) -> Signer:
    """Provide the keeper's first key."""
    return new_key(tmp_path_factory.mktemp("keys") / "first.pem")


@pytest.fixture(scope="session")
def other_signer(tmp_path_factory: pytest.TempPathFactory) -> Signer:
    """Another key: the keeper's second one, or a forger's."""
    return new_key(tmp_path_factory.mktemp("keys") / "second.pem")


@pytest.fixture
def office(tmp_path: Path, signer: Signer) -> Office:
    """Provide an archive of two runs with a checkpoint after each."""
    office = Office(tmp_path / "office", signer)
    for _ in range(2):
        office.run()
        office.sign()
    return office
