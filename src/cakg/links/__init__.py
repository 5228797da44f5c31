"""Links from our things to other data: identifiers in lists, names in tables, values from endpoints."""
