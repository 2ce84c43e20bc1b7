"""Answers for assistants: the tools of the Model Context Protocol, and the server that offers them.

`tools` is what is answered, with the standard library alone; `server` puts it on standard input and
output with the official SDK, an extra (`pip install "calculator[mcp]"`). Neither goes to the browser.
"""
