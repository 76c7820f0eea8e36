"""The shape of the code, held by tests: floors, doors, sizes, no cycles, no hidden imports.

``docs/develop/architecture.md`` gives the reasons.
"""

import ast
import re
import statistics
from collections.abc import Callable, Iterator
from functools import cache, wraps
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
    "crawler.unwritable": 1,
    "crawler.guides": 1,
    "crawler.html": 2,
    "crawler.secrets": 1,
    "crawler.languages": 1,
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
    "crawler.imports": 4,
    "crawler.capture": 4,
    "crawler.handing_on": 4,
    "crawler.change": 4,
    "crawler.blame": 4,
    "crawler.feeds": 4,
    "crawler.passages": 4,
    "crawler.excerpt": 4,
    "crawler.telling_change": 5,
    "crawler.picture": 6,
    "crawler.pieces": 1,
    "crawler.turns": 1,
    "crawler.hands": 2,
    "crawler.lease": 1,
    "crawler.processes": 1,
    "crawler.collection": 0,
    "crawler.processors": 1,
    "crawler.lazy_names": 1,
    "crawler.preloading": 1,
    "crawler.proxy_settings": 1,
    "crawler.witness_key": 1,
    "crawler.workers": 5,
    "crawler.page_look": 6,
    "crawler.comparing": 6,
    "crawler.removal": 4,
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
    "crawler.shortening": 7,
    "crawler.removing": 8,
    "crawler.comparable_texts": 7,
    "crawler.capture_reader": 8,
    "crawler.reextract": 8,
    "crawler.middlewares": 8,
    "crawler.pipelines": 9,
    "crawler.rendering": 9,
    "crawler.spiders": 9,
    "jobs.planning": 10,
    "jobs.process": 10,
    "jobs.run_report": 9,
    "jobs.import_report": 10,
    "jobs.hiding": 9,
    "jobs.revisit": 10,
    "jobs.observe": 10,
    "jobs.scrapy_crawl": 10,
    "jobs.crawl_resources": 10,
    "jobs.run": 11,
    "jobs.importing": 11,
    "jobs.naming": 11,
    "jobs.redacting": 12,
    "jobs.reextracting": 12,
    "jobs.unwatching": 12,
    "jobs.aliasing": 12,
    "jobs.profile_learning": 12,
    "jobs.checkpoint_signing": 11,
    "jobs.export_signing": 12,
    "jobs.notify": 11,
    "jobs.terminal": 12,
    "jobs.stop_signal": 1,
    "jobs.early_stop": 1,
    "jobs.formats": 1,
    "jobs.wording": 1,
    "jobs.context": 13,
    "jobs.job_queue": 11,
    "jobs.reading": 11,
    "jobs.survey": 12,
    "jobs.index_findings": 14,
    "jobs.store_findings": 15,
    "jobs.engine_findings": 15,
    "jobs.authority_findings": 15,
    "jobs.witness_findings": 15,
    "jobs.watch_log": 14,
    "jobs.demo": 14,
    "jobs.children": 14,
    "jobs.web": 14,
    "jobs.schedule": 15,
    "jobs.fleet": 16,
    "jobs.commands": 17,
    "jobs.cli": 18,
    "jobs.__main__": 19,
}
"""A module imports only from lower floors; modules of one entry may import each other."""

DOORS: dict[str, tuple[str, ...]] = {
    "trafilatura": ("crawler.extract",),
    "charset_normalizer": ("crawler.extract",),
    "htmldate": ("crawler.extract",),
    "pypdf": ("crawler.extract",),
    "lxml": ("crawler.extract", "crawler.discover"),
    "boto3": ("crawler.store",),
    "botocore": ("crawler.store",),
    "sqlalchemy": ("crawler.index",),
    "alembic": ("crawler.index.migrating", "crawler.index.migrations"),
    "warcio": ("crawler.warc",),
    "surt": ("crawler.export",),
    "ftfy": ("crawler.change",),
    "icu4py": ("crawler.diff",),
    "sentencex": ("crawler.diff",),
    "rapidfuzz": ("crawler.diff",),
    "feedparser": ("crawler.discover",),
    "dateparser": ("crawler.discover",),
    "jdatetime": ("crawler.languages",),
    "nepali_datetime": ("crawler.languages",),
    "idna": ("crawler.identity",),
    "cssselect": ("crawler.config", "crawler.extract"),
    "publicsuffixlist": ("crawler.identity",),
    "pydantic": ("crawler.config", "crawler.codec", "jobs.web"),
    "fastapi": ("jobs.web",),
    "yaml": ("crawler.config",),
    "cryptography": ("crawler.checkpoint", "crawler.export", "crawler.middlewares"),
    "rfc3161_client": ("crawler.checkpoint",),
    "procrastinate": ("jobs.job_queue",),
    "psycopg": ("jobs.job_queue", "crawler.index"),
    "psycopg_pool": ("jobs.job_queue",),
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
        "jobs.scrapy_crawl",
    ),
    "jinja2": ("crawler.html",),
    "rich": ("jobs.terminal", "jobs.commands"),
    "uharfbuzz": ("crawler.picture.fonts",),
    "pyphen": ("crawler.picture.long_words",),
    "scrapy_playwright": ("crawler.rendering",),
    "playwright": ("crawler.rendering",),
    "twisted": (
        "crawler.middlewares",
        "crawler.pipelines",
        "crawler.spiders",
        "jobs.scrapy_crawl",
    ),
}
"""Third-party library to the only modules that may import it."""

