"""Checkpoints as commands and runs make them.

The key that the environment names, and the authority that the configuration names.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crawler import checkpoint
from crawler.archive import ARCHIVE_HEADER_KEY, open_for_writing
from crawler.codec import sha256
from crawler.config import CheckpointConfig, Config
from crawler.errors import (
    BadRecord,
    PalimpsestError,
    StoreUnsteady,
    TimestampUnavailable,
    UsageError,
)
from crawler.reindex import open_current
from crawler.store.open_store import open_store
from jobs.run_report import RunReport

if TYPE_CHECKING:
    from crawler.checkpoint import Checkpoint, Cosigner, Signer, WitnessAnswer

KEY_VARIABLE = "PALIMPSEST_SIGNING_KEY"
"""Names the file of the key that signs. The key itself never stands in the configuration or the
environment.
"""


_KEY = re.compile(r"[A-Za-z0-9+_=-][A-Za-z0-9+/_=-]{40,}")
"""What a key is written in, without its armour: base64 or digits, and neither a dot nor a slash in
front.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """A checkpoint that was made, and where it is stored."""

    key: str
    record: "Checkpoint"
    unstamped: TimestampUnavailable | None = None
    """Why it has no time-stamp though the configuration names an authority."""
    note: str | None = None
    """Key of its signed note."""
    verifier_key: str = ""
    """What those are given who verify notes."""
    witnesses: "tuple[WitnessAnswer, ...]" = ()
    """What came of asking for cosignatures."""
    new_archive: str | None = None
    """URL of the archive, where signing made it."""

    def as_json(self) -> dict[str, Any]:
        """Return the document that ``checkpoint --json`` prints."""
        names = ("number", "root", "previous", "heads", "parts", "key_id", "public_key")
        facts = {name: getattr(self.record, name) for name in names}
        news = {"new_heads": len(self.record.new_heads), "new_parts": len(self.record.new_parts)}
        problem = self.unstamped.message if self.unstamped else None
        return {
            "key": self.key,
            **facts,
            **news,
            "timestamp": self.record.timestamp is not None,
            "timestamp_problem": problem,
            "note": self.note,
            "verifier_key": self.verifier_key,
            **({"witnesses": list(map(_witness_row, self.witnesses))} if self.witnesses else {}),
            **({"new_archive": self.new_archive} if self.new_archive else {}),
        }


def _witness_row(one: "WitnessAnswer") -> dict[str, Any]:
    return {"url": one.url, "cosigned_by": list(one.names), "problem": one.problem}


def with_witnesses(config: Config, urls: Sequence[str], keys: Sequence[str]) -> Config:
    """Return the configuration with these witnesses in place of its own, and these keys beside.

    Raises ``UsageError`` for an address or a key that is none, and for a key with nobody to ask.
    """
    for url in urls:
        if not re.fullmatch(r"https?://[^\s/?#]+[^\s?#]*", url):
            raise UsageError(
                f"--cosign {url[:80]!r} is no address of a witness",
                hint="Give the witness's submission prefix with its scheme, such as "
                "https://witness.example/w1.",
            )
    for key in keys:
        checkpoint.witness_key(key)
    own = config.checkpoint
    if keys and not (urls or own.witnesses):
        raise UsageError(
            "--witness-key is for checking cosignatures, and no witness is to be asked",
            hint="Give --cosign URL too, or checkpoint.witnesses in config.yaml.",
        )
    known = {"witnesses": tuple(urls) or own.witnesses}
    known["witness_keys"] = (*own.witness_keys, *keys)
    return config.model_copy(update={"checkpoint": own.model_copy(update=known)})


def cosigner_of(config: CheckpointConfig) -> "Cosigner | None":
    """Return what asks the witnesses, if there are any. Raises ``UsageError``."""
    if not config.witnesses:
        return None
    if not config.witness_keys:
        raise UsageError(
            "no key of a witness is known, so no cosignature could be checked",
            hint="Give --witness-key KEY, or checkpoint.witness_keys in config.yaml.",
        )
    return checkpoint.cosigner(
        config.witnesses, [checkpoint.witness_key(one) for one in config.witness_keys]
    )


