"""``checkpoint``: sign what the archive holds now.

A copy kept elsewhere makes every later cut visible.
"""

from collections.abc import Sequence
from pathlib import Path

from crawler.checkpoint import new_key
from crawler.errors import UsageError
from jobs.checkpoint_signing import Sealed, key_file, note_verifier_key, sign, with_witnesses
from jobs.context import Context, now
from jobs.terminal.screen import shown
from jobs.wording import counted


def run(
    context: Context,
    *,
    key: Path | None,
    fresh: Path | None,
    show_verifier_key: bool = False,
    cosign: Sequence[str] = (),
    witness_keys: Sequence[str] = (),
) -> int:
    """Sign all heads and check objects, or make a new key, or print what verifies notes.

    ``cosign`` are the addresses of witnesses in place of the configured ones, ``witness_keys``
    those that cosignatures are taken from beside them.

    Returns the exit status.
    """
    asked = "--cosign" if cosign else "--witness-key" if witness_keys else None
    if asked and (show_verifier_key or fresh is not None):
        other = "--verifier-key" if show_verifier_key else "--new-key"
        raise UsageError(
            f"{asked} goes with signing only, and {other} signs nothing", hint="Leave one away."
        )
    if show_verifier_key:
        if fresh is not None:
            raise UsageError(
                "--verifier-key and --new-key do not go together",
                hint="Make the key first, then ask for its other half.",
            )
        return _show_verifier_key(context, key_file(key, context.environ))
    if fresh is not None:
        if key is not None:
            raise UsageError(
                "--key and --new-key do not go together",
                hint="make the key first, then sign with it",
            )
        return _make_key(context, fresh)
    config = with_witnesses(context.config, cosign, witness_keys)
    sealed = sign(config, key_file(key, context.environ), clock=now)
    warn_unstamped(context, sealed)
    if sealed.new_archive is not None and not context.json:
        context.err.print(f"made a new archive at {shown(sealed.new_archive)}", soft_wrap=True)
    if context.json:
        context.print_json(sealed.as_json())
        return 0
    print_sealed(context, sealed)
    context.out.print(
        "Keep a copy where nobody of yours can reach it; check against it with "
        "`palimpsest verify --checkpoint FILE`."
    )
    return 0


def print_sealed(context: Context, sealed: Sealed) -> None:
    """Print what a checkpoint covers."""
    record = sealed.record
    context.out.print(f"[bold]{shown(sealed.key)}[/]: root {record.root}", soft_wrap=True)
    context.out.print(
        f"{counted(record.heads, 'head')} and {counted(record.parts, 'check object')}, "
        f"{len(record.new_heads):,} and "
        f"{len(record.new_parts):,} named here; signed with key "
        f"{record.key_id}{', time-stamped' if record.timestamp else ''}",
    )
    if names := [name for one in sealed.witnesses for name in one.names]:
        context.out.print(f"cosigned by {shown(', '.join(names))}", soft_wrap=True)


def warn_unstamped(context: Context, sealed: Sealed) -> None:
    """Say on standard error why a checkpoint has no time-stamp or cosignature that was wanted.

    It is signed all the same.
    """
    if sealed.unstamped is not None:
        reason = f"{sealed.unstamped.message}. {sealed.unstamped.hint or ''}".rstrip()
        context.err.print(
            (
                f"[yellow]warning[/]: {shown(sealed.key)} is signed, and not time-stamped: "
                f"{shown(reason)}"
            ),
            soft_wrap=True,
        )
    for one in sealed.witnesses:
        if one.problem is not None:
            context.err.print(
                f"[yellow]warning[/]: {shown(sealed.key)} is signed, and not cosigned by "
                f"{shown(one.url)}: {shown(one.problem)}",
                soft_wrap=True,
            )


def _show_verifier_key(context: Context, key: Path) -> int:
    found = note_verifier_key(context.config, key)
    if context.json:
        context.print_json({"verifier_key": found})
    else:
        context.out.print(shown(found), soft_wrap=True)
    return 0


def _make_key(context: Context, path: Path) -> int:
    signer = new_key(path)
    if context.json:
        context.print_json(
            {"key_id": signer.key_id, "public_key": signer.public.hex(), "file": str(path)}
        )
        return 0
    context.out.print(
        f"made key {signer.key_id} in {shown(str(path))}; public half {signer.public.hex()}",
        soft_wrap=True,
    )
    context.out.print(
        "Whoever has this file can sign as you: keep it off the machine that the "
        "archive's bucket can be changed from."
    )
    return 0
