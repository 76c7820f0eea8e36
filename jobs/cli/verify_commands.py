"""The commands that prove, hand out, repair and examine."""

from pathlib import Path
from typing import Annotated

import typer

from jobs.cli.options import (
    ConfigOption,
    JobsOption,
    JsonOption,
    OutputOption,
    UrlArgument,
    app,
    context,
    end,
    format_option,
)
from jobs.formats import EXPORT_FORMATS

WitnessKeyOption = Annotated[
    list[str] | None,
    typer.Option(
        "--witness-key", metavar="KEY", help="A witness's verifier key, beside the configured ones."
    ),
]


@app.command()
def verify(
    url: Annotated[
        str | None,
        typer.Argument(metavar="[URL]", help="Only this article; default: the whole archive."),
    ] = None,
    checkpoint: Annotated[
        Path | None,
        typer.Option(
            "--checkpoint",
            metavar="FILE",
            help="Check against this copy of a checkpoint, kept elsewhere.",
        ),
    ] = None,
    timestamp_roots: Annotated[
        Path | None,
        typer.Option(
            "--timestamp-roots",
            metavar="FILE",
            help="Certificates (PEM) that time-stamps must lead to.",
        ),
    ] = None,
    trusted_key: Annotated[
        list[str] | None,
        typer.Option(
            "--trusted-key", metavar="HEX", help="A public key that must stand for all checkpoints."
        ),
    ] = None,
    witness_key: WitnessKeyOption = None,
    jobs: JobsOption = None,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """Recompute every hash and link; name what is damaged. Needs the store alone."""
    from jobs.commands import verify

    end(
        verify.run(
            context(config, json),
            url,
            checkpoint=checkpoint,
            roots=timestamp_roots,
            trusted=trusted_key or (),
            witnesses=witness_key or (),
            jobs=jobs,
        )
    )


@app.command()
def checkpoint(
    key: Annotated[
        Path | None,
        typer.Option(
            "--key",
            metavar="FILE",
            help="The key to sign with; default: the file that PALIMPSEST_SIGNING_KEY names.",
        ),
    ] = None,
    new_key: Annotated[
        Path | None,
        typer.Option(
            "--new-key", metavar="FILE", help="Make a key in this new file, sign nothing."
        ),
    ] = None,
    verifier_key: Annotated[
        bool,
        typer.Option(
            "--verifier-key", help="Print what witnesses need to verify notes, sign nothing."
        ),
    ] = False,
    cosign: Annotated[
        list[str] | None,
        typer.Option(
            "--cosign", metavar="URL", help="Ask this witness to cosign, not the configured ones."
        ),
    ] = None,
    witness_key: WitnessKeyOption = None,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """Sign what the archive holds now. A copy kept elsewhere makes every later cut visible."""
    from jobs.commands import checkpoint

    found = context(config, json)
    end(
        checkpoint.run(
            found,
            key=key,
            fresh=new_key,
            show_verifier_key=verifier_key,
            cosign=cosign or (),
            witness_keys=witness_key or (),
        )
    )


@app.command()
def export(
    url: UrlArgument,
    form: Annotated[str | None, format_option(EXPORT_FORMATS, "; default: html")] = None,
    output: OutputOption = None,
    sign: Annotated[
        bool, typer.Option("--sign", help="Sign the package; only with --format wacz.")
    ] = False,
    key: Annotated[
        Path | None,
        typer.Option(
            "--key",
            metavar="FILE",
            help="The ECDSA key to sign with; default: the file that PALIMPSEST_EXPORT_KEY names.",
        ),
    ] = None,
    certificate: Annotated[
        Path | None,
        typer.Option(
            "--certificate",
            metavar="FILE",
            help="Its domain's certificates; default: the file in PALIMPSEST_EXPORT_CERTIFICATE.",
        ),
    ] = None,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """Write one article's evidence, for anybody to check. They need none of this software.

    html is a page to read, warc and wacz replay in other tools, json is for programs.
    """
    from jobs.commands import export
    from jobs.export_signing import SigningOptions

    signing = SigningOptions(sign=sign, key=key, certificate=certificate)
    end(export.run(context(config, json), url, form=form, output=output, signing=signing))


@app.command()
def reindex(jobs: JobsOption = None, config: ConfigOption = None, json: JsonOption = False) -> None:
    """Throw the index away and rebuild it from the store."""
    from jobs.commands import reindex

    end(reindex.run(context(config, json), jobs=jobs))


@app.command()
def reextract(
    jobs: JobsOption = None, config: ConfigOption = None, json: JsonOption = False
) -> None:
    """Derive every kept text again with today's extractor.

    Names the past judgements that would come out otherwise.
    """
    from jobs.commands import reextract

    end(reextract.run(context(config, json), jobs=jobs))


@app.command()
def doctor(config: ConfigOption = None, json: JsonOption = False) -> None:
    """Say what is wrong with the set-up, and how to mend it."""
    from jobs.commands import doctor

    end(doctor.run(context(config, json)))
