"""The oldest browsers that the site is for: to read, search and filter, and to compute."""

from __future__ import annotations

from dataclasses import dataclass

from calculator.i18n import Text


@dataclass(frozen=True, slots=True)
class Oldest:
    """The oldest versions of the three engines, as their makers number them."""

    chrome: str
    safari: str
    firefox: str

    @property
    def words(self) -> Text:
        """The versions in a sentence."""
        return Text(
            f"Chrome {self.chrome}、Safari {self.safari} 或 Firefox {self.firefox}",
            f"Chrome {self.chrome}, Safari {self.safari} or Firefox {self.firefox}",
        )


READING = Oldest("86", "14", "78")
"""All have `replaceChildren` and none before them, which is what a page asks for."""

COMPUTING = Oldest("95", "15.4", "114")
"""The first with exceptions in WebAssembly and workers that are modules."""
