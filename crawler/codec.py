"""Values to stored JSON and back.

One form for one value, so that a hash of the bytes is a hash of the meaning.

Canonical JSON follows RFC 8785 (JCS) as far as stored values need it: keys sorted, no white space,
UTF-8 unescaped. Numbers are integers only, so the RFC's number form never comes up; a float is
refused.
"""

import hashlib
import json
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar, cast

from crawler.errors import BadRecord

if TYPE_CHECKING:
    from pydantic import TypeAdapter

T = TypeVar("T")


def canonical_json(value: object) -> bytes:
    """Return canonical bytes of a JSON value.

    Raises ``TypeError`` on a float or anything that JSON has no form for.
    """
    data = _dumped(value)  # first: it refuses what holds itself
    _refuse_floats(value)
    return data


def _dumped(value: object) -> bytes:
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


_FLOATLESS = frozenset({str, int, bool, type(None)})


def _refuse_floats(value: object) -> None:
    # one loop: every line of every check goes through it
    left = [value]
    while left:
        item = left.pop()
        if type(item) in _FLOATLESS:
            continue
        if isinstance(item, dict):
            left += item.values()
        elif isinstance(item, list | tuple):
            left += item
        elif isinstance(item, float):
            raise TypeError(f"stored JSON holds no floats, got {item!r}")


def sha256(data: bytes) -> str:
    """Return SHA-256 in hexadecimal: the same 64 digits that ``sha256sum`` prints."""
    return hashlib.sha256(data).hexdigest()


def as_json(value: Any) -> Any:  # noqa: ANN401  # the JSON form of any model value
    """Return the JSON form of a model value: dicts, lists, strings, integers, booleans and None."""
    kind: Any = type(value)
    return _adapter(kind).dump_python(value, mode="json")


def encode(value: object) -> bytes:
    """Return the stored bytes of a model value.

    A closing line feed makes text tools show them well.
    """
    return canonical_json(as_json(value)) + b"\n"


def decode(kind: type[T], data: bytes | str, *, what: str = "record") -> T:
    """Return the model value in ``data``.

    Raises ``BadRecord`` that names ``what`` (a key, say) and the first wrong field.
    """
    from pydantic import ValidationError

    try:
        adapter: TypeAdapter[T] = _adapter(cast("Any", kind))
        value = adapter.validate_json(data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(step) for step in first["loc"]) or "the whole"
        raise BadRecord(f"{what} is no {kind.__name__}: {where}: {first['msg']}") from error
    return value


def from_json(kind: type[T], value: Any, *, what: str = "record") -> T:  # noqa: ANN401  # any JSON
    """Return the inverse of ``as_json``. Raises ``BadRecord`` as ``decode`` does."""
    return decode(kind, json.dumps(value), what=what)


def encode_sealed(value: object) -> bytes:
    """Return what ``encode`` does, with a member ``sha256`` over the rest.

    For objects that nothing else vouches for.

    Its value is the SHA-256 of the canonical bytes without that member and without the line feed.
    """
    members = as_json(value)
    return canonical_json(members | {"sha256": sha256(canonical_json(members))}) + b"\n"


def decode_sealed(kind: type[T], data: bytes, *, what: str = "record") -> T:
    """Return the inverse of ``encode_sealed``.

    Raises ``BadRecord`` where any byte differs from what was written.
    """
    members = canonical_members(data, what=what)
    if members.pop("sha256", None) != sha256(canonical_json(members)):
        raise BadRecord(f"{what} does not fit the sha256 that stands in it")
    return decode(kind, data, what=what)


def canonical_members(data: bytes, *, what: str = "record") -> dict[str, Any]:
    """Return the JSON object in ``data``.

    Raises ``BadRecord`` unless its bytes are the canonical ones, closed by a line feed.
    """
    try:
        members = json.loads(data, parse_float=_refuse_float, parse_constant=_refuse_float)
        canonical = isinstance(members, dict) and _dumped(members) + b"\n" == data
    except (ValueError, TypeError, RecursionError) as error:
        raise BadRecord(f"{what} is no canonical JSON: {error}") from error
    if not canonical:
        raise BadRecord(f"{what} is no JSON object in its canonical form")
    return dict(members)


def _refuse_float(text: str) -> NoReturn:
    raise TypeError(f"stored JSON holds no floats, got {text}")


@cache
# mypy takes no class for hashable, and a cache wants one
def _adapter(kind: Any) -> "TypeAdapter[Any]":  # noqa: ANN401
    # not with the module: what reads pages, in worker processes, needs names for times alone
    from pydantic import TypeAdapter

    return TypeAdapter(kind)


def prepare(*kinds: type) -> None:
    """Make ready what reads and writes values of these kinds, which else the first one waits for.

    It takes some milliseconds for each.
    """
    for kind in kinds:
        _adapter(cast("Any", kind))


def format_utc(moment: datetime) -> str:
    """Return a time as people and JSON see it.

    ``2026-11-21T10:24:39Z``, with a fraction only where there is one.
    """
    if moment.tzinfo is None:
        raise ValueError(f"a naive datetime has no place on the time line: {moment!r}")
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def format_compact_utc(moment: datetime) -> str:
    """Return a time for keys and run ids.

    ``20261121T102439Z``, to the second, sorting as time does.
    """
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def parse_utc(text: str) -> datetime:
    """Return the inverse of ``format_utc``, for any ISO 8601 time with a zone.

    Raises ``ValueError`` on one without, and on one that lies before the year 1 or after 9999 in
    UTC.
    """
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{text!r} names no time zone; write a closing Z for UTC")
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError(f"{text!r} lies outside the years 1 to 9999 in UTC") from error
