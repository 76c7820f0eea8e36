"""The command line: it reads the call, calls the command, and turns errors into sentences.

It ends with the error's exit status. What a command needs is imported when it is called, so that
``--help`` is instant and no command waits for what only others need.
"""

import gc
import os
import sys
from collections.abc import Callable
from copy import copy
from typing import Any

import typer
from typer.main import get_command_name
from typer.models import CommandInfo

from crawler.errors import InterruptedEarly, PalimpsestError, UsageError
from jobs.cli import (
    alias_commands,
    crawl_commands,
    read_commands,
    removal_commands,
    verify_commands,
)
from jobs.cli.options import app
from jobs.early_stop import INTERRUPTED
from jobs.terminal import streams

__all__ = ["app", "main"]

COMMANDS = (crawl_commands, read_commands, alias_commands, verify_commands, removal_commands)
"""The modules that give ``app`` its commands when they are imported."""


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit. Errors of ours become sentences; a bug keeps its traceback."""
    # until the command's modules are there, whose objects all stay: looking through them takes a
    # sixth of the start
    gc.disable()
    # to look for Pydantic's plugins takes a look into every package of the environment; there is
    # none that could be of use here
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    streams.set_up()
    called = _narrowed(sys.argv[1:] if arguments is None else arguments)
    status = _guarded(lambda: called(args=arguments, prog_name="palimpsest", standalone_mode=False))
    gc.freeze()  # the process ends: its memory goes as a whole, and nobody need look through it
    sys.exit(status)


def _narrowed(arguments: list[str]) -> typer.Typer:
    """Return the application with no other command than the call's first word names.

    Typer makes an object of every option of all commands, which takes a tenth of a start. The whole
    application is what helps, completes, and answers a word that is no command.
    """
    name = arguments[0] if arguments else ""
    commands = [one for one in app.registered_commands if _name_of(one) == name]
    if not commands:
        return app
    narrowed = copy(app)
    narrowed.registered_commands, narrowed.registered_groups = commands, []
    return narrowed


def _name_of(command: CommandInfo) -> str:
    return command.name or get_command_name(getattr(command.callback, "__name__", ""))


def _guarded(call: Callable[[], Any]) -> int:
    try:
        status = int(call() or 0)
    except typer.TyperException as error:
        return _told(_wrong_call(error))
    except InterruptedEarly as error:
        sys.stderr.write(f"{error.message}\n")
        return error.exit_code
    except PalimpsestError as error:
        return _told(error)
    except (KeyboardInterrupt, typer.Abort):
        status = INTERRUPTED
    if status == INTERRUPTED:
        sys.stderr.write("interrupted\n")
    return status


def _told(error: PalimpsestError) -> int:
    """Print the error as a sentence. Returns its exit status."""
    from jobs.terminal.screen import Screen, show_error

    show_error(Screen(stderr=True), error)
    return error.exit_code


def _wrong_call(error: Any) -> UsageError:  # noqa: ANN401  # Typer's classes have no public names
    """Return one of our errors for one of Typer's, about the command line."""
    message, context = _message(error), getattr(error, "ctx", None)
    path = context.command_path if context is not None else "palimpsest"
    hint = f"`{path} --help` shows how it is called"
    if context is not None and context.parent is None and "option" in message:
        hint += "; options stand behind the command"
    return UsageError(message[:1].lower() + message[1:].rstrip("."), hint=hint)


def _message(error: Any) -> str:  # noqa: ANN401  # as above
    """Return what is wrong: what pydantic says of an option's value in words of ours."""
    from crawler.config.config_errors import given_problem

    if said := given_problem(error.__cause__):
        error.message = said
    return str(error.format_message())
