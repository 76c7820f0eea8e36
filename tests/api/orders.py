"""Whoever takes orders in tests of the calls alone: nothing is fetched."""

from typing import Any

from crawler import identity
from jobs.web.orders import Order, TooManyOrders


class PaperOrders:
    """Takes orders and notes them."""

    def __init__(self) -> None:
        self.taken: list[str] = []
        self.most = 1_000_000

    async def archive(self, url: str) -> Order:
        """Note it."""
        article = identity.article_of(identity.normalise(url))
        if len(self.taken) >= self.most:
            raise TooManyOrders("too many pages wait", 30)
        self.taken.append(url)
        return Order(run="20261127T120000Z-0a0b0c0d", url=url, article=article)

    async def unwatch(self, article: str) -> dict[str, Any]:
        """Say that it was not watched."""
        return {
            "run": None,
            "articles": [{"article": article, "url": "https://a.example/", "was_watched": False}],
        }

    def known(self, run: str) -> Order | None:
        """Return the only one."""
        if run != "20261127T120000Z-0a0b0c0d":
            return None
        return Order(run=run, url="https://a.example/1", article=f"a.example/{'0' * 32}")
