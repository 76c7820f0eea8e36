"""The commands of ``alias``."""

from typing import Annotated

import typer

from jobs.cli.options import (
    ConfigOption,
    JsonOption,
    app,
    context,
    end,
    limit_option,
    text,
)

_alias = typer.Typer(
    name="alias",
    rich_markup_mode=None,
    help="Show, join and split the addresses of articles.",
)
app.add_typer(_alias)

_Url = Annotated[
    str, typer.Argument(metavar="URL", help="The address, or a part of one that is known.")
]
_Reason = Annotated[
    str | None, typer.Option("--reason", metavar="TEXT", help="Why, for those who come later.")
]


@_alias.command("list")
def list_all(
    url: Annotated[
        str | None,
        typer.Argument(metavar="[URL]", help="An article, by any of its addresses; default: all."),
    ] = None,
    limit: Annotated[int, limit_option("At most this many.")] = 100,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """List which addresses belong to which article, since when and why."""
    from jobs.commands import alias

    end(alias.run(context(config, json), alias.AliasAction.LIST, url, limit=limit))


@_alias.command()
def join(
    url: _Url,
    into: Annotated[str, typer.Argument(metavar="ARTICLE", help="The article to join.")],
    reason: _Reason = None,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """Make an address one of an article's: its history goes on there."""
    from jobs.commands import alias

    given = context(config, json)
    end(alias.run(given, alias.AliasAction.JOIN, url, into=into, reason=text(reason)))


@_alias.command()
def split(
    url: _Url, reason: _Reason = None, config: ConfigOption = None, json: JsonOption = False
) -> None:
    """Make an address an article of its own again."""
    from jobs.commands import alias

    given = context(config, json)
    end(alias.run(given, alias.AliasAction.SPLIT, url, reason=text(reason)))
