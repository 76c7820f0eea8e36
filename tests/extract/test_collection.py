"""Python's search for garbage while a page is read."""

import gc

import pytest

from crawler.extract import extract
from crawler.extract.blocks.layout import PageLayout
from crawler.extract.rules.block_decisions import BlockDecision

PAGE = "<html><body><h1>Ferry late</h1><p>The ferry to Norrvik is late again, said the line.</p>"


@pytest.mark.parametrize("was_on", [True, False])
def test_it_is_off_while_a_page_is_read_and_then_as_before(*, was_on: bool) -> None:
    """A page is read without it, and whoever had turned it off finds it off."""
    seen: list[bool] = []

    def look(_: PageLayout, __: list[BlockDecision]) -> None:
        seen.append(gc.isenabled())

    try:
        (gc.enable if was_on else gc.disable)()
        extract(PAGE, rules=[look])
        assert gc.isenabled() is was_on
    finally:
        gc.enable()
    assert seen == [False]
