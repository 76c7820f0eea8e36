"""The estimators of change rates, and what is expected of articles on average."""

import math
import random
import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.revisit import base_rates
from jobs.revisit.estimator import bias_reduced, irregular

LENGTHS = st.lists(st.floats(1e-6, 50), max_size=20)
SILENCES = st.floats(0, 100)
STRENGTHS = st.floats(0.05, 5)


def _likelihood(rate: float, changed: list[float], unchanged: float, strength: float) -> float:
    """Return the logarithm of the likelihood of such looks, times the prior's density over the
    rate's logarithm.
    """
    seen = sum(math.log(-math.expm1(-rate * length)) for length in changed)
    return seen - rate * unchanged + strength * math.log(rate) - strength * rate


@given(st.integers(1, 10_000), st.data())
def test_bias_reduced_is_finite_and_grows_with_changes(looks: int, data: st.DataObject) -> None:
    """The estimate is finite even where every check saw a change, 0 where none did, and grows with
    each change.
    """
    changes = data.draw(st.integers(0, looks - 1))
    assert 0 <= bias_reduced(looks, changes) < bias_reduced(looks, changes + 1) < math.inf
    assert bias_reduced(looks, 0) == 0


@pytest.mark.parametrize("rate", [0.1, 0.5, 1.0])
def test_bias_reduced_mends_what_looks_miss(rate: float) -> None:
    """Over many drawn histories its mean is within 3 % of the truth, where the plain share of
    checks that saw a change is far below.
    """
    dice, looks = random.Random(7), 50
    drawn = [sum(dice.random() < -math.expm1(-rate) for _ in range(looks)) for _ in range(4000)]
    estimates = statistics.mean(bias_reduced(looks, changes) for changes in drawn)
    assert estimates == pytest.approx(rate, rel=0.03)
    assert abs(statistics.mean(drawn) / looks - rate) > abs(estimates - rate)


@given(LENGTHS, SILENCES, STRENGTHS)
def test_irregular_is_the_likeliest(
    changed: list[float], unchanged: float, strength: float
) -> None:
    """No rate a little above or below the estimate makes the looks likelier."""
    rate = irregular(changed, unchanged, strength=strength)
    assert 0 < rate < math.inf
    best = _likelihood(rate, changed, unchanged, strength)
    for factor in (0.99, 1.01):
        assert _likelihood(rate * factor, changed, unchanged, strength) <= best + 1e-6 * max(
            1, abs(best)
        )


@given(LENGTHS, SILENCES, STRENGTHS)
def test_silence_lowers_the_estimate_and_changes_raise_it(
    changed: list[float], unchanged: float, strength: float
) -> None:
    """More time without a change gives a lower rate.

    Another change in no time gives a higher one.
    """
    rate = irregular(changed, unchanged, strength=strength)
    assert irregular(changed, unchanged + 1, strength=strength) < rate
    assert irregular([*changed, 1e-6], unchanged, strength=strength) > rate


@given(st.integers(0, 20), st.floats(0.01, 10))
def test_short_intervals_count_changes(changes: int, total: float) -> None:
    """Where intervals are short it is changes over time, both with the prior's share."""
    rate = irregular([1e-9] * changes, total, strength=0.16)
    assert rate == pytest.approx((0.16 + changes) / (0.16 + total), rel=1e-4)


def test_irregular_finds_the_rate_that_was_drawn() -> None:
    """Over many drawn histories with intervals of all lengths it comes near the truth."""
    dice, truth, found = random.Random(3), 2.0, []
    for _ in range(200):
        lengths = [dice.uniform(0.05, 2) for _ in range(100)]
        changed = [length for length in lengths if dice.random() < -math.expm1(-truth * length)]
        found.append(irregular(changed, sum(lengths) - sum(changed), strength=0.16))
    assert statistics.mean(found) == pytest.approx(truth, rel=0.05)


@given(st.floats(0, 200 * 86400))
def test_the_rate_is_the_slope_of_what_is_expected(age: float) -> None:
    """What is expected grows with age, ever slower, by the rate."""
    assert base_rates.expected(age + 60) > base_rates.expected(age)
    assert base_rates.rate(age + 60) < base_rates.rate(age)
    if abs(age - 86400) > 60:
        slope = (base_rates.expected(age + 30) - base_rates.expected(age)) / 30
        assert slope == pytest.approx(base_rates.rate(age + 15), rel=0.01)


def test_what_is_expected_is_what_was_published() -> None:
    """19.52 % of articles with 2.6 edits each in the first week, 81 % of them in the first day, and
    80 % of articles without any.
    """
    week = base_rates.expected(7 * 86400)
    assert week == pytest.approx(0.1952 * 2.6)
    assert base_rates.expected(86400) / week == pytest.approx(0.81)
    assert (1 + week / base_rates.ALIKE) ** -base_rates.ALIKE == pytest.approx(1 - 0.1952, abs=0.02)
