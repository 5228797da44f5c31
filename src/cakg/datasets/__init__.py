"""Importers of datasets: a dataset becomes a source, and each row a passage."""
