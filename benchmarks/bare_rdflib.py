"""A minimal script on rdflib, for comparison: load one file, run one query, print the rows."""

import sys

import rdflib

graph = rdflib.Graph()
graph.parse(sys.argv[1], format="turtle")
with open(sys.argv[2], encoding="utf-8") as query:  # noqa: PTH123 (as in bare_oxigraph.py)
    for row in graph.query(query.read()):
        print(*row, sep="\t")
