"""The extractor's identity: what has to be equal for two extractions of one capture to be equal."""

from functools import cache
from importlib.metadata import version
from importlib.resources import files
from typing import Protocol

from crawler.codec import sha256

RULES = 10
"""Number of the rule set in this package. Raise it with every change that can alter an
extraction.
"""


class Named(Protocol):
    """Anything that is told apart by the digest of its content.

    A site profile, per-site settings.
    """

    @property
    def digest(self) -> str:
        """Hexadecimal digest of the canonical content."""
        ...


class SiteProfile(Named, Protocol):
    """What is known of a site's boilerplate: ``crawler.profile.Profile``, seen from here."""

    def is_boilerplate(self, line: str) -> bool:
        """Return whether a paragraph is one of the site's boilerplate lines."""
        ...


def extractor_identity(profile: Named | None = None, options: Named | None = None) -> str:
    """Identity of the extractor.

    Rule set with its trees, library versions, and the digests of profile and options where given.

    ``palimpsest/1.5a6b7c8d+trafilatura/2.3.1+lxml/6.1.3+htmldate/1.11.0+pypdf/7.1.1[profile=0a1b2c3d,options=4e5f6071]``.
    """
    given = {"profile": profile, "options": options}
    inputs = ",".join(
        f"{name}={value.digest[:16]}" for name, value in given.items() if value is not None
    )
    return _software() + (f"[{inputs}]" if inputs else "")


@cache
def _software() -> str:
    libraries = "".join(
        f"+{name}/{version(name)}" for name in ("trafilatura", "lxml", "htmldate", "pypdf")
    )
    trees = sha256(files("crawler.extract.blocks").joinpath("trees.json").read_bytes())
    return f"palimpsest/{RULES}.{trees[:8]}{libraries}"
