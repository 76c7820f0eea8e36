"""The frozen values on the arrows of the data flow.

They hold no behaviour beyond guarding their own sense.

All times are aware and in UTC: a naive datetime is refused where a value is made, because it is the
field's commonest bug. Stored JSON is these values' fields; see ``crawler.codec`` and
``docs/understand/format.md``.
"""

from crawler.model.attachments import Attachments, StoryCaption, StoryEmbed, StoryLink
from crawler.model.capture_order import (
    VersionPlace,
    called_beside,
    in_capture_order,
    interleaved,
)
from crawler.model.columns import STATUSES, misfit, storable, storable_all
from crawler.model.confirmation import CONFIRMATION_POLICY, ConfirmationPolicy
from crawler.model.drop_rules import DropRule, left_out
from crawler.model.enums import (
    ANSWERED,
    CHANGES,
    CONFIRMED,
    DOUBTFUL,
    SHOWS_TEXT,
    VERSIONED,
    ChangeKind,
    Finding,
    Outcome,
    RunState,
    Standing,
    State,
)
from crawler.model.exchange import (
    Capture,
    Exchange,
    FetchCost,
    Headers,
    ImportOrigin,
    Rendering,
    Tls,
)
from crawler.model.live_entries import LiveCoverage, LiveEntry
from crawler.model.page_blocks import PageBlock, PageBox, PageObject
from crawler.model.page_signs import PageSigns
from crawler.model.records import (
    FORMAT,
    Change,
    Check,
    Extraction,
    FactPair,
    Head,
    ObjectRef,
    Version,
    newest_text,
)
from crawler.model.selection import ChangeFilter, ChangePosition, VersionRange
from crawler.model.silence import Silence, SilenceEvidence

__all__ = [
    "ANSWERED",
    "CHANGES",
    "CONFIRMATION_POLICY",
    "CONFIRMED",
    "DOUBTFUL",
    "FORMAT",
    "SHOWS_TEXT",
    "STATUSES",
    "VERSIONED",
    "Attachments",
    "Capture",
    "Change",
    "ChangeFilter",
    "ChangeKind",
    "ChangePosition",
    "Check",
    "ConfirmationPolicy",
    "DropRule",
    "Exchange",
    "Extraction",
    "FactPair",
    "FetchCost",
    "Finding",
    "Head",
    "Headers",
    "ImportOrigin",
    "LiveCoverage",
    "LiveEntry",
    "ObjectRef",
    "Outcome",
    "PageBlock",
    "PageBox",
    "PageObject",
    "PageSigns",
    "Rendering",
    "RunState",
    "Silence",
    "SilenceEvidence",
    "Standing",
    "State",
    "StoryCaption",
    "StoryEmbed",
    "StoryLink",
    "Tls",
    "Version",
    "VersionPlace",
    "VersionRange",
    "called_beside",
    "in_capture_order",
    "interleaved",
    "left_out",
    "misfit",
    "newest_text",
    "storable",
    "storable_all",
]
