"""``export``: one article's evidence as a file that can be checked without this software."""

import sys
from hashlib import file_digest
from pathlib import Path

from crawler.comparable_texts import comparable_texts
from crawler.errors import UsageError
from crawler.export import ExportRequest, History, as_sums, gather
from jobs.context import Context, now
from jobs.formats import EXPORT_FORMATS, OutputFormat, format_named
from jobs.reading.resolve_article import find
from jobs.terminal.new_files import new_file, refuse_existing, refuse_terminal
from jobs.terminal.screen import shown
from jobs.wording import counted


def run(context: Context, url: str, *, form: str | None, output: Path | None) -> int:
    """Write one article's evidence, to standard output without ``output``.

    No file is ever written over. Returns the exit status.
    """
    form = form or ("json" if context.json and output is None else "html")
    chosen = format_named(EXPORT_FORMATS, form)
    _check(context, form, chosen, output)
    found = find(context, url)
    evidence = gather(context.archive.store, context.index, found.article, context.reader)
    texts, note = comparable_texts(context.reader, context.open_captures, evidence.versions)
    request = ExportRequest(evidence, History.of(evidence.versions, texts, note), now())
    if output is None:
        _to_standard_output(context, chosen, request)
        return context.end()
    written = _to_files(chosen, request, output)
    if context.json:
        context.print_json(
            {"article": evidence.article, "url": evidence.url, "format": form, "files": written}
        )
        return context.end()
    exported = (
        f"{counted(len(evidence.versions), 'version')} and "
        f"{counted(len(evidence.captures), 'capture')}"
    )
    context.out.print(f"{exported} of {shown(evidence.url)}", soft_wrap=True)
    context.out.write(as_sums(written))
    return context.end()


def _check(context: Context, form: str, chosen: OutputFormat, output: Path | None) -> None:
    """Raise ``UsageError`` for a call that cannot come to a good end, before anything is read."""
    if output is None:
        refuse_terminal(form, chosen, context.out)
    if output is None and context.json and form != "json":
        raise UsageError(
            "--json prints a document, and the export would go to standard output too",
            hint="give --output FILE",
        )
    for path in (output, *_beside(chosen, output)) if output else ():
        refuse_existing(path)


def _beside(chosen: OutputFormat, output: Path) -> list[Path]:
    """Return the files that an export makes beside its own, such as a WARC file's index."""
    return [Path(f"{output}{ending}") for ending in chosen.companions]


def _to_standard_output(context: Context, chosen: OutputFormat, request: ExportRequest) -> None:
    try:
        chosen.load()(request, sys.stdout.buffer)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        context.out.on_broken_pipe()


def _to_files(chosen: OutputFormat, request: ExportRequest, output: Path) -> dict[str, str]:
    """Write the export. Returns each file's path with its SHA-256."""
    with new_file(output) as out:
        companions = chosen.load()(request, out) or ()
    paths = [output]
    for path, made in zip(_beside(chosen, output), companions, strict=True):
        with new_file(path) as out:
            out.write(made({one.name: _digest(one) for one in paths}))
        paths.append(path)
    return {str(path): _digest(path) for path in paths}


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
