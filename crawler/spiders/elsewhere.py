"""What a crawl that is bound to one site met on others, for whoever may fetch from those."""

from crawler.identity import site_of
from crawler.plan import ListTarget, PageTarget


class Elsewhere:
    """Pages and lists on other sites than this one, each once. Without a site there are none."""

    def __init__(self, site: str | None) -> None:
        self._site = site
        self._pages: dict[tuple[str, str | None], PageTarget] = {}
        self._lists: dict[tuple[str, str, str], ListTarget] = {}

    @property
    def pages(self) -> tuple[PageTarget, ...]:
        """Return the pages that were met."""
        return tuple(self._pages.values())

    @property
    def lists(self) -> tuple[ListTarget, ...]:
        """Return the lists that were met."""
        return tuple(self._lists.values())

    def takes(self, target: PageTarget | ListTarget) -> bool:
        """Take what lies on another site. Returns whether it does."""
        if self._site is None or site_of(target.url) in {None, self._site}:
            return False
        if isinstance(target, PageTarget):
            self._pages.setdefault((target.url, target.source), target)
        else:
            self._lists.setdefault((target.url, target.source, target.kind), target)
        return True
