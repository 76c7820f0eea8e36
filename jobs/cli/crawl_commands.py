"""The commands that crawl, or look as a crawl would."""

from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer

from jobs.cli.options import ConfigOption, JobsOption, JsonOption, app, context, end


@app.command()
def demo(
    json: JsonOption = False,
    keep: Annotated[
        Path | None,
        typer.Option(
            "--keep", metavar="FOLDER", help="Leave the demonstration's archive in this new folder."
        ),
    ] = None,
    web: Annotated[
        bool,
        typer.Option("--web", help="Show the archive in a browser, until Ctrl-C."),
    ] = False,
) -> None:
    """Watch a story change on a built-in newspaper and be archived. Needs no network."""
    from jobs.commands import demo

    end(demo.run(context(None, json), keep, web=web))


@app.command()
def init(
    site: Annotated[
        str | None,
        typer.Argument(
            metavar="[SITE-URL]",
            help="A newspaper's front page; without one, a sample of every key is written.",
        ),
    ] = None,
    output: Annotated[
        Path,
        typer.Option("--output", metavar="FILE", help="Write this new file; - is standard output."),
    ] = Path("config.yaml"),
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """Find a site's feeds by itself, and write a configuration.

    Tries its news sitemaps and sections, too. Overwrites no file.
    """
    from jobs.commands import init

    end(init.run(context(config, json), site, output))


@app.command()
def crawl(
    urls: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[URL... or -]", help="Pages to archive now; - reads URLs from standard input."
        ),
    ] = None,
    source: Annotated[
        list[str] | None,
        typer.Option("--source", metavar="NAME", help="Crawl this source of the configuration."),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Crawl all sources.")] = False,
    since_last: Annotated[
        str | None,
        typer.Option(
            "--since-last",
            metavar="AGE",
            help="Skip articles checked within this time, such as 30m or 6h.",
        ),
    ] = None,
    watch: Annotated[
        bool,
        typer.Option(
            "--watch", help="Have the service look again at the URLs given here, from now on."
        ),
    ] = False,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """Check pages once, now, and archive what is new or changed."""
    from jobs.commands import crawl

    end(
        crawl.run(
            context(config, json),
            urls or [],
            source or [],
            everything=everything,
            since_last=since_last,
            watch=watch,
        )
    )


@app.command("import")
def import_captures(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE...",
            help="WARC, WACZ or JSON Lines (url, time, html); plain, gzip or zstd. Give files that "
            "belong together in one call: a page may repeat the body of one in another file.",
            exists=False,
        ),
    ],
    jobs: JobsOption = None,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """Take in past captures that other tools made.

    WARC, WACZ and JSON Lines, of wget, Browsertrix, Heritrix, pywb and others.

    Each page becomes a version of its own time. Nothing is fetched. The same file again adds
    nothing, so after an interruption repeat the call.
    """
    command = import_module("jobs.commands.import")  # a keyword, which no statement may import

    end(command.run(context(config, json), files, jobs=jobs))


@app.command()
def watch(
    urls: Annotated[list[str], typer.Argument(metavar="URL...", help="Articles to watch.")],
    every: Annotated[
        str | None,
        typer.Option(
            "--every",
            metavar="TIME",
            help="Check each so often, such as 15m, at least 1m; default: as they change.",
        ),
    ] = None,
    config: ConfigOption = None,
    json: Annotated[
        bool, typer.Option("--json", help="One JSON document a line, for each thing that is told.")
    ] = False,
) -> None:
    """Archive articles and print each change, until Ctrl-C."""
    from jobs.commands import watch

    end(watch.run(context(config, json), urls, every=every))


@app.command()
def unwatch(
    urls: Annotated[
        list[str],
        typer.Argument(metavar="URL...", help="Articles, by their URL or <host>/<article id>."),
    ],
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """End the revisits of these articles, whatever had them watched."""
    from jobs.commands import unwatch

    end(unwatch.run(context(config, json), urls))


@app.command()
def run(
    config: ConfigOption = None,
    json: Annotated[bool, typer.Option("--json", help="Log JSON lines on a terminal too.")] = False,
) -> None:
    """Serve until SIGTERM: crawls by schedule, revisits and pages."""
    from jobs.commands import run

    end(run.run(context(config, json)))


@app.command()
def worker(
    jobs: Annotated[
        int | None,
        typer.Option(
            "--jobs",
            metavar="N",
            min=1,
            max=64,
            help="Do so many jobs at one time; default: service.crawls.",
        ),
    ] = None,
    config: ConfigOption = None,
    json: Annotated[bool, typer.Option("--json", help="Log JSON lines on a terminal too.")] = False,
) -> None:
    """Take jobs from the engine's queue until SIGTERM.

    Any number of machines may do so.
    """
    from jobs.commands import worker

    end(worker.run(context(config, json), jobs=jobs))


@app.command()
def notify(
    test: Annotated[
        str | None,
        typer.Option(
            "--test", metavar="NAME", help="Only send a test message to this alert's targets."
        ),
    ] = None,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """Tell people now what the configured alerts ask for. The service does so by itself."""
    from jobs.commands import notify

    end(notify.run(context(config, json), test=test))


@app.command()
def sources(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME...]", help="These sources; default: all.")
    ] = None,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """Show what each source would yield right now. Archives nothing."""
    from jobs.commands import sources

    end(sources.run(context(config, json), names or []))


@app.command()
def extract(
    place: Annotated[str, typer.Argument(metavar="URL or FILE")],
    explain: Annotated[
        bool,
        typer.Option(
            "--explain",
            help="Show each piece of the page's text, kept or dropped, with the reason.",
        ),
    ] = False,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """Show one page's extraction: what the archive would see."""
    from jobs.commands import extract

    end(extract.run(context(config, json), place, why=explain))
