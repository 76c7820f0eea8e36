"""The tables of formats: one line there is all that a command needs to know a format."""

import inspect
import re
import sys
from pathlib import Path

import pytest

from crawler.errors import UsageError
from jobs.formats import DIFF_FORMATS, EXPORT_FORMATS, OutputFormat, format_named, listed
from tests.test_readme import sections

TABLES = {"diff": DIFF_FORMATS, "export": EXPORT_FORMATS}
CASES = [(command, name) for command, table in TABLES.items() for name in table]


@pytest.mark.parametrize(("command", "name"), CASES)
def test_every_writer_is_there(command: str, name: str) -> None:
    """Each line of a table names a function of two arguments: what is asked for, and where to."""
    assert len(inspect.signature(TABLES[command][name].load()).parameters) == 2
    assert TABLES[command][name].description


@pytest.mark.parametrize("command", TABLES)
def test_the_manual_names_every_format(command: str) -> None:
    """The row of ``--format`` in docs/use/cli.md names the table's formats and no others."""
    (row,) = re.findall(r"^\| `--format [^|]*\|(.*)\|$", sections()[command], re.MULTILINE)
    named = {word for word in re.findall(r"`([a-z]+)`", row) if word != "patch"}
    assert named == set(TABLES[command])


def test_names_are_listed_for_people() -> None:
    """What is not in the table is a wrong call that lists what is."""
    table = dict.fromkeys(("plain", "fancy", "loud"), OutputFormat("", "nowhere:nothing"))
    assert listed(table) == "plain, fancy or loud"
    with pytest.raises(UsageError, match=r"--format takes plain, fancy or loud, not 'pdf'"):
        format_named(table, "pdf")


@pytest.mark.parametrize("command", TABLES)
def test_one_line_registers_a_format(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A module with a writer and a line in the table: the command then takes the format."""
    (tmp_path / "format_of_mine.py").write_text(
        "def write(first, second):\n    raise SystemExit(f'mine: {type(first).__name__}')\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    table = TABLES[command]
    monkeypatch.setitem(table, "mine", OutputFormat("of mine", "format_of_mine:write"))
    writer = format_named(table, "mine").load()
    assert writer is sys.modules["format_of_mine"].write
    assert listed(table).endswith(" or mine")
