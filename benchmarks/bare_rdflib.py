"""The minimal program for a query with rdflib: load a file, run a query, print the rows."""

import sys

import rdflib

graph = rdflib.Graph()
graph.parse(sys.argv[1], format="turtle")
with open(sys.argv[2], encoding="utf-8") as query:  # noqa: PTH123 (the same as its neighbour)
    for row in graph.query(query.read()):
        print(*row, sep="\t")
