"""What is known of one site, applied to its pages.

Lines learned as its boilerplate, and selectors that its keeper has set.
"""

from collections.abc import Sequence
from copy import deepcopy

from cssselect import HTMLTranslator
from lxml.html import HtmlElement

from crawler.extract.blocks.block import blocks_of
from crawler.extract.blocks.layout import PageLayout
from crawler.extract.identity import SiteProfile
from crawler.extract.rules.block_decisions import BlockDecision, Rule
from crawler.extract.rules.teaser_rules import offered
from crawler.extract.site_options import SiteOptions


def without_dropped(tree: HtmlElement, options: SiteOptions | None) -> HtmlElement:
    """Return the tree, or a copy of it without the elements that are set to be dropped."""
    if options is None or not options.drop:
        return tree
    tree = deepcopy(tree)
    for element in _found(tree, options.drop):
        if element.getparent() is not None:
            element.drop_tree()
    return tree


def site_rules(
    tree: HtmlElement, profile: SiteProfile | None, options: SiteOptions | None
) -> tuple[Rule, ...]:
    """Return the rules that hold for this site only.

    They are applied after those that hold for all.
    """
    rules: list[Rule] = []
    if profile is not None:
        rules.append(_boilerplate(profile))
    if options is not None and options.keep:
        rules.append(_kept(tree, options.keep))
    return tuple(rules)


def _boilerplate(profile: SiteProfile) -> Rule:
    """Return the rule that drops lines that stand on articles of several stories.

    They are the site's, and so are the headlines with an excerpt each that one of them opens. A
    text that is nothing but such lines is left alone.
    """

    def rule(page: PageLayout, decisions: list[BlockDecision]) -> None:
        offered(page, decisions, lambda decision: profile.is_boilerplate(decision.block.text))
        furniture = [
            decision
            for decision in decisions
            if decision.kept and profile.is_boilerplate(decision.block.text)
        ]
        if len(furniture) < sum(decision.kept for decision in decisions):
            for decision in furniture:
                decision.drop("the site's boilerplate")

    return rule


def _kept(tree: HtmlElement, selectors: Sequence[str]) -> Rule:
    """Return the rule that keeps every piece of text in a kept element."""
    texts = {block.text for element in _found(tree, selectors) for block in blocks_of(element)}

    # a rule's form
    def rule(page: PageLayout, decisions: list[BlockDecision]) -> None:  # noqa: ARG001
        for decision in decisions:
            if not decision.kept and decision.block.text in texts:
                decision.keep("kept by the site's settings")

    return rule


def _found(tree: HtmlElement, selectors: Sequence[str]) -> list[HtmlElement]:
    return [
        element
        for selector in selectors
        for element in tree.xpath(HTMLTranslator().css_to_xpath(selector))
        if isinstance(element, HtmlElement)
    ]
