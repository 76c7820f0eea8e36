"""Why an article is looked at next when it is, step by step, in words and numbers."""

import math
from dataclasses import dataclass

from jobs.revisit.policy import Factors, Policy, jitter
from jobs.revisit.revisit_record import RevisitRecord


@dataclass(frozen=True, slots=True)
class ExplanationStep:
    """One thing that makes the interval what it is."""

    name: str
    detail: str
    interval: float
    """Seconds: the interval with this and all steps before it."""


def steps(policy: Policy, record: RevisitRecord) -> list[ExplanationStep]:
    """Return the steps from the configured interval to the one that holds.

    The last step's interval is the one to the next check.
    """
    soon, factors = policy.next(record), policy.factors(record)
    if soon is None:
        return [
            ExplanationStep(
                "stop",
                (
                    f"it was checked for the last time: {span(policy.stop)} after its "
                    "publication checks end"
                ),
                0.0,
            )
        ]
    found = [*_expectations(factors)]
    held = policy.interval(record, factors)
    if found[-1].interval < policy.least * (1 - 1e-9):
        found.append(
            ExplanationStep(
                "developing",
                "no article is checked more often than revisit.developing says",
                policy.least,
            )
        )
    if record.trouble or record.gone:
        found.append(_special(record, held))
    if not math.isclose(held * jitter(record), soon.interval):
        return [
            *found,
            ExplanationStep(
                "last look",
                f"{span(policy.stop)} after its publication it is checked for the last time",
                soon.interval,
            ),
        ]
    return [
        *found,
        ExplanationStep(
            "spread",
            f"{jitter(record) - 1:+.0%}, so that what was found together is not fetched together",
            soon.interval,
        ),
    ]


def _expectations(factors: Factors) -> list[ExplanationStep]:
    """Return what is expected of the article, one part after the other."""
    quiet, average = factors.quiet, factors.average
    parts = [
        ExplanationStep(
            "age",
            f"the configured interval for a quiet article that is {span(factors.age)} old",
            factors.base,
        )
    ]

    def add(name: str, detail: str, rate: float) -> None:
        parts.append(
            ExplanationStep(name, detail, factors.base * math.sqrt(quiet * average / rate))
        )

    rate = factors.own * average
    if factors.own != quiet:
        add(
            "history",
            f"it changes {factors.own / quiet:.1f} times as often as an article without changes",
            rate,
        )
    if factors.fresh:
        rate += factors.fresh
        add("fresh change", "a change was seen lately, and another often follows soon", rate)
    if factors.marked:
        rate += factors.marked
        add("developing story", "the page says that the story is developing", rate)
    return parts


def _special(record: RevisitRecord, interval: float) -> ExplanationStep:
    if record.trouble and record.last_outcome and record.last_outcome.is_doubtful:
        return ExplanationStep(
            "doubt",
            (f"the last check was {record.last_outcome}: further checks must confirm it"),
            interval,
        )
    if record.trouble:
        return ExplanationStep(
            "failures",
            (
                f"{record.trouble} in a row, the last one {record.last_outcome}: the site is "
                "given time"
            ),
            interval,
        )
    return ExplanationStep(
        "gone", "its removal is confirmed; it is checked only in case it returns", interval
    )


def span(seconds: float) -> str:
    """Return a span of time for people: two figures of the largest unit that fits."""
    for unit, length in (("d", 86400.0), ("h", 3600.0), ("min", 60.0)):
        if seconds >= length:
            return f"{seconds / length:.1f}".removesuffix(".0") + f" {unit}"
    return f"{seconds:.0f} s"
