"""How often something changes, estimated from checks that say no more than whether it did.

Junghoo Cho and Hector Garcia-Molina, "Estimating frequency of change", ACM Transactions on Internet
Technology 3(3), 2003. Several changes between two checks are seen as one, so the plain share of
checks that saw a change is too low; both estimators correct that. They take changes for a Poisson
process. An article's are none by the clock, as most come in its first hours, so
``jobs.revisit.base_rates`` measures the lengths of intervals in changes that articles have on
average, and the rate that comes out is a multiple of the average.
"""

import math
from collections.abc import Sequence

_MAX_STEPS = 60
_EXACT = 1e-6


def bias_reduced(looks: int, changes: int) -> float:
    """Return changes for each interval between checks.

    For ``looks`` regular checks of which ``changes`` saw a change.

    Section 4.2 of the paper: -log((n - X + 0.5) / (n + 0.5)). Unlike the maximum likelihood, finite
    where every check saw a change.
    """
    return -math.log((looks - changes + 0.5) / (looks + 0.5))


def irregular(changed: Sequence[float], unchanged: float, *, strength: float) -> float:
    """Return the rate of change that makes irregular looks likeliest.

    Changes for each unit of length, above 0.

    ``changed`` are the lengths of the intervals that held a change, each above 0; ``unchanged`` is
    the sum of all others. Section 5 of the paper gives the likelihood: its derivative is the sum of
    l / (exp(r l) - 1) over the changed intervals, less ``unchanged``. To it comes a
    Gamma(``strength``, ``strength``) prior around a rate of 1, in which ``strength`` is what one
    article is taken to say of another. With it there is always one finite answer, and (strength +
    changes) / (strength + total) where intervals are short.
    """
    if not changed:
        return strength / (strength + unchanged)
    return _root(changed, unchanged + strength, strength)


def _root(changed: Sequence[float], silent: float, strength: float) -> float:
    """Return the rate at which r times the derivative is 0.

    Newton's steps in log r, kept between bounds that close in.
    """
    total = silent + sum(changed)
    low, high = strength / total, (strength + len(changed)) / silent
    mean = total / (len(changed) + 1)
    rate = min(max(bias_reduced(len(changed) + 1, len(changed)) / mean, low), high)
    for _ in range(_MAX_STEPS):
        value, slope = _derivative(changed, silent, strength, rate)
        low, high = (rate, high) if value > 0 else (low, rate)
        step = rate * math.exp(max(min(-value / slope, 2.0), -2.0))
        step = step if low < step < high else math.sqrt(low * high)
        if abs(step - rate) <= _EXACT * rate:
            return step
        rate = step
    return rate


def _derivative(
    changed: Sequence[float], silent: float, strength: float, rate: float
) -> tuple[float, float]:
    """Return r times the derivative of the logarithm of the likelihood, and its own in log r.

    The latter is always falling.
    """
    value, slope = strength - rate * silent, -rate * silent
    for length in changed:
        x = rate * length
        grown = math.expm1(min(x, 500.0))
        value += x / grown
        slope += x / grown * (1 - x - x / grown)
    return value, slope
