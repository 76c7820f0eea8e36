"""The formats that differences and evidence are written in: one table for each command.

A format's writer is imported when it is asked for, so that no command waits for what only another
format needs. A new format is a module with a writer, its test, a line here and one in
``docs/use/cli.md``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from importlib import import_module
from typing import Any

from crawler.errors import UsageError


@dataclass(frozen=True, slots=True)
class OutputFormat:
    """One format: what it is, in a few words, and what writes it."""

    description: str
    writer: str
    """Its place, as ``module:function``. The table says what it is called with."""
    binary: bool = False
    """Not for a terminal."""
    companions: tuple[str, ...] = ()
    """Endings of the files that stand beside the format's own."""

    def load(self) -> Callable[..., Any]:
        """Return the writer."""
        module, _, function = self.writer.partition(":")
        writer: Callable[..., Any] = getattr(import_module(module), function)
        return writer


DIFF_FORMATS: dict[str, OutputFormat] = {
    "text": OutputFormat(
        "for reading, with marks that need no colour", "jobs.terminal.diff_text:write"
    ),
    "unified": OutputFormat(
        "a line for each paragraph, which `patch` applies",
        "jobs.terminal.diff_documents:write_unified",
    ),
    "html": OutputFormat(
        "one self-contained page without scripts", "jobs.terminal.diff_documents:write_html"
    ),
    "json": OutputFormat("one JSON document", "jobs.terminal.diff_documents:write_json"),
    "svg": OutputFormat("a picture of what says most", "jobs.terminal.diff_pictures:write_svg"),
    "png": OutputFormat(
        "the same picture in pixels", "jobs.terminal.diff_pictures:write_png", binary=True
    ),
}
"""Name to format of ``diff``. A writer is called with the ``Comparison`` and the ``Screen``
that it is written to.
"""

EXPORT_FORMATS: dict[str, OutputFormat] = {
    "warc": OutputFormat(
        "the captures as one WARC file, with its index and its manifest beside it",
        "crawler.export.warc:write",
        binary=True,
        companions=(".cdxj", ".sha256"),
    ),
    "wacz": OutputFormat(
        "captures and records in one package for replay tools",
        "crawler.export.wacz:write",
        binary=True,
    ),
    "json": OutputFormat("one JSON document", "crawler.export.json_document:write"),
    "html": OutputFormat("one page that checks itself", "crawler.export.html_page:write"),
}
"""Name to format of ``export``. A writer is called with an ``ExportRequest`` and a binary file; it
returns a ``Companion`` for each of its companions, or nothing.
"""


def format_named(table: Mapping[str, OutputFormat], name: str) -> OutputFormat:
    """Return the format of this name. Raises ``UsageError`` with all names for another."""
    if name not in table:
        near = get_close_matches(name.lower(), table, n=1)
        raise UsageError(
            f"--format takes {listed(table)}, not {name!r}",
            hint=f"did you mean {near[0]}?" if near else None,
        )
    return table[name]


def listed(table: Mapping[str, OutputFormat]) -> str:
    """Return the names for people: ``text, unified, html or json``."""
    *names, last = table
    return f"{', '.join(names)} or {last}"
