"""The minimal program for a query with Oxigraph: load a file, run a query, print the rows."""

import sys

import pyoxigraph

store = pyoxigraph.Store()
store.load(path=sys.argv[1], format=pyoxigraph.RdfFormat.TURTLE)
with open(sys.argv[2], encoding="utf-8") as query:  # noqa: PTH123 (pathlib would be most of the imports)
    for row in store.query(query.read()):
        print(*row, sep="\t")
