"""Where the queue of jobs is, for an archive that several machines crawl."""

from datetime import timedelta
from typing import Annotated, Any

from pydantic import AfterValidator, Field, field_serializer, field_validator, model_validator

from crawler.config import places
from crawler.config.values import Duration, Number, Section

_MIN_SILENCE = timedelta(seconds=3)


def _engine_url(url: str) -> str:
    if not places.is_postgresql(url):
        raise ValueError("an engine is postgresql+psycopg://user@host/database")
    return url


class EngineConfig(Section):
    """The PostgreSQL database that hands out jobs. Without a URL there is none.

    ``url`` may hold a password; printing and serialising leave it out.
    """

    url: Annotated[str, AfterValidator(_engine_url)] | None = None
    namespace: Annotated[str, Field(pattern=r"^[a-z_][a-z0-9_]{0,40}$")] = "palimpsest_jobs"
    silence: Duration = timedelta(seconds=30)
    attempts: Annotated[Number, Field(ge=1, le=100)] = 5
    retry_after: Duration = timedelta(seconds=10)

    @model_validator(mode="before")
    @classmethod
    def _url_alone(cls, value: Any) -> Any:  # noqa: ANN401  # whatever stands in the file
        """Read a URL alone as the section that names it."""
        return {"url": value} if isinstance(value, str) else value

    @field_validator("silence")
    @classmethod
    def _long_enough(cls, value: timedelta) -> timedelta:
        if value < _MIN_SILENCE:
            raise ValueError("this must be three seconds or more")
        return value

    @property
    def shown_url(self) -> str:
        """Return the URL without its password, for people and logs."""
        return places.without_password(self.url or "")

    @field_serializer("url")
    def _masked(self, url: str | None) -> str | None:
        return None if url is None else places.without_password(url)

    def __repr_args__(self) -> list[tuple[str | None, object]]:
        return [("url", self.shown_url)]