LAZY = (
    "jobs.cli",
    "jobs.__main__",
    "crawler.store.open_store",
    "crawler.index.writes",
    "crawler.index.removal_writes",
    "crawler.index.open_index",
    "crawler.index.queries.full_text",
    "crawler.reindex.refresh",
    "jobs.job_queue.open_queue",
    "jobs.children.entering",
)
"""Who may import inside functions: the command line imports a command's module when it is called, a
store its vendor's library, and the index what cuts texts into words and passages when it is given a
text, or what reads a whole store in several processes, so that no command that only reads waits for
the libraries of ``crawler.diff`` and ``crawler.processes``; and the service names what a child
process does first without importing what it does.
"""

HTML_AS_TEXT = (
    "crawler.secrets",
    "crawler.extract.fallback",
    "crawler.html.elements",
    "crawler.picture.svg_drawing",
)
"""Who may handle markup without a template: secrets are looked for in their escaped form, too, and
a feed's fragment is given the frame that the extractor's parser expects. What stands dozens of
times on a page, a time or a marked word, is made by functions, which a template calls. A picture is
hundreds of shapes, which are numbers; its one text, the title, is escaped.
"""

MAX_FUNCTION_LINES, MAX_MEDIAN_LINES, MAX_NINETIETH_LINES, MAX_MODULE_LINES = 50, 9, 28, 300


