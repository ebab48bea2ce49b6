"""Reads OpenAPI 3.1, whose schemas are JSON Schema 2020-12 already, and 3.2, which only adds to it."""

from dataclasses import replace

from harness.contract.dialect import Dialect, as_it_is, servers

DIALECT = Dialect(
    version="3.1",
    schema=as_it_is,
    ignored=frozenset(("nullable",)),
    schemas="/components/schemas",
    schemes="/components/securitySchemes",
    scheme=as_it_is,
    servers=servers,
)
DIALECT_32 = replace(DIALECT, version="3.2")
