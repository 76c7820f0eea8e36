"""Pages on which no block is likely to be story by itself."""

from crawler.extract.blocks.block import blocks_of
from crawler.extract.blocks.layout import Hints, PageLayout
from crawler.extract.parsing import parse
from crawler.extract.rules.body import likely

LONG = (
    "The ferry left the quay at dusk with forty people on board, and the last of "
    "them waved until the lamp was out of sight."
)
HTML = (
    f"<html><body><div class=river><p>{LONG}</p></div><div "
    f"class=story>{f'<p>{LONG}</p>' * 5}</div></body></html>"
)


def _page() -> PageLayout:
    tree = parse(HTML)
    assert tree is not None
    return PageLayout(blocks_of(tree), Hints())


def test_many_possible_paragraphs_outweigh_one() -> None:
    """Five paragraphs of one box that are possible each are the story before one elsewhere that is
    a little likelier.
    """
    assert likely(_page(), [0.22, 0.15, 0.15, 0.15, 0.15, 0.15]) == {1, 2, 3, 4, 5}


def test_hopeless_paragraphs_add_up_to_nothing() -> None:
    """However many they are, paragraphs that are hardly possible are no story."""
    assert likely(_page(), [0.22, 0.05, 0.05, 0.05, 0.05, 0.05]) == {0}


def test_a_likely_paragraph_decides() -> None:
    """Where a block is likely by itself, what is only possible elsewhere counts for nothing."""
    assert likely(_page(), [0.6, 0.15, 0.15, 0.15, 0.15, 0.15]) == {0}
