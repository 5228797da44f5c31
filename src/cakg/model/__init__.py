"""The model in Python: sources, passages, claims and statements, their names, and selections of them."""
