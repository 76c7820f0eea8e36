"""YAML text to plain data, with the line of every key and item."""

import re
from dataclasses import dataclass, field
from typing import Any

import yaml

Path = tuple[str | int, ...]
"""The way to a value: keys and positions from the top."""

_MAX_VALUES = 100_000
_STANDARD = "tag:yaml.org,2002:"


@dataclass(frozen=True, slots=True)
class Document:
    """What a YAML text says.

    ``problems`` holds (line, path, sentence) for what it says wrongly; ``data`` leaves that out.
    """

    data: Any = None
    lines: dict[Path, int] = field(default_factory=dict)
    problems: list[tuple[int, Path, str]] = field(default_factory=list)


def read_yaml(text: str) -> Document:
    """Return the data in one YAML document, built of mappings, lists and scalars only.

    Lines count from 1.

    A key that stands twice is a problem, which names both lines. No message repeats a value.
    """
    try:
        reader = _Reader(text)
        return reader.document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        return Document(
            problems=[(mark.line + 1 if mark else 1, (), f"not valid YAML: {_plain(error)}")]
        )
    except yaml.YAMLError:
        return Document(
            problems=[(1, (), "not valid YAML: it holds characters that YAML does not allow")]
        )
    except RecursionError:
        return Document(problems=[(1, (), "not valid YAML: nested too deeply")])


def _plain(error: yaml.MarkedYAMLError) -> str:
    """Return the parser's own words, without quoted names that may be part of a password."""
    words = " ".join(part for part in (error.context, error.problem) if part)
    hint = (
        "; text that starts with * or & must be quoted" if re.search(r"alias|anchor", words) else ""
    )
    return re.sub(r"(alias|anchor|tag|handle) (?:'[^']*'|\"[^\"]*\")", r"\1", words) + hint


class _Reader:
    def __init__(self, text: str) -> None:
        self._loader = yaml.SafeLoader(text)
        self._document = Document()
        self._values = 0
        self._open: list[yaml.Node] = []

    def document(self) -> Document:
        try:
            node = self._loader.get_single_node()
            data = None if node is None else self._value(node, ())
        finally:
            self._loader.dispose()
        return Document(data, self._document.lines, self._document.problems)

    def _value(self, node: yaml.Node, path: Path) -> Any:  # noqa: ANN401  # whatever the text says
        self._values += 1
        self._document.lines.setdefault(path, node.start_mark.line + 1)
        if node in self._open or self._values > _MAX_VALUES:
            raise yaml.composer.ComposerError(
                None, None, "it refers to itself, or repeats itself without end", node.start_mark
            )
        self._open.append(node)
        try:
            if isinstance(node, yaml.MappingNode):
                return self._mapping(node, path)
            if isinstance(node, yaml.SequenceNode):
                return [
                    self._value(item, (*path, position)) for position, item in enumerate(node.value)
                ]
            return self._scalar(node)
        finally:
            self._open.pop()

    def _scalar(self, node: yaml.Node) -> Any:  # noqa: ANN401  # as above
        """Return numbers, yes and no, and null; all else, dates too, is the text as it stands."""
        kind = node.tag.removeprefix(_STANDARD)
        if kind in {"str", "timestamp", "merge", "value"}:
            return node.value
        if kind not in {"null", "bool", "int", "float"}:
            raise yaml.constructor.ConstructorError(
                None, None, "a tag such as !name has no meaning here", node.start_mark
            )
        try:
            return self._loader.construct_object(node)
        except (ValueError, KeyError) as error:
            raise yaml.constructor.ConstructorError(
                None, None, f"this is no {kind}", node.start_mark
            ) from error

    def _mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                self._document.problems.append((line, path, "a key must be a plain word"))
                continue
            key = key_node.value
            if key in found:
                first = self._document.lines[(*path, key)]
                self._document.problems.append(
                    (
                        line,
                        (*path, key),
                        f"this key stands here a second time, first on line {first}",
                    )
                )
                continue
            self._document.lines[(*path, key)] = line
            found[key] = self._value(value_node, (*path, key))
        return found
