"""The settings of the archive's own pages, and the addresses that come of them."""

from typing import Annotated

from pydantic import AfterValidator, Field

from crawler.config.values import Number, Section, SingleLine, WebUrl

_MAX_TITLE = 80


def _title(text: str) -> str:
    if not text.strip() or len(text) > _MAX_TITLE or not text.isprintable():
        raise ValueError(f"this must be a line of text, {_MAX_TITLE} characters at most")
    return text.strip()


class WebConfig(Section):
    """The pages: what they are called, where they are served, and where readers find them."""

    name: Annotated[str, AfterValidator(_title)] = "Palimpsest"
    host: SingleLine = "127.0.0.1"
    port: Annotated[Number, Field(ge=0, le=65535)] = 8080
    address: WebUrl | None = None

    def comparison(self, article: str, older: int, newer: int) -> str:
        """Return the address of the page that compares two versions. Empty where none is known."""
        return self._page(f"articles/{article}/compare/{older}/{newer}")

    def version(self, article: str, number: int) -> str:
        """Return the address of a version's page. Empty where none is known."""
        return self._page(f"articles/{article}/versions/{number}")

    def sources(self) -> str:
        """Return the address of the page of all sources. Empty where none is known."""
        return self._page("sources")

    def _page(self, path: str) -> str:
        return f"{self.address.rstrip('/')}/{path}" if self.address else ""
