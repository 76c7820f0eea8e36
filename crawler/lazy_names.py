"""Names of a package that are imported when somebody first asks for them."""

import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any


def lazy_names(package: str, homes: Mapping[str, str]) -> Callable[[str], Any]:
    """Return the ``__getattr__`` of a package, after PEP 562.

    ``homes`` says in which of its modules each name is; one that begins with a dot lies beside it.
    """

    def getter(name: str) -> Any:  # noqa: ANN401  # whatever the name stands for
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        found = getattr(import_module(f".{homes[name]}", package), name)
        setattr(sys.modules[package], name, found)
        return found

    return getter
