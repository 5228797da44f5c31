"""The graph as a network of networkx: what is selected, how it is built, bundled, measured and written to files."""
