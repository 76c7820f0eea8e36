"""The commands that take something out of the archive."""

from typing import Annotated

import typer

from jobs.cli.options import ConfigOption, JsonOption, UrlArgument, app, context, end

YesOption = Annotated[
    bool, typer.Option("--yes", help="Do it, for good. Without: only say what would go.")
]


@app.command()
def redact(
    url: UrlArgument,
    reason: Annotated[
        str, typer.Option("--reason", metavar="TEXT", help="Why; it stays in the archive.")
    ],
    order_id: Annotated[
        str,
        typer.Option("--order-id", metavar="ID", help="What identifies the order: a file number."),
    ],
    version: Annotated[
        list[int] | None,
        typer.Option(
            "--version", metavar="N", help="Only this version; may be repeated. Default: all."
        ),
    ] = None,
    by: Annotated[
        str | None,
        typer.Option("--by", metavar="NAME", help="Who carries it out; default: this user."),
    ] = None,
    lift: Annotated[
        bool, typer.Option("--lift", help="Instead: allow the article to be archived again.")
    ] = False,
    yes: YesOption = False,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """Take an article out of the archive, on an order."""
    from jobs.commands import redact

    end(
        redact.run(
            context(config, json),
            url,
            versions=version or (),
            reason=reason,
            order_id=order_id,
            by=by,
            yes=yes,
            lifted=lift,
        )
    )


@app.command()
def retention(
    yes: YesOption = False, config: ConfigOption = None, json: JsonOption = False
) -> None:
    """Remove raw captures whose time is over."""
    from jobs.commands import retention

    end(retention.run(context(config, json), yes=yes))
