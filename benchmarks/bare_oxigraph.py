"""A minimal script on Oxigraph, for comparison: load one file, run one query, print the rows."""

import sys

import pyoxigraph

store = pyoxigraph.Store()
store.load(path=sys.argv[1], format=pyoxigraph.RdfFormat.TURTLE)
with open(sys.argv[2], encoding="utf-8") as query:  # noqa: PTH123 (importing pathlib would take most of the time)
    for row in store.query(query.read()):
        print(*row, sep="\t")
