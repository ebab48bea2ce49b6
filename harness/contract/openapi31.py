"""Reads OpenAPI 3.1, whose schemas are JSON Schema 2020-12 already, and 3.2, which only adds to it."""

from harness.contract.dialect import Dialect, as_it_is, servers

_SCHEMAS, _SCHEMES = "/components/schemas", "/components/securitySchemes"

DIALECT = Dialect(version="3.1", schema=as_it_is, schemas=_SCHEMAS, schemes=_SCHEMES, scheme=as_it_is, servers=servers)
DIALECT_32 = Dialect(
    version="3.2", schema=as_it_is, schemas=_SCHEMAS, schemes=_SCHEMES, scheme=as_it_is, servers=servers
)
