"""The shape of the code, held by tests: floors, doors, sizes, no cycles, no hidden imports.

``docs/develop/architecture.md`` gives the reasons.
"""

import ast
import re
import statistics
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from jobs.cli import app

ROOT = Path(__file__).resolve().parents[1]

FLOORS: dict[str, int] = {
    "crawler.errors": 0,
    "crawler.model": 0,
    "crawler.codec": 1,
    "crawler.gzipped": 1,
    "crawler.visible": 1,
    "crawler.secrets": 1,
    "crawler.identity": 2,
    "crawler.config": 2,
    "crawler.fingerprint": 2,
    "crawler.store.base": 2,
    "crawler.header": 3,
    "crawler.plan": 3,
    "crawler.discover": 3,
    "crawler.extract": 3,
    "crawler.diff": 3,
    "crawler.search": 3,
    "crawler.checks": 3,
    "crawler.record_checks": 3,
    "crawler.store": 3,
    "crawler.warc": 3,
    "crawler.profile": 4,
    "crawler.capture": 4,
    "crawler.change": 4,
    "crawler.blame": 4,
    "crawler.passages": 4,
    "crawler.pieces": 1,
    "crawler.turns": 1,
    "crawler.processes": 1,
    "crawler.workers": 5,
    "crawler.comparing": 6,
    "crawler.archive": 5,
    "crawler.index": 5,
    "crawler.checkpoint": 6,
    "crawler.reindex": 6,
    "crawler.attest": 6,
    "crawler.alert_cursors": 6,
    "crawler.story": 7,
    "crawler.export": 7,
    "crawler.verify": 7,
    "crawler.ingest": 7,
    "crawler.reextract": 8,
    "crawler.middlewares": 8,
    "crawler.pipelines": 9,
    "crawler.rendering": 9,
    "crawler.spiders": 9,
    "jobs.planning": 10,
    "jobs.process": 10,
    "jobs.run_report": 10,
    "jobs.hiding": 9,
    "jobs.revisit": 10,
    "jobs.observe": 10,
    "jobs.reextraction": 10,
    "jobs.run": 11,
    "jobs.naming": 11,
    "jobs.profile_learning": 12,
    "jobs.checkpoint_signing": 11,
    "jobs.web": 11,
    "jobs.notify": 11,
    "jobs.commands.terminal": 11,
    "jobs.commands.context": 12,
    "jobs.index_findings": 13,
    "jobs.demo": 13,
    "jobs.children": 13,
    "jobs.schedule": 14,
    "jobs.commands": 15,
    "jobs.cli": 16,
}
"""A module imports only from lower floors; modules of one entry may import each other."""

DOORS: dict[str, tuple[str, ...]] = {
    "trafilatura": ("crawler.extract",),
    "charset_normalizer": ("crawler.extract",),
    "htmldate": ("crawler.extract",),
    "lxml": ("crawler.extract", "crawler.discover"),
    "boto3": ("crawler.store",),
    "botocore": ("crawler.store",),
    "sqlalchemy": ("crawler.index",),
    "warcio": ("crawler.warc",),
    "icu4py": ("crawler.diff",),
    "sentencex": ("crawler.diff",),
    "rapidfuzz": ("crawler.diff",),
    "feedparser": ("crawler.discover",),
    "idna": ("crawler.identity",),
    "cssselect": ("crawler.config", "crawler.extract"),
    "tldextract": ("crawler.identity",),
    "pydantic": ("crawler.config", "crawler.codec"),
    "yaml": ("crawler.config",),
    "cryptography": ("crawler.checkpoint", "crawler.middlewares"),
    "rfc3161_client": ("crawler.checkpoint",),
    "pebble": ("crawler.processes",),
    "apscheduler": ("jobs.schedule",),
    "apprise": ("jobs.notify",),
    "prometheus_client": ("jobs.observe",),
    "psutil": ("jobs.process",),
    "starlette": ("jobs.web",),
    "structlog": ("jobs.observe",),
    "uvicorn": ("jobs.web",),
    "typer": ("jobs.cli",),
    "protego": ("crawler.middlewares", "crawler.discover"),
    "OpenSSL": ("crawler.middlewares",),
    "service_identity": ("crawler.middlewares",),
    "scrapy": (
        "crawler.middlewares",
        "crawler.pipelines",
        "crawler.spiders",
        "crawler.rendering",
        "jobs.run",
    ),
    "scrapy_playwright": ("crawler.rendering",),
    "playwright": ("crawler.rendering",),
    "twisted": ("crawler.middlewares", "crawler.pipelines", "crawler.spiders", "jobs.run"),
}
"""Third-party library to the only modules that may import it."""

LAZY = ("jobs.cli", "crawler.store.open_store")
"""Who may import inside functions: the command line imports a command's module when it is called,
and a store its vendor's library.
"""

MAX_FUNCTION_LINES, MAX_MEDIAN_LINES, MAX_NINETIETH_LINES, MAX_MODULE_LINES = 50, 9, 28, 250


