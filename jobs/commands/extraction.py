"""``extract``: what the archive would see in one page."""

import os
import secrets
from pathlib import Path

from rich.text import Text

from crawler import identity
from crawler.capture import Fetched
from crawler.codec import as_json
from crawler.errors import BadRecord, UsageError
from crawler.extract import extract
from crawler.model import Extraction
from crawler.warc import read as read_warc
from crawler.workers import extraction_of
from jobs.commands.context import Context, now
from jobs.commands.terminal import plain, shown
from jobs.planning import make_plan
from jobs.run import fetch_only

WIDE = (b"\xff\xfe", b"\xfe\xff")
"""How UTF-16 and UTF-32 files begin, the only text with zero bytes in it."""


def run(context: Context, place: str) -> int:
    """Print the extraction of a URL, an HTML file or a capture. Returns the exit status: 1 where no article could be made of it."""
    extraction = _of_file(context, Path(place)) if os.path.exists(place) else _of_url(context, place)  # noqa: PTH110  # Path raises on long URLs
    if context.json:
        context.print_json(as_json(extraction) | {"text": extraction.text, "byline": extraction.byline})
    else:
        _print(context, extraction)
    return 0 if extraction.problem is None else 1


def _of_file(context: Context, path: Path) -> Extraction:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from error
    if path.name.endswith((".warc.gz", ".warc")):
        try:
            return extraction_of(read_warc(data), context.config.crawl.max_page_bytes)
        except BadRecord as error:
            return Extraction(extractor="", problem=f"{path} is no capture: {error.message}")
    if b"\0" in data and not data.startswith(WIDE):
        return Extraction(extractor="", problem=f"{path} is not text")
    return extract(data, fetched_at=now())


def _of_url(context: Context, url: str) -> Extraction:
    if "://" not in url:
        raise UsageError(f"{url} is neither a file here nor a URL", hint="a URL starts with http:// or https://")
    identity.normalise(url)  # raises BadUrl for what nobody can fetch
    plan = make_plan(context.config, trigger="extract", now=now(), randomness=secrets.token_bytes(4), urls=[url])
    fetched: Fetched | None = next((item for item in fetch_only(plan) if isinstance(item, Fetched)), None)
    if fetched is None or fetched.capture is None:
        why = fetched.reason if fetched and fetched.reason else "no answer"
        return Extraction(extractor="", problem=f"{url} could not be fetched: {why}")
    if fetched.status is not None and not 200 <= fetched.status < 300:  # noqa: PLR2004  # the class of success, RFC 9110
        return Extraction(extractor="", problem=f"{url} answered with status {fetched.status}")
    return extraction_of(fetched.capture, plan.limits.max_page_bytes)


def _print(context: Context, extraction: Extraction) -> None:
    out = context.out
    if extraction.problem:
        out.print(f"[bold red]no article:[/] {shown(extraction.problem)}", soft_wrap=True)
    fields = {
        "title": extraction.title,
        "byline": extraction.byline,
        "publisher": extraction.publisher,
        "original": " ".join(part for part in (extraction.original_publisher, extraction.original_url) if part),
        "published": extraction.published,
        "modified": extraction.modified,
        "language": extraction.language,
        "canonical": extraction.canonical,
        "developing": "yes" if extraction.developing else "",
        "rescued from": extraction.rescued_from,
        "extractor": extraction.extractor,
    }
    for name, value in fields.items():
        if value:
            out.print(f"[bold]{name:12}[/] {shown(value)}", soft_wrap=True)
    for paragraph in extraction.paragraphs:
        out.print()
        out.paragraph(Text(plain(paragraph)))
