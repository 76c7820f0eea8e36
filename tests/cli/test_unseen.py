"""Signs that nobody sees.

Whatever a page holds, nothing that a command prints turns lines around or moves a cursor.
"""

import json
import subprocess
import sys

import pytest

from crawler.html import Pages
from crawler.visible import visible, visible_json
from tests.cli.conftest import bare
from tests.cli.shell import ROOT, Shell
from tests.story.making import COURIER, TEXT, extraction, history
from tests.story.test_command import written

UNSEEN = "".join(
    chr(number)
    for start, end in (
        *(
            (0x01, 0x09),
            (0x0B, 0x0D),
            (0x0E, 0x20),
            (0x7F, 0xA0),
            (0x61C, 0x61D),
            (0x200E, 0x2010),
            (0x2028, 0x202F),
        ),
        *(
            (0x2066, 0x206A),
            (0xFFF9, 0xFFFC),
            (0xE0001, 0xE0002),
            (0xE0041, 0xE0042),
            (0xE007F, 0xE0080),
        ),
    )
    for number in range(start, end)
)
COMMANDS = [
    *(
        ("show", COURIER),
        ("history", COURIER),
        ("articles",),
        ("changes",),
        ("blame", COURIER),
        ("story", COURIER),
        ("diff", COURIER),
    ),
    *(("diff", COURIER, "--format", "unified"), ("diff", COURIER, "--format", "html")),
]


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """Provide an archive of one article whose every text holds every unseen sign."""
    told = {
        "title": f"Vote{UNSEEN}",
        "authors": (f"Ilse{UNSEEN}Bramow",),
        "publisher": f"C{UNSEEN}",
        "tags": (UNSEEN,),
    }
    second = (*TEXT, f"A second{UNSEEN}ballot on the morning sailing is planned for the spring.")
    return written(
        tmp_path_factory.mktemp("unseen"),
        history(COURIER, extraction(**told), extraction(second, **{**told, "title": f"V{UNSEEN}"})),
    )


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_nothing_unseen_is_printed(shell: Shell, command: tuple[str, ...]) -> None:
    """No command prints an unseen sign raw, neither for people, nor in HTML, nor in JSON."""
    for call in (command,) if "--format" in command else (command, (*command, "--json")):
        told = shell.run(*call)
        assert told.status == 0
        assert not set(UNSEEN) & set(told.out)


def test_a_terminal_is_shown_numbers(shell: Shell) -> None:
    """A terminal gets the number of an override; JSON gives the text back as it is stored."""
    shown = bare(shell.on_terminal("show", COURIER, columns=2000).out)
    assert not set(UNSEEN) & set(shown)
    assert "⟨U+202E⟩" in shown
    assert UNSEEN in shell.run("show", COURIER, "--json").document["title"]


def test_the_numbers_are_shown() -> None:
    """An unseen sign is shown as its number, a tab and a line feed stay, and JSON gives every text
    back as it was.
    """
    assert (
        visible("a\u202eb\tc\nd\x85\x7f\U000e0041\ud800")
        == "a⟨U+202E⟩b\tc\nd⟨U+0085⟩⟨U+007F⟩⟨U+E0041⟩⟨U+D800⟩"
    )
    page = {"sheets": (), "style_source": "", "language": None, "heading": "<\u2066>"}
    assert "<h1 dir=auto>&lt;⟨U+2066⟩&gt;</h1>" in Pages().render("page.html.j2", **page)
    document = {f"k{UNSEEN}": [UNSEEN, "plain é 日本", "\U0001f600"]}
    assert json.loads(visible_json(document)) == document
    assert not set(UNSEEN) & set(visible_json(document))
    assert "é 日本" in visible_json(document)


def test_warnings_show_them() -> None:
    """A warning about a stranger's address holds nothing unseen."""
    call = (
        "import logging; from jobs.terminal import streams; streams.set_up(); "
        "logging.getLogger('x').warning('at %s', 'a\\u202e\\x9b31m')"
    )
    told = subprocess.run(
        [sys.executable, "-c", call], cwd=ROOT, capture_output=True, text=True, check=True
    ).stderr
    assert told == "WARNING x: at a⟨U+202E⟩⟨U+009B⟩31m\n"
