"""From a file and the environment to one ``Config``, or to one error with all that is wrong."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from crawler.config import document, environment, places
from crawler.config.config_errors import (
    explained,
    key_path,
    nearest,
    no_password,
    unknown_variable,
)
from crawler.config.model import Config, IndexConfig, StoreConfig
from crawler.errors import ConfigError
from crawler.guides import guide
from crawler.model import misfit

DEFAULT_FILE = Path("config.yaml")

_NAMING = {"headers_env", "cookies_env", "targets_env", "token_env", "password_env"}
"""Keys whose values are names of variables."""


@dataclass(slots=True)
class _Draft:
    """Raw values, where each came from, and what is wrong so far."""

    name: str
    data: dict[str, Any] = field(default_factory=dict)
    lines: dict[document.Path, int] = field(default_factory=dict)
    variables: dict[document.Path, str] = field(default_factory=dict)
    problems: list[tuple[int, str]] = field(default_factory=list)
    """(line, sentence); line 0 where a variable is to blame."""

    def complain(self, path: document.Path, sentence: str, line: int | None = None) -> None:
        """Note a problem at ``path``, with the variable or the line that holds the value.

        Where nothing holds it, the line is that of the nearest section above it.
        """
        variable = next(
            (
                self.variables[path[:end]]
                for end in range(len(path), 0, -1)
                if path[:end] in self.variables
            ),
            None,
        )
        where = f"{key_path(path)}: " if path else ""
        if variable is not None:
            self.problems.append((0, f"{variable}: {where}{sentence}"))
            return
        if line is None:
            line = next(
                (
                    self.lines[path[:end]]
                    for end in range(len(path), -1, -1)
                    if path[:end] in self.lines
                ),
                1,
            )
        self.problems.append((line, f"{self.name}:{line}: {where}{sentence}"))

    def says(self, path: document.Path) -> bool:
        """Return whether the file or a variable sets this key."""
        return path in self.lines or path in self.variables


def load(path: Path | None, environ: Mapping[str, str]) -> Config:
    """Return the configuration in ``path`` with the overrides in ``environ``.

    Files that it names lie at absolute paths afterwards.

    Without ``path``, ``config.yaml`` in the working directory counts if it is there, else the
    built-in defaults do. Relative paths, from the environment too, start at the file's folder
    (without a file, at the working directory). Raises ``ConfigError`` with every problem: file and
    line, or variable; key path; what is wrong.
    """
    if path is None and DEFAULT_FILE.is_file():
        path = DEFAULT_FILE
    draft = _Draft(str(path))
    if path is not None:
        _add_file(draft, path)
    _add_variables(draft, environ)
    config = _validated(draft)
    base = path.parent.absolute() if path is not None else Path.cwd()
    if config is not None:
        config = _located(config, base)
        _check_apart(draft, config)
    if draft.problems or config is None:
        sentences = dict.fromkeys(
            sentence for _, sentence in sorted(draft.problems, key=lambda problem: problem[0])
        )
        raise ConfigError(
            list(sentences),
            hint=f"{guide('run/configuration.md')} lists every key and variable; "
            "`palimpsest init --output sample.yaml` writes a sample of them.",
        )
    return config


def _add_file(draft: _Draft, path: Path) -> None:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise ConfigError(
            [f"{path}: the configuration file cannot be read: {error.strerror}"]
        ) from error
    except UnicodeDecodeError as error:
        raise ConfigError(
            [f"{path}: the configuration file is not UTF-8, at byte {error.start}"]
        ) from error
    found = document.read_yaml(text)
    draft.lines.update(found.lines)
    for line, key, sentence in found.problems:
        draft.complain(key, sentence, line)
    if isinstance(found.data, dict):
        draft.data.update(found.data)
        for key, url in _databases(found.data):
            if places.holds_password(url):
                draft.complain(key, no_password(str(key[0])))
    elif found.data is not None:
        draft.complain((), "the file must be a mapping of keys to values")


def _databases(data: Mapping[str, Any]) -> Iterator[tuple[document.Path, str]]:
    """Yield the addresses of databases that a file gives, each with its key."""
    for name in ("index", "engine"):
        section = data.get(name)
        if isinstance(section, dict) and isinstance(section.get("url"), str):
            yield (name, "url"), section["url"]
        elif isinstance(section, str):
            yield (name,), section


def _add_variables(draft: _Draft, environ: Mapping[str, str]) -> None:
    for variable, path, found in environment.settings(environ):
        draft.variables[path] = variable
        for _, key, sentence in found.problems:
            draft.complain((*path, *key), sentence)
        if not found.problems:
            _put(draft.data, path, found.data)
    named = set(_named_variables(draft.data))
    for variable in environment.unknown(environ):
        if variable not in named:
            draft.problems.append((0, unknown_variable(variable, environment.variables())))


def _put(data: dict[str, Any], path: document.Path, value: object) -> None:
    """Set the value at ``path``.

    A section that is no mapping stays as it is, for validation to find.
    """
    for step in path[:-1]:
        below = data.get(str(step))
        if below is None:
            below = data[str(step)] = {}
        if not isinstance(below, dict):
            return
        data = below
    data[str(path[-1])] = value


def _named_variables(value: object, *, below: str = "") -> Iterator[str]:
    """Yield variables that are named in the configuration: for headers, targets, secrets.

    They may be called anything.
    """
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _named_variables(item, below=key if key in _NAMING else below)
    elif isinstance(value, list):
        for item in value:
            yield from _named_variables(item, below=below)
    elif below and isinstance(value, str):
        yield value


def _validated(draft: _Draft) -> Config | None:
    for section in ("sources", "alerts"):
        _check_names(draft, section)
    _check_text(draft, draft.data, ())
    try:
        config = Config.model_validate(draft.data)
    except ValidationError as error:
        for path, sentence in explained(error.errors(include_url=False, include_input=False)):
            draft.complain(path, sentence)
        return None
    _check_sources(draft, config)
    return config


def _check_text(draft: _Draft, value: object, path: document.Path) -> None:
    """Refuse what no archive can store, before a run's plan is to hold it."""
    if isinstance(value, dict | list):
        for step, item in value.items() if isinstance(value, dict) else enumerate(value):
            _check_text(draft, item, (*path, step))
    elif isinstance(value, str) and (why := misfit("", value)):
        draft.complain(path, f"the text holds {why}, which cannot be stored")


