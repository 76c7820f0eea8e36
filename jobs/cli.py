"""The command line: it reads the call, imports the command's module, and turns errors into sentences and exit statuses.

What a command needs is imported when it is called, so that ``--help`` is instant and no command waits for what only others need.
"""

import sys
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from typing import Annotated, Any

import typer

from crawler.errors import PalimpsestError, UsageError
from jobs.commands import streams

app = typer.Typer(
    name="palimpsest",
    invoke_without_command=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    epilog="Exit status: 0 all well; 1 a URL or source failed; 2 wrong call or configuration; 3 store or index unusable; 4 damage found.",
)

INTERRUPTED = 130
"""Exit status after Ctrl-C, as shells have it: 128 and the number of SIGINT."""

ConfigOption = Annotated[
    Path | None,
    typer.Option("--config", envvar="PALIMPSEST_CONFIG", metavar="FILE", help="Default: config.yaml if there, else built-in defaults."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")]
UrlArgument = Annotated[str, typer.Argument(metavar="URL", help="The article's URL, or its <host>/<article id>.")]
VersionOption = Annotated[int | None, typer.Option("--version", metavar="N", help="This version; default: the newest.")]


@app.callback()
def palimpsest(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Show the program's version and exit.")] = False,
) -> None:
    """Archive news articles: keep every version, show what changed, prove it."""
    if version:
        sys.stdout.write(f"palimpsest {metadata.version('palimpsest-archive')}\n")
        raise typer.Exit
    if context.invoked_subcommand is None:
        sys.stdout.write(f"{context.get_help()}\n")
        raise typer.Exit(UsageError.exit_code)


@app.command()
def demo(
    json: JsonOption = False,
    keep: Annotated[
        Path | None, typer.Option("--keep", metavar="FOLDER", help="Leave the demonstration's archive in this new folder.")
    ] = None,
) -> None:
    """Watch a story change on a built-in newspaper and be archived. Needs no network."""
    from jobs.demo import tour

    _end(tour.run(_context(None, json), keep))


@app.command()
def crawl(
    urls: Annotated[
        list[str] | None, typer.Argument(metavar="[URL... or -]", help="Pages to archive now; - reads URLs from standard input.")
    ] = None,
    source: Annotated[list[str] | None, typer.Option("--source", metavar="NAME", help="Crawl this source of the configuration.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Crawl all sources.")] = False,
    since_last: Annotated[
        str | None, typer.Option("--since-last", metavar="AGE", help="Skip articles checked within this time, such as 30m or 6h.")
    ] = None,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """Check pages once, now, and archive what is new or changed."""
    from jobs.commands import crawling

    _end(crawling.crawl(_context(config, json), urls or [], source or [], everything=everything, since_last=since_last))


@app.command()
def sources(
    names: Annotated[list[str] | None, typer.Argument(metavar="[NAME...]", help="These sources; default: all.")] = None,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """Show what each source would yield right now, without archiving."""
    from jobs.commands import crawling

    _end(crawling.sources(_context(config, json), names or []))


@app.command()
def extract(
    place: Annotated[str, typer.Argument(metavar="URL or FILE")],
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """Show one page's extraction: what the archive would see."""
    from jobs.commands import extraction

    _end(extraction.run(_context(config, json), place))


@app.command()
def articles(
    host: Annotated[str | None, typer.Option("--host", metavar="HOST", help="Only articles of this host.")] = None,
    source: Annotated[str | None, typer.Option("--source", metavar="NAME", help="Only articles that this source gave.")] = None,
    state: Annotated[str | None, typer.Option("--state", metavar="STATE", help="Only articles that are present, or gone.")] = None,
    max_age: Annotated[
        str | None, typer.Option("--max-age", metavar="AGE", help="Only articles first seen within this time, such as 7d.")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", metavar="N", min=1, help="At most this many, in the order of their ids.")] = 100,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """List what the archive keeps."""
    from jobs.commands import listing

    _end(listing.run(_context(config, json), host=host, source=source, state=state, max_age=max_age, limit=limit))


@app.command()
def history(url: UrlArgument, config: ConfigOption = None, json: JsonOption = False) -> None:
    """Show an article's versions: when, what changed, how much."""
    from jobs.commands import reading

    _end(reading.history(_context(config, json), url))


@app.command()
def show(
    url: UrlArgument,
    version: VersionOption = None,
    at: Annotated[str | None, typer.Option("--at", metavar="TIME", help="The version that stood at this time (ISO 8601, UTC).")] = None,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """Show one version's text and metadata."""
    from jobs.commands import reading

    _end(reading.show(_context(config, json), url, version=version, at=at))


@app.command()
def diff(
    url: UrlArgument,
    old: Annotated[int | None, typer.Option("--from", metavar="N", help="The older version; default: the one before --to.")] = None,
    new: Annotated[int | None, typer.Option("--to", metavar="M", help="The newer version; default: the newest.")] = None,
    form: Annotated[str, typer.Option("--format", metavar="FORM", help="text, unified, html or json.")] = "text",
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """Show what changed between two versions, word by word."""
    from jobs.commands import comparing

    _end(comparing.diff(_context(config, json), url, _extraction_of, old=old, new=new, form="json" if json else form))


@app.command()
def blame(url: UrlArgument, version: VersionOption = None, config: ConfigOption = None, json: JsonOption = False) -> None:
    """Show which version brought each sentence, and the sentences that left."""
    from jobs.commands import blaming

    _end(blaming.run(_context(config, json), url, _extraction_of, version=version))


@app.command()
def changes(
    since: Annotated[
        str | None, typer.Option("--since", metavar="AGE or TIME", help="Only from then on: 24h, 7d, 2026-11-21, 2026-11-21T10:00:00Z.")
    ] = None,
    kind: Annotated[str | None, typer.Option("--kind", metavar="KIND", help="Only this kind, such as headline, fact or gone.")] = None,
    source: Annotated[str | None, typer.Option("--source", metavar="NAME", help="Only articles that this source gave.")] = None,
    host: Annotated[str | None, typer.Option("--host", metavar="HOST", help="Only articles of this host.")] = None,
    stealth: Annotated[bool, typer.Option("--stealth", help="Only changes that the page kept silent about.")] = False,
    limit: Annotated[int, typer.Option("--limit", metavar="N", min=1, help="At most this many, newest first.")] = 50,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """List recent changes over the whole archive, newest first."""
    from jobs.commands import changing

    _end(changing.run(_context(config, json), since=since, kind=kind, source=source, host=host, stealth=stealth, limit=limit))


@app.command()
def story(url: UrlArgument, config: ConfigOption = None, json: JsonOption = False) -> None:
    """Show the copies of an article's text on other sites, which is the original, and what the others lack."""
    from jobs.commands import story as telling

    _end(telling.run(_context(config, json), url, _extraction_of))


@app.command()
def search(
    words: Annotated[list[str], typer.Argument(metavar="TEXT...", help='Words, "phrases" in quotes, beginnings: bridg*')],
    limit: Annotated[int, typer.Option("--limit", metavar="N", min=1, help="At most this many, the best first.")] = 20,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """Search the texts of all versions, and see whether the words still stand."""
    from jobs.commands import searching

    _end(searching.run(_context(config, json), words, limit=limit))


@app.command()
def verify(
    url: Annotated[str | None, typer.Argument(metavar="[URL]", help="Only this article; default: the whole archive.")] = None,
    checkpoint: Annotated[
        Path | None, typer.Option("--checkpoint", metavar="FILE", help="Check against this copy of a checkpoint, kept elsewhere.")
    ] = None,
    timestamp_roots: Annotated[
        Path | None, typer.Option("--timestamp-roots", metavar="FILE", help="Certificates (PEM) that time-stamps must lead to.")
    ] = None,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """Recompute every hash and link; name what is damaged. Needs the store alone."""
    from jobs.commands import checking

    _end(checking.verify(_context(config, json), url, checkpoint=checkpoint, roots=timestamp_roots))


@app.command()
def checkpoint(
    key: Annotated[
        Path | None,
        typer.Option("--key", metavar="FILE", help="The key to sign with; default: the file that PALIMPSEST_SIGNING_KEY names."),
    ] = None,
    new_key: Annotated[Path | None, typer.Option("--new-key", metavar="FILE", help="Make a key in this new file, sign nothing.")] = None,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """Sign what the archive holds now, so that a copy kept elsewhere makes every later cut visible."""
    from jobs.commands import signing

    _end(signing.checkpoint(_context(config, json), key=key, fresh=new_key))


@app.command()
def export(
    url: UrlArgument,
    form: Annotated[str, typer.Option("--format", metavar="FORM", help="warc, wacz, json or html.")] = "html",
    output: Annotated[Path | None, typer.Option("--output", metavar="FILE", help="Write this new file; default: standard output.")] = None,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """Write one article's evidence, to be checked without this software."""
    from jobs.commands import exporting

    _end(exporting.export(_context(config, json), url, form=form, output=output))


@app.command()
def reindex(config: ConfigOption = None, json: JsonOption = False) -> None:
    """Throw the index away and rebuild it from the store."""
    from jobs.commands import checking

    _end(checking.reindex(_context(config, json)))


@app.command()
def reextract(config: ConfigOption = None, json: JsonOption = False) -> None:
    """Derive every kept text again with today's extractor, and name the past judgements that would come out otherwise."""
    from jobs.commands import reextracting

    _end(reextracting.run(_context(config, json)))


@app.command()
def doctor(config: ConfigOption = None, json: JsonOption = False) -> None:
    """Say what is wrong with the set-up, and how to mend it."""
    from jobs import doctor as examination

    _end(examination.run(_context(config, json)))


def _context(config: Path | None, json: bool) -> Any:  # noqa: ANN401  # its class is imported with the command
    from jobs.commands.context import Context

    return Context(config_path=config, json=json)


def _extraction_of(capture: Any, max_bytes: int) -> Any:  # noqa: ANN401  # as _context
    from crawler.workers import extraction_of

    return extraction_of(capture, max_bytes)


def _end(status: int) -> None:
    raise typer.Exit(status)


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit. Errors of ours become sentences; a bug keeps its traceback."""
    streams.set_up()
    sys.exit(_guarded(lambda: app(args=arguments, prog_name="palimpsest", standalone_mode=False)))


def _guarded(call: Callable[[], Any]) -> int:
    try:
        status = int(call() or 0)
    except typer.TyperException as error:
        return _told(_wrong_call(error))
    except PalimpsestError as error:
        return _told(error)
    except (KeyboardInterrupt, typer.Abort):
        status = INTERRUPTED
    if status == INTERRUPTED:
        sys.stderr.write("interrupted\n")
    return status


def _told(error: PalimpsestError) -> int:
    """Print the error as a sentence. Returns its exit status."""
    from jobs.commands.terminal import Screen, show_error

    show_error(Screen(stderr=True), error)
    return error.exit_code


def _wrong_call(error: Any) -> UsageError:  # noqa: ANN401  # Typer's classes have no public names
    """Return one of our errors for one of Typer's, about the command line."""
    message, context = error.format_message(), getattr(error, "ctx", None)
    path = context.command_path if context is not None else "palimpsest"
    hint = f"`{path} --help` shows how it is called"
    if context is not None and context.parent is None and "option" in message:
        hint += "; options stand behind the command"
    return UsageError(message[:1].lower() + message[1:].rstrip("."), hint=hint)


if __name__ == "__main__":
    main()
