"""Who our things are elsewhere: identifiers, names in a table, values from an endpoint."""
