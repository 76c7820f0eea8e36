"""What all commands share: the application, the options that many take, and how a call ends."""

import gc
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from crawler import __version__
from crawler.errors import UsageError

app = typer.Typer(
    name="palimpsest",
    invoke_without_command=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    epilog=(
        "Exit status: 0 all well; 1 a URL or source failed; 2 wrong call or "
        "configuration; 3 store or index unusable; 4 damage found."
    ),
)

ConfigOption = Annotated[
    Path | None,
    typer.Option(
        "--config",
        envvar="PALIMPSEST_CONFIG",
        metavar="FILE",
        help="Default: config.yaml if there, else built-in defaults.",
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")]
UrlArgument = Annotated[
    str, typer.Argument(metavar="URL", help="The article's URL, or its <host>/<article id>.")
]
VersionOption = Annotated[
    int | None, typer.Option("--version", metavar="N", help="This version; default: the newest.")
]


@app.callback()
def palimpsest(
    call: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", help="Show the program's version and exit.")
    ] = False,
) -> None:
    """Archive news articles: keep every version, show what changed, prove it."""
    if version:
        sys.stdout.write(f"palimpsest {__version__}\n")
        raise typer.Exit
    if call.invoked_subcommand is None:
        sys.stdout.write(f"{call.get_help()}\n")
        raise typer.Exit(UsageError.exit_code)


def text(given: str | None) -> str | None:
    """Return an option's text with a question mark for bytes of the call that are no UTF-8.

    Nothing stored can be called so.
    """
    return None if given is None else given.encode("utf-8", "replace").decode()


# its class is imported with the command
def context(config: Path | None, json: bool) -> Any:  # noqa: ANN401
    """Return the ``Context`` of this call, whose command has been imported.

    From here on there is garbage to collect.
    """
    from jobs.commands.context import Context

    gc.freeze()
    gc.enable()
    return Context(config_path=config, json=json)


def reader(config: Any, archive: Any) -> Any:  # noqa: ANN401  # as context
    """Return what reads captures again.

    Handed to commands that rarely need to, so that the others don't wait for trafilatura.
    """
    from jobs.reextraction import ArchiveReader

    return ArchiveReader(config, archive)


def end(status: int) -> None:
    """End the call with this exit status."""
    raise typer.Exit(status)
