"""The kinds of value that configuration is made of.

Messages never repeat a value that could be a secret.
"""

import re
from datetime import timedelta
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from crawler.witness_key import parse_witness_key

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_NUMBER = r"[0-9]+(?:\.[0-9]+)?"
_DURATION = re.compile(rf"(?:{_NUMBER}[smhdw]\s*)+|{_NUMBER}")
_TERM = re.compile(rf"({_NUMBER})([smhdw]?)")
_MAX_DURATION = timedelta(days=36525)
_NO_DURATION = (
    "a duration is a number of seconds, or a number and its unit, "
    "such as 30, 30s, 15m, 2h, 1d or 1w"
)
_ENV_NAME = re.compile(r"[A-Z_][A-Z0-9_]*")
_HEADER = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")  # RFC 9110, section 5.6.2: token
_HOST = re.compile(r"(?:\[[0-9a-f:]+\]|[a-z0-9_-]+(?:\.[a-z0-9_-]+)*)(?::[0-9]{1,5})?")


class Section(BaseModel):
    """A part of the configuration: frozen, and closed to unknown keys."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", hide_input_in_errors=True, allow_inf_nan=False
    )

    @model_validator(mode="before")
    @classmethod
    def _without_nulls(cls, value: Any) -> Any:  # noqa: ANN401  # whatever stands in the file
        """Return a key with nothing behind it counts as not set.

        So is a list whose items are all commented out.
        """
        if not isinstance(value, dict):
            return value
        return {
            key: item
            for key, item in value.items()
            if item is not None or key not in cls.model_fields
        }


def parse_duration(value: object) -> timedelta:
    """Return the span of time that ``30``, ``30s``, ``15m``, ``2h``, ``1d`` or ``1h 30m`` means.

    A number without a unit is one of seconds. The one parser of durations, for the configuration
    and the command line. Raises ``ValueError``.
    """
    if isinstance(value, timedelta):
        return value
    text = value
    if isinstance(value, int | float) and not isinstance(value, bool):
        text = f"{value:f}" if isinstance(value, float) else f"{value}"
    if not isinstance(text, str) or not is_duration(text):
        raise ValueError(_NO_DURATION)
    try:
        span = sum(
            (
                timedelta(**{_UNITS[unit or "s"]: float(number)})
                for number, unit in _TERM.findall(text)
            ),
            timedelta(),
        )
    except OverflowError:
        span = timedelta.max
    if span > _MAX_DURATION:
        raise ValueError("a duration must be a hundred years at most")
    return span


def is_duration(text: str) -> bool:
    """Return whether the text is written as a duration."""
    return _DURATION.fullmatch(text.strip()) is not None


def _sensible(span: timedelta) -> timedelta:
    if span < timedelta(seconds=1):
        raise ValueError("this duration must be one second or more")
    return span


def _in_seconds(value: object) -> float:
    return parse_duration(value).total_seconds()


def _no_boolean(value: object) -> object:
    if isinstance(value, bool):
        # pydantic collects ValueErrors only
        raise ValueError("this must be a number, not true or false")  # noqa: TRY004
    return value


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except (re.error, RecursionError, OverflowError) as error:
        raise ValueError(f"not a valid regular expression: {error}") from error
    return text


def check_web_url(text: str) -> str:
    """Return ``text``, if it is an ``http`` or ``https`` URL with a host and without user info.

    Raises ``ValueError``.
    """
    try:
        parts = urlsplit(text)
        usable = (
            parts.scheme in {"http", "https"} and bool(parts.hostname) and (parts.port or 1) > 0
        )
    except ValueError:
        usable = False
    if not usable or re.search(r"\s", text):
        raise ValueError("this must be a URL that starts with http:// or https:// and names a host")
    if "@" in parts.netloc:
        raise ValueError(
            "a URL here must not hold a user name or password; credentials come from the "
            "environment alone"
        )
    return text


def _env_name(text: str) -> str:
    if not _ENV_NAME.fullmatch(text):
        raise ValueError(
            "this must be the name of an environment variable, in capitals (the value "
            "itself has no place here)"
        )
    return text


def _header(text: str) -> str:
    if not _HEADER.fullmatch(text):
        raise ValueError("this cannot be the name of a header")
    return text


def _selector(text: str) -> str:
    import cssselect  # for the few configurations that hold a selector

    try:
        cssselect.HTMLTranslator().css_to_xpath(text)
    except (cssselect.SelectorError, RecursionError) as error:
        raise ValueError(f"not a CSS selector that can be used: {error}") from error
    return text


def _host(text: str) -> str:
    if not _HOST.fullmatch(text):
        raise ValueError("this must be a host as in a URL: lower case, without scheme and path")
    return text


def _printable(text: str) -> str:
    if not text.strip() or not text.isascii() or not text.isprintable():
        raise ValueError("this must be a line of plain ASCII text")
    return text


def _log_name(text: str) -> str:
    if not re.fullmatch(r"[!-*,-~]{1,200}", text):
        raise ValueError(
            "this must be a name without spaces and plus signs, such as archive.example/log"
        )
    return text


def _witness_key(text: str) -> str:
    try:
        parse_witness_key(text)
    except ValueError as error:
        raise ValueError(
            f"this {error}; give the verifier key that the witness publishes, as it stands there"
        ) from error
    return text


Duration = Annotated[timedelta, BeforeValidator(parse_duration), AfterValidator(_sensible)]
Number = Annotated[int, BeforeValidator(_no_boolean)]
Positive = Annotated[Number, Field(ge=1)]
Seconds = Annotated[float, BeforeValidator(_in_seconds)]
"""A duration that may be short, or none: a part of a second, or 0."""
Pattern = Annotated[str, AfterValidator(_pattern)]
"""The text of a regular expression that compiles."""
WebUrl = Annotated[str, AfterValidator(check_web_url)]
EnvName = Annotated[str, AfterValidator(_env_name)]
HeaderName = Annotated[str, AfterValidator(_header)]
Selector = Annotated[str, AfterValidator(_selector)]
HostName = Annotated[str, AfterValidator(_host)]
LogName = Annotated[str, AfterValidator(_log_name)]
"""What a log is called in signed notes."""
SingleLine = Annotated[str, AfterValidator(_printable)]
WitnessKeyText = Annotated[str, AfterValidator(_witness_key)]
"""The verifier key of a witness, as it is written."""
