"""The commands that show what the archive knows."""

from typing import Annotated

import typer

from crawler.errors import UsageError
from jobs.cli.options import (
    ConfigOption,
    FollowOption,
    HostOption,
    JsonOption,
    OutputOption,
    PendingOption,
    SinceOption,
    SourceOption,
    StealthOption,
    UrlArgument,
    VersionOption,
    app,
    context,
    end,
    format_option,
    limit_option,
    text,
)
from jobs.formats import DIFF_FORMATS


@app.command()
def articles(
    host: HostOption = None,
    source: SourceOption = None,
    state: Annotated[
        str | None,
        typer.Option(
            "--state",
            metavar="STATE",
            help="Only articles that are present or gone by their newest version, or whose address "
            "now shows that they are missing, blocked, suspect or unreadable.",
        ),
    ] = None,
    max_age: Annotated[
        str | None,
        typer.Option(
            "--max-age",
            metavar="AGE",
            help="Only articles first seen within this time, such as 7d.",
        ),
    ] = None,
    limit: Annotated[int, limit_option("At most this many, in the order of their ids.")] = 100,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """List what the archive keeps."""
    from jobs.commands import articles

    end(
        articles.run(
            context(config, json),
            host=host,
            source=source,
            state=state,
            max_age=max_age,
            limit=limit,
        )
    )


@app.command()
def history(url: UrlArgument, config: ConfigOption = None, json: JsonOption = False) -> None:
    """Show an article's versions: when, what changed, how much."""
    from jobs.commands import history

    end(history.run(context(config, json), url))


@app.command()
def show(
    url: UrlArgument,
    version: VersionOption = None,
    at: Annotated[
        str | None,
        typer.Option(
            "--at", metavar="TIME", help="The version that stood at this time (ISO 8601, UTC)."
        ),
    ] = None,
    damaged: Annotated[
        bool,
        typer.Option(
            "--damaged", help="Print what stands in place of a damaged version too, marked."
        ),
    ] = False,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """Show one version's text and metadata."""
    from jobs.commands import show
    from jobs.reading.arguments import one_version

    call = context(config, json)
    end(show.run(call, url, wanted=one_version(version, at), even_damaged=damaged))


@app.command()
def diff(
    url: UrlArgument,
    old: Annotated[
        int | None,
        typer.Option(
            "--from", metavar="N", help="The older version; default: the one before --to."
        ),
    ] = None,
    new: Annotated[
        int | None,
        typer.Option("--to", metavar="M", help="The newer version; default: the newest."),
    ] = None,
    at: Annotated[
        list[str] | None,
        typer.Option(
            "--at",
            metavar="TIME",
            help="Instead of --from: the version that stood then. Twice: instead of --to, too.",
        ),
    ] = None,
    form: Annotated[str, format_option(DIFF_FORMATS)] = "text",
    output: OutputOption = None,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """Show what changed between two versions, word by word."""
    from jobs.commands import diff
    from jobs.reading.arguments import two_versions

    wanted = two_versions(old, new, at or ())
    form = "json" if json else form
    end(diff.run(context(config, json), url, wanted=wanted, form=form, output=output))


@app.command()
def blame(
    url: UrlArgument,
    version: VersionOption = None,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """Show which version brought each sentence, and what left."""
    from jobs.commands import blame
    from jobs.reading.arguments import one_version

    wanted = one_version(version)
    end(blame.run(context(config, json), url, wanted=wanted))


@app.command()
def changes(
    since: SinceOption = None,
    until: Annotated[
        str | None,
        typer.Option("--until", metavar="AGE or TIME", help="Only before then, as for --since."),
    ] = None,
    kind: Annotated[
        str | None,
        typer.Option(
            "--kind", metavar="KIND", help="Only this kind, such as headline, fact or gone."
        ),
    ] = None,
    source: SourceOption = None,
    host: HostOption = None,
    silent: Annotated[
        bool,
        typer.Option(
            "--silent", help="Only changes that nothing announced; says of how many it is unknown."
        ),
    ] = False,
    stealth: StealthOption = False,
    pending: PendingOption = False,
    follow: FollowOption = False,
    limit: Annotated[int, limit_option("At most this many, newest first.")] = 50,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """List recent changes over the whole archive, newest first."""
    from jobs.commands import changes
    from jobs.reading.arguments import change_filter

    call = context(config, json)
    if pending:
        narrowed = silent or stealth or follow or not (since is until is kind is None)
        end(changes.run_pending(call, host=host, source=source, limit=limit, narrowed=narrowed))
    wanted = change_filter(
        at=call.at,
        since=since,
        until=until,
        kind=kind,
        source=source,
        host=host,
        silent=silent or stealth,
        limit=limit,
    )
    end(changes.run_follow(call, wanted) if follow else changes.run(call, wanted))


@app.command()
def story(url: UrlArgument, config: ConfigOption = None, json: JsonOption = False) -> None:
    """Show the copies of a text on other sites, and what they lack.

    Says which is the original, and why.
    """
    from jobs.commands import story

    end(story.run(context(config, json), url))


@app.command()
def search(
    words: Annotated[
        list[str],
        typer.Argument(metavar="TEXT...", help='Words, "phrases" in quotes, beginnings: bridg*'),
    ],
    limit: Annotated[int, limit_option("At most this many, the best first.")] = 20,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """Search the texts of all versions. Says whether the words still stand."""
    from jobs.commands import search

    end(search.run(context(config, json), words, limit=limit))


@app.command()
def why(url: UrlArgument, config: ConfigOption = None, json: JsonOption = False) -> None:
    """Show when an article is looked at next, and why then."""
    from jobs.commands import why

    end(why.run(context(config, json), url))


@app.command()
def report(
    since: SinceOption = None,
    source: Annotated[
        str | None,
        typer.Option("--source", metavar="NAME", callback=text, help="Only this source."),
    ] = None,
    run: Annotated[
        str | None,
        typer.Option(
            "--run",
            metavar="ID",
            callback=text,
            help="Instead: all that is known of one run, by its name, its beginning, or 'last'.",
        ),
    ] = None,
    workers: Annotated[
        bool,
        typer.Option("--workers", help="Instead: the engine's queue of jobs and its workers."),
    ] = False,
    limit: Annotated[int, limit_option("At most so many runs, and costly articles.")] = 10,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """Show what sources cost and yield, and how the last runs ended."""
    from jobs.commands import report

    if workers:
        if since is not None or source is not None or run is not None:
            raise UsageError("--workers takes neither --since, --source nor --run")
        end(report.run_workers(context(config, json), limit=limit))
    if run is not None:
        if since is not None or source is not None:
            raise UsageError("--run takes neither --since nor --source: it shows one run whole")
        end(report.run_one(context(config, json), run, limit=limit))
    end(report.run(context(config, json), since=since, source=source, limit=limit))


@app.command()
def web(
    host: Annotated[
        str | None,
        typer.Option("--host", metavar="ADDRESS", help="Default: web.host, 127.0.0.1."),
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(
            "--port",
            metavar="N",
            min=0,
            max=65535,
            help="Default: web.port, 8080; 0: any free one.",
        ),
    ] = None,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """Show the archive as web pages, until Ctrl-C. Archives nothing."""
    from jobs.commands import web

    end(web.run(context(config, json), host=host, port=port))
