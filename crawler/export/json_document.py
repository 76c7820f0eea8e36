"""An Article's evidence as one JSON document.

``docs/use/cli.md`` says what each member means; its shape is a contract.
"""

import base64
from datetime import datetime
from typing import Any, BinaryIO

from crawler.codec import as_json, format_utc, sha256
from crawler.export.evidence import Evidence
from crawler.export.export_request import ExportRequest
from crawler.export.manifests import files_of, manifest_of
from crawler.visible import visible_json

HOW_TO_CHECK = r"""
jq -r '.files | to_entries[] | "\(.key) \(.value)"' "$export" | while read -r name data; do
  mkdir -p "$(dirname "$name")"
  printf %s "$data" | base64 -d > "$name"
done
jq -r '.manifest | to_entries[] | "\(.value)  \(.key)"' "$export" | sha256sum --check
""".strip()
"""Shell commands that lay out the files in the current folder, and check them. ``$export`` is this
document's file.
"""


def write(request: ExportRequest, out: BinaryIO) -> None:
    """Write the document."""
    out.write(visible_json(as_document(request.evidence, request.at)).encode() + b"\n")


def as_document(evidence: Evidence, at: datetime) -> dict[str, Any]:
    """Return the document.

    Records as values and as the very bytes that the chain hashes, check lines, captures by key and
    hash.
    """
    own = _article(evidence)
    damaged = {"damaged": [as_json(one) for one in evidence.damage]} if evidence.damage else {}
    files = files_of(evidence)
    return {
        "article": own.pop("article"),
        "url": own.pop("url"),
        **damaged,
        "exported_at": format_utc(at),
        "manifest": manifest_of(files),
        **own,
        **_addresses(evidence),
        "how_to_check": HOW_TO_CHECK.splitlines(),
        "files": {name: base64.b64encode(data).decode("ascii") for name, data in files.items()},
    }


def _article(evidence: Evidence) -> dict[str, Any]:
    """Return what is said of one Article."""
    return {
        "article": evidence.article,
        "url": evidence.url,
        "chain": chain_of(evidence),
        "versions": [as_json(version) for version in evidence.versions],
        "redacted": [
            {
                "version": one.record.version,
                "sha256": one.sha256,
                "previous": one.record.previous,
                "captured_at": format_utc(one.record.captured_at),
            }
            for one in evidence.redacted
        ],
        "checks": [
            as_json(line.check) | {"part": line.part.key, "part_sha256": line.part.sha256}
            for line in evidence.lines
        ],
        "captures": [
            {"key": ref.key, "sha256": sha256(evidence.capture(ref))} for ref in evidence.captures
        ],
        "checkpoint": evidence.checkpoint.name if evidence.checkpoint else None,
    }


def _addresses(evidence: Evidence) -> dict[str, Any]:
    """Return the decisions on the Article's addresses, and the Articles joined to it, if any."""
    aliases = [
        as_json(one.alias) | {"name": one.stored.name, "alias_sha256": one.stored.sha256}
        for one in evidence.aliases
    ]
    if not aliases and not evidence.joined:
        return {}
    return {
        "aliases": aliases,
        "joined": [one.article for one in evidence.joined],
        "joined_articles": list(map(_article, evidence.joined)),
    }


def chain_of(evidence: Evidence) -> list[dict[str, Any]]:
    """Return the chain: each record's hash, its predecessor's and its capture's."""
    return [
        {
            "version": version.version,
            "name": record.name,
            "key": record.key,
            "sha256": evidence.digest_of(version.version, record),
            **(
                {"remainder_sha256": record.sha256} if version.version in evidence.shortened else {}
            ),
            "previous": version.previous,
            "capture": version.capture.key,
            "capture_sha256": version.capture.sha256,
        }
        for version, record in evidence.chain
    ]
