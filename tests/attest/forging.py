"""An archive of real objects, and the hand of somebody who may write to its store and changes what
was said.
"""

import json
from dataclasses import dataclass, replace
from pathlib import Path

from crawler.codec import decode, encode, sha256
from crawler.fingerprint import fingerprint_of
from crawler.identity import version_key
from crawler.model import Version
from crawler.store.base import ObjectStore
from crawler.store.files import FileStore
from tests.archives import Built, build_archive
from tests.cli.shell import Shell
from tests.servers.s3 import S3Server

SAID, FORGED = "Nobody was hurt", "Somebody was hurt"


@dataclass(frozen=True)
class Scene:
    """A shell beside an archive, and its store."""

    shell: Shell
    store: ObjectStore
    built: Built
    server: S3Server | None = None

    @property
    def article(self) -> str:
        """The article that is forged: present, of as many versions as there were runs less one."""
        return self.built.articles[1]

    def overwrite(self, key: str, data: bytes) -> None:
        """Put other bytes under a key, as nobody of ours ever does."""
        if isinstance(self.store, FileStore):
            path = self.store.root / key
            path.parent.mkdir(parents=True, exist_ok=True)
            path.unlink(missing_ok=True)
            path.write_bytes(data)
        else:
            assert self.server is not None
            bucket, _, prefix = self.store.url.removeprefix("s3://").partition("/")
            self.server.client.put_object(Bucket=bucket, Key=f"{prefix}/{key}", Body=data)

    def lose_index(self) -> None:
        """Throw the index away."""
        for path in self.shell.folder.glob("index.db*"):
            path.unlink()

    def record(self, number: int) -> Version:
        """Return the record as it stands now."""
        return decode(Version, self.store.read(version_key(self.article, number)))

    def forge(self, number: int, degree: str) -> str:
        """Change what a version says.

        Its ``text`` alone, its ``hashes`` too, its ``successor``'s word too. Returns the key.
        """
        key, record = version_key(self.article, number), self.record(number)
        assert record.extraction is not None
        text = record.extraction.text.replace(SAID, FORGED)
        assert FORGED in text
        forged = replace(record, extraction=replace(record.extraction, paragraphs=(text,)))
        if degree != "text":
            assert forged.extraction is not None
            forged = replace(
                forged,
                content_sha256=sha256(text.encode()),
                fingerprint=fingerprint_of(forged.extraction),
            )
        self.overwrite(key, encode(forged))
        if degree == "successor":
            self.overwrite(
                version_key(self.article, number + 1),
                encode(replace(self.record(number + 1), previous=sha256(encode(forged)))),
            )
        return key


def scene(folder: Path, server: S3Server | None = None, *, runs: int = 4) -> Scene:
    """Return an archive of two articles in files, or in a bucket of the server."""
    shell = Shell(folder)
    settings: dict[str, str] = {"url": f"file:{folder}/store"}
    if server is not None:
        settings = {"url": server.url(), "endpoint_url": server.endpoint_url, "addressing": "path"}
        shell.environ.update(server.environ)
    shell.configure(json.dumps({"store": settings, "index": {"url": "sqlite:///index.db"}}))
    store = server.store(settings["url"]) if server is not None else FileStore(folder / "store")
    return Scene(shell, store, build_archive(store, runs=runs), server)
