"""A server of the Model Context Protocol: programs that use language models ask the graph, and get claims to cite.

The answers are made from the same records as pages and tables. :mod:`cakg.mcp.server` alone knows the official SDK, and
:mod:`cakg.mcp.schemas` alone knows pydantic, which describes what goes in and out.
"""
