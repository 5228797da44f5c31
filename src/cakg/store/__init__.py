"""Where the triples are and how they are asked: in this process, on disk, or over HTTP."""
