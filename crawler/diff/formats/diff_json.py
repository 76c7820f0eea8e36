"""A Diff as JSON. The shape is documented in ``docs/understand/changes.md``."""

from typing import Any

from crawler.diff.values import Diff, Spans


def as_json(difference: Diff) -> dict[str, Any]:
    """Return fields, blocks, sentences and attachments; a span is ``[mark, text]``.

    Unchanged blocks are there too: both texts can be made of it.
    """
    return {
        "words_added": difference.words_added,
        "words_removed": difference.words_removed,
        "fields": [
            {
                "name": change.name,
                "old": change.old,
                "new": change.new,
                "spans": _spans(change.spans),
            }
            for change in difference.fields
        ],
        "blocks": [
            {
                "kind": block.kind,
                "old": list(block.old),
                "new": list(block.new),
                "spans": _spans(block.spans),
                "entry": block.entry or None,
            }
            for block in difference.blocks
        ],
        "sentences": [
            {
                "kind": change.kind,
                "old": change.old,
                "new": change.new,
                "block": change.block,
                "spans": _spans(change.spans),
            }
            for change in difference.sentences
        ],
        "attachments": [
            {
                "kind": change.kind,
                "old": change.old,
                "new": change.new,
                "label": change.label,
                "spans": _spans(change.spans),
            }
            for change in difference.attachments
        ],
    }


def _spans(spans: Spans) -> list[list[str]]:
    return [[span.mark, span.text] for span in spans]
