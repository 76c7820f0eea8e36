"""News agencies: what they are called in texts, whatever the language."""

import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple


class Agency(NamedTuple):
    """An agency as in ``agencies.toml``, which says what each field is for."""

    name: str
    forms: tuple[str, ...]
    sites: tuple[str, ...] = ()
    via: tuple[str, ...] = ()


@cache
def agencies() -> Sequence[Agency]:
    """Return the known agencies."""
    text = files("crawler.languages").joinpath("agencies.toml").read_text("utf-8")
    return tuple(
        Agency(one["name"], *(tuple(one.get(key, ())) for key in ("forms", "sites", "via")))
        for one in tomllib.loads(text)["agency"]
    )
