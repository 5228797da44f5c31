"""Pages about a thing, a statement, two things or two sources: sections of statements."""
