"""Support measures for SRDI (专精特新) enterprises, as exact arithmetic that explains itself.

`assess` assesses a profile, `amounts` returns only its money; `measures` lists every measure,
`schema` is the JSON Schema of a profile. What is named here is what other programs may rely on.
"""

from calculator.assessment import Amount, Assessment, amounts, assess
from calculator.catalogue import measures
from calculator.fields import FieldProblem, ProfileError
from calculator.profile import schema
from calculator.version import rules_version

__all__ = [
    "Amount",
    "Assessment",
    "FieldProblem",
    "ProfileError",
    "amounts",
    "assess",
    "measures",
    "rules_version",
    "schema",
]
