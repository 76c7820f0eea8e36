"""The settings of the pages."""

from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from crawler.config.values import EnvName, HostName, Number, Section, SingleLine, WebUrl

MAX_NAME = 80


def _title(text: str) -> str:
    if not text.strip() or len(text) > MAX_NAME or not text.isprintable():
        raise ValueError(f"this must be a line of text, {MAX_NAME} characters at most")
    return text.strip()


_MAX_PROCESSES = 8


class WebConfig(Section):
    """The pages: what they are called, where they answer, where readers find them, and who may.

    Secrets are named by the variables that hold them.
    """

    name: Annotated[str, AfterValidator(_title)] = "Palimpsest"
    host: SingleLine = "127.0.0.1"
    port: Annotated[Number, Field(ge=0, le=65535)] = 8080
    processes: Annotated[Number, Field(ge=1, le=_MAX_PROCESSES)] = 1
    address: WebUrl | None = None
    hosts: tuple[HostName, ...] = ()
    token_env: EnvName | None = None
    user: SingleLine | None = None
    password_env: EnvName | None = None
    behind_proxy: bool = False

    @model_validator(mode="after")
    def _is_guarded_by_whole_things(self) -> Self:
        if (self.user is None) != (self.password_env is None):
            raise ValueError("user and password_env have a meaning only together")
        if self.user is not None and ":" in self.user:
            raise ValueError("user must not hold a colon: HTTP ends the name there")
        if self.behind_proxy and not self.hosts:
            raise ValueError(
                "behind_proxy needs hosts: the names under which readers reach the proxy"
            )
        return self

    def comparison(self, article: str, older: int, newer: int) -> str:
        """Return the address of the page that compares two versions. Empty where none is known."""
        return self._page(f"articles/{article}/compare/{older}/{newer}")

    def version(self, article: str, number: int) -> str:
        """Return the address of a version's page. Empty where none is known."""
        return self._page(f"articles/{article}/versions/{number}")

    def article(self, article: str) -> str:
        """Return the address of an article's page. Empty where none is known."""
        return self._page(f"articles/{article}")

    def sources(self) -> str:
        """Return the address of the page of all sources. Empty where none is known."""
        return self._page("sources")

    def _page(self, path: str) -> str:
        return f"{self.address.rstrip('/')}/{path}" if self.address else ""
