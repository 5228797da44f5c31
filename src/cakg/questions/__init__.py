"""Reads, asks and answers the questions of the catalogue."""