def _check_names(draft: _Draft, section: str) -> None:
    """Refuse sources or alerts that share a name, be it in another case.

    Names stand in file names and addresses.
    """
    seen: dict[str, int] = {}
    items = draft.data.get(section)
    for position, item in enumerate(items if isinstance(items, list) else ()):
        name = item.get("name") if isinstance(item, dict) else None
        if isinstance(name, str) and seen.setdefault(name.lower(), position) != position:
            draft.complain(
                (section, position, "name"),
                f"{section}[{seen[name.lower()]}] has this name already",
            )


def _check_sources(draft: _Draft, config: Config) -> None:
    """Refuse alerts that name a source that is not there: they would wait for it for ever."""
    known = [source.name for source in config.sources]
    for position, alert in enumerate(config.alerts):
        for number, name in enumerate(alert.sources):
            if name not in known:
                draft.complain(
                    ("alerts", position, "sources", number),
                    f"there is no source of this name{nearest(name, known)}",
                )


def _located(config: Config, base: Path) -> Config:
    store: StoreConfig = config.store.model_copy(
        update={"url": places.store_below(config.store.url, base)}
    )
    index: IndexConfig = config.index.model_copy(
        update={"url": places.index_below(config.index.url, base)}
    )
    return config.model_copy(update={"store": store, "index": index})


def _check_apart(draft: _Draft, config: Config) -> None:
    """Refuse an index within the store, which holds only what is written once."""
    folder, index = config.store.folder, config.index.file
    if (
        folder is not None
        and index is not None
        and index.resolve().is_relative_to(folder.resolve())
    ):
        blamed = ("index", "url") if draft.says(("index", "url")) else ("store", "url")
        sentence = (
            f"the index {index} lies inside the store's folder {folder}; only what is "
            "written once may lie there"
        )
        draft.complain(blamed, sentence)
