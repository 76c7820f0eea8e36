"""The line that tells readers when the article was updated: "Updated 14 March 2026, 10:20", "Stand.

14.03.2026, 10:20 Uhr".

Only a day or a time counts. "Updated 5 minutes ago" says something else at every look.
"""

# ruff: noqa: RUF001  # the signs are the languages' own

import re
from collections.abc import Iterator, Sequence

from lxml.html import HtmlElement

from crawler.extract.metadata.comparable import squeeze
from crawler.extract.metadata.lead import LeadLine
from crawler.extract.metadata.metadata_page import MetadataPage, elements, text_of
from crawler.extract.metadata.others import OTHERS
from crawler.extract.metadata.written_dates import is_month
from crawler.languages import Kind, alternatives, kinds_in, mask

_BEFORE = (
    r"(?:^|(?<=[\d|·•–—(\[/,;.:])|(?<=[\d|·•–—(\[/,;.:] )|(?<=\bUTC )|(?<=\bUhr "
    r")|(?<=[ap]m )|(?<=[A-Z]T )|(?<=[年月日分분일])|(?<=[年月日分분일] ))"
)
"""What a label stands behind: nothing, a sign that parts, or another date. In a sentence it is
none.
"""
_LABEL = re.compile(rf"{_BEFORE}(?:{alternatives(Kind.UPDATED)})(?![^\W\d_])", re.IGNORECASE)
_UPDATED = mask(Kind.UPDATED)
_BETWEEN = re.compile(rf"(?:\W|_|\b(?:{alternatives(Kind.BESIDE_UPDATES)})\b)*", re.IGNORECASE)
"""What may stand between a label and its day or time."""
_ASIDE = frozenset(
    ["aside", "nav", "footer", "form", "figure", "figcaption", "button", "a", "blockquote", "table"]
)
"""Elements whose dates are another article's, or a picture's."""
_SEEN = elements(
    "//body//*[not(self::script or self::style or self::noscript or "
    "self::template)][text()[normalize-space()]]"
)
_MAX_SEARCHED, _MAX_LENGTH, _REACH, _LEVELS = 3000, 200, 70, 2
_CUT = re.compile(r"\s[|·•–—]\s|[|·•]|(?<=[^\W\d_]{3})\.\s+(?=[^\W\d_a-z])")
"""Where what is said of the update ends."""
_TOKEN = re.compile(
    r"\d{4}[-./]\d{1,2}[-./]\d{1,2}(?:T[\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?|\d{1,2}\s?[-./]\s?\d{1,2}\s?[-./]\s?(?:\d{4}|\d\d)\b|\d{1,2}[:.h]\d\d(?::\d\d)?|"
    r"\d{1,2}\.\d\d(?![\d.])|\d{1,2}\.?\s+(?:[^\W\d_]|[\u0900-\u097f]){3,12}\.?,?\s+(?:19|20)\d\d\b|\d{1,4}\s?[年月日时時分년월일시분]|\d{1,2}\s?[ap]\.?m\b|\b(?:19|20)\d\d\b",
    re.IGNORECASE,
)
_DAY_AND_MONTH = re.compile(
    r"\b\d{1,2}(?:st|nd|rd|th|er|º|\.)?,?\s+(?:de\s+|d['\u2019])?([^\W\d_]{3,12})|\b([^\W\d_]{3,12})\.?\s+\d{1,2}\b"
)
_DIGITS = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩०१२३४५६७८९", "0123456789" * 3)
_TAIL = re.compile(
    r"\s?(?:[ap]\.?m\.?(?!\w)|uhr\b|(?:GMT|UTC|[A-Z]{2,4}T)\b|[+-]\d\d:?\d\d|h\b)", re.IGNORECASE
)
_BEHIND = 40
"""Characters before a label that stands behind its date."""


def shown_modified(page: MetadataPage, lead: Sequence[LeadLine]) -> str | None:
    """Return the first such line, from its label to its last figure.

    Between headline and story, else on the page outside what is beside the story.
    """
    near = (line.element for line in lead)
    around = (
        element for element in _SEEN(page.tree)[:_MAX_SEARCHED] if _is_labelled(_own(element))
    )
    return next(
        (
            found
            for element in _chain(near, around)
            if not _is_aside(element) and (found := _said(element))
        ),
        None,
    )


def _chain(near: Iterator[HtmlElement], around: Iterator[HtmlElement]) -> Iterator[HtmlElement]:
    yield from (element for element in near if _is_labelled(_own(element)))
    yield from around


def _is_labelled(text: str) -> bool:
    return bool(kinds_in(text) & _UPDATED) and _LABEL.search(text) is not None


def _own(element: HtmlElement) -> str:
    """Return the text that stands in the element itself, not in elements within it.

    As far as a label can begin.
    """
    return " ".join(
        [
            (element.text or "")[:_MAX_LENGTH],
            *((child.tail or "")[:_MAX_LENGTH] for child in element),
        ]
    )


def _said(element: HtmlElement) -> str | None:
    """Return what the element says of the update, or the short box around it.

    A label and its date often stand in elements of their own.
    """
    around: HtmlElement | None = element
    for _ in range(_LEVELS + 1):
        if around is None or around.tag in {"body", "html"} or len(text_of(around)) > _MAX_LENGTH:
            return None
        if found := stated(squeeze(" ".join(piece for piece in around.itertext("*")))):
            return found
        around = around.getparent()
    return None


def stated(text: str) -> str | None:
    """Return the label of an update in a short text with the day or time beside it.

    None where there is none, or it is relative.
    """
    for label in _LABEL.finditer(text):
        rest = text[label.end() : label.end() + _REACH].translate(_DIGITS)
        cut = _CUT.search(rest)
        rest = rest[: cut.start()] if cut else rest
        figures = _figures(rest)
        between = _BETWEEN.match(rest)
        if figures and between is not None and between.end() >= min(figures)[0]:
            tail = _TAIL.match(rest, figures[-1][1])
            return squeeze(
                text[label.start() : label.end() + (tail.end() if tail else figures[-1][1])]
            )
        before = text[max(0, label.start() - _BEHIND) : label.start()].translate(_DIGITS)
        figures = _figures(before) if not rest.strip(" )]") else []
        if figures and not before[figures[-1][1] :].strip():
            return squeeze(before[min(figures)[0] :] + label[0])
    return None


def _figures(text: str) -> list[tuple[int, int]]:
    """Return where the parts of a day or time begin and end, the one that ends last at the end."""
    found = [part.span() for part in _TOKEN.finditer(text)]
    found += [part.span() for part in _DAY_AND_MONTH.finditer(text) if is_month(part[1] or part[2])]
    return sorted(found, key=lambda span: span[1])


def _is_aside(element: HtmlElement) -> bool:
    return any(
        around.tag in _ASIDE
        or (
            OTHERS.search(f"{around.get('class', '')} {around.get('id', '')}")
            and next(around.iter("h1"), None) is None
        )
        for around in (element, *element.iterancestors())
        if around.tag not in {"body", "html"}
    )
