"""What rendering needs is looked for, named where it is missing, and imported only where a page is
rendered.
"""

import stat
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from crawler.errors import UsageError
from crawler.plan import Plan, SourceRules
from crawler.rendering.availability import NAMES, browser_path, demand, missing_browser
from tests.fetch.harness import ROOT, plan_of


def _program(path: Path) -> Path:
    path.write_text("#!/bin/sh\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


@pytest.mark.parametrize("name", NAMES)
def test_browser_on_the_path_is_found(tmp_path: Path, name: str) -> None:
    """Each of the names that a Chromium goes by is found on the path."""
    assert browser_path({"PATH": str(tmp_path)}) is None
    assert browser_path({"PATH": str(_program(tmp_path / name).parent)}) == str(tmp_path / name)


def test_named_browser_is_the_one(tmp_path: Path) -> None:
    """The one that the environment names is taken, and no other where that is none."""
    _program(tmp_path / "chromium")
    own = _program(tmp_path / "own")
    assert browser_path({"PATH": str(tmp_path), "PALIMPSEST_CHROMIUM": str(own)}) == str(own)
    assert (
        browser_path({"PATH": str(tmp_path), "PALIMPSEST_CHROMIUM": str(tmp_path / "gone")}) is None
    )


def test_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the extra, the error says how to install it."""
    monkeypatch.setattr("crawler.rendering.availability.find_spec", lambda _: None)
    error = missing_browser({})
    assert error
    assert error.exit_code == 2
    assert "palimpsest-archive[render]" in (error.hint or "")


def _plan(*, render: bool, lists_only: bool = False) -> Plan:
    return replace(
        plan_of("https://news.example/a"),
        sources=(SourceRules(name="x", render=render),),
        lists_only=lists_only,
    )


def test_only_a_plan_that_renders_demands_a_browser(tmp_path: Path) -> None:
    """A plan without such a source, or one that reads lists only, is carried out on any machine."""
    bare = {"PATH": str(tmp_path)}
    demand(_plan(render=False), bare)
    demand(_plan(render=True, lists_only=True), bare)
    with pytest.raises(UsageError, match=r"no Chromium was found \(chromium, "):
        demand(_plan(render=True), bare)


def test_nothing_of_playwright_is_imported_beforehand() -> None:
    """All that a crawl imports, the component that renders included, comes without the extra."""
    code = (
        "import sys, jobs.run, jobs.commands.doctor, crawler.rendering.middleware; "
        "sys.exit('playwright' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
