"""The version of the rules: the day of the release that last changed them, and a hash of what they are.

A site's engine has no sources: its build puts a module in the place of this one that names the version.
"""

from __future__ import annotations

from pathlib import Path

RELEASED = "2026.11.28"
DIGEST = ""
"""The date of the last release that changed the rules, and their hash then; each release updates both."""


def rules_version() -> str:
    """Return the version of the rules, such as 2026.11.28-1a2b3c4d; `dev.` before a hash not yet released.

    Examples:
        >>> import calculator
        >>> calculator.rules_version() == calculator.assess({}).to_dict()["rules_version"]
        True
    """
    from calculator.rules_digest import version

    return version(Path(__file__).parent)
