"""The description of what programs can ask the server, in OpenAPI 3.1: ``/openapi.json``, made from the catalogue."""
