"""Shell completion, ``python -m jobs``, and what an installed copy has."""

import os
import re
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

from crawler.guides import FOLDER, guide
from jobs.cli import _name_of, _narrowed, app
from tests.cli.shell import ROOT, Shell

PAGES = sorted(
    str(page.relative_to(ROOT / "docs"))
    for page in (ROOT / "docs").rglob("*")
    if page.suffix in {".md", ".svg", ".yaml"}
)


def completed(shell: Shell, line: str) -> list[str]:
    """Return what bash would offer behind this line."""
    words = {"COMP_WORDS": line, "COMP_CWORD": str(line.count(" "))}
    asked = {"_PALIMPSEST_COMPLETE": "complete_bash", **words}
    return shell.run(env=asked).out.split()


def test_commands_are_completed(shell: Shell) -> None:
    """A shell completes every command, and the options of one."""
    assert "init" in completed(shell, "palimpsest in")
    offered = {"redact", "reextract", "reindex", "report", "retention"}
    assert set(completed(shell, "palimpsest re")) == offered
    groups = [*app.registered_commands, *app.registered_groups]
    assert len(completed(shell, "palimpsest ")) == len(groups)
    assert "--output" in completed(shell, "palimpsest init --o")


def test_a_call_makes_its_own_command_alone() -> None:
    """The options of no other command are made; a group, a wrong word and no word have them all."""
    narrowed = _narrowed(["history", "--json"])
    assert [_name_of(one) for one in narrowed.registered_commands] == ["history"]
    assert len(app.registered_commands) > 20
    assert [_narrowed(call) for call in (["alias"], ["histroy"], ["--help"], [])] == 4 * [app]


@pytest.mark.parametrize("name", ["bash", "zsh", "fish"])
def test_completion_is_shown(shell: Shell, name: str) -> None:
    """``--show-completion`` prints what a shell is to read, for the command's own name."""
    result = shell.run("--show-completion", name)
    assert (result.status, "_PALIMPSEST_COMPLETE=complete_" in result.out) == (0, True)


def test_bash_completes(shell: Shell) -> None:
    """Bash itself, once it has read that, completes a command."""
    call = [sys.executable, "-m", "jobs.cli", "--show-completion", "bash"]
    script = subprocess.run(
        call, capture_output=True, text=True, check=True, env=shell.environment({})
    ).stdout
    wrapper = shell.folder / "palimpsest"
    wrapper.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m jobs "$@"\n')
    wrapper.chmod(0o755)
    typed = (
        f"{script}\nCOMP_WORDS=(palimpsest hist); COMP_CWORD=1\n"
        f'_palimpsest_completion "{wrapper}"\necho "${{COMPREPLY[@]}}"\n'
    )
    found = subprocess.run(
        ["bash", "-c", typed],
        capture_output=True,
        text=True,
        check=True,
        env=shell.environment({}),
    )
    assert found.stdout.split() == ["history"]


def test_the_sample_is_the_repository_s(shell: Shell) -> None:
    """The wheel's sample configuration and the repository's are one text."""
    sample = (ROOT / "crawler/config/sample.yaml").read_text(encoding="utf-8")
    assert sample == (ROOT / "config.yaml").read_text(encoding="utf-8")
    assert shell.run("init", "--output", "-").out == sample


def test_errors_name_a_page_that_is_there(shell: Shell) -> None:
    """What an error says to read is a file of this machine."""
    shell.configure("stroe: {}\n")
    hint = shell.run("sources").err
    (page,) = re.findall(r"(/\S+\.md) lists every key", hint)
    assert Path(page).is_file()
    assert "palimpsest init" in hint


def test_no_source_points_to_init(shell: Shell) -> None:
    """Who has no source is told of ``init``."""
    for call in (["sources"], ["crawl", "--all"], ["crawl", "--source", "x"]):
        result = shell.run(*call)
        assert (result.status, "`palimpsest init SITE-URL`" in result.err) == (2, True)


def test_no_message_names_a_file_of_the_repository() -> None:
    """No sentence for users names a page by its place in the repository: ``guide`` does."""
    for path in [*(ROOT / "crawler").rglob("*.py"), *(ROOT / "jobs").rglob("*.py")]:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if path.name != "guides.py":
                assert "docs/" not in line.replace("``docs/", ""), f"{path}:{number}"


@pytest.mark.slow
def test_a_wheel_has_what_its_errors_name(tmp_path: Path) -> None:
    """A wheel in a fresh environment has the sample and every page, and its errors name these."""
    source = tmp_path / "source"
    tracked = subprocess.run(
        ["git", "ls-files", "-z", "-co", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\0")
    for name in filter(None, tracked):
        if (ROOT / name).is_file() and not name.startswith("tests/"):
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            (source / name).write_bytes((ROOT / name).read_bytes())
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    subprocess.run([*pip, "wheel", "--no-deps", "-w", tmp_path, source], check=True)
    (wheel,) = tmp_path.glob("*.whl")
    venv.create(tmp_path / "fresh", with_pip=False)
    python = tmp_path / "fresh/bin/python"
    subprocess.run([*pip, "--python", python, "install", "--no-deps", wheel], check=True)
    installed = tmp_path / "fresh" / FOLDER
    assert [page for page in PAGES if not (installed / page).is_file()] == []
    # the libraries are this environment's: it is our own files that are in question
    environ = {"PATH": os.environ["PATH"], "PYTHONPATH": sysconfig.get_path("purelib")}
    (tmp_path / "config.yaml").write_text("stroe: {}\n")
    for module in ("jobs", "jobs.cli"):
        result = subprocess.run(
            [python, "-m", module, "sources"],
            cwd=tmp_path,
            env=environ,
            capture_output=True,
            text=True,
            check=False,
        )
        assert f"{installed / 'run/configuration.md'} lists every key" in result.stderr
    shown = subprocess.run(
        [tmp_path / "fresh/bin/palimpsest", "init", "--output", "-"],
        cwd=tmp_path,
        env=environ,
        capture_output=True,
        text=True,
        check=True,
    )
    assert shown.stdout == (ROOT / "config.yaml").read_text(encoding="utf-8")


def test_guides_are_found() -> None:
    """Every page has a path that is there; one that was not installed has its name."""
    assert all(Path(guide(page)).is_file() for page in PAGES)
    assert guide("run/no-such.md") == "docs/run/no-such.md"
