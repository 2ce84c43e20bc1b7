"""The calculator as HTML: form, results and pictures, built and answered by one Python."""

from calculator.page.session import EXAMPLE, SAYINGS, clause_shell, framed_shell, respond, shell

__all__ = ["EXAMPLE", "SAYINGS", "clause_shell", "framed_shell", "respond", "shell"]
