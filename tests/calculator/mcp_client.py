"""Put calls to the server of the Model Context Protocol and print its answers, as a process of its own.

python mcp_client.py < {"server": [command, …], "calls": [[tool, arguments], …], "read": [uri, …]}
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from typing import Any

from mcp import Client, StdioServerParameters, stdio_client


async def answers(asked: dict[str, Any]) -> dict[str, Any]:
    """Return the tools, the resources and an answer for each call, [refused, what was said]."""
    command, *arguments = asked["server"]
    server = StdioServerParameters(command=command, args=arguments, env=dict(os.environ))
    async with Client(stdio_client(server)) as client:
        tools = await client.list_tools()
        resources = await client.list_resources()
        told = [await client.call_tool(name, given) for name, given in asked["calls"]]
        read = [await client.read_resource(uri) for uri in asked["read"]]
        return {
            "version": client.server_info.version if client.server_info else None,
            "tools": {tool.name: tool.description for tool in tools.tools},
            "resources": [str(each.uri) for each in resources.resources],
            "answers": [
                [bool(each.is_error), each.structured_content or each.content[0].text]
                for each in told
            ],
            "read": [each.contents[0].text for each in read],
        }


print(json.dumps(asyncio.run(answers(json.load(sys.stdin))), ensure_ascii=False))
