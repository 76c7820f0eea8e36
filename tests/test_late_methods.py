"""Dataclasses whose methods are made when they are first called."""

import dataclasses
import inspect
import pickle
import sys
from dataclasses import FrozenInstanceError, dataclass, field, replace

import pytest

from crawler.late_methods import _Late, late_methods

with late_methods():

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Place:
        """A frozen one with slots."""

        x: int
        y: int = 2
        note: str = field(default="", compare=False, repr=False)

    @dataclass(order=True)
    class Step:
        """A plain one, which is to be ordered."""

        at: int
        names: list[str] = field(default_factory=list)

        def __post_init__(self) -> None:
            """Count from one."""
            self.at += 1

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Corner(Place):
        """One that inherits."""

        z: int = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainPlace:
    """What ``Place`` is without late methods."""

    x: int
    y: int = 2
    note: str = field(default="", compare=False, repr=False)


def test_they_do_what_dataclasses_do() -> None:
    """Making, comparing, showing, hashing, ordering, replacing and pickling are as ever."""
    one, other = Place(x=1, note="a"), Place(x=1, note="b")
    assert one == other
    assert one != Place(x=2)
    assert hash(one) == hash(other)
    assert repr(one) == repr(PlainPlace(x=1)).replace("PlainPlace", "Place")
    assert replace(one, x=5) == Place(x=5)
    assert pickle.loads(pickle.dumps(one)) == one  # made here
    assert dataclasses.asdict(Corner(x=1)) == {"x": 1, "y": 2, "note": "", "z": 3}
    assert Corner(x=1) != one
    assert Step(0) < Step(1)
    assert Step(0).names is not Step(0).names
    with pytest.raises(FrozenInstanceError):
        one.x = 3  # type: ignore[misc]
    with pytest.raises(TypeError):
        Place(1)  # type: ignore[call-arg]


def test_they_look_as_they_do() -> None:
    """Who looks at a class unasked sees the signatures and names that it would have."""
    assert inspect.signature(Place) == inspect.signature(PlainPlace)
    assert Place.__init__.__qualname__ == "Place.__init__"
    assert Place.__match_args__ == PlainPlace.__match_args__
    assert Place.__doc__ == "A frozen one with slots."


@pytest.mark.skipif(sys.version_info >= (3, 13), reason="Python makes all methods at once there")
def test_they_are_made_once_and_late() -> None:
    """Until its first call nothing of a method is compiled; then it stands in the class itself."""
    with late_methods():

        @dataclass
        class New:
            """Without this, its signature would be put here."""

            a: int

    assert isinstance(New.__dict__["__init__"], _Late)
    assert New(1).a == 1
    assert inspect.isfunction(New.__dict__["__init__"])
    assert isinstance(New.__dict__["__eq__"], _Late)


def test_afterwards_they_are_made_at_once() -> None:
    """Outside, and after an error inside, ``dataclasses`` is what it was."""
    before = getattr(dataclasses, "_create_fn", None)
    with pytest.raises(KeyError), late_methods():
        raise KeyError
    assert getattr(dataclasses, "_create_fn", None) is before

    @dataclass
    class New:
        a: int

    assert inspect.isfunction(New.__dict__["__init__"])
