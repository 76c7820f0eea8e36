"""A changed configuration, read and judged before it is taken over.

What it changes, and what no reload may change.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from crawler.codec import format_utc
from crawler.config import Config
from crawler.errors import ConfigError

SETTLED_AFTER = 0.25
"""Seconds for which the file must stay as it is before it is believed to be whole: editors and
tools write in several steps.
"""
PATIENCE = 40
"""So often a file that goes on changing is read again: ten seconds."""

MOVES = (
    ("store", "url"),
    ("store", "endpoint_url"),
    ("store", "region"),
    ("index", "url"),
    ("engine", "url"),
    ("engine", "namespace"),
)
"""Settings that say where the archive and its queue are. A running service does not change to
another.
"""
_RESTART = "restart the service if that is meant"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reload:
    """What came of the last time that the configuration was to be taken over."""

    at: datetime
    taken: bool
    problems: tuple[str, ...] = ()
    """Why it was refused, one sentence each."""

    def as_json(self) -> dict[str, Any]:
        """Return what ``/healthz?verbose`` says of it."""
        return {"at": format_utc(self.at), "taken": self.taken, "problems": list(self.problems)}


def settled(
    file: Path | None, load: Callable[[], Config], *, pause: float = SETTLED_AFTER
) -> Config:
    """Return the configuration that the whole file holds, not what it held while it was written.

    Blocks.

    Raises ``ConfigError``, for a file that is blank, gone or does not come to rest too.
    """
    if file is None:
        return load()
    for _ in range(PATIENCE):
        before = _bytes(file)
        time.sleep(pause)
        if _bytes(file) != before:
            continue
        if before is not None and not _says_anything(before):
            raise ConfigError([f"{file}: the file is empty"])
        try:
            config = load()
        finally:
            same = _bytes(file) == before
        if same:
            return config
    raise ConfigError([f"{file}: the file changes all the time"])


def _bytes(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except FileNotFoundError as error:
        raise ConfigError([f"{file}: the file is gone"]) from error
    except OSError:
        return None  # what is the matter, loading it says


def _says_anything(data: bytes) -> bool:
    """Return whether any line is more than a comment or the frame of a document."""
    lines = (line.strip() for line in data.removeprefix(b"\xef\xbb\xbf").splitlines())
    return any(
        line not in {b"", b"---", b"...", b"{}", b"null", b"~"} and not line.startswith(b"#")
        for line in lines
    )


def require_same_archive(old: Config, new: Config) -> None:
    """Raise ``ConfigError`` where the new configuration may not be taken over.

    It moves the archive, or leaves no source.
    """
    before, after = old.model_dump(mode="json"), new.model_dump(mode="json")
    problems = [
        f"{section}.{name} may not change while the service runs: {_RESTART}"
        for section, name in MOVES
        if before[section][name] != after[section][name]
    ]
    if old.sources and not new.sources:
        problems.append(f"it names no sources, and {len(old.sources)} are in force: {_RESTART}")
    if problems:
        raise ConfigError(problems)


def changes(old: Config, new: Config) -> dict[str, list[str]]:
    """Return what a reload changes: sources by name, other settings by theirs.

    No values: some are secret.
    """
    before, after = ({source.name: source for source in config.sources} for config in (old, new))
    settings = [_flat(config.model_dump(mode="json", exclude={"sources"})) for config in (old, new)]
    found = {
        "sources_added": [name for name in after if name not in before],
        "sources_dropped": [name for name in before if name not in after],
        "sources_changed": [
            name for name in after if name in before and after[name] != before[name]
        ],
        "settings": sorted(
            name
            for name in {*settings[0], *settings[1]}
            if settings[0].get(name) != settings[1].get(name)
        ),
    }
    return {what: names for what, names in found.items() if names}


def _flat(document: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in document.items():
        found |= (
            _flat(value, f"{prefix}{name}.")
            if isinstance(value, dict) and value
            else {prefix + name: value}
        )
    return found
