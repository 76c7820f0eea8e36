"""README.md, docs/use/cli.md and the calls in all pages, against the command line itself.

What they name exists, and what exists they name.
"""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import typer

from jobs.cli import app

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
MANUAL = (ROOT / "docs" / "use" / "cli.md").read_text(encoding="utf-8")
PAGES = {"README.md": README, "docs/use/cli.md": MANUAL}

_CODE = re.compile(r"```[a-z]*\n(.*?)```|`([^`\n]+)`", re.DOTALL)
_OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*")
_CALL = re.compile(r"\bpalimpsest +([a-z]+)\b(.*)")
COMMON = {"--config", "--json"}
"""Options that docs/use/cli.md describes once, for all commands that take them."""


@cache
def options() -> dict[str, frozenset[str]]:
    """Command to its options, as the application itself has them."""
    group = typer.main.get_command(app)
    # a group has them
    commands: dict[str, typer.core.TyperCommand] = group.commands  # type: ignore[attr-defined]
    found = {
        name: [
            opt
            for one in (command, *getattr(command, "commands", {}).values())
            for param in one.params
            for opt in param.opts
        ]
        for name, command in commands.items()
    }
    return {
        name: frozenset(opt for opt in opts if opt.startswith("--")) for name, opts in found.items()
    }


def of_the_program() -> frozenset[str]:
    """Return the options of ``palimpsest`` itself."""
    return frozenset(opt for param in typer.main.get_command(app).params for opt in param.opts)


def code(page: str) -> Iterator[str]:
    """Yield the lines of all code in a page."""
    for block, span in _CODE.findall(page):
        yield from (block or span).splitlines()


def calls(page: str) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield each call of a command in a page's code, with the options it is given."""
    for line in code(page):
        for name, rest in _CALL.findall(
            line.split("#", 1)[0].replace("pip install palimpsest", "")
        ):
            yield name, frozenset(_OPTION.findall(rest.split("|", 1)[0]))


def pages_with_calls() -> dict[str, str]:
    """Return every page that calls a command, by its path."""
    pages = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
    texts = {str(page.relative_to(ROOT)): page.read_text(encoding="utf-8") for page in pages}
    return {name: text for name, text in texts.items() if list(calls(text))}


def sections() -> dict[str, str]:
    """Command to its section of docs/use/cli.md."""
    parts = re.split(r"^### `([a-z]+)[^`\n]*`.*\n", MANUAL, flags=re.MULTILINE)
    return dict(
        zip(
            parts[1::2],
            (re.split(r"^##? ", part, flags=re.MULTILINE)[0] for part in parts[2::2]),
            strict=True,
        )
    )


@pytest.mark.parametrize(("name", "page"), pages_with_calls().items())
def test_every_call_exists(name: str, page: str) -> None:
    """Every command that a page calls exists, and takes the options it is called with."""
    for command, given in calls(page):
        assert command in options(), f"{name} calls {command}"
        assert given - {"--help"} <= options()[command], (
            f"{name} calls {command} with {given - options()[command]}"
        )


@pytest.mark.parametrize("name", PAGES)
def test_every_option_exists(name: str) -> None:
    """Every option that a page names in code exists in some command."""
    known = frozenset().union(*options().values()) | of_the_program() | {"--help"}
    assert {option for line in code(PAGES[name]) for option in _OPTION.findall(line)} <= known


def test_these_pages_call_commands() -> None:
    """The README, the manual, the tutorial and the pages for operators are among those pages."""
    assert {*PAGES, "docs/use/tutorial.md", "docs/run/operations.md"} <= set(pages_with_calls())


def test_the_readme_names_every_command() -> None:
    """README.md calls or names every command."""
    named = {command for command, _ in calls(README)} | {
        span for span in code(README) if span in options()
    }
    assert set(options()) <= named, f"README.md says nothing of {sorted(set(options()) - named)}"


def test_the_manual_has_a_section_for_every_command() -> None:
    """docs/use/cli.md has a section and a table row for each command, and for no other."""
    assert set(sections()) == set(options())
    head = MANUAL.split("\n### ", 1)[0]
    assert set(re.findall(r"^\| \[`([a-z]+)`\]", head, flags=re.MULTILINE)) == set(options())


@pytest.mark.parametrize("command", sorted(options()))
def test_the_manual_names_every_option(command: str) -> None:
    """A command's section names its own options and no others."""
    named = {option for line in code(sections()[command]) for option in _OPTION.findall(line)}
    assert options()[command] - COMMON <= named
    assert named <= options()[command]


def test_which_commands_take_the_common_options() -> None:
    """Every command takes ``--json``, and all but the demonstration ``--config``."""
    assert {name for name, opts in options().items() if not opts >= COMMON} == {"demo"}
    assert "--json" in options()["demo"]
    assert of_the_program() <= set(_OPTION.findall(MANUAL)) | {"--help"}
