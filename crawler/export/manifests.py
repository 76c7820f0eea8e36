"""Manifests as ``sha256sum`` writes and checks them."""

from collections.abc import Iterable, Mapping

from crawler.export.stored_objects import Stored

CHECKS = "checks.jsonl"
"""What the Article's check lines are called in an export."""


def manifest_of(files: Iterable[Stored]) -> dict[str, str]:
    """Return file name to SHA-256."""
    return {file.name: file.sha256 for file in files}


def as_sums(manifest: Mapping[str, str]) -> str:
    """Return the manifest as lines for ``sha256sum --check``."""
    return "".join(f"{digest}  {name}\n" for name, digest in manifest.items())
