"""The build of the package: the texts go with it. Everything else is in pyproject.toml."""

import sys
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

ROOT = Path(__file__).resolve().parent


class WithTexts(build_py):
    """Put the texts beside the modules; an editable install reads them where they are."""

    def run(self) -> None:
        super().run()
        if not self.editable_mode:
            sys.path.insert(0, str(ROOT))
            from builder import package_data

            package_data.write(ROOT / "docs", Path(self.build_lib) / "calculator")


setup(cmdclass={"build_py": WithTexts})