def modules() -> Iterator[tuple[str, Path]]:
    """Yield every module of the project: its dotted name and its file."""
    for top in ("crawler", "jobs"):
        for path in sorted((ROOT / top).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path


def each_module(rule: Callable[[str, Path], None]) -> Callable[[], None]:
    """Make one test of a rule for all modules, which names each that breaks it.

    One for each rule and module would be thousands, and most of their time would be pytest's.
    """

    @wraps(rule)
    def held() -> None:
        broken = []
        for name, path in modules():
            try:
                rule(name, path)
            except AssertionError as error:
                broken.append(f"{name}: {error}")
        assert not broken, "\n".join(broken)

    # pytest would take the rule's arguments for fixtures
    del held.__wrapped__
    return held


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


@each_module
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


@each_module
def test_each_library_has_one_door(name: str, path: Path) -> None:
    """A third-party library is imported only by the modules that are its door."""
    for imported in imports(tree(path)):
        doors = DOORS.get(imported.split(".")[0])
        if doors is not None:
            assert any(name == door or name.startswith(door + ".") for door in doors), (
                f"{name} imports {imported}: its door is {doors}"
            )


@each_module
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


@each_module
def test_only_one_module_removes_objects(name: str, path: Path) -> None:
    """What is stored is never changed; ``crawler.removing`` alone takes it out, as a whole."""
    if name == "crawler.removing":
        return
    calls = [node.func for node in ast.walk(tree(path)) if isinstance(node, ast.Call)]
    removing = [
        call.lineno
        for call in calls
        if isinstance(call, ast.Attribute)
        and call.attr == "remove"
        and ast.unparse(call.value).rpartition(".")[2].lstrip("_") == "store"
    ]
    assert not removing, f"removes objects in lines {removing}"


def test_no_function_is_too_long() -> None:
    """No function is over 50 lines, the median is 9 or less, nine of ten are 28 or less."""
    lengths = dict(functions())
    assert not {name: lines for name, lines in lengths.items() if lines > MAX_FUNCTION_LINES}
    ordered = sorted(lengths.values())
    assert statistics.median(ordered) <= MAX_MEDIAN_LINES
    assert ordered[int(len(ordered) * 0.9)] <= MAX_NINETIETH_LINES


def test_no_module_is_too_long() -> None:
    """A module that passes about 300 lines is split along a noun."""
    lengths = {name: len(path.read_text(encoding="utf-8").splitlines()) for name, path in modules()}
    assert not {name: lines for name, lines in lengths.items() if lines > MAX_MODULE_LINES}


_TAG = re.compile(r"(?<!\?P)<(?:!doctype\b|/?[a-z][a-z0-9]*(?:[\s>]|$))", re.IGNORECASE)
ESCAPERS = {"html.escape", "xml.sax.saxutils.escape", "markupsafe.escape", "markupsafe.Markup"}


def filled_in(node: ast.AST) -> list[ast.expr]:
    """Return the strings of an expression that others are filled into or joined with."""
    if isinstance(node, ast.JoinedStr):
        return node.values
    if isinstance(node, ast.BinOp):
        return [node.left, node.right]
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return [node.func.value] if node.func.attr in {"format", "join"} else []
    return []


def hand_made(path: Path) -> Iterator[str]:
    """Yield the markup that a file puts together out of strings, and its own ways to escape."""
    for node in ast.walk(tree(path)):
        for part in filled_in(node):
            text = part.value if isinstance(part, ast.Constant) else None
            if isinstance(text, str) and _TAG.search(text):
                yield text
    yield from ESCAPERS.intersection(imports(tree(path)))


@each_module
def test_no_module_writes_html_by_hand(name: str, path: Path) -> None:
    """All HTML comes out of templates, which escape whatever they are given."""
    if name not in HTML_AS_TEXT:
        assert not list(hand_made(path)), f"{name}: write a template, crawler.html renders it"


TEMPLATES = sorted(path for top in ("crawler", "jobs") for path in (ROOT / top).rglob("*.html.j2"))


@pytest.mark.parametrize("path", TEMPLATES, ids=[path.name for path in TEMPLATES])
def test_no_template_leaves_out_the_escaping(path: Path) -> None:
    """No template declares anything safe, and none switches autoescape."""
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\|\s*safe\b|\bautoescape\b|\bMarkup\b|[|]\s*xmlattr\b", text)


def test_templates_are_there() -> None:
    """The pages that users get and those of the demonstration are templates."""
    assert {"diff.html.j2", "evidence.html.j2", "story.html.j2"} <= {one.name for one in TEMPLATES}


READS_RECORDS = (
    "crawler.record_checks",
    "crawler.verify.version_records",
    "crawler.reindex.stored",
    "crawler.index.values",
    "crawler.index.writes",
)
"""The modules that make a Version of stored bytes: the checked reader's floor, verification, and
the index, which judges nothing.
"""


@each_module
def test_records_are_read_through_the_checked_reader(name: str, path: Path) -> None:
    """Nobody else decodes a record, and no command shows one that the index holds.

    It may be forged, and ``crawler.attest`` asks.
    """
    text = path.read_text(encoding="utf-8")
    assert name in READS_RECORDS or "decode(Version" not in text
    if name.startswith("jobs.commands"):
        assert not any(call in text for call in ("index.versions(", "index.head(", "store.read("))


COMMANDS = "jobs.commands."
"""Its files are named for the command that each holds, and so may share a noun with the module
below that does the work.
"""

PAGES = "jobs.web.pages."
"""As with commands: each file is named for the page that it holds."""

SHARED_FILE_NAMES = {"__init__", "__main__", "values"}


def test_no_file_name_has_two_meanings() -> None:
    """A file's name tells which file it is.

    None occurs twice, but for ``values``, which holds a package's frozen values, and for commands
    and pages.
    """
    places: dict[str, list[str]] = {}
    for name, path in modules():
        if path.stem not in SHARED_FILE_NAMES and not name.startswith((COMMANDS, PAGES)):
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


def test_each_command_is_entered_in_the_same_way() -> None:
    """A command's module has one way in, ``run``; no command is called by another's name."""
    for path in sorted((ROOT / "jobs/commands").glob("*.py")):
        if path.stem != "__init__":
            names = [node.name for node in tree(path).body if isinstance(node, ast.FunctionDef)]
            assert names.count("run") == 1, path.stem
            assert path.stem == "run" or path.stem not in names, path.stem


COMPOSED = {"jobs.commands.demo", "jobs.commands.crawl"}
"""The demonstration shows other commands' views; a crawl tells of the checkpoint that it makes."""


@each_module
def test_a_command_imports_no_other(name: str, path: Path) -> None:
    """What two commands need stands below both."""
    if name.startswith(COMMANDS) and name not in COMPOSED:
        assert not [one for one in imports(tree(path)) if one.startswith("jobs.commands")]


def test_bounds_are_called_max_and_min() -> None:
    """A constant that bounds something is named ``MAX_`` or ``MIN_`` and what it bounds."""
    other = re.compile(
        r"_?(MOST|LEAST|LONGEST|SHORTEST|DEEPEST|LARGEST|FEWEST|WIDEST|BIGGEST|SMALLEST)(_|$)"
    )
    for name, path in modules():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                assert not other.match(node.id), f"{name}.{node.id}"


SENTENCES = {"reason", "message", "detail", "trouble", "problem"}
"""What attributes and variables are called that hold a sentence for people."""

READS_SENTENCES = {
    "crawler.checks._with_finding": "check lines of before 2026-11-27 have no field for it",
    "crawler.extract._too_deep": "libxml2 has one error code for this and for much else",
    "crawler.index._way_out": "what databases say picks a hint for people, and nothing else",
    "crawler.rendering._words": "Playwright has no field for why a browser did not start",
    "crawler.verify.severity": "the problem of its finding is an enum",
    "jobs.checkpoint_signing.sign": "asks whether two reads failed alike, not how",
    "jobs.cli._wrong_call": "Click says what is wrong in words only",
}
"""Package and function to the reason for which it may read one."""

_CUTS = {"startswith", "endswith", "partition", "rpartition", "split", "find", "index", "count"}
_MATCHES = {"search", "match", "fullmatch", "findall", "finditer"}
_KEEPS = {"lower", "casefold", "strip", "removeprefix", "removesuffix"}


def holds_a_sentence(node: ast.expr) -> bool:
    """Return whether an expression is a sentence for people, perhaps trimmed or made a string."""
    if isinstance(node, ast.Attribute):
        return node.attr in SENTENCES
    if isinstance(node, ast.Name):
        return node.id in SENTENCES
    if isinstance(node, ast.BoolOp):
        return any(holds_a_sentence(value) for value in node.values)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "str":
        return any(holds_a_sentence(argument) for argument in node.args)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return node.func.attr in _KEEPS and holds_a_sentence(node.func.value)
    return False


def reads_a_sentence(node: ast.AST) -> bool:
    """Return whether a node compares a sentence, looks for words in it, or takes it apart."""
    if isinstance(node, ast.Compare):
        sides = [node.left, *node.comparators]
        compares = any(
            isinstance(sign, ast.Eq | ast.NotEq | ast.In | ast.NotIn) for sign in node.ops
        )
        return compares and any(map(holds_a_sentence, sides))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        on_it = node.func.attr in _CUTS and holds_a_sentence(node.func.value)
        return on_it or (node.func.attr in _MATCHES and any(map(holds_a_sentence, node.args)))
    if isinstance(node, ast.Match):
        return holds_a_sentence(node.subject)
    return False


def readers_of_sentences(module: ast.Module, name: str) -> Iterator[str]:
    """Yield the package with each function that reads a sentence; alone if its top level does."""
    name = ".".join(name.split(".")[:2])
    inside: set[ast.AST] = set()
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            below = set(ast.walk(node))
            inside |= below
            if any(map(reads_a_sentence, below)):
                yield f"{name}.{node.name}"
    if any(reads_a_sentence(node) for node in ast.walk(module) if node not in inside):
        yield name


def test_nothing_is_decided_by_a_sentence() -> None:
    """What a message says is for people. Code asks a field, an enum or a type."""
    found = {
        reader for name, path in modules() for reader in readers_of_sentences(tree(path), name)
    }
    assert found - READS_SENTENCES.keys() == set(), "give it a field, or a reason to be here"
    assert READS_SENTENCES.keys() - found == set(), "these read no sentence any more: strike them"


@pytest.mark.parametrize(
    "line",
    [
        "'more than' in error.reason",
        "self.reason == STOPPED",
        "ended.reason != 'x'",
        "reason in {'a', 'b'}",
        "(check.reason or '').endswith('of 100]')",
        "str(error.message).lower().startswith('ssl')",
        "MARK.search(reason or '')",
        "re.match('a', error.detail)",
        "kind, _, rest = problem.partition(':')",
    ],
)
def test_a_sentence_that_is_read_is_found(line: str) -> None:
    """Each way to read one counts, and to show one, or to ask whether there is one, does not."""
    assert list(readers_of_sentences(ast.parse(f"def f():\n    {line}"), "m")) == ["m.f"]
    assert list(readers_of_sentences(ast.parse(line), "m")) == ["m"]
    shown = "if check.reason is not None and error.message: show(f'{check.reason}', error.message)"
    assert not list(readers_of_sentences(ast.parse(shown), "m"))
