"""The model in Python: sources, passages, claims and statements, their names, and how they are selected."""
