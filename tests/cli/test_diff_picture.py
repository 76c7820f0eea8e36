"""``diff`` as a picture, and any format of it in a file."""

import struct
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from crawler.identity import article_of, version_key
from crawler.store.files import FileStore
from tests.archives import build_archive
from tests.cli.shell import Shell

URL = "https://news.example/2026/bridge-1"
GONE = "https://news.example/2026/bridge-0"
TITLE = "{http://www.w3.org/2000/svg}title"


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """Provide a shell beside an archive of three articles."""
    shell = Shell(tmp_path_factory.mktemp("drawing"))
    shell.configure('store: {url: "file:store"}\nindex: {url: "sqlite:///index.db"}\n')
    build_archive(FileStore(shell.folder / "store"), articles=3, settled=False)
    return shell


def title(svg: str | bytes) -> str:
    """Return what an SVG says in words."""
    return ET.fromstring(svg).findtext(TITLE) or ""


def test_a_picture_in_a_file(shell: Shell) -> None:
    """A PNG of the size that services want, written once and never over a file."""
    done = shell.run("diff", URL, "--format", "png", "--output", "change.png")
    assert (done.status, done.out, done.err) == (0, "", "")
    png = (shell.folder / "change.png").read_bytes()
    assert struct.unpack(">II", png[16:24]) == (1200, 630)
    again = shell.run("diff", URL, "--format", "png", "--output", "change.png")
    assert (again.status, "exists: nothing is written over" in again.err) == (2, True)
    assert (shell.folder / "change.png").read_bytes() == png


def test_a_picture_in_a_pipe(shell: Shell) -> None:
    """Without a file the bytes go to standard output as they are, the same as in one."""
    with (shell.folder / "piped.png").open("wb") as out:
        assert shell.start("diff", URL, "--format", "png", stdout=out).wait(60) == 0
    shell.run("diff", URL, "--format", "png", "--output", "filed.png")
    assert (shell.folder / "piped.png").read_bytes() == (shell.folder / "filed.png").read_bytes()


def test_a_png_is_not_for_a_terminal(shell: Shell) -> None:
    """It is refused with a hint before anything is read."""
    shown = shell.on_terminal("diff", URL, "--format", "png")
    assert shown.status == 2
    assert "a png file is not for a terminal" in shown.out
    assert "--output FILE" in shown.out


def test_an_svg_says_article_versions_and_interval(shell: Shell) -> None:
    """Also of two versions that are no neighbours: of those it says nothing of announcements."""
    near = title(shell.run("diff", URL, "--format", "svg").out)
    assert near.startswith("news.example. ")
    assert near.endswith(f"{URL} (versions 2 and 3)")
    assert "Changed between " in near
    far = title(shell.run("diff", URL, "--from", "1", "--format", "svg").out)
    assert far.endswith("(versions 1 and 3)")
    assert "Silent" not in far
    assert "changed in the text" in far


def test_the_address_of_the_pages(shell: Shell) -> None:
    """With ``web.address`` the picture names the page that compares the two versions."""
    where = {"PALIMPSEST_WEB__ADDRESS": "https://archive.example/"}
    told = title(shell.run("diff", URL, "--format", "svg", env=where).out)
    assert told.endswith(f" https://archive.example/articles/{article_of(URL)}/compare/2/3")


def test_an_article_that_went(shell: Shell) -> None:
    """The picture says so, and when."""
    told = title(shell.run("diff", GONE, "--from", "1", "--to", "2", "--format", "svg").out)
    assert "The article was taken down. Removed. Taken down between " in told
    back = title(shell.run("diff", GONE, "--from", "2", "--to", "3", "--format", "svg").out)
    assert "The article is back" in back


@pytest.mark.parametrize("form", ["text", "unified", "html", "json", "svg"])
def test_every_format_can_go_to_a_file(shell: Shell, form: str) -> None:
    """What a file holds is what standard output would."""
    shell.run("diff", URL, "--format", form, "--output", f"change.{form}")
    printed = shell.run("diff", URL, "--format", form).out
    assert (shell.folder / f"change.{form}").read_text("utf-8") == printed


def test_a_folder_that_is_not_there(shell: Shell) -> None:
    """It is a wrong call, and says which file."""
    done = shell.run("diff", URL, "--format", "svg", "--output", "nowhere/change.svg")
    assert done.status == 2
    assert "nowhere/change.svg cannot be written" in done.err


def test_without_the_extra(shell: Shell, tmp_path: Path) -> None:
    """The error names the extra, and no half of a file is left."""
    (tmp_path / "uharfbuzz.py").write_text("raise ImportError('not installed')\n")
    path = f"{tmp_path}:{Path(__file__).parents[2]}"
    running = shell.start(
        "diff", URL, "--format", "png", "--output", "none.png", env={"PYTHONPATH": path}, stderr=-1
    )
    error = running.communicate(timeout=60)[1].decode()
    assert running.returncode == 2
    assert "pictures need libraries that are not installed" in error
    assert "pip install 'palimpsest-archive[pictures]'" in error
    assert not (shell.folder / "none.png").exists()


def test_a_damaged_version_has_no_picture(tmp_path: Path) -> None:
    """Nothing is drawn of what cannot be believed, and no file is made."""
    shell = Shell(tmp_path)
    shell.configure('store: {url: "file:store"}\nindex: {url: "sqlite:///index.db"}\n')
    build_archive(FileStore(tmp_path / "store"))
    record = tmp_path / "store" / version_key(article_of(URL), 2)
    record.chmod(0o644)
    record.write_bytes(record.read_bytes()[:-20])
    done = shell.run("diff", URL, "--to", "2", "--format", "png", "--output", "change.png")
    assert done.status == 4
    assert "damaged" in done.err
    assert not (tmp_path / "change.png").exists()
