"""An Article's evidence as one HTML page.

No script, nothing loaded, readable on paper and by screen readers, and it checks itself.
"""

import base64
import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime

from crawler.change import announcement
from crawler.codec import format_utc, sha256
from crawler.diff.formats import STYLE, as_fragment
from crawler.export.evidence import Evidence
from crawler.export.manifests import CHECKS, as_sums, manifest_of
from crawler.export.version_history import History, VersionStep
from crawler.model import Version
from crawler.visible import visible_html as escape

_MORE_STYLE = """
body{max-width:52rem}
section{margin-top:3rem;border-top:1px solid var(--rule)}
h2{text-transform:none;letter-spacing:0;font-size:1.15rem}
h3{font-family:system-ui,sans-serif;font-size:.9rem;margin-top:1.5rem}
table{border-collapse:collapse;font:.85rem/1.4 system-ui,sans-serif}
caption{text-align:start;font-weight:600;padding:.4rem 0}
th,td{text-align:start;vertical-align:top;padding:.2rem .8rem .2rem 0;border-bottom:1px solid var(--rule)}
code,pre{font:.8rem/1.45 ui-monospace,monospace;overflow-wrap:anywhere}
pre{white-space:pre-wrap}
.wide{overflow-x:auto}
a:focus-visible,summary:focus-visible,.wide:focus-visible{outline:.15rem solid}
"""
_WHOLE_STYLE = STYLE + _MORE_STYLE
_STYLE_HASH = f"sha256-{base64.b64encode(hashlib.sha256(_WHOLE_STYLE.encode()).digest()).decode()}"

HOW_TO_CHECK = r"""
sed -n 's/^<pre id="file:\([^"]*\)">$/\1/p' "$page" | while read -r name; do
  mkdir -p "$(dirname "$name")"
  sed -n "\|^<pre id=\"file:$name\">|,\|^</pre>|p" "$page" | sed '1d;$d' | base64 -d > "$name"
done
sed -n '/^<pre id="manifest">/,/^<\/pre>/p' "$page" | sed '1d;$d' | sha256sum --check
""".strip()
"""Shell commands that lay out the files that the page holds, in the current folder, and check them.
``$page`` is the page's file.
"""

_Facts = Iterable[tuple[str, str | None]]


def as_page(evidence: Evidence, history: History, at: datetime) -> str:
    """Return the page.

    All text of others is escaped; the page allows itself no script, no form and no request.
    """
    newest = history.steps[-1] if history.steps else None
    titles = [
        step.text.title for step in history.steps if step.text is not None and step.text.title
    ]
    heading = titles[-1] if titles else evidence.url
    language = newest.text.language if newest is not None and newest.text is not None else None
    return (
        "<!doctype html>\n"
        f'<html lang="{escape(language or "und")}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        f"style-src '{_STYLE_HASH}'; form-action 'none'\">\n"
        f"<title>{escape(heading)}: versions and "
        f"evidence</title>\n<style>{_WHOLE_STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"<h1 dir=auto>{escape(heading)}</h1>\n{_damaged(evidence)}{_summary(evidence, history, at)}"
        f"{''.join(map(_version, history.steps, [record.sha256 for _, record in evidence.chain]))}"
        f"{_checks(evidence)}{_captures(evidence)}{_proof(evidence)}</main>\n</body>\n</html>\n"
    )


def _damaged(evidence: Evidence) -> str:
    """Return what is damaged.

    Of a damaged version the page shows nothing but its file's bytes, at the end.
    """
    if not evidence.damage:
        return ""
    rows = "".join(
        f"<li>{escape(one.sentence)} (<code>{escape(one.key)}</code>)</li>\n"
        for one in evidence.damage
    )
    return (
        '<section id="damaged" lang="en" role=alert>\n<h2>Damaged</h2>\n<p>These '
        "objects of the archive are not what they should be. "
        "Damaged versions are left out below, and the next version is compared with "
        "the last sound one.</p>\n"
        f"<ul>\n{rows}</ul>\n</section>\n"
    )


def _summary(evidence: Evidence, history: History, at: datetime) -> str:
    links = "".join(
        f'<li><a href="#version-{step.version.version}">{_title(step.version)}</a></li>\n'
        for step in history.steps
    )
    facts = [
        ("Address", evidence.url),
        ("Article", evidence.article),
        ("Exported", format_utc(at)),
        ("Texts", history.note or None),
    ]
    return (
        f'{_stated(facts)}<nav lang="en" '
        f'aria-label="Contents">\n<ol>\n{links}</ol>\n{_CONTENTS}</nav>\n'
    )


_CONTENTS = (
    '<p><a href="#checks">Checks</a> · <a href="#captures">Captures</a> · <a '
    'href="#proof">How to check this page</a></p>\n'
)


def _title(version: Version) -> str:
    return f"Version {version.version}, {'gone' if version.extraction is None else 'first seen' if version.version == 1 else 'changed'}"


def _stated(facts: _Facts) -> str:
    rows = (
        f"<dt>{escape(name)}</dt><dd dir=auto>{escape(value)}</dd>\n"
        for name, value in facts
        if value is not None
    )
    return f'<dl lang="en">\n{"".join(rows)}</dl>\n'


