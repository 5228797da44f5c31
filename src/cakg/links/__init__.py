"""Our things elsewhere: identifiers in other lists, names in a table, values from an endpoint."""
