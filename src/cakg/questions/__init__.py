"""The questions of the catalogue: how they are read, asked and answered."""
