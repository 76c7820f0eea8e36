"""What a look at an article proves, found out in a worker process.

The pages are read whole, the texts compared, the outcome decided.
"""

from dataclasses import dataclass, replace

from crawler.change import ArticleState, Decision, Observation, decide
from crawler.change.rotation import rotation
from crawler.extract import SiteOptions
from crawler.model import Capture, PageBlock
from crawler.profile import Profile
from crawler.workers import extraction_of, page_of, signs_and_page_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One look at one article, with all that ``decide`` may know.

    The captures are given where all of both pages is to be compared; ``fetched`` alone where the
    article is gone.
    """

    state: ArticleState
    observation: Observation
    shown: Capture | None = None
    """The head's capture."""
    fetched: Capture | None = None
    earlier: Capture | None = None
    """That of the Version before the head."""
    again: bool = False
    """The head's capture is to be extracted again: its text is another extractor's."""
    profile: Profile | None = None
    options: SiteOptions | None = None
    max_bytes: int = 0


def decided(case: Case) -> Decision:
    """Return what ``decide`` says, of whole pages where the case holds them."""
    state, observation = case.state, case.observation
    blocks: tuple[PageBlock, ...] = ()
    if case.fetched is not None:
        signs, blocks = signs_and_page_of(case.fetched, case.max_bytes)
        observation = replace(observation, signs=signs, page=signs.texts if signs else None)
    if case.shown is not None:
        again = (
            extraction_of(case.shown, case.max_bytes, case.profile, case.options)
            if case.again
            else None
        )
        before, head_blocks = signs_and_page_of(case.shown, case.max_bytes)
        state = replace(
            state,
            head_again=again,
            head_signs=before,
            head_page=before.texts if before else None,
        )
        earlier = page_of(case.earlier, case.max_bytes) if case.earlier else None
        rotated = rotation(head_blocks, blocks, earlier=earlier or ())
        observation = replace(observation, rotation=rotated)
    return decide(state, observation)


def roughly_decided(case: Case, why: str) -> Decision:
    """Return what ``decide`` says where ``decided`` could not be had.

    By whole paragraphs, and without the pages around them.
    """
    return decide(case.state, case.observation, rough=why)
