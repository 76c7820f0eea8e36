"""``export``: one article's evidence as a file that can be checked without this software."""

import sys
from hashlib import file_digest
from pathlib import Path
from typing import Any

from crawler.comparable_texts import comparable_texts
from crawler.errors import UsageError
from crawler.export import ExportRequest, History, PackageSigner, as_sums, gather
from jobs.context import Context, now
from jobs.export_signing import SigningOptions, package_signer
from jobs.formats import EXPORT_FORMATS, OutputFormat, format_named
from jobs.reading.resolve_article import find
from jobs.terminal.new_files import new_file, refuse_existing, refuse_terminal
from jobs.terminal.screen import shown
from jobs.wording import counted


def run(
    context: Context,
    url: str,
    *,
    form: str | None,
    output: Path | None,
    signing: SigningOptions = SigningOptions(),  # noqa: B008  # frozen
) -> int:
    """Write one article's evidence, to standard output without ``output``.

    No file is ever written over. Returns the exit status.
    """
    form = form or ("json" if context.json and output is None else "html")
    chosen = format_named(EXPORT_FORMATS, form)
    _check(context, form, chosen, output)
    signer = package_signer(signing, form, context.config, context.environ)
    found = find(context, url)
    evidence = gather(context.archive.store, context.index, found.article, context.reader)
    course = evidence.course
    texts, note = comparable_texts(context.reader, context.open_captures, course)
    request = ExportRequest(evidence, History.of(course, texts, note), now(), signer)
    if output is None:
        _to_standard_output(context, chosen, request)
        _warn_unstamped(context, signer)
        return context.end()
    written = _to_files(chosen, request, output)
    _warn_unstamped(context, signer)
    if context.json:
        document = {"article": evidence.article, "url": evidence.url, "format": form}
        context.print_json({**document, "files": written, **_signature(signer)})
        return context.end()
    exported = (
        f"{counted(len(course), 'version')} and {counted(len(evidence.all_captures), 'capture')}"
    )
    context.out.print(f"{exported} of {shown(evidence.url)}", soft_wrap=True)
    context.out.write(as_sums(written))
    if signer is not None:
        name = f"as {signer.domain}" if _as_domain(signer) else "with the bare key"
        context.out.print(f"signed {shown(name)}: {signer.public_key}", soft_wrap=True)
    return context.end()


def _as_domain(signer: PackageSigner) -> bool:
    return signer.domain is not None and signer.unstamped is None


def _signature(signer: PackageSigner | None) -> dict[str, Any]:
    """Return the document's members about the signature: none where there is none."""
    if signer is None:
        return {}
    return {
        "signature": {
            "public_key": signer.public_key,
            "domain": signer.domain if _as_domain(signer) else None,
            "timestamp_problem": signer.unstamped.message if signer.unstamped else None,
        }
    }


def _warn_unstamped(context: Context, signer: PackageSigner | None) -> None:
    """Say on standard error why a package does not name its domain, where it was to."""
    if signer is not None and signer.unstamped is not None:
        reason = f"{signer.unstamped.message}. {signer.unstamped.hint or ''}".rstrip()
        context.err.print(
            f"[yellow]warning[/]: the export is signed, and not time-stamped: {shown(reason)}",
            soft_wrap=True,
        )


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
