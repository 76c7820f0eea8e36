"""A name service that a test writes: names to successive answers.

It stands beneath the guard, where the system's own would.
"""

import json
import os
from collections.abc import Sequence
from typing import Any

from twisted.internet.address import IPv4Address, IPv6Address

from crawler.middlewares.guard import addresses
from crawler.middlewares.guard.addresses import AddressRule, GuardedResolver

VARIABLE = "PALIMPSEST_TEST_NAMES"
"""Holds JSON: name to a list of answers, each a list of addresses, or null for one that never
comes. The last answer lasts.
"""


class ScriptedNames:
    """Answers from the script; what is not in it goes to the system."""

    def __init__(self, system: Any) -> None:
        self._system = system
        self._script: dict[str, list[list[str] | None]] = json.loads(os.environ[VARIABLE])

    def resolveHostName(  # noqa: N802
        self,
        receiver: Any,
        host: str,
        portNumber: int = 0,  # noqa: N803
        *more: Any,
        **options: Any,
    ) -> Any:  # Twisted's
        """Return the next answer of the script."""
        if host not in self._script:
            return self._system.resolveHostName(receiver, host, portNumber, *more, **options)
        answers = self._script[host]
        found = answers.pop(0) if len(answers) > 1 else answers[0]
        if found is None:
            return self
        receiver.resolutionBegan(self)
        for address in found:
            receiver.addressResolved(
                (IPv6Address if ":" in address else IPv4Address)("TCP", address, portNumber)
            )
        receiver.resolutionComplete()
        return self

    def cancel(self) -> None:
        """Nothing is under way."""


class ScriptedResolver(GuardedResolver):
    """The guard over scripted names. It waits for an answer for a second."""

    def __init__(self, reactor: Any, rule: AddressRule) -> None:
        addresses.LOOKUP_TIMEOUT = 1.0
        super().__init__(reactor, rule)
        self.inner = ScriptedNames(reactor.nameResolver)


SETTINGS = {"TWISTED_DNS_RESOLVER": "tests.fetch.resolving.ScriptedResolver"}


def names(**script: Sequence[Sequence[str] | None]) -> dict[str, str]:
    """Return the environment that carries a script; underscores in names stand for dots."""
    return {
        VARIABLE: json.dumps({name.replace("_", "."): answers for name, answers in script.items()})
    }
