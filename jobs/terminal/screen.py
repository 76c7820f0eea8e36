"""The terminal: text of others and errors as people see them.

Colour only helps: everything reads without it, on any width, in any pipe.
"""

import os
import signal
import sys
from typing import Any, NoReturn

from rich.console import Console
from rich.markup import escape
from rich.text import Text

from crawler.attest import Read
from crawler.errors import PalimpsestError
from crawler.visible import visible
from jobs.hiding import hidden

READER_GONE = 128 + signal.SIGPIPE
"""Exit status when nobody reads standard output any more, as with ``| head``: what the shell says
of any program that this ends.
"""

_NARROWEST = 16


class Screen(Console):
    """Prints for people. Wraps between words on a terminal, and never in a pipe."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401  # rich's own
        # The text of pages is not ours: no numbers highlighted in it, and no :name: of a page made
        # an emoji.
        super().__init__(highlight=False, emoji=False, **options)
        self.soft_wrap = not self.is_terminal

    def paragraph(self, text: Text | str, *, lead: str | Text = "", style: str = "") -> None:
        """Print the text behind ``lead``, with all further lines indented as deep."""
        text = Text(text, style) if isinstance(text, str) else text
        lines = (
            text.wrap(self, max(self.width - len(lead), _NARROWEST))
            if self.is_terminal
            else text.split("\n")
        )
        first = lead if isinstance(lead, Text) else Text(lead)
        for number, line in enumerate(lines):
            line.rstrip()
            indented = (first if number == 0 else Text(" " * len(lead))) + line
            indented.rstrip()
            self.print(indented, soft_wrap=True)

    def write(self, text: str) -> None:
        """Write text as it is: a document for machines, or to be saved."""
        try:
            self.file.write(text)
            self.file.flush()
        except BrokenPipeError:
            self.on_broken_pipe()

    def write_bytes(self, data: bytes) -> None:
        """Write a file that is no text."""
        try:
            self.file.flush()
            self.file.buffer.write(data)  # type: ignore[attr-defined]  # of a text stream over bytes
            self.file.flush()
        except BrokenPipeError:
            self.on_broken_pipe()

    def on_broken_pipe(self) -> NoReturn:
        """End the command: nobody reads on."""
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(READER_GONE)


def plain(text: str) -> str:
    """Return text of others with unseen signs as their numbers.

    No page may move the cursor or colour the terminal of its reader.
    """
    return visible(text)


def shown(text: str) -> str:
    """Return text of others for a string with rich's markup.

    Nothing in it is markup or a control character.
    """
    return escape(plain(text))


def damaged(one: Read) -> Text:
    """Return what stands in place of a damaged or redacted version."""
    why = one.withheld
    style = "bold red" if one.damage else "bold yellow"
    return Text(f"{why.label.lower() if why else 'damaged'}: ", style=style).append(
        f"{plain(why.problem if why else '')}; nothing of it is shown"
    )


def show_error(screen: Screen, error: PalimpsestError) -> None:
    """Print what is wrong, where, and how to mend it.

    No secret of the environment that has come into it is shown.
    """
    mask = hidden()
    _labelled(screen, "error:", "bold red", mask.text(error.message))
    if error.hint:
        closing = "" if "\n" in error.hint or error.hint[-1] in ".!?" else "."
        _labelled(screen, "hint: ", "bold", mask.text(_capital(error.hint)) + closing)


def _capital(sentence: str) -> str:
    """Return the sentence with a capital, unless it begins with a file, a command or a URL."""
    first = sentence.split(maxsplit=1)[0]
    return sentence[0].upper() + sentence[1:] if first.strip(",;:").isalpha() else sentence


def _labelled(screen: Screen, label: str, style: str, message: str) -> None:
    for number, line in enumerate(message.splitlines()):
        mark = f"[{style}]{label}[/]" if number == 0 else " " * len(label)
        screen.print(f"{mark} {shown(line)}", soft_wrap=True)
