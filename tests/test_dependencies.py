"""The libraries that pyproject.toml admits.

No version with a hole that is known, and none beyond what was tried.
"""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

WITHOUT_KNOWN_HOLES = {
    "brotli": ("1.2.0", "CVE-2025-6176"),
    "cryptography": ("50.0.0", "CVE-2026-69247"),
    "h11": ("0.16.0", "CVE-2025-43859"),
    "idna": ("3.15", "CVE-2026-45409"),
    "jinja2": ("3.1.6", "CVE-2025-27516"),
    "lxml": ("6.1.1", "CVE-2026-41066"),
    "lxml-html-clean": ("0.4.5", "CVE-2026-49825"),
    "protego": ("0.6.2", "CVE-2026-55520"),
    "pyopenssl": ("26.0.0", "CVE-2026-27459"),
    "pytest": ("9.0.3", "CVE-2025-71176"),
    "requests": ("2.32.4", "CVE-2024-47081"),
    "starlette": ("1.3.1", "CVE-2026-54283"),
    "twisted": ("26.4.0", "CVE-2026-42304"),
    "urllib3": ("2.7.0", "CVE-2026-44431"),
}
"""The first version that an advisory calls sound, as read on 2026-11-27."""


def requirements() -> dict[str, Requirement]:
    """Name to requirement, of the library and of the extras that continuous integration
    installs.
    """
    extras = PROJECT["optional-dependencies"]
    lists = [PROJECT["dependencies"], *(extras[name] for name in extras.keys() - {"bench", "grow"})]
    found = [Requirement(text) for texts in lists for text in texts]
    return {
        canonicalize_name(one.name): one
        for one in found
        if canonicalize_name(one.name) != PROJECT["name"]
    }


def constraints() -> dict[str, Version]:
    """Name to the version that was tried."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pairs = [line.split("==") for line in lines if line and not line.startswith("#")]
    return {canonicalize_name(name): Version(version) for name, version in pairs}


def lower_bound(requirement: Requirement) -> Version:
    """Return the lowest version that is let in."""
    (bound,) = [
        Version(one.version) for one in requirement.specifier if one.operator in {">=", "=="}
    ]
    return bound


@pytest.mark.parametrize("name", sorted(requirements()))
def test_what_was_tried_is_let_in(name: str) -> None:
    """Each requirement has one lower bound, and the version in constraints.txt lies within its
    bounds.
    """
    tried, requirement = constraints()[name], requirements()[name]
    assert lower_bound(requirement) <= tried
    assert requirement.specifier.contains(tried)


@pytest.mark.parametrize("name", sorted(WITHOUT_KNOWN_HOLES))
def test_no_version_with_a_known_hole_is_let_in(name: str) -> None:
    """The lower bound is no version that an advisory warns of, and the advisory stands beside it
    for whoever lowers it.
    """
    sound, advisory = WITHOUT_KNOWN_HOLES[name]
    assert lower_bound(requirements()[name]) >= Version(sound)
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    (line,) = re.findall(rf'^    "{name.replace("-", "[-_]")}>=.*$', text, re.MULTILINE)
    assert advisory in line
