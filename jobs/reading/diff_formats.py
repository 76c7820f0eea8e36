"""The formats of ``diff`` that are for programs and browsers."""

from crawler.diff.formats import as_html, as_json, as_unified
from crawler.model import Change
from crawler.model.silence_words import explained
from jobs.context import Context
from jobs.reading.comparison import Comparison
from jobs.reading.version_rows import silence_fields
from jobs.terminal.screen import interval, kinds, plain


def write_unified(context: Context, compared: Comparison) -> None:
    """Print a unified diff."""
    patch = as_unified(
        compared.difference, old_label=compared.old_label, new_label=compared.new_label
    )
    context.out.write(plain(patch))


def write_html(context: Context, compared: Comparison) -> None:
    """Print one HTML page."""
    newer, change = compared.newer, compared.change
    facts = [("Article", newer.url)]
    if change is not None:
        facts += [("Came about", interval(newer)), ("What", kinds(newer)), *change.reasons.items()]
        facts += [(change.silence.value, explained(change))] if change.silence else []
    page = as_html(
        compared.difference,
        heading=compared.after.title or newer.url,
        old_label=compared.old_label,
        new_label=compared.new_label,
        language=compared.after.language,
        facts=facts,
    )
    context.out.write(page)


def write_json(context: Context, compared: Comparison) -> None:
    """Print one JSON document."""
    newer, change = compared.newer, compared.change
    context.print_json(
        {
            "article": newer.article,
            "url": newer.url,
            "from": compared.older.version,
            "to": newer.version,
            "kinds": list(change.kinds) if change else None,
            "reasons": change.reasons if change else None,
            **silence_fields(change or Change()),
            "note": compared.note or None,
            **as_json(compared.difference),
        }
    )
