"""Resources are inferred from paths, methods and schemas; what cannot be told stays empty."""

from __future__ import annotations

from typing import Any

import pytest
from described import contract_of, document
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.loading import find, load_bundle
from harness.resources import Paging, Resource, resources_of

TEXT = {"type": "string"}
WHOLE = {"type": "integer"}


def content(schema: Any) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": schema}}}


def reply(schema: Any, status: str = "200", **rest: Any) -> dict[str, Any]:
    return {"responses": {status: {"description": "", **content(schema), **rest}}}


def query(*names: str, schema: Any = None) -> list[dict[str, Any]]:
    return [{"name": name, "in": "query", "schema": schema or TEXT} for name in names]


def thing(**more: Any) -> dict[str, Any]:
    return {"type": "object", "properties": {"id": TEXT, "name": TEXT, **more}}


def page(element: Any, **more: Any) -> dict[str, Any]:
    return {"type": "object", "properties": {"items": {"type": "array", "items": element}, **more}}


def resource(paths: dict[str, Any], collection: str = "/things") -> Resource:
    found = {one.collection: one for one in resources_of(contract_of(document(paths)))}
    return found[collection]


def whole(element: Any) -> dict[str, Any]:
    """Return all that can be done with things."""
    return {
        "/things": {"get": reply(page(element)), "post": {"requestBody": content(element), **reply(element, "201")}},
        "/things/{thingId}": {
            "get": reply(element),
            "put": {"requestBody": content(element), **reply(element)},
            "patch": {"requestBody": content(element), **reply(element)},
            "delete": {"responses": {"204": {"description": ""}}},
        },
    }


def test_all_that_can_be_done_with_a_thing() -> None:
    one = resource(whole(thing(made={"type": "string", "format": "date-time", "readOnly": True})))
    assert (one.item_path, one.parameter) == ("/things/{thingId}", "thingId")
    assert one.operations == (
        "GET /things", "POST /things", "GET /things/{thingId}", "PUT /things/{thingId}", "PATCH /things/{thingId}",
        "DELETE /things/{thingId}",
    )  # fmt: skip
    assert (one.items, one.element_id, one.created_id, one.item_id) == ("/items", "/id", "/id", "/id")
    assert (one.writable, one.read_only, one.times) == (("/id", "/name"), ("/made",), ("/made",))
    assert (one.paging, one.total, one.filters, one.etag) == (None, None, (), False)
    assert one.states == ()


def test_what_has_one_of_a_few_values_is_a_state() -> None:
    made = thing(
        status={"type": "string", "enum": ["open", "closed"]}, done={"type": "boolean"}, size={"type": "integer"}
    )
    one = resource(whole(made))
    assert one.states == ("/status", "/done")
    assert set(one.states) < set(one.writable)


MANY = {"type": "array", "items": {"type": "object", "properties": {"id": TEXT, "name": TEXT}}}
TEXTS = {"type": "array", "items": TEXT}


