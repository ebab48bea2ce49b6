"""Reads OpenAPI 3.1, whose schemas are JSON Schema 2020-12 already."""

from harness.contract.dialect import Dialect, as_it_is

DIALECT = Dialect(version="3.1", document=as_it_is, schema=as_it_is)
