"""The policies, one module each, in the order of its text."""

from calculator.measure import Measure, Policy, in_succession
from calculator.policies import fuzhou_2024_draft, xiamen_2024

POLICIES: tuple[Policy, ...] = in_succession(xiamen_2024.POLICY, fuzhou_2024_draft.POLICY)
"""Every policy and version, each in force on the days it states."""

MEASURES: dict[str, Measure] = {m.id: m for policy in POLICIES for m in policy.measures}
"""Every measure by its id, in the order of the texts."""
