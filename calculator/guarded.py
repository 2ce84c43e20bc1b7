"""The assessment where one clause cannot be computed: the others still are, and it is named."""

from __future__ import annotations

from calculator.assessment import Assessment, Result, assess, assess_one
from calculator.facts import ProfileError
from calculator.measure import Measure
from calculator.policies import POLICIES
from calculator.profile import read_profile


def assess_all(profile: object) -> tuple[Assessment, tuple[Measure, ...]]:
    """The assessment, and the measures it lacks because their rule failed. ProfileError as `assess`."""
    try:
        return assess(profile), ()
    except ProfileError:
        raise
    except Exception:  # a rule is wrong: any way it may be
        return _one_by_one(profile)


def _one_by_one(profile: object) -> tuple[Assessment, tuple[Measure, ...]]:
    results: list[Result] = []
    broken: list[Measure] = []
    for policy in POLICIES:
        for measure in policy.measures:
            try:
                results.append(assess_one(profile, policy, measure))
            except Exception:
                broken.append(measure)
    return Assessment(read_profile(profile), tuple(results)), tuple(broken)
