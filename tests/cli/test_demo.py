"""The demonstration, from its first edition to the damage that it does and finds."""

import io
import json
import os
import pty
import re
import shlex
import signal
import struct
import sys
import termios
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from fcntl import ioctl
from functools import partial
from http import HTTPStatus
from itertools import chain
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from jobs.demo.what_next import PAGES, TO_TRY, print_what_next
from jobs.terminal.guide import Guide
from jobs.terminal.screen import Screen
from tests.cli.conftest import bare
from tests.cli.shell import PATIENCE, Shell
from tests.run.palimpsest import until

ASKS = b"any key goes on"


def front_page(address: str) -> str:
    """Return the page; nothing while the archive is being opened."""
    try:
        with urlopen(address, timeout=PATIENCE) as page:
            return str(page.read().decode())
    except HTTPError as error:
        if error.code != HTTPStatus.SERVICE_UNAVAILABLE:
            raise
        return ""


def test_the_demonstration(shell: Shell) -> None:
    """``demo --web --json`` says that every edition became a version, that all is sound, that the
    damage was found, and where a browser sees the archive until Ctrl-C.

    Nothing of the user's own set-up reaches it: neither a broken configuration nor variables that
    name another store.
    """
    shell.configure("this is: [no configuration")
    shell.environ = {
        "PALIMPSEST_STORE__URL": "s3://not-to-be-touched/news",
        "http_proxy": "http://127.0.0.1:1",
    }
    told, complaints = shell.folder / "told", shell.folder / "complaints"
    with told.open("wb") as out, complaints.open("wb") as err:
        running = shell.start(
            "demo", "--web", "--json", "--keep", "kept 'here'", stdout=out, stderr=err
        )
        until(
            lambda: told.read_bytes().endswith(b"}\n") or running.poll() is not None, "its document"
        )
        assert running.poll() is None, complaints.read_text()
        document = json.loads(told.read_text())
        assert "Ferry" in until(lambda: front_page(document["address"]), "the archive, open")
        running.send_signal(signal.SIGINT)
        assert (running.wait(PATIENCE), complaints.read_text()) == (0, "")
    assert list(document) == ["crawls", "versions", "sound", "damage_found", "address"]
    assert (document["versions"], document["sound"], document["damage_found"]) == (4, True, True)
    assert document["crawls"] == [
        {"new": 2},
        {"changed": 1},
        {"changed": 1},
        {"changed": 1},
        {"not_modified": 2},
    ]
    shell.environ = {}
    config = "kept 'here'/config.yaml"
    kept = shell.run("history", "--config", config, "2026/03/14", "--json").document["versions"]
    assert [version["stealth"] for version in kept] == [None, False, True, False]
    assert "correction" in kept[3]["kinds"]
    assert shell.run("verify", "--config", config).status == 0
    for call in TO_TRY:
        arguments = shlex.split(call.partition(" > ")[0])
        tried = shell.run(*arguments, env={"PALIMPSEST_CONFIG": config})
        assert (tried.status, tried.err) == (0, ""), call
    assert (shell.folder / "ferry.wacz").exists()
    page = shell.run("diff", "--config", config, "2026/03/14", "--format", "html").out
    assert page.startswith("<!doctype html>")
    assert "<script" not in page
    assert not any(f'{attribute}="' in page for attribute in ("src", "href"))


