"""The policies, one module each, in the order of its text.

Every module in this folder is a policy, declared as `POLICY`.
"""

from importlib import import_module
from pkgutil import iter_modules

from calculator.measure import Measure, Policy, in_succession


def _declared() -> list[Policy]:
    """Return the policies of the modules here: final texts before drafts, a city before its districts."""
    names = sorted(each.name for each in iter_modules(__path__))
    policies: list[Policy] = [import_module(f"{__name__}.{name}").POLICY for name in names]
    return sorted(policies, key=lambda policy: (policy.draft, policy.place.path))


POLICIES: tuple[Policy, ...] = in_succession(*_declared())
"""Every policy and version, each in force on the days it states."""

MEASURES: dict[str, Measure] = {m.id: m for policy in POLICIES for m in policy.measures}
"""Every measure by its id, in the order of the texts."""

OVERLAPS = tuple(overlap for policy in POLICIES for overlap in policy.overlaps)
CAUTIONS = tuple(caution for policy in POLICIES for caution in policy.cautions)
