"""The API definition that the small server of features serves of itself, right or with one of its defects."""

from __future__ import annotations

from typing import Any

OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
JSON = "application/json"
GEOJSON = "application/geo+json"
HIDDEN = "drills"
"""A collection that a server with a defect serves and does not list."""
Node = dict[str, Any]


def definition(names: tuple[str, ...], defect: str) -> Node:
    """Return it, of a server that has collections of those names."""
    names = (*names, HIDDEN) if defect == "collection-hidden" else names
    paths = {
        "/": _get("landing page", JSON, defect),
        "/api": _get("API definition", OPENAPI, defect),
        "/conformance": _get("conformance", JSON, defect),
        "/collections": _get("collections", JSON, defect),
        "/collections/{collectionId}": _get("collection", JSON, defect, _collection(names), gone=True),
        "/collections/{collectionId}/items": _get(
            "items", GEOJSON, defect, _collection(names), *_selecting(defect), gone=True
        ),
        "/collections/{collectionId}/items/{featureId}": _get(
            "feature", GEOJSON, defect, _collection(names), _in_path("featureId"), _query("crs"), gone=True
        ),
    }  # fmt: skip
    if defect == "definition-promises-more":
        paths["/summary"] = _get("summary", JSON, defect)
    if defect == "definition-without-replies":
        del paths["/"]["get"]["responses"]
    keys = {} if defect == "sign-in-not-defined" else {"security": [{"token": []}]}
    schemes = {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}}
    info = {"title": "Exercise", "version": "1.0.0"}
    components = {"components": schemes} if keys else {}
    return {"openapi": "3.0.3", "info": info, "paths": paths, **keys, **components}


def _get(summary: str, media_type: str, defect: str, *parameters: Node, gone: bool = False) -> Node:
    """Return a path that is read."""
    plain = defect in ("features-not-defined", "plain-json")
    described = JSON if plain and media_type == GEOJSON else media_type
    content = {described: {"schema": {"type": "object"}}}
    replies: Node = {"200": {"description": summary, "content": content}, "401": {"description": "Who are you?"}}
    if defect != "refusals-not-defined":
        replies |= {"400": {"description": "A parameter is wrong."}}
        replies |= {"404": {"description": "There is none."}} if gone else {}
    given = {"parameters": list(parameters)} if parameters else {}
    return {"get": {"summary": summary, **given, "responses": replies}}


def _collection(names: tuple[str, ...]) -> Node:
    return {**_in_path("collectionId"), "schema": {"type": "string", "enum": list(names)}}


def _in_path(name: str) -> Node:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}


def _query(name: str, **schema: Any) -> Node:
    return {"name": name, "in": "query", "style": "form", "explode": False, "schema": schema or {"type": "string"}}


def _selecting(defect: str) -> tuple[Node, ...]:
    free = {"name": "others", "in": "query", "style": "form", "schema": {"type": "object"}}
    return (
        _query("limit", type="integer", minimum=1),
        _query("offset", type="integer", minimum=0),
        _query("bbox", type="array", items={"type": "number"}, minItems=4, maxItems=6),
        _query("datetime"),
        _query("crs"),
        _query("bbox-crs"),
        *((free,) if defect == "free-form" else ()),
    )
