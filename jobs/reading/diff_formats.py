"""The formats of a comparison that are for programs and browsers, as text."""

from crawler.diff.formats import as_html, as_unified
from crawler.model.silence_words import explained
from crawler.visible import visible, visible_json
from jobs.reading.comparison import Comparison
from jobs.reading.opened import with_damage
from jobs.wording import interval, kinds


def unified_text(compared: Comparison) -> str:
    """Return a unified diff."""
    return visible(
        as_unified(compared.difference, old_label=compared.old_label, new_label=compared.new_label)
    )


def html_text(compared: Comparison) -> str:
    """Return one HTML page."""
    newer, change = compared.newer, compared.change
    facts = [("Article", newer.url)]
    if change is not None:
        facts += [("Came about", interval(newer)), ("What", kinds(newer)), *change.reasons.items()]
        facts += [(change.silence.value, explained(change))] if change.silence else []
    return as_html(
        compared.difference,
        heading=compared.after.title or newer.url,
        old_label=compared.old_label,
        new_label=compared.new_label,
        language=compared.after.language,
        facts=facts,
    )


def json_text(compared: Comparison) -> str:
    """Return one JSON document."""
    return visible_json(with_damage(compared.document(), compared.damage)) + "\n"
