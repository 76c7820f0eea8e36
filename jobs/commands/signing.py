"""``checkpoint``: sign what the archive holds now, so that a copy kept elsewhere makes every later cut visible."""

import os
from pathlib import Path

from rich.markup import escape

from crawler.archive import Archive, open_for_writing
from crawler.checkpoint import Checkpoint, load_signer, make, new_key
from crawler.checkpoint.stamping import stamper
from crawler.config import Config
from crawler.errors import UsageError
from crawler.index import Index
from crawler.store.opening import open_store
from jobs.commands.context import Context, now
from jobs.commands.terminal import counted

KEY_VARIABLE = "PALIMPSEST_SIGNING_KEY"


def checkpoint(context: Context, *, key: Path | None, fresh: Path | None) -> int:
    """Sign all heads and check objects, or make a new key. Returns the exit status."""
    if fresh is not None:
        return _make_key(context, fresh)
    named = key or Path(os.environ.get(KEY_VARIABLE, ""))
    if named == Path():
        raise UsageError(
            "there is no key to sign with",
            hint=f"`palimpsest checkpoint --new-key FILE` makes one; then give --key FILE, or name it in {KEY_VARIABLE}.",
        )
    config = context.config
    archive = open_for_writing(open_store(config.store), now=now(), single_writer=config.store.single_writer)
    stored, record = sign(archive, context.index, config, named)
    if context.json:
        context.print_json(_document(stored, record))
        return 0
    context.out.print(f"[bold]{escape(stored)}[/]: root {record.root}", soft_wrap=True)
    context.out.print(
        f"{counted(record.heads, 'head')} and {counted(record.parts, 'check object')}, {len(record.new_heads)} and "
        f"{len(record.new_parts)} of them new; signed with key {record.key_id}{', time-stamped' if record.timestamp else ''}"
    )
    context.out.print("Keep a copy where nobody of yours can reach it; check against it with `palimpsest verify --checkpoint FILE`.")
    return 0


def sign(archive: Archive, index: Index, config: Config, key: Path) -> tuple[str, Checkpoint]:
    """Make a checkpoint as the configuration says. Returns its key and the record."""
    authority = config.checkpoint.timestamp_url
    return make(archive, index, load_signer(key), at=now(), stamper=stamper(authority) if authority else None)


def _make_key(context: Context, path: Path) -> int:
    signer = new_key(path)
    if context.json:
        context.print_json({"key_id": signer.key_id, "public_key": signer.public.hex(), "file": str(path)})
    else:
        context.out.print(f"made key {signer.key_id} in {escape(str(path))}; public half {signer.public.hex()}", soft_wrap=True)
    return 0


def _document(stored: str, record: Checkpoint) -> dict[str, object]:
    return {
        "key": stored,
        "root": record.root,
        "heads": record.heads,
        "parts": record.parts,
        "new_heads": len(record.new_heads),
        "new_parts": len(record.new_parts),
        "key_id": record.key_id,
        "public_key": record.public_key,
        "previous": record.previous,
        "timestamp": record.timestamp is not None,
    }
