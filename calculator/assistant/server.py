"""The local Model Context Protocol server: the tools and the texts on standard input and output.

It uses the official SDK, makes no connections and keeps nothing between calls.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from inspect import getdoc
from typing import Any

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.mcpserver.resources import FunctionResource

import calculator
from calculator.assistant.tools import LawText, ToolRefused, Tools
from calculator.i18n import LANGS, Lang
from calculator.profile import CITIES

NAME = "srdi-policies"
INSTRUCTIONS = """\
Support measures for SRDI (专精特新) enterprises in {cities}, computed from the texts themselves.
Never calculate an amount yourself, and never fill in a fact that nobody gave you: leave it out; it is not zero.
1. search_measures finds measures by content; get_measure returns one with its words in Chinese and English.
2. profile_schema describes the facts that can be entered, for the measures that matter.
3. assess evaluates one enterprise; ask the user the next_question, then assess again with the answer.
4. compare_places evaluates the same enterprise in each city.
Quote the words of the law from `quotes`, in Chinese. State the standing of the text on that date (`standing`), and
call no amount certain if the text is not in force. `certain` is fixed by the texts; `at_most` includes ceilings
below which a department decides; `potential_max` is the most that a measure may give once everything is known.
If there are `other_readings`, say that the words can also be read in another way.
"""


def serve(texts: dict[str, LawText]) -> None:
    """Answer requests on standard input and output until the input is closed."""
    logging.getLogger("mcp").setLevel(logging.WARNING)
    server(texts).run("stdio")


def server(texts: dict[str, LawText]) -> MCPServer[Any]:
    """Return the server for these texts, which are keyed by policy id."""
    made: MCPServer[Any] = MCPServer(
        NAME,
        title="专精特新政策 / SRDI policies",
        instructions=INSTRUCTIONS.format(cities=", ".join(name.en for name in CITIES.values())),
        version=calculator.rules_version(),
    )
    tools = Tools(texts)
    for tool in (
        tools.search_measures,
        tools.get_measure,
        tools.profile_schema,
        tools.assess,
        tools.compare_places,
    ):
        made.add_tool(_refusing(tool), description=getdoc(tool))
    for policy, law in texts.items():
        for lang in LANGS:
            made.add_resource(
                FunctionResource(
                    uri=f"policy://{policy}/{lang}",
                    name=f"{policy}.{lang}",
                    title=law.title(lang),
                    mime_type="text/markdown",
                    fn=_whole(law, lang),
                )
            )
    return made


def _whole(law: LawText, lang: Lang) -> Callable[[], str]:
    return lambda: law.whole(lang)


def _refusing(tool: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    """Return a tool for the SDK, which passes the message of a refusal to the assistant unchanged."""

    @wraps(tool)
    def called(*args: Any, **kwargs: Any) -> dict[str, Any]:
        try:
            return tool(*args, **kwargs)
        except ToolRefused as refused:
            raise ToolError(str(refused)) from refused

    return called
