"""The builder's clock: the day for which the site is built.

Every module that needs today's date takes it from here. `AS_OF` sets the day for a preview;
`SOURCE_DATE_EPOCH` sets the build time of a reproducible build.
"""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, timedelta

from calculator.parameters import AS_OF


def today() -> str:
    """Return the day (YYYY-MM-DD) in Asia/Shanghai (UTC+8 all year), or the one being previewed."""
    if previewed := as_of():
        return previewed
    fixed = os.environ.get("SOURCE_DATE_EPOCH")
    now = datetime.fromtimestamp(int(fixed), UTC) if fixed else datetime.now(UTC)
    return (now + timedelta(hours=8)).date().isoformat()


def as_of() -> str | None:
    """Return the day being previewed, or None for a site to be published.

    Raises ValueError if AS_OF is not a date.
    """
    given = os.environ.get(AS_OF)
    return date.fromisoformat(given).isoformat() if given else None
