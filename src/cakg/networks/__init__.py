"""The graph as a network of networkx: what is selected, how it is built, measured and written to files."""
