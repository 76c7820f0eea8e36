"""An Article's evidence as a WACZ file (Web Archive Collection Zipped, version 1.1.1).

Any replay tool shows it, ``unzip`` lays it out.
"""

import gzip
import io
import json
import zipfile
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, cast

from crawler.codec import format_utc
from crawler.export.evidence import Evidence
from crawler.export.export_request import ExportRequest
from crawler.export.html_page import as_page
from crawler.export.manifests import as_sums
from crawler.export.package_signer import PackageSigner
from crawler.export.version_history import History
from crawler.export.warc import as_cdxj, write_warc

WARC = "data.warc.gz"
_BITE = 1 << 20

README = """This is one article's evidence, exported from a Palimpsest archive.

    unzip -d evidence FILE.wacz && cd evidence
    sha256sum --check evidence/manifest.sha256

checks every file. versions/ holds the article's records as they are stored: each names the SHA-256
of the record before it as "previous", and that of the WARC file that it was read from as "capture".
Those WARC files lie end to end in archive/data.warc.gz;

    while read -r digest offset length name; do
      tail -c "+$((offset + 1))" archive/data.warc.gz | head -c "$length" > capture.tmp
      echo "$digest  capture.tmp" | sha256sum --check --quiet && echo "$name: OK"
    done < evidence/captures.txt
    rm -f capture.tmp

checks each of them. evidence/checks.jsonl holds every check that was taken at the page;
evidence/history.html shows the versions and their differences; checkpoints/, where it is there, the
signed checkpoint that names the article's newest record of its time. aliases/, where it is there,
holds the decisions on the article's addresses; joined/, where it is there, the records and checks
of articles that were archived under them before. evidence/DAMAGED.txt, where it is there, names
what of all this was damaged in the archive.
"""


@dataclass
class _Package:
    """A WACZ file that is being written, and the manifest of what is in it."""

    zip: zipfile.ZipFile
    at: datetime
    resources: list[dict[str, Any]] = field(default_factory=list)

    def add(self, path: str, data: bytes) -> None:
        """Add a file."""
        self.copy(path, io.BytesIO(data), len(data))

    def copy(self, path: str, source: BinaryIO, size: int) -> None:
        """Add a file of so many bytes. Nothing is compressed: readers seek in it.

        Its header has the field of large files only if it is one: wabac.js takes for granted that a
        header has no more than the directory says, and would read that field for content.
        """
        entry = zipfile.ZipInfo(path, self.at.timetuple()[:6])
        entry.external_attr = 0o644 << 16
        digest = sha256()
        with self.zip.open(entry, "w", force_zip64=size > zipfile.ZIP64_LIMIT) as out:
            while data := source.read(_BITE):
                digest.update(data)
                out.write(data)
        self.resources.append(
            {
                "name": path.lower().replace("/", "-"),
                "path": path,
                "hash": f"sha256:{digest.hexdigest()}",
                "bytes": size,
            }
        )

    @property
    def manifest(self) -> dict[str, str]:
        """Return path to SHA-256 of the files so far."""
        return {
            resource["path"]: resource["hash"].removeprefix("sha256:")
            for resource in self.resources
        }


def write(request: ExportRequest, out: BinaryIO) -> None:
    """Write the package."""
    write_wacz(request.evidence, request.history, request.at, out, request.signer)


def write_wacz(
    evidence: Evidence,
    history: History,
    at: datetime,
    out: BinaryIO,
    signer: PackageSigner | None = None,
) -> None:
    """Write the package, signed where there is a signer.

    Equal evidence at an equal time gives equal bytes, but for signatures. Raises as ``write_warc``
    does.
    """
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        package = _Package(archive, at)
        with cast("BinaryIO", SpooledTemporaryFile(_BITE)) as warc:
            found, places = write_warc(evidence, warc)
            size = warc.tell()
            warc.seek(0)
            package.copy(f"archive/{WARC}", warc, size)
        _add_index(package, as_cdxj(found, WARC))
        package.add("pages/pages.jsonl", _pages(evidence, history))
        for file in evidence.files:
            package.add(file.name if "/" in file.name else f"evidence/{file.name}", file.data)
        for name, lines in evidence.check_lines.items():
            package.add(name if "/" in name else f"evidence/{name}", lines)
        package.add("evidence/history.html", as_page(evidence, history, at).encode())
        captures = (
            f"{ref.sha256} {start} {length} {ref.key}\n"
            for ref, (start, length) in zip(evidence.all_captures, places, strict=True)
        )
        package.add("evidence/captures.txt", "".join(captures).encode())
        if evidence.damage:
            package.add(
                "evidence/DAMAGED.txt",
                "".join(f"{one.key}: {one.problem}\n" for one in evidence.damage).encode(),
            )
        package.add("evidence/README.txt", README.encode())
        package.add("evidence/manifest.sha256", as_sums(package.manifest).encode())
        _describe(package, evidence, history, signer)


def _add_index(package: _Package, cdxj: str) -> None:
    """Add the index, compressed in one block, and the index of blocks that goes with it."""
    block = gzip.compress(cdxj.encode(), mtime=0)
    package.add("indexes/index.cdx.gz", block)
    first = " ".join(cdxj.split(" ", 2)[:2])
    facts = {
        "offset": 0,
        "length": len(block),
        "digest": f"sha256:{sha256(block).hexdigest()}",
        "filename": "index.cdx.gz",
    }
    head = {"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"}
    package.add(
        "indexes/index.idx", f"!meta 0 {json.dumps(head)}\n{first} {json.dumps(facts)}\n".encode()
    )


def _pages(evidence: Evidence, history: History) -> bytes:
    """Return the list of pages: one for each version, at the time of its capture."""
    rows = (
        {
            "id": f"version-{evidence.called(step.version.article, step.version.version)}",
            "url": step.version.url,
            "ts": format_utc(step.version.captured_at),
            "title": (
                f"{(step.text.title if step.text else None) or step.version.url} (version "
                f"{step.version.version})"
            ),
        }
        for step in history.steps
    )
    head = {"format": "json-pages-1.0", "id": "pages", "title": "Versions"}
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in (head, *rows)).encode()


def _describe(
    package: _Package, evidence: Evidence, history: History, signer: PackageSigner | None
) -> None:
    """Add the package's description, and the hash of that, which is what is signed."""
    at = package.at.replace(microsecond=0)
    newest = history.steps[-1].version if history.steps else None
    main = (
        {"mainPageUrl": newest.url, "mainPageDate": format_utc(newest.captured_at)}
        if newest is not None
        else {}
    )
    description = {
        "profile": "data-package",
        "wacz_version": "1.1.1",
        "title": f"{evidence.url}: {len(history.steps)} versions",
        "created": format_utc(at),
        "software": "Palimpsest",
        **main,
        "resources": list(package.resources),
    }
    data = json.dumps(description, ensure_ascii=False, indent=2).encode() + b"\n"
    package.add("datapackage.json", data)
    digest = f"sha256:{sha256(data).hexdigest()}"
    facts: dict[str, Any] = {"path": "datapackage.json", "hash": digest}
    if signer is not None:
        facts["signedData"] = signer.sign(digest, at)
    package.add("datapackage-digest.json", json.dumps(facts, indent=2).encode() + b"\n")
