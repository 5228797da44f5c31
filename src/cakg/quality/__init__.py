"""Checks of a graph: its files, its content, and the texts of its articles."""
