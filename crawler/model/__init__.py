"""The frozen values on the arrows of the data flow.

They hold no behaviour beyond guarding their own sense.

All times are aware and in UTC: a naive datetime is refused where a value is made, because it is the
field's commonest bug. Stored JSON is these values' fields; see ``crawler.codec`` and
``docs/understand/format.md``.
"""

from crawler.model.columns import STATUSES, misfit, storable, storable_all
from crawler.model.exchange import Capture, Exchange, FetchCost, Headers, Rendering, Tls
from crawler.model.records import (
    CONFIRMED,
    FORMAT,
    VERSIONED,
    Change,
    Check,
    Extraction,
    FactPair,
    Head,
    ObjectRef,
    Outcome,
    State,
    Version,
)
from crawler.model.silence import Silence, SilenceEvidence

__all__ = [
    "CONFIRMED",
    "FORMAT",
    "STATUSES",
    "VERSIONED",
    "Capture",
    "Change",
    "Check",
    "Exchange",
    "Extraction",
    "FactPair",
    "FetchCost",
    "Head",
    "Headers",
    "ObjectRef",
    "Outcome",
    "Rendering",
    "Silence",
    "SilenceEvidence",
    "State",
    "Tls",
    "Version",
    "misfit",
    "storable",
    "storable_all",
]