def key_file(given: Path | None, environ: Mapping[str, str]) -> Path:
    """Return the file of the key to sign with.

    The one given, or the one that the environment names. Raises ``UsageError``.
    """
    named = named_file(given, environ, KEY_VARIABLE)
    if named is None:
        raise UsageError(
            "there is no key to sign with",
            hint=(
                "`palimpsest checkpoint --new-key FILE` makes one; then give --key FILE, or "
                f"name it in {KEY_VARIABLE}."
            ),
        )
    return named


def named_file(given: Path | None, environ: Mapping[str, str], variable: str) -> Path | None:
    """Return the file of a key: the one given with ``--key``, or the one that the variable names.

    None where neither is there. Raises ``UsageError`` where it is the key itself.
    """
    named = given or Path(environ.get(variable, ""))
    if _is_key(str(named)):
        raise UsageError(
            (
                f"{'--key' if given else variable} holds a key itself, or something like "
                "one; it is to name the file that holds the key"
            ),
            hint="Write the key to a file that only its owner can read, and give that file's name.",
        )
    return None if named == Path() else named


def _is_key(text: str) -> bool:
    """Return whether this is rather a key than the name of a file: then it is not repeated."""
    return (
        "PRIVATE KEY" in text
        or "-----" in text
        or "\n" in text
        or bool(_KEY.fullmatch(text) and not Path(text).exists())
    )


def sign(config: Config, key: Path, *, clock: Callable[[], datetime]) -> Sealed:
    """Make a checkpoint as the configuration says.

    Raises what ``crawler.checkpoint.make`` does, and the errors of store and index.

    A bad line can look like damage: where there seems to be some, all is read once more, over new
    connections. Raises ``StoreUnsteady`` where something else is wrong then.
    """
    signer = checkpoint.load_signer(key)
    try:
        return _sign(config, signer, clock)
    except BadRecord as first:
        try:
            return _sign(config, signer, clock)
        except BadRecord as second:
            if second.message == first.message:
                raise
            found = f"{first.message}; then: {second.message}"
            hint = (
                "Nothing was signed. Look for a bad line between here and the store; then sign "
                "again."
            )
            raise StoreUnsteady(f"two reads of the store differ: {found}", hint=hint) from first


def _sign(config: Config, signer: "Signer", clock: Callable[[], datetime]) -> Sealed:
    store, authority = open_store(config.store), config.checkpoint.timestamp_url
    archive = open_for_writing(store, now=clock(), single_writer=config.store.single_writer)
    made = checkpoint.make(
        archive,
        lambda: open_current(config.index.url, store),
        signer,
        at=clock(),
        stamper=checkpoint.timestamper(authority) if authority else None,
        origin=config.checkpoint.origin,
        cosign=cosigner_of(config.checkpoint),
    )
    return Sealed(
        key=made.key,
        record=made.record,
        unstamped=made.unstamped,
        note=made.note,
        verifier_key=checkpoint.verifier_key(made.origin, signer.public),
        witnesses=made.witnesses,
        new_archive=store.url if archive.is_new else None,
    )


def note_verifier_key(config: Config, key: Path) -> str:
    """Return what those are given who verify the notes that this key signs.

    Raises ``UsageError`` and, where the archive gives the log its name, the ``StoreError`` family.
    """
    origin = config.checkpoint.origin or checkpoint.log_origin(
        None, sha256(open_store(config.store).read(ARCHIVE_HEADER_KEY))
    )
    return checkpoint.verifier_key(origin, checkpoint.load_signer(key).public)


def sign_after(
    report: RunReport, config: Config, environ: Mapping[str, str], *, clock: Callable[[], datetime]
) -> Sealed | PalimpsestError | None:
    """Make a checkpoint after a run that recorded anything, if the configuration asks for it.

    An error is returned: the run stands.
    """
    if not config.checkpoint.after_runs or not (report.checks or report.sources):
        return None
    try:
        return sign(config, key_file(None, environ), clock=clock)
    except PalimpsestError as error:
        return error
