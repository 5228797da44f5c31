"""The graph as a networkx network: building it, merging its edges into lines, measuring it and exporting it."""
