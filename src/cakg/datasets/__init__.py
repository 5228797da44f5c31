"""Importers of datasets: a dataset becomes a source, a row becomes a passage."""
