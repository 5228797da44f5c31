"""Stores of triples that answer SPARQL: in this process, on disk, or over HTTP."""