@contextmanager
def person() -> Iterator[int]:
    """Provide the other side of a terminal of 80 by 12, which standard input and output are.

    No fixture: pytest sets the streams anew between fixtures and tests.
    """
    ours, theirs = pty.openpty()
    ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 12, 80, 0, 0))
    with (
        io.FileIO(theirs, "r+") as raw,
        io.TextIOWrapper(raw, write_through=True) as both,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setenv("TERM", "xterm-256color")
        patch.setattr(sys, "stdin", both)
        patch.setattr(sys, "stdout", both)
        yield ours
    os.close(ours)


def _presses(terminal: int, keys: list[bytes]) -> list[str]:
    """Press a key whenever one is asked for. Returns the screens that were shown before each."""
    screens: list[str] = []
    for key in keys:
        seen = b""
        while ASKS not in seen:
            seen += os.read(terminal, 65536)
        screens.append(bare(seen.decode()).partition("--")[0].strip("\r\n"))
        os.write(terminal, key)
    return screens


def test_a_view_is_shown_a_screen_at_a_time() -> None:
    """What has no room on the terminal waits for a key, whatever bytes the key sends, and nothing
    is lost or cut.
    """
    with person() as terminal, ThreadPoolExecutor(1) as pool:
        out = Screen(width=80, height=12)
        guide = Guide(out, {}, quiet=False)
        pressing = pool.submit(_presses, terminal, [b" ", b"\x1b[A", b"\n"])
        guide.show(partial(out.print, "\n".join(f"line {number}" for number in range(22))))
        screens = pressing.result(PATIENCE)
    lines = [re.findall(r"line \d+", screen) for screen in screens]
    assert [len(one) for one in lines] == [9, 9, 4]
    assert [*chain(*lines)] == [f"line {number}" for number in range(22)]


def test_ctrl_c_between_screens(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C where a key is asked for ends the call, and leaves the terminal as it was."""

    def interrupted(*_: int) -> bytes:
        raise KeyboardInterrupt

    with person() as terminal:
        before = termios.tcgetattr(terminal)
        guide = Guide(Screen(), {}, quiet=False)
        monkeypatch.setattr("jobs.terminal.guide.os.read", interrupted)
        with pytest.raises(KeyboardInterrupt):
            guide.wait()
        assert termios.tcgetattr(terminal) == before


@pytest.mark.parametrize(("environ", "quiet"), [({"CI": "true"}, False), ({}, True)])
def test_nobody_waits_for_a_machine(
    environ: dict[str, str],
    quiet: bool,  # noqa: FBT001
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """In CI, and with ``--json``, no key is asked for, though there be a terminal."""
    with person():
        monkeypatch.setattr("jobs.terminal.guide.os.read", lambda *_: pytest.fail("it waits"))
        Guide(Screen(), environ, quiet=quiet).wait()


def test_nobody_waits_for_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    """In a pipe no key is asked for, and a view is printed as it is."""
    out = Screen()
    guide = Guide(out, {}, quiet=False)
    guide.show(partial(out.print, "line 1"))
    guide.wait()
    assert capsys.readouterr().out == "line 1\n"


def test_what_to_try_next_fits_the_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder and the calls stand on lines of their own, and are called as this program was."""
    monkeypatch.setattr(sys, "argv", [".venv/bin/palimpsest", "demo"])
    monkeypatch.setenv("PATH", "/nowhere")
    told = io.StringIO()
    print_what_next(Screen(file=told, width=80), Path("/tmp/palimpsest-demo-a1b2c3d4/config.yaml"))
    lines = told.getvalue().splitlines()
    assert "    /tmp/palimpsest-demo-a1b2c3d4" in lines
    assert max(map(len, lines)) <= 80
    called = (*TO_TRY, PAGES, "demo --web")
    assert {f"    .venv/bin/palimpsest {call}" for call in called} <= set(lines)


@pytest.mark.slow
def test_the_demonstration_for_people(shell: Shell) -> None:
    """On a terminal in CI the demonstration runs through, fits 80 columns, and names the folder in
    which its archive stays.
    """
    result = shell.on_terminal("demo", env={"CI": "true", "TMPDIR": str(shell.folder)})
    told = bare(result.out)
    assert result.status == 0
    (folder,) = shell.folder.glob("palimpsest-demo-*")
    assert f"    {folder}\n" in told
    assert (folder / "config.yaml").exists()
    assert "\nThe demonstration now puts the digit back, so that the archive" in told
    # keys, hashes, and the long paths of a test, which people copy
    copied = re.compile(r"SHA-256|articles/|-m jobs\.cli|" + re.escape(str(folder)))
    wide = [line for line in told.splitlines() if len(line) > 80]
    assert [line for line in wide if not copied.search(line)] == []
