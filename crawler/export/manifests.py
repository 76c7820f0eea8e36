"""Manifests as ``sha256sum`` writes and checks them."""

from collections.abc import Mapping

from crawler.codec import sha256
from crawler.export.evidence import Evidence


def files_of(evidence: Evidence) -> dict[str, bytes]:
    """Return the small files of an export, with the check lines, by their names."""
    return {file.name: file.data for file in evidence.files} | dict(evidence.check_lines)


def manifest_of(files: Mapping[str, bytes]) -> dict[str, str]:
    """Return the names of these files with their SHA-256."""
    return {name: sha256(data) for name, data in files.items()}


def as_sums(manifest: Mapping[str, str]) -> str:
    """Return the manifest as lines for ``sha256sum --check``."""
    return "".join(f"{digest}  {name}\n" for name, digest in manifest.items())