def with_(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


ARRAYS: list[tuple[Any, str | None]] = [
    (MANY, ""),
    (page(thing()), "/items"),
    (with_(things=MANY, tags=TEXTS), "/things"),
    (with_(odd=MANY, total=WHOLE), "/odd"),
    (with_(_embedded=with_(things=MANY)), "/_embedded/things"),
    ({"allOf": [with_(total=WHOLE), page(thing())]}, "/items"),
    (with_(a=TEXTS, b=TEXTS), None),
]


@pytest.mark.parametrize("schema, pointer", ARRAYS, ids=[str(p) for _, p in ARRAYS])
def test_where_the_elements_of_a_list_lie(schema: Any, pointer: str | None) -> None:
    one = resource({"/things": {"get": reply(schema)}, "/things/{id}": {"get": reply(thing())}})
    assert one.items == pointer
    assert bool(one.list) == (pointer is not None)


NAMES: list[tuple[str, dict[str, Any], str | None]] = [
    ("thingId", {"thingId": TEXT, "id": TEXT}, "/thingId"),
    ("thing_id", {"thingId": TEXT}, "/thingId"),
    ("thingId", {"id": WHOLE}, "/id"),
    ("uuid", {"uuid": TEXT, "id": WHOLE}, "/uuid"),
    ("slug", {"slug": TEXT, "id": WHOLE}, "/slug"),
    ("name", {"name": TEXT}, "/name"),
    ("thing", {"id": TEXT}, "/id"),
    ("courtHouseCode", {"code": TEXT}, "/code"),
    ("thingId", {"attributes": {"type": "object", "properties": {"thingId": TEXT}}}, "/attributes/thingId"),
    ("thingId", {"colour": TEXT}, None),
    ("thingId", {"id": {"type": "object", "properties": {}}}, None),
]


@pytest.mark.parametrize("parameter, properties, pointer", NAMES, ids=[f"{n[0]}-{n[2]}" for n in NAMES])
def test_what_names_an_element(parameter: str, properties: dict[str, Any], pointer: str | None) -> None:
    element = {"type": "object", "properties": properties}
    paths = {"/things": {"get": reply(page(element))}, f"/things/{{{parameter}}}": {"get": reply(element)}}
    assert resource(paths).element_id == pointer


def test_a_list_of_bare_names() -> None:
    paths = {"/things": {"get": reply(page(TEXT))}, "/things/{name}": {"get": reply(thing())}}
    assert resource(paths).element_id == ""


URI = {"type": "string", "format": "uri"}
LINKS = {"type": "array", "items": {"type": "object", "properties": {"rel": TEXT, "href": TEXT}}}
NEXT = {"next": {"type": "object", "properties": {"href": TEXT}}}
FROM_1, FROM_0 = {"type": "integer", "minimum": 1}, {"type": "integer", "default": 0}
PAGES: list[tuple[list[dict[str, Any]], dict[str, Any], Paging | None]] = [
    (
        query("limit", "cursor"),
        {"nextCursor": TEXT},
        Paging(style="cursor", limit="limit", parameter="cursor", next="/nextCursor"),
    ),
    (
        query("pageSize", "pageToken"),
        {"next_page_token": TEXT},
        Paging(style="cursor", limit="pageSize", parameter="pageToken", next="/next_page_token"),
    ),
    (query("limit", "offset"), {}, Paging(style="offset", limit="limit", parameter="offset")),
    (
        query("per_page") + query("page", schema=FROM_1),
        {},
        Paging(style="page", limit="per_page", parameter="page", first=1, least=1),
    ),
    (
        query("size") + query("page", schema=FROM_0),
        {"number": WHOLE},
        Paging(style="page", limit="size", parameter="page", first=0, current="/number"),
    ),
    (query("limit"), {"next": URI}, Paging(style="link", limit="limit", next="/next", is_url=True)),
    (query("limit"), {"links": LINKS}, Paging(style="link", limit="limit", next="/links", is_url=True)),
    (
        query("limit"),
        {"_links": {"type": "object", "properties": NEXT}},
        Paging(style="link", limit="limit", next="/_links/next/href", is_url=True),
    ),
    (
        query("limit"),
        {"links": with_(next=TEXT)},
        Paging(style="link", limit="limit", next="/links/next", is_url=True),
    ),
    (
        query("limit", "continue"),
        {"metadata": {"type": "object", "properties": {"continue": TEXT}}},
        Paging(style="cursor", limit="limit", parameter="continue", next="/metadata/continue"),
    ),
    (query("limit"), {}, None),
]


@pytest.mark.parametrize("parameters, members, paging", PAGES, ids=range(len(PAGES)))
def test_how_a_list_goes_on(parameters: list[Any], members: dict[str, Any], paging: Paging | None) -> None:
    get = {"parameters": parameters, **reply(page(thing(), **members))}
    assert resource({"/things": {"get": get}}).paging == paging


@pytest.mark.parametrize(
    "parameters, members, limit",
    [
        (query("limit", schema=WHOLE), {}, "limit"),
        (query("max-results", schema=WHOLE), {"total": WHOLE}, "max-results"),
        (query("limit", "offset", schema=WHOLE), {}, ""),  # its paging says it
        (query("limit", schema=TEXT), {}, ""),
        (query("name", schema=WHOLE), {}, ""),
    ],
)
def test_how_many_come_where_the_list_does_not_go_on(
    parameters: list[Any], members: dict[str, Any], limit: str
) -> None:
    one = resource({"/things": {"get": {"parameters": parameters, **reply(page(thing(), **members))}}})
    assert (one.limit, one.page_size) == (limit, limit or (one.paging.limit if one.paging else ""))


def test_a_property_of_the_elements_is_no_size() -> None:
    get = {"parameters": query("size", schema=WHOLE), **reply(page(thing(size=WHOLE)))}
    one = resource({"/things": {"get": get}})
    assert (one.limit, [f.parameter for f in one.filters]) == ("", ["size"])


def test_a_link_field_leads_on() -> None:
    get = {"parameters": query("limit"), **reply(page(thing()), headers={"Link": {"schema": TEXT}})}
    assert resource({"/things": {"get": get}}).paging == Paging(style="link", limit="limit")


@pytest.mark.parametrize(
    "members, pointer",
    [
        ({"total": WHOLE}, "/total"),
        ({"numberMatched": WHOLE}, "/numberMatched"),
        ({"pagination": {"type": "object", "properties": {"total_count": WHOLE}}}, "/pagination/total_count"),
        ({"count": WHOLE, "next": URI, "previous": URI}, "/count"),
        ({"count": WHOLE}, None),
        ({"total": TEXT}, None),
    ],
)
def test_how_many_there_are(members: dict[str, Any], pointer: str | None) -> None:
    assert resource({"/things": {"get": reply(page(thing(), **members))}}).total == pointer


def test_filters_sorting_and_dates() -> None:
    element = thing(
        state={"enum": ["on", "off"], "type": "string"},
        createdAt={"type": "string", "format": "date-time"},
        size={"type": "integer"},
        tags={"type": "array", "items": TEXT},
    )
    when = {"type": "string", "format": "date-time"}
    parameters = [
        *query("state", "limit", "page", "weather", "tags", "createdAt"),
        *query("sort", schema={"type": "string", "enum": ["size", "-size", "created_at:desc", "weather", "name"]}),
        *query("created-from", "createdTo", schema=when),
    ]
    one = resource({"/things": {"get": {"parameters": parameters, **reply(page(element))}}})
    (state,) = one.filters
    assert (state.parameter, state.pointer, state.kind, state.values) == ("state", "/state", "string", ("on", "off"))
    assert one.sort is not None
    assert one.sort.choices == (
        ("size", "/size", False),
        ("-size", "/size", True),
        ("created_at:desc", "/createdAt", True),
        ("name", "/name", None),
    )
    (dates,) = one.dates
    assert (dates.after, dates.before, dates.pointer, dates.is_date) == (
        "created-from",
        "createdTo",
        "/createdAt",
        False,
    )


def test_places_on_the_map() -> None:
    position = {"type": "array", "items": {"type": "number"}}
    point = {"type": "object", "properties": {"type": {"enum": ["Point"]}, "coordinates": position}}
    place = thing(lat={"type": "number"}, lng={"type": "number"}, geometry=point)
    assert resource(whole(place)).coordinates == (("/lat", "/lng"), ("/geometry/coordinates",) * 2)


def test_an_envelope_around_one_thing() -> None:
    wrapped = {"type": "object", "properties": {"data": thing(), "meta": {"type": "object"}}}
    paths = {
        "/things": {"post": {"requestBody": content(thing()), **reply(wrapped, "201")}},
        "/things/{id}": {"get": reply(wrapped)},
    }
    one = resource(paths)
    assert (one.envelope, one.item_id, one.created_id, one.writable) == (
        "/data",
        "/data/id",
        "/data/id",
        ("/id", "/name"),
    )


def test_entity_tags() -> None:
    tagged = reply(thing(), headers={"ETag": {"schema": TEXT}})
    assert resource({"/things/{id}": {"get": tagged}}, "/things/{id}").etag
    condition = {"parameters": [{"name": "If-Match", "in": "header", "schema": TEXT}], **reply(thing())}
    assert resource({"/things/{id}": {"put": condition}}, "/things/{id}").etag


def test_one_lies_under_another() -> None:
    paths = whole(thing()) | {"/things/{thingId}/parts": {"get": reply(page(thing()))}}
    assert resource(paths, "/things/{thingId}/parts").parent == "/things"
    assert resource(paths).parent == ""


def test_plural_and_singular() -> None:
    paths = {
        "/people": {"get": reply(page(thing()))},
        "/things": {"get": reply(page(thing()))},
        "/thing/{id}": {"get": reply(thing())},
    }
    assert resource(paths).item_path == "/thing/{id}"
    assert resource(paths, "/people").item_path == ""


def test_what_is_no_resource() -> None:
    paths = {
        "/health": {"get": reply({"type": "object", "properties": {"status": TEXT}})},
        "/things/search": {"post": {"requestBody": content(thing()), **reply(page(thing()))}},
    }
    assert resources_of(contract_of(document(paths))) == ()


def test_incident_transfer() -> None:
    """A description that was not written for this."""
    found = {one.collection: one for one in resources_of(load_bundle(find("incident-transfer@1.0")).contract)}
    incidents = found["/incidents"]
    assert (incidents.create, incidents.read, incidents.parameter) == (
        "createIncident",
        "getIncident",
        "incidentId",
    )
    assert (incidents.created_id, incidents.etag) == ("/sharedIncidentId", True)
    updates = found["/incidents/{incidentId}/updates"]
    assert (updates.list, updates.create, updates.parent) == ("listUpdates", "addUpdate", "/incidents")
    assert updates.paging is not None
    assert (updates.paging.style, updates.paging.next) == ("cursor", "/nextCursor")


WORDS = st.sampled_from(["thing", "person", "vehicle", "court", "event", "story", "box"])
PLURALS = {"story": "stories", "box": "boxes"}


@settings(deadline=None, max_examples=80)
@given(
    WORDS,
    st.sampled_from(["id", "Id", "_id", "-uuid", ""]),
    st.sampled_from(["items", "data", "features", "own"]),
    st.booleans(),
)
def test_however_things_are_named(word: str, ending: str, where: str, nested: bool) -> None:
    plural = PLURALS.get(word, f"{word}s")
    parameter = f"{word}{ending}" if ending else "id"
    member = plural if where == "own" else where
    element = {"type": "object", "properties": {"id": TEXT, "label": TEXT}}
    listed = {"type": "object", "properties": {"total": WHOLE, member: {"type": "array", "items": element}}}
    prefix = "/owners/{ownerId}" if nested else ""
    paths = {
        f"{prefix}/{plural}": {"get": reply(listed)},
        f"{prefix}/{plural}/{{{parameter}}}": {
            "get": reply(element),
            "delete": {"responses": {"204": {"description": ""}}},
        },
    }
    one = resource(paths, f"{prefix}/{plural}")
    expected = "/id" if parameter.endswith(("id", "Id")) or ending == "" else None
    assert (one.items, one.total, one.parameter) == (f"/{member}", "/total", parameter)
    assert one.element_id == (expected or "/id")
    assert one.delete