def modules() -> Iterator[tuple[str, Path]]:
    """Yield every module of the project: its dotted name and its file."""
    for top in ("crawler", "jobs"):
        for path in sorted((ROOT / top).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path


MODULES = list(modules())


@cache
def tree(path: Path) -> ast.Module:
    """Return the syntax tree of a file."""
    return ast.parse(path.read_text(encoding="utf-8"))


def entry(name: str) -> str | None:
    """Return the longest entry of ``FLOORS`` that this module belongs to."""
    fitting = [known for known in FLOORS if name == known or name.startswith(known + ".")]
    return max(fitting, key=len, default=None)


def imports(node: ast.AST) -> Iterator[str]:
    """Yield the dotted names that the import statements below a node bring in."""
    for found in ast.walk(node):
        if isinstance(found, ast.Import):
            yield from (alias.name for alias in found.names)
        elif isinstance(found, ast.ImportFrom):
            yield from (f"{found.module}.{alias.name}" for alias in found.names)


def functions() -> Iterator[tuple[str, int]]:
    """Yield every function of the project with its length in lines, its docstring and signature
    counted.
    """
    for name, path in modules():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"{name}.{node.name}", (node.end_lineno or node.lineno) - node.lineno + 1


@pytest.mark.parametrize(("name", "path"), MODULES, ids=[name for name, _ in MODULES])
def test_imports_go_down(name: str, path: Path) -> None:
    """A module stands on a floor and imports only from lower floors, or from its own entry."""
    if name in ("crawler", "jobs"):
        return
    own = entry(name)
    assert own is not None, (
        f"{name} has no floor: add it to FLOORS and docs/develop/architecture.md"
    )
    for imported in imports(tree(path)):
        theirs = entry(imported)
        if imported.split(".")[0] in ("crawler", "jobs") and theirs is not None:
            below = theirs == own or FLOORS[theirs] < FLOORS[own]
            assert below, (
                f"{name} (floor {FLOORS[own]}) imports {imported} (floor {FLOORS[theirs]})"
            )


@pytest.mark.parametrize(("name", "path"), MODULES, ids=[name for name, _ in MODULES])
def test_each_library_has_one_door(name: str, path: Path) -> None:
    """A third-party library is imported only by the modules that are its door."""
    for imported in imports(tree(path)):
        doors = DOORS.get(imported.split(".")[0])
        if doors is not None:
            assert any(name == door or name.startswith(door + ".") for door in doors), (
                f"{name} imports {imported}: its door is {doors}"
            )


@pytest.mark.parametrize(("name", "path"), MODULES, ids=[name for name, _ in MODULES])
def test_no_import_hides_in_a_function(name: str, path: Path) -> None:
    """Imports stand at the top, but for the command line's, which keep ``--help`` instant."""
    if name.startswith(LAZY):
        return
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            hidden = [
                imported
                for imported in imports(node)
                if imported.split(".")[0] in ("crawler", "jobs")
            ]
            assert not hidden, f"{name}.{node.name} hides the import of {hidden}"


def test_no_function_is_too_long() -> None:
    """No function is over 50 lines, the median is 9 or less, nine of ten are 28 or less."""
    lengths = dict(functions())
    assert not {name: lines for name, lines in lengths.items() if lines > MAX_FUNCTION_LINES}
    ordered = sorted(lengths.values())
    assert statistics.median(ordered) <= MAX_MEDIAN_LINES
    assert ordered[int(len(ordered) * 0.9)] <= MAX_NINETIETH_LINES


def test_no_module_is_too_long() -> None:
    """A module that passes about 250 lines is split along a noun."""
    lengths = {name: len(path.read_text(encoding="utf-8").splitlines()) for name, path in modules()}
    assert not {name: lines for name, lines in lengths.items() if lines > MAX_MODULE_LINES}


READS_RECORDS = (
    "crawler.record_checks",
    "crawler.verify.version_records",
    "crawler.reindex.stored",
    "crawler.index.rows",
    "crawler.index.ownership",
)
"""The modules that make a Version of stored bytes: the checked reader's floor, verification, and
the index, which judges nothing.
"""


@pytest.mark.parametrize(("name", "path"), MODULES, ids=[name for name, _ in MODULES])
def test_records_are_read_through_the_checked_reader(name: str, path: Path) -> None:
    """Nobody else decodes a record, and no command shows one that the index holds.

    It may be forged, and ``crawler.attest`` asks.
    """
    text = path.read_text(encoding="utf-8")
    assert name in READS_RECORDS or "decode(Version" not in text
    if (
        name.startswith("jobs.commands") and name != "jobs.commands.doctor"
    ):  # which reads the header
        assert not any(call in text for call in ("index.versions(", "index.head(", "store.read("))


COMMANDS = "jobs.commands."
"""Its files are named for the command that each holds, and so may share a noun with the module
below that does the work.
"""

SHARED_FILE_NAMES = {"__init__", "__main__", "values"}


def test_no_file_name_has_two_meanings() -> None:
    """A file's name tells which file it is.

    None occurs twice, but for ``values``, which holds a package's frozen values, and commands.
    """
    places: dict[str, list[str]] = {}
    for name, path in modules():
        if path.stem not in SHARED_FILE_NAMES and not name.startswith(COMMANDS):
            places.setdefault(path.stem, []).append(name)
    assert not {stem: names for stem, names in places.items() if len(names) > 1}


def test_no_class_name_has_two_meanings() -> None:
    """A public class name stands for one thing over the whole project."""
    places: dict[str, list[str]] = {}
    for name, path in modules():
        for node in tree(path).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places.setdefault(node.name, []).append(name)
    assert not {name: homes for name, homes in places.items() if len(homes) > 1}


def test_each_command_has_a_file_of_its_name() -> None:
    """What a command does stands in ``jobs/commands`` in the file that is named for it."""
    names = {
        command.name or command.callback.__name__
        for command in app.registered_commands
        if command.callback is not None
    }
    assert not {name for name in names if not (ROOT / "jobs/commands" / f"{name}.py").is_file()}


def test_bounds_are_called_max_and_min() -> None:
    """A constant that bounds something is named ``MAX_`` or ``MIN_`` and what it bounds."""
    other = re.compile(
        r"_?(MOST|LEAST|LONGEST|SHORTEST|DEEPEST|LARGEST|FEWEST|WIDEST|BIGGEST|SMALLEST)(_|$)"
    )
    for name, path in modules():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                assert not other.match(node.id), f"{name}.{node.id}"