def _version(step: VersionStep, digest: str) -> str:
    version, change = step.version, step.version.change
    facts = [
        ("Came about", _interval(version)),
        (
            "Believed",
            format_utc(version.confirmed_at)
            if version.confirmed_at != version.captured_at
            else None,
        ),
        ("Kinds", ", ".join(change.kinds) or None),
        *((f"Why {kind}", reason) for kind, reason in change.reasons.items()),
        ("Announced or silent", announcement(change) or None),
    ]
    hashes = [
        ("SHA-256 of the record", digest),
        ("SHA-256 of the record before, as named in it", version.previous),
        ("Capture", version.capture.key),
        ("SHA-256 of the capture", version.capture.sha256),
    ]
    proof = (
        '<details lang="en">\n<summary>Hashes of version '
        f"{version.version}</summary>\n{_stated(hashes)}</details>\n"
    )
    heading = f'<h2 lang="en">{_title(version)}</h2>\n'
    return f'<section id="version-{version.version}">\n{heading}{_stated(facts)}{_text(step)}{proof}</section>\n'


def _text(step: VersionStep) -> str:
    """Return what changed; of a first version, all of it."""
    if step.difference is not None:
        return as_fragment(step.difference, level=3)
    if step.text is None:
        return ""
    head = [
        ("Headline", step.text.title),
        ("Byline", step.text.byline or None),
        ("Published", step.text.published),
    ]
    return f'{_stated(head)}<h3 lang="en">Text</h3>\n' + "".join(
        f"<p dir=auto>{escape(part)}</p>\n" for part in step.text.paragraphs
    )


def _interval(version: Version) -> str:
    """Return when the version came about: never an instant, always between two checks."""
    until = format_utc(version.captured_at)
    return (
        f"by {until}"
        if version.last_seen_before is None
        else f"after {format_utc(version.last_seen_before)}, by {until}"
    )


def _checks(evidence: Evidence) -> str:
    rows = (
        (
            format_utc(line.check.fetched_at),
            line.check.outcome.value,
            str(line.check.version or ""),
            line.check.reason or "",
            line.part.key,
        )
        for line in evidence.lines
    )
    table = _table(
        f"All {len(evidence.lines)} checks of this page",
        ("Fetched", "Outcome", "Version", "Reason", "Stands in"),
        rows,
    )
    return (
        '<section id="checks" lang="en">\n<h2>Checks</h2>\n<details>\n<summary>Show '
        f"all checks</summary>\n{table}</details>\n</section>\n"
    )


def _captures(evidence: Evidence) -> str:
    rows = ((ref.key.rpartition("/")[2], ref.sha256) for ref in evidence.captures)
    table = _table("WARC files with the bytes that were received", ("File", "SHA-256"), rows)
    return (
        '<section id="captures" lang="en">\n<h2>Captures</h2>\n'
        "<p>The captures are not in this page. <code>palimpsest export --format "
        "wacz</code> gives them, together with these records; "
        "each is a file whose name ends in its own SHA-256.</p>\n"
        f"<details>\n<summary>Show all captures</summary>\n{table}</details>\n</section>\n"
    )


def _table(caption: str, heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in heads)
    body = "".join(
        f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>\n" for row in rows
    )
    return (
        "<div class=wide tabindex=0 role=region "
        f'aria-label="{escape(caption)}">\n<table>\n<caption>{escape(caption)}'
        "</caption>\n"
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody>\n</table>\n</div>\n"
    )


def _proof(evidence: Evidence) -> str:
    files = {file.name: file.data for file in evidence.files} | {CHECKS: evidence.check_lines}
    manifest = manifest_of(evidence.files) | {CHECKS: sha256(evidence.check_lines)}
    return (
        '<section id="proof" lang="en">\n<h2>How to check this '
        f"page</h2>\n{''.join(_explained(evidence))}"
        f"<pre>\npage=export.html\n{escape(HOW_TO_CHECK)}\n</pre>\n<h3>Manifest</h3>\n"
        f'<pre id="manifest">\n{as_sums(manifest)}</pre>\n'
        "<h3>Files</h3>\n<details>\n<summary>Show the files, as "
        f"base64</summary>\n{''.join(map(_file, files, files.values()))}</details>\n"
        "</section>\n"
    )


def _explained(evidence: Evidence) -> Iterator[str]:
    yield (
        "<p>This page holds the stored records themselves, byte for byte, as base64. "
        "The commands below need a shell with "
        "<code>sed</code>, <code>base64</code> and <code>sha256sum</code>. They lay "
        "the records out as files in the current folder, "
        "and compare each with the manifest: every line they print must end in "
        "<code>OK</code>.</p>\n"
        "<p>Then look into the records. Each names, as <code>previous</code>, the "
        "SHA-256 of the record before it, which the manifest "
        "gives for that file; and, as <code>capture</code>, the WARC file that it was read from. "
        "So nobody can change an old record without changing all later ones.</p>\n"
    )
    if evidence.checkpoint is None:
        yield (
            "<p>No signed checkpoint names this article: only the archive's own check "
            "lines vouch for the newest record.</p>\n"
        )
    else:
        yield (
            f"<p><code>{escape(evidence.checkpoint.name)}</code> is a signed checkpoint of "
            "the whole archive. Its "
            "<code>new_heads</code> name this article with the SHA-256 of its newest "
            "record of that time. Whether its key is the "
            "archive keeper's, and when it was signed, this page cannot prove: compare it "
            "with a copy that was kept elsewhere.</p>\n"
        )
    yield (
        "<p>The words and marks above are made from these records. What counts is the "
        "records.</p>\n"
    )


def _file(name: str, data: bytes) -> str:
    return (
        f"<h4><code>{escape(name)}</code></h4>\n<pre "
        f'id="file:{escape(name)}">\n{base64.encodebytes(data).decode("ascii")}</pre>\n'
    )
