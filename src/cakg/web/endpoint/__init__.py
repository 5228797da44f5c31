"""The SPARQL endpoint: reads requests of the protocol, answers queries in processes of their own, describes itself."""
