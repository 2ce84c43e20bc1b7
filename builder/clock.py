"""The one clock of the builder: the day on which the site is seen.

Whoever asks for the day asks here. `AS_OF` sets it, for a preview; `SOURCE_DATE_EPOCH` sets the
time of the build, for a build that can be repeated.
"""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, timedelta

from calculator.parameters import AS_OF


def today() -> str:
    """The day (YYYY-MM-DD) in Asia/Shanghai, which keeps UTC+8 all year, or the one being previewed."""
    if previewed := as_of():
        return previewed
    fixed = os.environ.get("SOURCE_DATE_EPOCH")
    now = datetime.fromtimestamp(int(fixed), UTC) if fixed else datetime.now(UTC)
    return (now + timedelta(hours=8)).date().isoformat()


def as_of() -> str | None:
    """The day being previewed, None in a site that is to be published.

    Raises ValueError where AS_OF is no day.
    """
    given = os.environ.get(AS_OF)
    return date.fromisoformat(given).isoformat() if given else None
