"""The calculator for assistants: the tools, and a Model Context Protocol server that offers them.

`tools` holds the tools and needs only the standard library. `server` offers them on standard input
and output with the official SDK, an extra (`pip install "calculator[mcp]"`). Neither runs in the
browser.
"""
