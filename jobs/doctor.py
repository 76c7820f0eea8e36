"""``doctor``: what is wrong with the set-up, and how to mend it. Every finding is a line; nothing here changes anything."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import timedelta
from importlib import metadata
from pathlib import Path
from typing import Literal
from urllib.request import getproxies

from rich.markup import escape

from crawler.archive import BIRTH_KEY, open_for_reading
from crawler.config import Config
from crawler.errors import IndexUnusable, NotAnArchive, PalimpsestError, StoreError
from crawler.index import open_index
from crawler.store.base import ObjectStore
from crawler.store.opening import open_store
from crawler.store.probe import refuse_weak
from jobs.commands.context import Context, now

LITTLE_DISK = 1 << 30
"""Below this many free bytes a crawl may fill the disk."""

AHEAD = timedelta(minutes=2)
"""A recorded check that lies this far in the future tells of a clock that was wrong, then or now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was looked at."""

    about: str
    state: Literal["ok", "note", "wrong"]
    detail: str
    hint: str | None = None


def run(context: Context) -> int:
    """Print what was found. Returns the exit status: 0, or that of the first thing wrong."""
    findings, status = [], 0
    for finding, code in examine(context):
        findings.append(finding)
        status = status or code
        if not context.json:
            colour = {"ok": "green", "note": "yellow", "wrong": "bold red"}[finding.state]
            context.out.print(f"[{colour}]{finding.state:5}[/] {finding.about}: {escape(finding.detail)}", soft_wrap=True)
            if finding.hint:
                context.out.print(f"      {escape(finding.hint)}", soft_wrap=True)
    if context.json:
        context.print_json({"ok": status == 0, "findings": [asdict(finding) for finding in findings]})
    return status


def examine(context: Context) -> Iterator[tuple[Finding, int]]:
    """Yield each finding with the exit status that it asks for."""
    try:
        config = context.config
    except PalimpsestError as error:
        yield Finding(about="configuration", state="wrong", detail=error.message, hint=error.hint), error.exit_code
        return
    yield Finding(about="configuration", state="ok", detail=f"{len(config.sources)} sources; captures: {config.captures}"), 0
    yield from _store(config)
    yield from _index(config)
    yield from _disk(config)
    yield from _environment(config)
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in ("scrapy", "trafilatura", "boto3", "lxml_html_clean"))
    yield Finding(about="libraries", state="ok", detail=versions), 0


def _store(config: Config) -> Iterator[tuple[Finding, int]]:
    try:
        store = open_store(config.store)
        open_for_reading(store)
        if not config.store.single_writer:
            refuse_weak(store, BIRTH_KEY, store.read(BIRTH_KEY))
    except NotAnArchive as error:
        yield _no_archive(open_store(config.store), error)
    except PalimpsestError as error:
        yield Finding(about="store", state="wrong", detail=error.message, hint=error.hint), error.exit_code
    else:
        promise = "one writer declared, not probed" if config.store.single_writer else "keeps what is written once"
        yield Finding(about="store", state="ok", detail=f"{store.url}: an archive; {promise}"), 0


def _no_archive(store: ObjectStore, error: NotAnArchive) -> tuple[Finding, int]:
    try:
        empty = next(iter(store.list()), None) is None
    except StoreError as trouble:
        return Finding(about="store", state="wrong", detail=trouble.message, hint=trouble.hint), trouble.exit_code
    if empty:
        return Finding(about="store", state="note", detail=f"{store.url} is empty: the first crawl makes an archive there"), 0
    return Finding(about="store", state="wrong", detail=error.message, hint=error.hint), error.exit_code


def _index(config: Config) -> Iterator[tuple[Finding, int]]:
    try:
        index = open_index(config.index.url)
        counts = index.counts()
        newest = max((summary.last_checked for summary in index.articles() if summary.last_checked), default=None)
    except IndexUnusable as error:
        yield Finding(about="index", state="wrong", detail=error.message, hint=error.hint), error.exit_code
        return
    detail = f"{counts.articles} articles, {counts.versions} versions, {counts.checks} checks in {counts.runs} runs"
    yield Finding(about="index", state="ok", detail=detail), 0
    if newest and newest > now() + AHEAD:
        hint = "Set the clock (NTP). The order of versions is safe: it is the chain's, never the clock's."
        yield Finding(about="clock", state="wrong", detail=f"the newest check was made at {newest}, which is yet to come", hint=hint), 1
    else:
        yield Finding(about="clock", state="ok", detail=f"{now():%Y-%m-%d %H:%M:%SZ}"), 0


def _disk(config: Config) -> Iterator[tuple[Finding, int]]:
    folder = config.store.folder
    if folder is None:
        return
    standing = next((place for place in (folder, *folder.parents) if place.exists()), Path("/"))
    free = shutil.disk_usage(standing).free
    detail = f"{free / (1 << 30):.1f} GiB free for {folder}"
    if not os.access(standing, os.W_OK):
        yield Finding(about="disk", state="wrong", detail=f"{standing} cannot be written to", hint="Check its owner and rights."), 3
    elif free < LITTLE_DISK:
        yield Finding(about="disk", state="note", detail=detail, hint="Make room before the next crawl."), 0
    else:
        yield Finding(about="disk", state="ok", detail=detail), 0


def _environment(config: Config) -> Iterator[tuple[Finding, int]]:
    for source in config.sources:
        names = [*source.headers_env.values(), *([source.cookies_env] if source.cookies_env else [])]
        for name in (name for name in names if name not in os.environ):
            detail = f"source {source.name} wants the variable {name}, which is not set"
            yield Finding(about="environment", state="wrong", detail=detail, hint=f"Set {name}, or take it out of config.yaml."), 2
    proxies = {scheme: url for scheme, url in getproxies().items() if scheme in {"http", "https"}}
    if proxies:
        detail = f"{' and '.join(sorted(proxies))} requests go through a proxy"
        hint = "Names that do not resolve here are left to the proxy: it must refuse private addresses itself."
        yield Finding(about="proxy", state="note", detail=detail, hint=hint), 0
