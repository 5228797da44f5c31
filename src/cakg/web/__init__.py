"""The web explorer: the graph as pages, from a server or as files.

:mod:`~cakg.web.explorer` turns an address into a :class:`~cakg.web.resources.Resource`, and knows neither HTTP nor
files. :mod:`~cakg.web.render` writes a resource as HTML. :mod:`~cakg.web.app` is the server, and
:mod:`~cakg.web.site` writes all pages into a folder.
"""
