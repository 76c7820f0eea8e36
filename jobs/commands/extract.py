"""``extract``: what the archive would see in one page."""

import os
import re
import secrets
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from rich.text import Text

from crawler import identity
from crawler.attest import Damage
from crawler.capture import Fetched
from crawler.capture_reader import options_for
from crawler.codec import as_json, sha256
from crawler.errors import BadRecord, StoreError, UsageError
from crawler.extract import Faults, explain, extract
from crawler.ingest.profiles import newest_profile
from crawler.model import Capture, Extraction
from crawler.plan import Trigger
from crawler.profile import Profile
from crawler.warc import Undecodable, document
from crawler.warc import read as read_warc
from crawler.workers import no_page
from jobs.context import Context, now
from jobs.planning import make_plan
from jobs.run import fetch_only
from jobs.terminal.printed_attachments import print_beside
from jobs.terminal.screen import plain, shown
from jobs.wording import coverage, entry_note

_CAPTURE = re.compile(r"-(?P<sha256>[0-9a-f]{64})\.warc\.gz$")


@dataclass(frozen=True, slots=True)
class PageInput:
    """A page to be read, wherever it came from."""

    body: bytes
    url: str | None = None
    content_type: str | None = None
    fetched_at: datetime | None = None


def run(context: Context, place: str, *, why: bool = False) -> int:
    """Print what the archive would see in a URL, an HTML file or a capture, or ``why``.

    The decision on each piece of text.

    Returns the exit status: 1 where no article could be made of it, 4 for a capture that is not
    what its name says.
    """
    damage = _damage(Path(place))
    if damage is not None:
        return _refused(context, damage)
    # Path raises on long URLs
    page = _of_file(context, Path(place)) if os.path.exists(place) else _of_url(context, place)  # noqa: PTH110
    trouble = page if isinstance(page, str) else no_page(page.body, page.content_type)
    if isinstance(page, str) or trouble is not None:
        extraction = Extraction(extractor="", problem=trouble)
    elif why:
        return _explain(context, page)
    else:
        extraction = extract(page.body, page.url, **_known(context, page))
    if context.json:
        context.print_json(
            as_json(extraction) | {"text": extraction.text, "byline": extraction.byline}
        )
    else:
        _print(context, extraction)
    return 0 if extraction.problem is None else 1


def _damage(path: Path) -> Damage | None:
    """Return what is the matter with a file that is not the capture that its name says."""
    named = _CAPTURE.search(path.name)
    try:
        digest = sha256(path.read_bytes()) if named else ""
    except OSError:
        return None  # told when it is read
    if named is None or digest == named["sha256"]:
        return None
    return Damage(
        article="",
        version=None,
        key=str(path),
        problem=f"it has SHA-256 {digest}, which is not the one in its name",
    )


def _refused(context: Context, damage: Damage) -> int:
    """Extract nothing from a damaged capture. Returns the exit status."""
    if context.json:
        context.print_json(
            {
                **as_json(Extraction(extractor="", problem=damage.sentence)),
                "damaged": [as_json(damage)],
            }
        )
    context.err.print(
        f"[bold red]damaged:[/] {shown(damage.sentence)}; run `palimpsest verify`", soft_wrap=True
    )
    return BadRecord.exit_code


def _known(context: Context, page: PageInput) -> dict[str, Any]:
    """Return what an extraction in the archive would be told beside the page.

    Its headers, the site's profile and settings.
    """
    told: dict[str, Any] = {"fetched_at": page.fetched_at, "content_type": page.content_type}
    if page.url is not None:
        host = identity.host_of(page.url)
        told |= {"profile": _profile(context, host), "options": options_for(context.config, host)}
    return told


def _profile(context: Context, host: str) -> Profile | None:
    """Return what the archive has learned of a site.

    None where it has learned nothing, or there is no archive yet.
    """
    try:
        return newest_profile(context.archive, host)
    except StoreError:
        return None


def _of_file(context: Context, path: Path) -> PageInput | str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from error
    if not path.name.endswith((".warc.gz", ".warc")):
        return PageInput(data, fetched_at=now())
    try:
        return _of_capture(context, read_warc(data))
    except BadRecord as error:
        return f"{path} is no capture: {error.message}"


def _of_capture(context: Context, capture: Capture) -> PageInput | str:
    try:
        body, content_type = document(capture, context.config.crawl.max_page_bytes)
    except Undecodable as error:
        return str(error)
    return PageInput(body, capture.url, content_type, capture.fetched_at)


def _of_url(context: Context, url: str) -> PageInput | str:
    if "://" not in url:
        raise UsageError(
            f"{url} is neither a file here nor a URL", hint="a URL starts with http:// or https://"
        )
    identity.normalise(url)  # raises BadUrl for what nobody can fetch
    plan = make_plan(
        context.config,
        trigger=Trigger.EXTRACT,
        now=now(),
        randomness=secrets.token_bytes(4),
        urls=[url],
    )
    fetched: Fetched | None = next(
        (item for item in fetch_only(plan, context.config) if isinstance(item, Fetched)), None
    )
    if fetched is None or fetched.capture is None:
        why = fetched.reason if fetched and fetched.reason else "no answer"
        return f"{url} could not be fetched: {why}"
    # the class of success, RFC 9110
    if fetched.status is not None and not 200 <= fetched.status < 300:  # noqa: PLR2004
        return f"{url} answered with status {fetched.status}"
    return _of_capture(context, fetched.capture)


def _explain(context: Context, page: PageInput) -> int:
    """Print each piece of the page's text, kept or dropped, with the reason.

    Returns the exit status: 1 where nothing is kept.
    """
    faults = Faults()
    pieces = explain(page.body, page.url, **_known(context, page), faults=faults)
    if context.json:
        told = [asdict(piece) for piece in pieces]
        context.print_json({"pieces": told, "faults": list(faults.found)})
    for piece in () if context.json else pieces:
        style, sign = ("", "+") if piece.kept else ("dim", "-")
        context.out.paragraph(Text(f"{sign} {plain(piece.text)}", style=style))
        context.out.paragraph(Text(f"    {plain(piece.reason)}", style="italic"))
    for fault in () if context.json else faults.found:
        context.out.paragraph(Text(f"failed: {plain(fault)}", style="bold red"))
    return int(not any(piece.kept for piece in pieces))


def _print(context: Context, extraction: Extraction) -> None:
    out = context.out
    if extraction.problem:
        out.print(f"[bold red]no article:[/] {shown(extraction.problem)}", soft_wrap=True)
    for fault in extraction.faults:
        out.print(f"[bold red]failed:[/] {shown(fault)}", soft_wrap=True)
    fields = {
        "title": extraction.title,
        "byline": extraction.byline,
        "publisher": extraction.publisher,
        "original": " ".join(
            part for part in (extraction.original_publisher, extraction.original_url) if part
        ),
        "published": extraction.published,
        "modified": extraction.modified,
        "language": extraction.language,
        "canonical": extraction.canonical,
        "developing": "yes" if extraction.developing else "",
        "live blog": coverage(extraction),
        "rescued from": extraction.rescued_from,
        "extractor": extraction.extractor,
    }
    for name, value in fields.items():
        if value:
            out.print(f"[bold]{name:12}[/] {shown(value)}", soft_wrap=True)
    entries = {entry.first: entry for entry in extraction.entries}
    for at, paragraph in enumerate(extraction.paragraphs):
        out.print()
        if at in entries:
            out.paragraph(Text(plain(entry_note(entries[at])), style="bold"))
        out.paragraph(Text(plain(paragraph)))
    print_beside(extraction, out)
