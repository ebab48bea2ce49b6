"""A small server of OGC API - Features over real sockets: perfect, or with one of the DEFECTS."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final
from urllib.parse import parse_qs, quote, unquote, urlsplit

import features_crs
from features_definition import HIDDEN, OPENAPI, definition
from threads import served

CONF: Final = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/"
MOST: Final = 20
DEFAULT: Final = 10
DEFECTS: Final[dict[str, tuple[str, ...]]] = {
    "root-gone": ("core/root-op",),
    "no-link-to-the-data": ("core/root-success",),
    "conformance-gone": ("core/conformance-op",),
    "core-not-declared": ("core/conformance-success",),
    "collections-gone": ("core/fc-md-op",),
    "collections-under-another-name": ("core/fc-md-success",),
    "collections-without-self": ("core/fc-md-links",),
    "collections-without-items": ("core/fc-md-items-links",),
    "extent-of-two-numbers": ("core/fc-md-extent",),
    "collection-gone": ("core/sfc-md-op",),
    "collection-without-links": ("core/sfc-md-success",),
    "collection-of-another-extent": ("core/sfc-md-success/same",),
    "items-gone": ("core/fc-op",),
    "large-limit-refused": ("core/fc-limit-definition",),
    "limit-ignored": ("core/fc-limit-response-1",),
    "heights-fail": ("core/fc-bbox-definition",),
    "box-ignored": ("core/fc-bbox-response",),
    "placeless-left-out": ("core/fc-bbox-response",),
    "boxes-end-at-the-antimeridian": ("core/fc-bbox-definition/antimeridian",),
    "open-interval-refused": ("core/fc-time-definition",),
    "time-ignored": ("core/fc-time-response",),
    "timeless-left-out": ("core/fc-time-response",),
    "page-without-self": ("core/fc-links",),
    "links-without-type": ("core/fc-rel-type",),
    "no-feature-collection": ("core/fc-response",),
    "features-under-another-name": ("core/fc-response",),
    "time-stamp-in-words": ("core/fc-timeStamp",),
    "matched-is-the-page": ("core/fc-numberMatched",),
    "returned-is-the-limit": ("core/fc-numberReturned",),
    "feature-gone": ("core/f-op",),
    "feature-without-properties": ("core/f-success",),
    "feature-without-its-collection": ("core/f-links",),
    "wrong-values-taken": ("core/query-param-invalid",),
    "axes-swapped": ("core/crs84",),
    "plain-json": ("geojson/definition",),
    "features-of-another-type": ("geojson/content",),
    "pages-overlap": ("overlay/pages-once",),
    "anything-is-there": ("overlay/not-found",),
    "uprn-too-long": ("overlay/uprn",),
    "usrn-too-long": ("overlay/usrn",),
    "definition-gone": ("core/api-definition-op",),
    "definition-of-another-type": ("core/api-definition-success",),
    "old-http": ("core/http",),
    "unknown-parameters-taken": ("core/query-param-unknown",),
    "collection-hidden": ("core/fc-md-items",),
    "definition-without-page": ("oas30/oas-definition-1",),
    "definition-without-replies": ("oas30/oas-definition-2",),
    "definition-promises-more": ("oas30/oas-impl",),
    "features-not-defined": ("oas30/completeness",),
    "refusals-not-defined": ("oas30/exceptions-codes",),
    "sign-in-not-defined": ("oas30/security",),
    "crs-without-uri": ("crs/crs-uri",),
    "default-crs-not-listed": ("crs/fc-md-crs-list",),
    "storage-crs-in-words": ("crs/fc-md-storageCrs",),
    "storage-crs-elsewhere": ("crs/fc-md-storageCrs-valid-value",),
    "global-crs-refused": ("crs/fc-md-crs-list-global",),
    "box-crs-refused": ("crs/fc-bbox-crs-definition",),
    "unlisted-box-crs-taken": ("crs/fc-bbox-crs-valid-value",),
    "boxes-with-latitude-first": ("crs/fc-bbox-crs-valid-defaultValue",),
    "box-crs-ignored": ("crs/fc-bbox-crs-action",),
    "crs-refused": ("crs/fc-crs-definition",),
    "unlisted-crs-taken": ("crs/fc-crs-valid-value",),
    "default-in-grid": ("crs/fc-crs-default-value",),
    "crs-ignored": ("crs/fc-crs-action",),
    "no-content-crs": ("crs/ogc-crs-header",),
    "content-crs-bare": ("crs/ogc-crs-header-value",),
    "other-json-in-crs": ("crs/geojson",),
    "boxes-swapped": ("overlay/britain",),
    "limit-of-nought-taken": ("overlay/limits",),
    "box-of-three-taken": ("overlay/boxes",),
    "grid-swapped": ("overlay/epsg-27700",),
}
"""By name: the requirements that a server with it violates."""
TRAPS: Final = (
    "nested-names",
    "nested-paths",
    "repeated-collections",
    "thousands-of-collections",
    "few-members",
    "coverages-first",
    "first-is-empty",
    "nothing-held",
)
HABITS: Final = (
    "geojson-not-declared",
    "no-extent-in-time",
    "free-form",
    "serves-everybody",
    "part-2-not-declared",
    *TRAPS,
)
"""What a server may do, and is not held against it."""
KNOWN: Final = frozenset({"limit", "offset", "bbox", "datetime", "crs", "bbox-crs"})
TOKEN: Final = "open-sesame-please"
"""What it is asked with; nobody else is served."""
_TIME: Final = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z")

COVERAGES: Final[list[dict[str, Any]]] = [
    {
        "id": "elevation",
        "links": [
            {"rel": "http://www.opengis.net/def/rel/ogc/1.0/coverage", "href": "/collections/elevation/coverage"}
        ],
    },
    {"id": "documents", "itemType": "record", "links": []},
]
"""Collections of something else than features, as servers of several standards list them."""
PART_2: Final = "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs"
Answer = tuple[int, Any, str] | tuple[int, Any, str, dict[str, str]]


class Features:
    """What the server holds and answers."""

    def __init__(self, defect: str = "") -> None:
        assert defect in ("", *DEFECTS, *HABITS), defect
        self.defect = defect
        self.held = {"incidents": self._made(12), "posts": self._made(8)}
        if defect in ("nested-names", "nested-paths"):
            self.held = {f"north/{name}": features for name, features in self.held.items()}
        if defect == "thousands-of-collections":
            self.held = {f"c{number:04}": self.held["posts"] for number in range(3000)}
        if defect == "first-is-empty":
            self.held = {"drafts": [], **self.held}
        if defect == "nothing-held":
            self.held = {name: [] for name in self.held}
        if defect == "collection-hidden":
            self.held[HIDDEN] = self._made(2)

    def answer(self, path: str, query: dict[str, str]) -> Answer:
        """Return status, content and media type."""
        if path.startswith("/api"):
            return self._definition(path)
        if self.defect not in ("unknown-parameters-taken", "free-form") and query.keys() - KNOWN:
            return 400, {}, "application/json"
        found = re.fullmatch(r"/(?:(conformance)|collections(?:/([^/]+)(?:/items(?:/([^/]+))?)?)?)?", path)
        if found is None:
            return 404, {}, "application/json"
        what, name, one = (unquote(part) if part else part for part in found.groups())
        if self.defect == "nested-paths" and name:
            return 404, {}, "application/json"
        if path == "/":
            return self._of("root", {"title": "Exercise", "links": self._entries()})
        if what:
            declared = [*([] if self.defect == "core-not-declared" else [f"{CONF}core"]), f"{CONF}geojson"]
            declared = [*declared, f"{CONF}oas30", *([] if self.defect == "part-2-not-declared" else [PART_2])]
            declared = declared[:1] if self.defect == "geojson-not-declared" else declared
            return self._of("conformance", {"conformsTo": declared})
        if name is None:
            key = "list" if self.defect == "collections-under-another-name" else "collections"
            links = [] if self.defect == "collections-without-self" else [self._link("self", "/collections")]
            times = 2 if self.defect == "repeated-collections" else 1
            shown = [self._collection(held) for held in self.held if held != HIDDEN] * times
            shown = [*COVERAGES, *shown] if self.defect == "coverages-first" else shown
            return self._of("collections", {"links": links, "crs": features_crs.everywhere(self.defect), key: shown})
        if name == COVERAGES[0]["id"] and self.defect == "coverages-first" and path.count("/") == 2:
            return self._of("collection", COVERAGES[0])
        if name not in self.held and self.defect != "anything-is-there":
            return 404, {}, "application/json"
        if path.endswith("/items"):
            return self._page(name, query)
        return self._feature(name, one, query) if one else self._single(name)

    def _of(self, what: str, content: Any, media_type: str = "application/json") -> Answer:
        return (404, {}, "application/json") if self.defect == f"{what}-gone" else (200, content, media_type)

    def _entries(self) -> list[dict[str, str]]:
        described = [self._link("service-desc", "/api", OPENAPI)]
        page = self._link("service-doc", "/api.html", "text/html")
        described += [] if self.defect == "definition-without-page" else [page]
        rels = {"self": "/", "conformance": "/conformance", "data": "/collections"}
        shown = {r: p for r, p in rels.items() if not (r == "data" and self.defect == "no-link-to-the-data")}
        return [*(self._link(r, p) for r, p in shown.items()), *described]

    def _definition(self, path: str) -> Answer:
        if self.defect == "definition-gone":
            return 404, {}, "application/json"
        if path == "/api.html":
            return 200, "<!doctype html><title>Exercise</title>", "text/html"
        came = "text/plain" if self.defect == "definition-of-another-type" else OPENAPI
        return 200, definition(tuple(n for n in self.held if n != HIDDEN), self.defect), came

    def _link(self, rel: str, path: str, media_type: str = "application/json") -> dict[str, str]:
        typed = {} if self.defect == "links-without-type" and rel == "next" else {"type": media_type}
        return {"rel": rel, "href": path, **typed}

    def _collection(self, name: str, *, alone: bool = False) -> dict[str, Any]:
        box = [-5.5, 50.0] if self.defect == "extent-of-two-numbers" else [-5.5, 50.0, 2.0, 58.0]
        items = [] if self.defect == "collections-without-items" else [self._items(name)]
        times = {"interval": [["2024-01-01T00:00:00Z", None]]}
        extent = {"spatial": {"bbox": [box]}} | ({} if self.defect == "no-extent-in-time" else {"temporal": times})
        said: dict[str, Any] = (
            {} if self.defect == "few-members" else {"title": name.title(), "description": f"All {name}."}
        )
        return {
            "id": name,
            **said,
            "links": items,
            "extent": extent,
            **features_crs.said(name, self.defect, alone=alone),
        }

    def _single(self, name: str) -> Answer:
        links = [] if self.defect == "collection-without-links" else [self._items(name)]
        shown = {**self._collection(name, alone=True), "links": links}
        if self.defect == "collection-of-another-extent":
            shown["extent"] = {"spatial": {"bbox": [[-180.0, -90.0, 180.0, 90.0]]}}
        return self._of("collection", shown)

    def _items(self, name: str) -> dict[str, str]:
        return self._link("items", f"/collections/{quote(name, safe='')}/items", "application/geo+json")

    def _made(self, count: int) -> list[dict[str, Any]]:
        return [self._one(number) for number in range(count)]

    def _one(self, number: int) -> dict[str, Any]:
        place = [-4.5 + number / 10, 51.0 + number / 10]
        at = datetime(2024, 1, 3, 4, 5, 6, tzinfo=UTC) + timedelta(days=9 * number)
        reported = None if number == 2 else at.strftime("%Y-%m-%dT%H:%M:%SZ")
        geometry = {"type": "Point", "coordinates": place[::-1] if self.defect == "axes-swapped" else place}
        numbers = {
            "uprn": "1" * (13 if self.defect == "uprn-too-long" else 12),
            "usrn": "2" * (9 if self.defect == "usrn-too-long" else 8),
        }
        return {
            "type": "feature" if self.defect == "features-of-another-type" else "Feature",
            "id": f"f{number}",
            "geometry": None if number == 3 else geometry,
            "properties": {"kind": "theft", "reported": reported, **numbers},
        }

    def _page(self, name: str, query: dict[str, str]) -> Answer:
        wrong = self._wrong(query)
        if wrong or features_crs.refused(name, query, self.defect):
            return wrong or 400, {}, "application/json"
        chosen = [f for f in self.held.get(name, ()) if self._within(f, query)]
        limit = DEFAULT if self.defect == "limit-ignored" else min(int(query.get("limit", DEFAULT)), MOST)
        offset = int(query.get("offset", 0))
        start = max(0, offset - 1) if self.defect == "pages-overlap" else offset
        shown = [features_crs.given(one, query, self.defect) for one in chosen[start : start + limit]]
        if self.defect == "boxes-swapped" and "bbox" in query:
            shown = [_swapped(one) for one in shown]
        path = f"/collections/{quote(name, safe='')}/items"
        links = [] if self.defect == "page-without-self" else [self._link("self", path, "application/geo+json")]
        if offset + limit < len(chosen):
            kept = "".join(f"&{n}={query[n]}" for n in ("bbox", "bbox-crs", "crs", "datetime", "limit") if n in query)
            links.append(self._link("next", f"{path}?offset={offset + limit}{kept}", "application/geo+json"))
        content = {
            "type": "Features" if self.defect in _other(query) else "FeatureCollection",
            "features": shown,
            "links": links,
            "timeStamp": "just now" if self.defect == "time-stamp-in-words" else "2020-02-29T12:00:00Z",
            "numberMatched": len(shown) if self.defect == "matched-is-the-page" else len(chosen),
            "numberReturned": limit if self.defect == "returned-is-the-limit" else len(shown),
        }
        if self.defect == "features-under-another-name":
            content["items"] = content.pop("features")
        if self.defect == "few-members":
            content = {key: content[key] for key in ("type", "features", "links")}
        return self._in_crs(self._of("items", content, self._geojson()), query)

    def _in_crs(self, answer: Answer, query: dict[str, str]) -> Answer:
        return (*answer[:3], features_crs.header(query, self.defect)) if answer[0] == 200 else answer

    def _geojson(self) -> str:
        return "application/json" if self.defect == "plain-json" else "application/geo+json"

    def _wrong(self, query: dict[str, str]) -> int:
        if self.defect == "wrong-values-taken":
            query.pop("limit", None) if not query.get("limit", "1").isdigit() else None
            return 0
        if self.defect == "limit-of-nought-taken" and query.get("limit") == "0":
            return 0
        if self.defect == "box-of-three-taken" and query.get("bbox", "").count(",") == 2:
            del query["bbox"]
            return 0
        limit, box, time = query.get("limit", "1"), query.get("bbox", "0,0,0,0"), query.get("datetime", "..")
        edges = box.split(",")
        if not limit.isdigit() or int(limit) < 1 or len(edges) not in (4, 6):
            return 400
        if not all(re.fullmatch(r"-?\d+(\.\d+)?", edge) for edge in edges):
            return 400
        if not all(end in ("", "..") or _TIME.fullmatch(end) for end in time.split("/")):
            return 400
        if self.defect == "open-interval-refused" and time.endswith("/.."):
            return 400
        if self.defect == "large-limit-refused" and int(limit) > MOST:
            return 400
        return 500 if self.defect == "heights-fail" and len(edges) == 6 else 0

    def _within(self, feature: dict[str, Any], query: dict[str, str]) -> bool:
        boxed = "bbox" in query and feature["geometry"] and self.defect not in ("box-ignored", "wrong-values-taken")
        if boxed and not features_crs.lies_in(feature["geometry"]["coordinates"], query, self.defect):
            return False
        if self.defect == "placeless-left-out" and "bbox" in query and not feature["geometry"]:
            return False
        if "datetime" in query and self.defect not in ("time-ignored", "no-extent-in-time", "wrong-values-taken"):
            first, slash, last = query["datetime"].partition("/")
            at = feature["properties"]["reported"]
            last = last if slash else first
            if at is None:
                return self.defect != "timeless-left-out"
            return (first in ("", "..") or at >= first) and (last in ("", "..") or at <= last)
        return True

    def _feature(self, name: str, one: str, query: dict[str, str]) -> Answer:
        found = next((f for f in self.held.get(name, ()) if f["id"] == one), None)
        if found is None and self.defect != "anything-is-there":
            return 404, {}, "application/json"
        if features_crs.refused(name, query, self.defect):
            return 400, {}, "application/json"
        path = f"/collections/{quote(name, safe='')}"
        links = [self._link("self", f"{path}/items/{one}", "application/geo+json")]
        links += [] if self.defect == "feature-without-its-collection" else [self._link("collection", path)]
        whole = {**features_crs.given(found or self._one(0), query, self.defect), "links": links}
        if self.defect == "feature-without-properties":
            del whole["properties"]
        return self._in_crs(self._of("feature", whole, self._geojson()), query)


def _other(query: dict[str, str]) -> tuple[str, ...]:
    """Return the defects by which a page is no collection of features."""
    return ("no-feature-collection", *(("other-json-in-crs",) if "crs" in query else ()))


def _swapped(feature: dict[str, Any]) -> dict[str, Any]:
    geometry = feature["geometry"]
    return {**feature, "geometry": geometry and {**geometry, "coordinates": geometry["coordinates"][::-1]}}


@contextmanager
def serving(defect: str = "") -> Iterator[str]:
    """Serve on a free port of loopback; yields the address."""
    features = Features(defect)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.0" if defect == "old-http" else "HTTP/1.1"
        wbufsize = -1
        """Head and content leave together: apart, the second waits for the first to be acknowledged."""

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
            known = defect == "serves-everybody" or self.headers.get("Authorization") == f"Bearer {TOKEN}"
            refused: Answer = (401, {}, "application/json")
            status, content, media_type, *more = features.answer(parts.path, query) if known else refused
            body = content.encode() if isinstance(content, str) else json.dumps(content).encode()
            self.send_response(status)
            self.send_header("Content-Type", media_type)
            for name, value in more[0].items() if more else ():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    with served(ThreadingHTTPServer(("127.0.0.1", 0), Handler)) as url:
        yield url
