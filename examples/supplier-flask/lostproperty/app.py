"""Answers for the operations of openapi.yaml."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import NoReturn

from flask import Flask, Response, jsonify, request
from werkzeug.exceptions import HTTPException

UMBRELLA = {
    "id": "0b7f3c58-1a52-4d0e-9d26-6f4a7b1c2e90",
    "kind": "other",
    "foundAt": "2026-11-01T18:20:00+00:00",
    "place": "Ticket hall",
}
"""Something that is there from the beginning."""
KINDS = ("bag", "document", "key", "phone", "other")
JSON = ("application/json", "application/problem+json")


def create_app() -> Flask:
    """Return the application; it keeps its items in memory."""
    app = Flask(__name__)
    items = {UMBRELLA["id"]: UMBRELLA}

    @app.before_request
    def negotiate() -> None:
        if request.accept_mimetypes and not request.accept_mimetypes.best_match(JSON):
            problem(406, "Only JSON is on offer.")

    @app.get("/v1/items")
    def list_items() -> Response:
        # The description promises foundAt as it was given.
        return jsonify({"items": [item | {"foundAt": seconds(item["foundAt"])} for item in items.values()]})

    @app.post("/v1/items")
    def create_item() -> tuple[Response, int, dict[str, str]]:
        item = {"id": str(uuid.uuid4()), **checked()}
        items[item["id"]] = item
        # The description promises 201.
        return jsonify(item), 200, {"Location": f"/v1/items/{item['id']}"}

    @app.get("/v1/items/<item_id>")
    def get_item(item_id: str) -> Response:
        if item_id not in items:
            problem(404, "No such item was handed in.")
        return jsonify(items[item_id])

    @app.errorhandler(HTTPException)
    def say(error: HTTPException) -> Response:
        return Problem(error.code or 500, error.description or "").get_response()

    return app


def checked() -> dict[str, str]:
    """Return what was sent, or refuse it."""
    if request.mimetype != "application/json":
        problem(415, "An item is sent as JSON.")
    sent = request.get_json(silent=True)
    if not isinstance(sent, dict):
        problem(400, "The content is no JSON object.")
    kind, found_at, place = sent.get("kind"), sent.get("foundAt"), sent.get("place")
    if kind not in KINDS or not is_time(found_at) or not isinstance(place, str) or not 1 <= len(place) <= 200:
        problem(422, "kind, foundAt or place is missing or wrong.")
    return {"kind": kind, "foundAt": found_at, "place": place}


def is_time(text: object) -> bool:
    """Tell whether a text is a time with an offset (RFC 3339)."""
    try:
        return datetime.fromisoformat(str(text)).tzinfo is not None
    except ValueError:
        return False


def seconds(text: str) -> float:
    """Return a time as seconds since 1970."""
    return datetime.fromisoformat(text).timestamp()


class Problem(HTTPException):
    """A refusal, as problem details (RFC 9457)."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.code = status

    def get_response(self, *_: object) -> Response:
        """Return the content."""
        answer = jsonify({"title": self.name, "status": self.code, "detail": self.description})
        answer.status_code, answer.content_type = self.code, "application/problem+json"
        return answer


def problem(status: int, detail: str) -> NoReturn:
    """Refuse the request."""
    raise Problem(status, detail)
