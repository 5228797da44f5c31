"""Pages about a thing, a statement, two things or two sources; each is a list of statements in sections."""
