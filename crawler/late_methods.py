"""Dataclasses whose methods are made when somebody first calls them.

Python compiles up to eight methods for every dataclass when its module is imported, though most
classes never come to life in a call of the command line: that was a fifth of a start. Up to Python
3.12 all of them come from one function of ``dataclasses``, which is exchanged for the time of the
call. Where that function is gone, as from 3.13 on, all is as ever.
"""

import dataclasses
import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

_MAKER = "_create_fn"


class _Late:
    """A method that puts itself in place when it is first asked for."""

    def __init__(self, name: str, make: Callable[[], Any]) -> None:
        self.__name__ = name
        self._make = make
        self._made: Any = None

    @property
    def __signature__(self) -> inspect.Signature:
        """Return the signature of the method itself, for those who look at it unasked."""
        return inspect.signature(self._method())

    def _method(self) -> Any:  # noqa: ANN401  # a function of any signature
        if self._made is None:
            self._made = self._make()
        return self._made

    def __get__(self, instance: object, owner: type | None = None) -> Any:  # noqa: ANN401
        """Return the method, bound to the instance; it stands in its class from now on."""
        method = self._method()
        for one in (owner or type(instance)).__mro__:
            if one.__dict__.get(self.__name__) is self:
                method.__qualname__ = f"{one.__qualname__}.{self.__name__}"
                setattr(one, self.__name__, method)
        return method.__get__(instance, owner)

    def __call__(self, *args: Any, **named: Any) -> Any:  # noqa: ANN401
        """Call the method, as ``dataclasses`` does from around a ``__repr__``."""
        return self._method()(*args, **named)


def begin() -> Callable[..., Any] | None:
    """Let all dataclasses from now on have such methods.

    Returns what made them before, if it is there.
    """
    maker = getattr(dataclasses, _MAKER, None)
    if maker is None:
        return None

    def late(name: str, *args: Any, **named: Any) -> _Late:  # noqa: ANN401
        return _Late(name, lambda: maker(name, *args, **named))

    setattr(dataclasses, _MAKER, late)
    return maker  # type: ignore[no-any-return]


@contextmanager
def late_methods() -> Iterator[None]:
    """Let the dataclasses that are made meanwhile have such methods."""
    maker = begin()
    try:
        yield
    finally:
        if maker is not None:
            setattr(dataclasses, _MAKER, maker)
