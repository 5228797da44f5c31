"""The commands of ``cakg``: one module each, whose ``run`` takes the rest of the line and returns the exit code."""
