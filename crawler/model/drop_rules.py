"""Why links of a list are not followed."""

from collections.abc import Iterable
from enum import StrEnum


class DropRule(StrEnum):
    """Why a link of a list is not followed. The strings are stored, in check lines and reports."""

    SAME_SITE = "same_site"
    """It leads to another site, and the source takes its own alone."""
    INCLUDE = "include"
    """It matches none of the source's ``include``."""
    EXCLUDE = "exclude"
    MAX_AGE = "max_age"
    """The list dates it further back than the source's ``max_age``."""
    MAX_AGE_OF_LIST = "max_age_of_list"
    """A further list, which the list above it dates so: nobody has counted what it holds."""
    MAX_LISTS = "max_lists"
    """A further list, where a run reads no more of them or an index lies too deep below others."""
    MAX_LINKS = "max_links"
    DUPLICATE = "duplicate"
    """A link before it names the same article."""
    NOT_HTTP = "not_http"
    """``mailto:`` and others, and what is no address."""
    SECTION_PAGE = "section_page"
    """It leads to the section page itself, or to a front page."""
    TOO_MANY = "too_many"
    """More links wait in this run than may."""

    @property
    def words(self) -> str:
        """Return what to say of links that it left out, behind their number."""
        return _DROPPED[self]


_DROPPED = {
    DropRule.SAME_SITE: "on other sites (same_site)",
    DropRule.INCLUDE: "not matched by include",
    DropRule.EXCLUDE: "matched by exclude",
    DropRule.MAX_AGE: "older than max_age",
    DropRule.MAX_AGE_OF_LIST: "to lists older than max_age",
    DropRule.MAX_LISTS: "to further lists that are too many or too deep",
    DropRule.MAX_LINKS: "over max_links",
    DropRule.DUPLICATE: "listed twice",
    DropRule.NOT_HTTP: "to no web page (not http)",
    DropRule.SECTION_PAGE: "to this page or a front page",
    DropRule.TOO_MANY: "left for a later run",
}


def left_out(dropped: Iterable[tuple[str, int]]) -> str:
    """Return how many links each rule left out: ``274 on other sites (same_site), 3 listed twice``.

    Most first. A rule of a later release is given by its name.
    """
    known = {rule.value: rule.words for rule in DropRule}
    ordered = sorted(dropped, key=lambda one: (-one[1], one[0]))
    return ", ".join(f"{number:,} {known.get(rule, rule)}" for rule, number in ordered)
