"""Support measures for SRDI (专精特新) enterprises, as exact arithmetic that explains itself.

`assess` answers a profile, `amounts` only its money; `catalogue` lists every measure, `facts` is
the schema of a profile.
"""

from calculator.assessment import RULES_VERSION, Assessment, amounts, assess
from calculator.catalogue import catalogue
from calculator.facts import ProfileError
from calculator.profile import profile_schema as facts

__all__ = ["RULES_VERSION", "Assessment", "ProfileError", "amounts", "assess", "catalogue", "facts"]
