"""Configuration from environment variables: ``PALIMPSEST_STORE__URL`` is ``store.url``."""

from collections.abc import Iterator, Mapping
from functools import cache

from pydantic import BaseModel

from crawler.config.document import Document, Path, read_yaml
from crawler.config.model import Config

PREFIX = "PALIMPSEST_"
_RESERVED = frozenset(
    {
        "PALIMPSEST_CONFIG",
        "PALIMPSEST_SIGNING_KEY",
        "PALIMPSEST_EXPORT_KEY",
        "PALIMPSEST_EXPORT_CERTIFICATE",
        "PALIMPSEST_CHROMIUM",
    }
)
"""Paths of this machine, read where they are needed: of the configuration file, of the key that
signs checkpoints, of key and certificate that sign exports, of the browser.
"""


@cache
def variables() -> dict[str, Path]:
    """Return every variable that sets something, with the key that it sets.

    A section before its keys.
    """
    return {PREFIX + "__".join(map(str, path)).upper(): path for path in _paths(Config, ())}


def _paths(model: type[BaseModel], above: Path) -> Iterator[Path]:
    for name, field in model.model_fields.items():
        yield (*above, name)
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from _paths(field.annotation, (*above, name))


def settings(environ: Mapping[str, str]) -> Iterator[tuple[str, Path, Document]]:
    """Yield (variable, path, value) of each variable that is set to something.

    An empty one counts as not set.
    """
    for variable, path in variables().items():
        text = environ.get(variable, "")
        if text.strip():
            yield variable, path, _read(path, text)


def _read(path: Path, text: str) -> Document:
    """Return a section, ``sources``, ``alerts``, ``sites`` and ``web.hosts`` are YAML or JSON.

    All else is bare text, which the model turns into its kind.
    """
    if path in _compounds():
        return read_yaml(text)
    return Document(None if text.strip() == "null" else text)


@cache
def _compounds() -> frozenset[Path]:
    sections = {path[:-1] for path in variables().values() if len(path) > 1}
    return frozenset(sections | {("sources",), ("sites",), ("alerts",), ("web", "hosts")})


def unknown(environ: Mapping[str, str]) -> list[str]:
    """Return the variables that look like ours and set nothing."""
    return sorted(
        name
        for name in environ
        if name.startswith(PREFIX) and name not in variables() and name not in _RESERVED
    )
