"""What all commands share: the application, the options that many take, and how a call ends."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from crawler import __version__
from crawler.collection import begin_collecting
from crawler.errors import UsageError
from jobs import early_stop
from jobs.formats import OutputFormat, listed

app = typer.Typer(
    name="palimpsest",
    invoke_without_command=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    epilog=(
        "Exit status: 0 all well; 1 a URL or source failed; 2 wrong call or "
        "configuration; 3 store or index unusable; 4 damage found; 130 Ctrl-C."
    ),
)

OutputOption = Annotated[
    Path | None,
    typer.Option("--output", metavar="FILE", help="Write this new file; default: standard output."),
]
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
JobsOption = Annotated[
    str | None,
    typer.Option("--jobs", metavar="engine", help="Have the engine's workers do it."),
]
UrlArgument = Annotated[
    str,
    typer.Argument(
        metavar="URL", help="Its URL, a part that no other URL has, or its <host>/<article id>."
    ),
]
VersionOption = Annotated[
    int | None, typer.Option("--version", metavar="N", help="This version; default: the newest.")
]


def text(given: str | None) -> str | None:
    """Return an option's text with a question mark for bytes of the call that are no UTF-8.

    Nothing stored can be called so.
    """
    return None if given is None else given.encode("utf-8", "replace").decode()


SinceOption = Annotated[
    str | None,
    typer.Option(
        "--since",
        metavar="AGE or TIME",
        help="Only from then on: 24h, 7d, 2026-11-21, 2026-11-21T10:00:00Z.",
    ),
]
HostOption = Annotated[
    str | None,
    typer.Option("--host", metavar="HOST", callback=text, help="Only articles of this host."),
]
SourceOption = Annotated[
    str | None,
    typer.Option(
        "--source", metavar="NAME", callback=text, help="Only articles that this source gave."
    ),
]
PendingOption = Annotated[
    bool,
    typer.Option(
        "--pending",
        help="Instead: what addresses show now and no version says yet. Takes --host, --source.",
    ),
]
FollowOption = Annotated[
    bool,
    typer.Option(
        "--follow",
        help="Print the last ones, then new ones as they are found, until Ctrl-C. With --json: "
        "one document a line.",
    ),
]
StealthOption = Annotated[
    bool, typer.Option("--stealth", hidden=True, help="As --silent: its name in early releases.")
]


# Typer's own class of options has no public name
def limit_option(what: str) -> Any:  # noqa: ANN401
    """Return the option that bounds what is listed."""
    return typer.Option("--limit", metavar="N", min=1, help=what)


def format_option(formats: Mapping[str, OutputFormat], more: str = "") -> Any:  # noqa: ANN401
    """Return the option that names one of these formats."""
    return typer.Option("--format", metavar="FORM", help=f"{listed(formats)}{more}.")


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


def _reader(config: Any, archive: Any) -> Any:  # noqa: ANN401  # as context
    """Return what reads captures again.

    Imported by the calls that need one, so that the others don't wait for trafilatura.
    """
    from crawler.capture_reader import ArchiveReader

    return ArchiveReader(config, archive)


# its class is imported with the command
def context(config: Path | None, json: bool) -> Any:  # noqa: ANN401
    """Return the ``Context`` of this call, whose command has been imported.

    From here on there is garbage to collect, and Ctrl-C is for the command to answer.
    """
    from jobs.context import Context

    early_stop.hand_over()
    begin_collecting()
    return Context(config_path=config, json=json, capture_readers=_reader)


def end(status: int) -> None:
    """End the call with this exit status."""
    raise typer.Exit(status)
