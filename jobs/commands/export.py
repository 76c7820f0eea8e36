"""``export``: one article's evidence as a file that can be checked without this software."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import file_digest
from pathlib import Path
from typing import BinaryIO

from crawler.errors import UsageError
from crawler.export import (
    Evidence,
    History,
    as_cdxj,
    as_document,
    as_page,
    as_sums,
    gather,
    write_wacz,
    write_warc,
)
from crawler.visible import visible_json
from jobs.commands.comparable_texts import CaptureReaders, comparable_texts
from jobs.commands.context import Context, now
from jobs.commands.resolve_article import find
from jobs.commands.terminal import counted, shown

FORMS = ("warc", "wacz", "json", "html")
BINARY = ("warc", "wacz")


def export(
    context: Context, url: str, readers: CaptureReaders, *, form: str | None, output: Path | None
) -> int:
    """Write one article's evidence, to standard output without ``output``.

    No file is ever written over. Returns the exit status.
    """
    form = form or ("json" if context.json and output is None else "html")
    _check(context, form, output)
    found = find(context, url)
    evidence = gather(context.archive.store, context.index, found.article, context.reader)
    texts, note = comparable_texts(context, readers, evidence.versions)
    history = History.of(evidence.versions, texts, note)
    if output is None:
        _to_standard_output(context, form, evidence, history)
        return context.end()
    written = _to_files(form, evidence, history, output)
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


def _check(context: Context, form: str, output: Path | None) -> None:
    """Raise ``UsageError`` for a call that cannot come to a good end, before anything is read."""
    if form not in FORMS:
        raise UsageError(f"--format takes {', '.join(FORMS[:-1])} or {FORMS[-1]}, not {form!r}")
    if output is None and form in BINARY and context.out.is_terminal:
        raise UsageError(
            f"a {form} file is not for a terminal",
            hint="give --output FILE, or lead the output into a file or a program",
        )
    if output is None and context.json and form != "json":
        raise UsageError(
            "--json prints a document, and the export would go to standard output too",
            hint="give --output FILE",
        )
    for path in _companions(form, output) if output else ():
        if path.exists():
            raise UsageError(
                f"{path} exists: nothing is written over",
                hint="name a new file, or remove that one",
            )


def _companions(form: str, output: Path) -> tuple[Path, ...]:
    """Return the files that an export makes.

    A WARC file has its index and its manifest beside it, the others have them inside.
    """
    beside = (f"{output}.cdxj", f"{output}.sha256") if form == "warc" else ()
    return (output, *map(Path, beside))


def _to_standard_output(context: Context, form: str, evidence: Evidence, history: History) -> None:
    try:
        _write(form, evidence, history, sys.stdout.buffer)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        context.out.on_broken_pipe()


def _write(form: str, evidence: Evidence, history: History, out: BinaryIO) -> None:
    if form == "warc":
        write_warc(evidence, out)
    elif form == "wacz":
        write_wacz(evidence, history, now(), out)
    elif form == "json":
        out.write(visible_json(as_document(evidence, now())).encode() + b"\n")
    else:
        out.write(as_page(evidence, history, now()).encode())


def _to_files(form: str, evidence: Evidence, history: History, output: Path) -> dict[str, str]:
    """Write the export. Returns each file's path with its SHA-256."""
    with new_file(output) as out:
        if form == "warc":
            found, _ = write_warc(evidence, out)
        else:
            _write(form, evidence, history, out)
    if form != "warc":
        return {str(output): _digest(output)}
    _, index, manifest = _companions(form, output)
    with new_file(index) as out:
        out.write(as_cdxj(found, output.name).encode())
    with new_file(manifest) as out:
        damaged = "".join(f"# damaged: {one.key}: {one.problem}\n" for one in evidence.damage)
        out.write(
            (damaged + as_sums({path.name: _digest(path) for path in (output, index)})).encode()
        )
    return {str(path): _digest(path) for path in (output, index, manifest)}


@contextmanager
def new_file(path: Path) -> Iterator[BinaryIO]:
    """Open a new file for writing.

    What goes wrong leaves no half of it. Raises ``UsageError`` where it cannot be made.
    """
    try:
        file = path.open("xb")
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from error
    try:
        with file:
            yield file
    except BaseException:
        path.unlink()
        raise


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
