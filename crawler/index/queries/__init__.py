"""What can be asked of the index: one file for each kind of question, and nothing that writes.

People ask, through commands and pages: ``articles``, ``article_looks``, ``changes``,
``change_days``, ``search``, ``full_text``, ``shared_passages``, ``check_lines``, ``sources``,
``source_health``, ``runs``, ``costs``, ``activity``. The machinery asks too: ``revisits`` when to
look again, ``attested`` what the store must hold, ``removals`` what was taken out of it,
``site_passages`` which article a new address shows, ``standing_versions`` in which order versions
stood, ``known_pages`` what need not be read again. ``asked_ahead`` asks several of these at once.
"""

from crawler.index.queries.activity import ActivityQueries
from crawler.index.queries.alias_keys import AliasKeyQueries
from crawler.index.queries.article_looks import ArticleLookQueries
from crawler.index.queries.articles import ArticleQueries
from crawler.index.queries.asked_ahead import AheadQueries
from crawler.index.queries.attested import AttestationQueries
from crawler.index.queries.change_days import ChangeDayQueries
from crawler.index.queries.changes import ChangeQueries
from crawler.index.queries.check_lines import CheckQueries
from crawler.index.queries.costs import CostQueries
from crawler.index.queries.full_text import FullTextQueries
from crawler.index.queries.known_pages import KnownPageQueries
from crawler.index.queries.removals import RemovalQueries
from crawler.index.queries.revisits import RevisitQueries
from crawler.index.queries.runs import RunQueries
from crawler.index.queries.search import SearchQueries
from crawler.index.queries.shared_passages import SharedPassageQueries
from crawler.index.queries.site_passages import SitePassageQueries
from crawler.index.queries.source_health import SourceHealthQueries
from crawler.index.queries.sources import SourceQueries
from crawler.index.queries.standing_versions import CaptureOrderQueries

__all__ = ["Queries"]


class Queries(
    ArticleQueries,
    ArticleLookQueries,
    AliasKeyQueries,
    CheckQueries,
    ChangeQueries,
    ChangeDayQueries,
    SearchQueries,
    FullTextQueries,
    SharedPassageQueries,
    SitePassageQueries,
    SourceQueries,
    SourceHealthQueries,
    RunQueries,
    CostQueries,
    ActivityQueries,
    RevisitQueries,
    RemovalQueries,
    AttestationQueries,
    CaptureOrderQueries,
    KnownPageQueries,
    AheadQueries,
):
    """Every question, as a method. All raise ``IndexUnusable``."""
