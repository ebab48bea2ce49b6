"""Judges a server's own API definition by itself: that it is served, as what, and as valid OpenAPI 3.0."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

from harness.contract.media import is_json
from harness.contract.openapi30_form import ill_formed
from harness.reading.fields import media_type_of
from harness.rules import base
from harness.rules.described.definition_seen import Document, Seen
from harness.rules.kept import broke, passed, unsure

OPENAPI: Final = "application/vnd.oai.openapi+json"
HTML: Final = "text/html"
GONE: Final = frozenset({404, 405, 410})


def is_served(seen: Seen) -> Iterator[base.Sign]:
    """Each definition that the landing page links to can be had by GET (/req/core/api-definition-op)."""
    had = {document.kept.target for document in seen.documents.values() if document.kept.status == 200}
    for document in seen.documents.values():
        kept = document.kept
        if kept.status == 200:
            yield passed(kept, *seen.at)
        elif kept.status >= 500 or kept.status in GONE:
            yield broke(kept, "definition-not-served", *seen.at, target=kept.target, status=kept.status)
        else:  # that it is refused so, or in this form, says nothing where it was had otherwise
            yield unsure(kept, "hidden-by-status", blocks=kept.target not in had, status=kept.status)
    yield from _elsewhere(seen, "service-desc", "service-doc")


def comes_as_linked(seen: Seen) -> Iterator[base.Sign]:
    """What comes is of the type that its link names (/req/core/api-definition-success)."""
    for document in seen.documents.values():
        wanted, came = document.entry.media_type, document.kept.content_type
        if document.kept.status != 200 or not wanted or not document.as_linked:
            continue
        if _family(wanted) != _family(came) or (is_json(media_type_of(came)[0]) and not document.readable):
            yield broke(document.kept, "definition-of-another-type", *seen.at, wanted=wanted, got=came)
        else:
            yield passed(document.kept, *seen.at)
    yield from _elsewhere(seen, "service-desc", "service-doc")


def in_json_and_html(seen: Seen) -> Iterator[base.Sign]:
    """It is there as OpenAPI 3.0 in JSON, and as a web page (/req/oas30/oas-definition-1)."""
    came = [document for document in seen.documents.values() if document.kept.status == 200]
    for wanted, relation in ((OPENAPI, "service-desc"), (HTML, "service-doc")):
        right = next((d for d in came if _is(d, wanted)), None)
        if right is not None:
            yield passed(right.kept, *seen.at)
        elif any(entry.relation == relation for _, entry in seen.elsewhere):
            yield from _elsewhere(seen, relation, blocks=True)
        elif seen.unheard(relation) or any(d.kept.status in (401, 403) for d in seen.documents.values()):
            yield unsure(seen.landings[0], "no-definition")
        else:
            at = next((d.kept for d in came if d.entry.relation == relation), seen.landings[0])
            yield broke(at, "definition-not-as", *seen.at, cause=f"definition-not-as/{wanted}", wanted=wanted)


def is_valid(seen: Seen) -> Iterator[base.Sign]:
    """It is OpenAPI 3.0: of its form, with all that it refers to in itself, and no operation named twice."""
    assert seen.served is not None
    assert seen.brought is not None
    kept, fine = seen.brought.kept, True
    if not seen.served.version.startswith("3.0."):
        yield broke(kept, "definition-version", *seen.at, version=seen.served.version)
        return
    for ill in ill_formed(seen.served.root):
        fine = False
        cause = "definition-form"
        yield broke(kept, "definition-form", *seen.at, cause=cause, pointer=ill.pointer, keyword=ill.keyword)
    for gap in seen.served.contract.gaps:
        if not gap.elsewhere and not gap.where.endswith("/operationId"):
            fine = False
            told = {"place": gap.where, "reason": gap.reason, "places": 1}
            yield broke(kept, "description-unresolved", *seen.at, cause=gap.reason, **told)
    for id, count in Counter(_ids(seen.served.root)).items():
        if count > 1:
            fine = False
            yield broke(kept, "operation-id-twice", *seen.at, cause=f"twice/{id}", id=id)
    if fine:
        yield passed(kept, *seen.at)


def _ids(root: dict[str, Any]) -> Iterator[str]:
    paths = root.get("paths")
    for item in paths.values() if isinstance(paths, dict) else ():
        for operation in item.values() if isinstance(item, dict) else ():
            if isinstance(operation, dict) and isinstance(operation.get("operationId"), str):
                yield operation["operationId"]


def _elsewhere(seen: Seen, *relations: str, blocks: bool = False) -> Iterator[base.Sign]:
    """Say of links that lead to another host that they were not followed."""
    for kept, entry in seen.elsewhere[:1]:
        if entry.relation in relations:
            yield unsure(kept, "definition-elsewhere", blocks=blocks, relation=entry.relation)


def _is(document: Document, wanted: str) -> bool:
    essence, parameters = media_type_of(document.kept.content_type)
    version = next((value for name, value in parameters if name == "version"), "3.0")
    return essence == wanted and (essence != OPENAPI or version.startswith("3.0"))


def _family(content_type: str) -> str:
    """Return what a media type is read as: a link to OpenAPI in JSON may be answered as plain JSON."""
    essence = media_type_of(content_type)[0]
    if is_json(essence):
        return "json"
    return "yaml" if "yaml" in essence or essence == "application/vnd.oai.openapi" else essence
