"""What signs exports: the key and the certificate that a call or the environment names."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from crawler.checkpoint.timestamping import timestamper
from crawler.config import Config
from crawler.errors import UsageError
from crawler.export import PackageSigner, load_package_signer
from jobs.checkpoint_signing import named_file

KEY_VARIABLE = "PALIMPSEST_EXPORT_KEY"
CERTIFICATE_VARIABLE = "PALIMPSEST_EXPORT_CERTIFICATE"
"""Each names a file. Another key than that of checkpoints: the format's readers know ECDSA only."""

SIGNED_FORMAT = "wacz"


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningOptions:
    """What a call of ``export`` says about signing."""

    sign: bool = False
    key: Path | None = None
    certificate: Path | None = None


def package_signer(
    options: SigningOptions, form: str, config: Config, environ: Mapping[str, str]
) -> PackageSigner | None:
    """Return what signs the export, or None where it is not to be signed.

    Raises ``UsageError``.
    """
    if not options.sign:
        if options.key or options.certificate:
            raise UsageError(
                "--key and --certificate sign an export, and nothing says to", hint="Add --sign."
            )
        return None
    if form != SIGNED_FORMAT:
        raise UsageError(
            f"--sign does not go with the format {form}",
            hint=f"Only WACZ packages have a place for a signature: --format {SIGNED_FORMAT}.",
        )
    key = named_file(options.key, environ, KEY_VARIABLE)
    if key is None:
        raise UsageError(
            "there is no key to sign with",
            hint=(
                f"Give --key FILE, or name it in {KEY_VARIABLE}. `openssl genpkey -algorithm EC "
                "-pkeyopt ec_paramgen_curve:P-384 -out FILE` makes one."
            ),
        )
    named = environ.get(CERTIFICATE_VARIABLE)
    certificate = options.certificate or (Path(named) if named else None)
    authority = config.checkpoint.timestamp_url
    return load_package_signer(key, certificate, timestamper(authority) if authority else None)
