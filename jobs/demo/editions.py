"""The story that the demonstration's newspaper prints, edition by edition.

Invented for it from the first word to the last.
"""

from dataclasses import dataclass

PUBLISHED = "2026-03-14T06:40:00+00:00"
DEVELOPING = (
    "This is a developing news story. More information will be added as it becomes available."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """The article as it stood at one time."""

    headline: str
    modified: str
    paragraphs: tuple[str, ...]
    note: str
    """What the newsroom did, for the demonstration to announce."""


_RESCUE = (
    "The ferry Marisol ran aground on the Tern Bank outside Skerrin harbour "
    "shortly before dawn on Saturday, and 12 passengers "
    "were taken ashore by the lifeboat."
)
_CAPTAIN = (
    "The harbour master, Ilse Varga, said the vessel had lost steering in the "
    "narrow part of the channel and dropped anchor too "
    "late to stay clear of the bank."
)
_WEATHER = "The sea was calm and the visibility good, according to the coast guard's log."
_OWNER = (
    "The owner, Skerrin Island Line, said that all its other crossings would run "
    "as planned and that passengers could travel on "
    "their tickets until Monday."
)
_QUOTE = (
    '"We felt a long scraping sound and then everything stood still," said Tomas '
    "Brandl, a teacher who was on his way to the "
    'mainland. "Nobody panicked. The crew handed out blankets and tea."'
)

FIRST = Edition(
    headline="Ferry runs aground off Skerrin harbour",
    modified="2026-03-14T06:40:00+00:00",
    paragraphs=(_RESCUE, _CAPTAIN, _WEATHER, _OWNER, DEVELOPING),
    note="The first report goes online.",
)
UPDATE = Edition(
    headline="Ferry with 14 passengers runs aground off Skerrin harbour",
    modified="2026-03-14T07:25:00+00:00",
    paragraphs=(
        _RESCUE.replace("12 passengers", "14 passengers"),
        _QUOTE,
        _CAPTAIN,
        _WEATHER,
        _OWNER,
        DEVELOPING,
    ),
    note="A new headline, a new number, a passenger's words.",
)
SILENT = Edition(
    headline=UPDATE.headline,
    modified=UPDATE.modified,
    paragraphs=(
        UPDATE.paragraphs[0],
        _QUOTE,
        _CAPTAIN.replace(" and dropped anchor too late", " and had no chance"),
        _OWNER,
        DEVELOPING,
    ),
    note="A sentence softened and one taken out, with no notice and the old date kept.",
)
CORRECTED = Edition(
    headline=UPDATE.headline,
    modified="2026-03-14T15:10:00+00:00",
    paragraphs=(
        *SILENT.paragraphs[:2],
        SILENT.paragraphs[2].replace("Ilse Varga", "Ilse Vargas"),
        _WEATHER,
        _OWNER,
        (
            "Correction: An earlier version of this article misspelled the name of the "
            "harbour master. She is Ilse Vargas, not Varga."
        ),
    ),
    note="The day's end: an open correction, and the story no longer develops.",
)

EDITIONS = (FIRST, UPDATE, SILENT, CORRECTED)
